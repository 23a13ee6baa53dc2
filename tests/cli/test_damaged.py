"""Files that were damaged, or written by hand: their named fault, or passed over; never a defect."""

from __future__ import annotations

import gc
import io
import json
import random
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.__main__ import main
from tests.cli.program import Program

SETTINGS: dict[str, Any] = {
    "schema": 1, "revision": 3, "saved_at": "2026-11-27T01:00:00+01:00", "saved_by": "claire",
    "sender": "hub@example.com",
    "authentication": {"type": "password", "host": "smtp.example.com", "port": 587,
                       "encryption": "starttls", "smtp_authentication": False},
}  # fmt: skip
RESULT: dict[str, Any] = {
    "ok": True, "saved": True, "changed": True, "revision": 3, "recipient": "a@example.com",
    "route": "smtp", "steps": [], "failure": None, "warnings": [], "errors": [],
    "message_id": "<a@b>", "reply": "250 ok", "receipt_code": "123456", "server": "smtp.example.com",
    "at": "2026-11-27T01:00:00+01:00", "who": "claire",
}  # fmt: skip

DEEP = "[" * 100_000
ODD: tuple[Any, ...] = (
    None,
    5,
    -1,
    1e308,
    "",
    "zzz",
    "\x00\x1b[2J\u202e",
    [],
    {},
    [[]],
    {"a": 1},
    True,
    "9" * 400,
)


def put(program: Program, **files: Any) -> None:
    program.folder.mkdir(mode=0o700, exist_ok=True)
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        path = program.folder / name.replace("_json", ".json").replace("_", "-")
        path.write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, plain: Program) -> Iterator[None]:
    """Commands run in this process: there are hundreds of them."""
    monkeypatch.setenv("HUBMAIL_CONFIG_DIR", str(plain.folder))
    monkeypatch.delenv("EMAIL", raising=False)
    yield
    gc.enable()
    gc.unfreeze()


def run(*arguments: str) -> tuple[str, str]:
    """The outputs of a command."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        main(list(arguments))
    return out.getvalue(), err.getvalue()


def no_defect(program: Program, *arguments: str) -> dict[str, Any]:
    """What a command says of it: no defect of ours, in words and in JSON."""
    out, _err = run(*arguments, "--json")
    assert "internal" not in out, (arguments, out, reports(program.folder))
    assert "internal" not in run(*arguments)[1], reports(program.folder)
    document: dict[str, Any] = json.loads(out)
    return document


def reports(folder: Path) -> str:
    return "\n".join(one.read_text() for one in folder.glob("reports/*"))[-1500:]


@pytest.mark.parametrize(
    "key",
    ["at", "who", "server", "failure", "warnings", "received_after", "ok", "steps", "revision"],
)
def test_an_odd_result(plain: Program, key: str) -> None:
    for odd in ODD if key in {"at", "failure", "received_after", "warnings"} else ODD[:4]:
        put(plain, settings_json=SETTINGS, result_json={**RESULT, key: odd})
        assert no_defect(plain, "show")["revision"] == 3


FAILURES: tuple[Any, ...] = (
    {"code": 5}, {"code": "nothing.known"}, {"code": "smtp.refused", "params": 5},
    {"code": "smtp.refused", "params": {"host": {}}}, {"code": "smtp.refused", "reply": {}},
    {"code": "smtp.refused", "temporary": "zzz", "field": []}, {"code": "smtp.refused", "suggestion": 5, "seen": 7},
)  # fmt: skip


@pytest.mark.parametrize("failure", FAILURES, ids=str)
def test_an_odd_failure(plain: Program, failure: Any) -> None:
    put(
        plain,
        settings_json=SETTINGS,
        result_json={**RESULT, "ok": False, "failure": failure, "warnings": [failure]},
    )
    assert no_defect(plain, "show")["revision"] == 3


@pytest.mark.parametrize("text", [DEEP, "", "null", "\ufeff{}", "{", "NaN", '{"a":' * 50_000])
def test_files_that_are_no_json(plain: Program, text: str) -> None:
    put(plain, settings_json=SETTINGS, result_json=text, journal_json=text, profile_json=text,
        last_good_json=text)  # fmt: skip
    assert no_defect(plain, "show")["revision"] == 3
    assert no_defect(plain, "restore", "--recipient", "a@example.com")["failure"]["code"] in {
        "settings.corrupt", "settings.missing",
    }  # fmt: skip
    put(plain, settings_json=text)
    assert no_defect(plain, "show")["failure"]["code"] == "settings.corrupt"


@pytest.mark.parametrize("key", ["sender_name", "reply_to", "secret_expires", "saved_at", "saved_by", "revision",
                                 "timeout", "ehlo_name", "ca_certificates", "pinned_sha256"])  # fmt: skip
def test_odd_settings(plain: Program, key: str) -> None:
    odd: Any
    for odd in ("zzz", "a\x00\r\nb", 5, -1, [], {"a": 1}, "9" * 400):
        put(plain, settings_json={**SETTINGS, key: odd}, result_json=RESULT)
        shown = no_defect(plain, "show")
        assert shown["failure"] is None or shown["failure"]["code"] == "settings.corrupt"


@pytest.mark.parametrize(
    "profile", [{"name": 5}, {"address": []}, {"language": {}}, [], {"name": "a" * 100_000}]
)
def test_an_odd_profile(plain: Program, profile: Any) -> None:
    put(plain, settings_json=SETTINGS, profile_json=profile)
    assert no_defect(plain, "test")["failure"]["code"] != "internal"


# ------------------------------------------------------------------ by chance

FILES = {
    "settings.json": json.dumps(SETTINGS), "last-good.json": json.dumps(SETTINGS),
    "result.json": json.dumps(RESULT), "profile.json": json.dumps({"name": "Claire", "address": "a@b.test"}),
    "journal.json": json.dumps({"references": ["hubmail-0"]}),
    "history.jsonl": json.dumps({"at": RESULT["at"], "who": "claire", "action": "tested", "revision": 3,
                                 "fields": ["host"], "ok": True, "code": None}) + "\n",
}  # fmt: skip
PIECES = (
    "", "null", "[]", "{}", "-1", "1e400", "NaN", '"', "\\u0000", "\\ud800", ",", ":", "\n", "\0", "true",
    "9" * 30, '"zzz"', "[[[[", "\u202e", '{"a":', "2026-13-45T99:99:99", "\ufeff", "hubmail-", "é",
)  # fmt: skip
SHOWN = (("show",), ("history",), ("show", "--expiry"))


def mutated(text: str, chance: random.Random) -> str:
    for _change in range(chance.randrange(1, 5)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 0, 1, 3, 12, 60)))
        text = text[:start] + chance.choice(PIECES) + text[end:]
    return text


def damage(program: Program, seed: int) -> None:
    chance = random.Random(seed)
    program.folder.mkdir(mode=0o700, exist_ok=True)
    broken = chance.choice(list(FILES))
    for name, text in FILES.items():
        content = mutated(text, chance) if name == broken else text
        path = program.folder / name
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        path.chmod(0o600)
    out, err = run(*chance.choice(SHOWN), *chance.choice(((), ("--json",))))
    assert "internal" not in out + err, (seed, broken, reports(program.folder))


@pytest.mark.parametrize("seed", range(40))
def test_damaged_by_chance(plain: Program, seed: int) -> None:
    damage(plain, seed)


@pytest.mark.faults
def test_damaged_by_chance_for_long(plain: Program) -> None:
    for seed in range(1_000, 5_000):
        damage(plain, seed)
