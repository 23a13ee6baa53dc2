"""Outputs that end early: a reader who goes, a full disk, none at all. The status stays true."""

from __future__ import annotations

import ast
import json
import os
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hubmail_gui.cli import exits, terminal
from hubmail_gui.core.outcome import Fault, FaultError
from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import PATIENCE, Program, command
from tests.left_out import WINDOWS

UNTOLD = terminal.UNTOLD


@contextmanager
def nobody() -> Iterator[int]:
    """A pipe whose reader has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


@contextmanager
def full() -> Iterator[int]:
    """A disk without room. Opened without leave to make a file, where there is no such device."""
    try:
        descriptor = os.open("/dev/full", os.O_WRONLY)
    except OSError:
        pytest.skip("no /dev/full here")
    try:
        if not stat.S_ISCHR(os.fstat(descriptor).st_mode):
            pytest.skip("/dev/full is no device here")
        yield descriptor
    finally:
        os.close(descriptor)


# Windows has no device that imitates a full disk.
ENDS = {"gone": nobody} if WINDOWS else {"gone": nobody, "full": full}


def run(
    program: Program, *arguments: str | Path, **outputs: int
) -> subprocess.CompletedProcess[bytes]:
    """Run a command with outputs of the test's own; the others are read."""
    outputs = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **outputs}
    done: subprocess.CompletedProcess[bytes] = subprocess.run(
        command(*map(str, arguments)), check=False, env=program.variables(), cwd="/",
        timeout=PATIENCE, input=b"", **outputs,  # type: ignore[call-overload]
    )  # fmt: skip
    return done


@pytest.mark.parametrize("arguments", ["faults", "faults --json", "--help", "--version", "schema"])
def test_what_cannot_be_told_is_no_success(plain: Program, arguments: str) -> None:
    with full() as descriptor:
        done = run(plain, *arguments.split(), stdout=descriptor)
    assert done.returncode == UNTOLD
    assert b"Traceback" not in done.stderr
    assert b"could not be written: No space left on device" in done.stderr


@pytest.mark.parametrize("arguments", ["faults", "faults --json", "--help", "--version", "schema"])
def test_whoever_reads_may_go(plain: Program, arguments: str) -> None:
    with nobody() as descriptor:
        done = run(plain, *arguments.split(), stdout=descriptor)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    "arguments", ["nonsense", "nonsense --json", "show", "show --json", "faults x"]
)
def test_a_failure_stays_one(plain: Program, arguments: str, end: str) -> None:
    status = 78 if "show" in arguments else 64
    for output in ("stdout", "stderr"):
        with ENDS[end]() as descriptor:
            done = run(plain, *arguments.split(), **{output: descriptor})
        assert done.returncode == status
        assert b"Traceback" not in (done.stderr or b"")


@pytest.mark.secret_service
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("json_too", [[], ["--json"]], ids=["words", "json"])
def test_a_test_goes_on_when_nobody_looks(
    applied: Program, server: MailServer, end: str, json_too: list[str]
) -> None:
    with ENDS[end]() as descriptor:
        good = run(applied, "test", *json_too, stdout=descriptor)
    assert good.returncode == (UNTOLD if end == "full" else 0), good.stderr
    assert len(server.messages) == 1
    assert list(history(applied))[-1]["ok"] is True
    with ENDS[end]() as descriptor:
        bad = run(
            applied, "test", "--recipient", "unknown@example.com", *json_too, stdout=descriptor
        )
    assert bad.returncode == 69, bad.stderr
    assert list(history(applied))[-1]["code"] == "smtp.recipient.rejected"
    assert b"Traceback" not in good.stderr + bad.stderr


@pytest.mark.secret_service
@pytest.mark.parametrize("end", ENDS)
def test_what_is_applied_is_applied_whole(
    program: Program, server: MailServer, write: Write, secret_file: Path, end: str
) -> None:
    file = write(server.document())
    with ENDS[end]() as descriptor:
        done = run(program, "apply", file, "--secret-file", secret_file, stdout=descriptor)
    assert done.returncode == (UNTOLD if end == "full" else 0), done.stderr
    shown = program.run("show", "--json").json
    assert shown["revision"] == 1
    assert shown["last_test"]["ok"] is True
    with ENDS[end]() as descriptor:
        again = run(program, "apply", file, "--secret-file", secret_file, stderr=descriptor)
    assert again.returncode == 0


@pytest.mark.secret_service
@pytest.mark.parametrize("end", ENDS)
def test_a_mail_that_was_accepted_is_not_to_be_sent_again(
    applied: Program, server: MailServer, end: str
) -> None:
    with ENDS[end]() as descriptor:
        done = subprocess.run(
            command("send", "a@example.com", "--json"), input=b"Subject: x\n\nHi\n",
            stdout=descriptor, stderr=subprocess.PIPE, check=False, env=applied.variables(),
            timeout=PATIENCE,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(server.messages) == 1


def history(program: Program) -> Iterator[dict[str, object]]:
    for line in (program.folder / "history.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)


# ------------------------------------------------------------------ encodings


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "cp437"])
def test_what_an_encoding_lacks_is_told_by_what_it_has(plain: Program, encoding: str) -> None:
    for arguments in (("faults", "--lang", "fr"), ("faults", "keyring.locked", "--lang", "fr")):
        child = subprocess.run(
            command(*arguments), capture_output=True, check=True, timeout=PATIENCE,
            env={**plain.variables(), "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        )  # fmt: skip
        assert "?" not in child.stdout.decode(encoding).replace(" ?", "")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8", "utf-16"])
def test_json_is_the_same_in_every_encoding(plain: Program, encoding: str) -> None:
    child = subprocess.run(
        command("faults", "--json", "--lang", "fr"), capture_output=True, check=True,
        timeout=PATIENCE, env={**plain.variables(), "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    given = json.loads(child.stdout.decode(encoding))
    assert given == plain.run("faults", "--json", "--lang", "fr").json


@pytest.mark.parametrize("letter", ["\x1b", "\x9b", "\u202e", "\u2066", "\u2028", "\ufeff", "\x07"])
def test_nothing_makes_a_terminal_do_something(
    letter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.say(f"a{letter}b")
    terminal.dump({"a": f"a{letter}b"})
    terminal.dump_list("a", [f"a{letter}b"], {})
    said = capsys.readouterr().out
    assert letter not in said
    line, rest = said.split("\n", 1)
    assert line == "a\ufffdb"
    decoder = json.JSONDecoder()
    first, end = decoder.raw_decode(rest)
    second, _end = decoder.raw_decode(rest[end:].strip())
    assert first == {"a": f"a{letter}b"}
    assert second == {"a": [f"a{letter}b"]}


def test_a_list_that_ends_early_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    def entries() -> Iterator[int]:
        yield 1
        raise FaultError(Fault("settings.corrupt", params={"path": "/x"}))

    fault = terminal.dump_list("a", entries(), {"failure": None})
    assert fault is not None
    assert exits.status(fault) == 78
    told = json.loads(capsys.readouterr().out)
    assert (told["a"], told["failure"]["code"]) == ([1], "settings.corrupt")


def test_half_a_pair_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.dump({"a": "\udcff"})
    terminal.say("\udcff")
    assert json.loads(capsys.readouterr().out.partition("}")[0] + "}") == {"a": "\udcff"}


# ------------------------------------------------------------------ a long history


def entries(folder: Path, count: int) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "history.jsonl").open("w", encoding="utf-8") as file:
        for number in range(count):
            entry = {"at": "2026-11-27T01:00:00+01:00", "who": "claire", "action": "tested",
                     "revision": number, "fields": [], "ok": True, "code": None}  # fmt: skip
            file.write(json.dumps(entry) + "\n")


# VmHWM begins anew with a program; ru_maxrss would have what the test itself took.
MEASURED = """
import sys
sys.modules["PySide6"] = None
from hubmail_gui.__main__ import main
status = main()
with open("/proc/self/status") as file:
    print(next(line.split()[1] for line in file if line.startswith("VmHWM")), file=sys.stderr)
sys.exit(status)
"""


def peak(
    program: Program, count: int, *arguments: str, seconds: float = PATIENCE
) -> tuple[int, int]:
    """The peak memory in KiB of ``history`` with so many entries, and how many it told."""
    entries(program.folder, count)
    printed = program.folder.parent / "printed"
    with printed.open("wb") as file:
        done = subprocess.run(
            [*command()[:1], "-c", MEASURED, "history", *arguments], check=True, timeout=seconds,
            stdout=file, stderr=subprocess.PIPE, env=program.variables(),
        )  # fmt: skip
    with printed.open("rb") as file:
        told = sum(line.count(b'"who": ') if arguments else 1 for line in file)
    return int(done.stderr.split()[-1]), told


@pytest.mark.parametrize("arguments", [(), ("--json",)], ids=["words", "json"])
def test_a_long_history_takes_no_more_memory_than_a_short_one(
    plain: Program, arguments: tuple[str, ...]
) -> None:
    short, _told = peak(plain, 10, *arguments)
    long, told = peak(plain, 20_000, *arguments)
    assert told == 20_000
    assert long - short < 4 * 1024


@pytest.mark.faults
@pytest.mark.parametrize("arguments", [(), ("--json",)], ids=["words", "json"])
def test_a_history_of_a_million_lines(plain: Program, arguments: tuple[str, ...]) -> None:
    memory, told = peak(plain, 1_000_000, *arguments, seconds=30 * PATIENCE)
    assert told == 1_000_000
    assert memory < 64 * 1024


# ------------------------------------------------------------------ no other way

CLI = Path(terminal.__file__).parent


@pytest.mark.parametrize("path", sorted(CLI.glob("*.py")), ids=lambda path: path.name)
def test_only_the_terminal_writes(path: Path) -> None:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            call = ast.unparse(node.func)
            written = call in {"print", "os.write"} or (
                call.split(".")[-1] in {"write", "writelines", "print_usage", "print_help"}
                and call not in {"terminal.write", "write", "given.write"}
            )
            if written:
                found.append(f"{node.lineno}: {call}")
    assert path.name == "terminal.py" or found == []
