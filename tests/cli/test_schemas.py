"""What the commands print is what the schemas in resources/schema say; and no key of them goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program
from tests.cli.schemas import FOLDER, check, schema

NAMES = sorted(path.name.removesuffix(".schema.json") for path in FOLDER.glob("*.schema.json"))
OUTPUTS = [name for name in NAMES if name != "settings"]
RELEASED = Path(__file__).with_name("released_keys.txt")
MESSAGE = b"From: hub@example.com\r\nTo: a@example.com\r\nSubject: x\r\n\r\nHello\r\n"


def keys(part: object, path: str) -> Iterator[str]:
    """Every key that a schema names, with the way to it."""
    if isinstance(part, dict):
        for name, one in part.get("properties", {}).items():
            yield f"{path}.{name}"
            yield from keys(one, f"{path}.{name}")
        for inner in ("items", "anyOf"):
            yield from keys(part.get(inner), path)
        for name, one in part.get("$defs", {}).items():
            yield from keys(one, f"{path}#{name}")
    elif isinstance(part, list):
        for one in part:
            yield from keys(one, path)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))


def test_no_key_goes() -> None:
    """A key that is in the list was promised: add new ones to it, and take none away."""
    there = {key for name in OUTPUTS for key in keys(schema(name), name)}
    released = set(RELEASED.read_text("utf-8").split())
    assert sorted(released - there) == []
    assert sorted(there - released) == []


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_promised_key_is_never_absent(name: str) -> None:
    whole = schema(name)
    assert set(whole["properties"]) - set(whole["required"]) <= {
        "errors", "recipient", "reporting_mta", "status",
    }  # fmt: skip


FAILING = {
    "show": ["show"],
    "send": ["send", "a@example.com"],
    "result": ["test"],
    "watch": ["watch", "--for", "1"],
    "rotate": ["rotate", "--secret-file", "none"],
    "handover": ["handover"],
    "letter": ["letter", "none"],
    "compare": ["compare", "none", "neither"],
    "received": ["received", "123456"],
    "scope": ["scope", "--forbidden", "a@example.com"],
    "firewall": ["firewall", "none"],
    "explain": ["explain", "none"],
    "sender": ["sender", "no address"],
    "detect": ["detect", "no host"],
    "faults": ["faults", "none"],
}


@pytest.mark.parametrize("name", FAILING)
def test_a_failure_has_the_form_of_its_command(plain: Program, name: str) -> None:
    done = plain.run(*FAILING[name], "--recipient", "admin@example.com", "--json", stdin=MESSAGE)
    assert done.status != 0
    check(name, done.json)


def test_what_needs_no_settings(plain: Program, write: Write, server: MailServer) -> None:
    one, two = write(server.document()), write(server.document(port=25), "two.json")
    check("faults", plain.run("faults", "--json").json)
    check("history", plain.run("history", "--json").json)
    check("letter", plain.run("letter", one, "--json").json)
    check("compare", plain.run("compare", one, two, "--json").json)
    check("firewall", plain.run("firewall", one, "--json").json)
    reply = b"535 5.7.8 Authentication credentials invalid"
    check("explain", plain.run("explain", "--json", stdin=reply).json)


def test_a_life_of_settings(
    plain: Program, write: Write, server: MailServer, secret_file: Path, tmp_path: Path
) -> None:
    """Applied, looked at, used, and failing: each answer by its schema."""
    given = ("--secret-file", secret_file, "--recipient", "admin@example.com", "--json")
    file = write(server.document(secret_store="credential", secret_expires="2099-01-01"))
    check("result", plain.run("apply", file, "--check", *given).json)
    applied = plain.run("apply", file, *given)
    assert applied.status == 0, applied.err
    check("result", applied.json)
    for name, options in {
        "show": ["show"], "metrics": ["show", "--prometheus"], "expiry": ["show", "--expiry"],
        "history": ["history"], "received": ["received", applied.json["receipt_code"]],
        "bundle": ["bundle", str(tmp_path / "support.json")],
    }.items():  # fmt: skip
        done = plain.run(*options, "--json")
        assert done.status == 0, done.err
        check(name, done.json)
    sent = plain.run("send", "a@example.com", "unknown@example.com", *given, stdin=MESSAGE)
    check("send", sent.json)
    assert sent.json["accepted"] == ["a@example.com"]
    check("watch", plain.run("watch", *given).json)
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong", encoding="utf-8")
    failed = plain.run("test", "--secret-file", wrong, *given[2:])
    assert failed.code == "smtp.auth.rejected"
    check("result", failed.json)
    check("show", plain.run("show", "--json").json)
    assert SECRET not in failed.out
