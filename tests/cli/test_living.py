"""A year of a configuration: a secret replaced, a server moved, a bundle sent; no secret gets out on the way."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program

pytestmark = pytest.mark.secret_service

NEW = "next year's höt marker secret"


def test_neither_the_old_nor_the_new_secret_is_in_anything(
    applied: Program, server: MailServer, write: Write, tmp_path: Path
) -> None:
    """Every command is searched for both, in every usual encoding, as are all files it leaves."""
    program = replace(applied, secrets=(SECRET, NEW))
    server.passwords = {SECRET, NEW}
    new = tmp_path / "new.txt"
    new.write_text(NEW + "\n", "utf-8")

    def run(*arguments: str | Path, status: int = 0, stdin: bytes = b"") -> str:
        done = program.run(*arguments, stdin=stdin)
        assert done.status == status, (arguments, done.err)
        return done.out

    code = json.loads(run("test", "--json"))["receipt_code"]
    run("received", code)
    mail = tmp_path / "arrived.eml"
    mail.write_bytes(server.messages[-1].content)
    run("received", "--message", mail)
    run("rotate", "--secret-file", new, "--expires", "2031-05-17")
    new.unlink()
    server.passwords = {SECRET}
    run("watch", "--for", "1", status=69)
    server.passwords = {NEW}
    run("watch", "--for", "1")
    moved = write(server.document(port=1), "moved.json")
    run("apply", moved, "--secret-stdin", status=75, stdin=NEW.encode())
    run("restore")
    run("show")
    run("show", "--json")
    run("show", "--expiry", "--ics", tmp_path / "end.ics", "--json")
    run("history")
    run("history", "--csv")
    run("compare", "1", "3")
    run("letter")
    run("firewall")
    reply = f"AUTH PLAIN failed: 535 5.7.8 rejected, password={NEW}".encode()
    run("explain", stdin=reply)
    bundles = [tmp_path / "one.json", tmp_path / "two.json"]
    for bundle in bundles:
        run("bundle", bundle)
    run("compare", *bundles)
    for file in (*bundles, tmp_path / "end.ics"):
        program.search_secrets(file.read_bytes(), file.name)
