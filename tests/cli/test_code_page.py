"""Outputs in an old code page, as Windows gives them to a file or a pipe."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import Program

pytestmark = pytest.mark.secret_service


def said(program: Program, *arguments: str) -> bytes:
    """Standard output and error of a command that writes in the Western code page."""
    child = program.start(*arguments, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    out, err = child.communicate(timeout=60)
    return bytes(out) + bytes(err)


def test_a_mark_that_it_has_not_is_a_word(applied: Program) -> None:
    lines = said(applied, "test", "--lang", "fr").decode("cp1252").splitlines()
    steps = [line for line in lines if line.startswith("  ")]
    assert "?" not in "".join(steps)
    assert steps[0].startswith("  réussi")
    assert any("non atteint" in line or "réussi" in line for line in steps)


def test_letters_that_it_has_are_those(plain: Program) -> None:
    out = said(plain, "faults", "keyring.missing", "--lang", "fr").decode("cp1252")
    assert "enregistré" in out
    assert "?" not in out


def test_json_is_whole_whatever_it_lacks(
    program: Program, server: MailServer, write: Write, secret_file: object
) -> None:
    settings = server.document(sender_name="Zażółć ✔ Müller")
    program.run("apply", write(settings), "--secret-file", str(secret_file))
    out = said(program, "show", "--json")
    assert json.loads(out.decode("utf-8"))["settings"]["sender_name"] == "Zażółć ✔ Müller"
