"""The mail of a real test comes back with the header of the receiving side, or its code is typed."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.mail_server import MailServer
from tests.cli.program import Done, Program

DATE = "Thu, 26 Nov 2026 12:00:00 +0000"

pytestmark = pytest.mark.secret_service


@pytest.fixture
def mail(applied: Program, server: MailServer) -> bytes:
    """The mail of the last test as the server got it."""
    assert applied.run("test").status == 0
    return server.messages[-1].content


def stamped(mail: bytes, seconds: int = 4) -> bytes:
    """``mail`` as it lies in the mailbox of somebody whose server took it after ``seconds``."""
    sent = re.search(rb"^Date: (.*?)\r?$", mail, re.M)
    assert sent is not None
    when = parsedate_to_datetime(sent[1].decode()) + timedelta(seconds=seconds)
    header = (
        "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=example.com;"
        " dkim=none; dmarc=fail header.from=example.com\r\n"
        "Received: from hub.example.com by mx.example.org with ESMTPS;"
        f" {format_datetime(when)}\r\n"
    )
    return header.encode() + mail


def code_in(mail: bytes) -> str:
    found = re.search(rb"^Subject:.*?(\d{6})", mail, re.M)
    assert found is not None
    return found[1].decode()


def read(applied: Program, source: bytes, *more: str) -> Done:
    return applied.run("received", "--message", "-", *more, stdin=source)


def last_entry(applied: Program) -> dict[str, Any]:
    entry: dict[str, Any] = applied.run("history", "--json").json["history"][-1]
    return entry


class TestByCode:
    """``hubmail received CODE``."""

    def test_the_code_of_the_last_test(self, applied: Program, mail: bytes) -> None:
        code = code_in(mail)
        done = applied.run("received", f"{code[:3]} {code[3:]}", "--json")
        assert done.status == 0
        assert done.json == {
            "received": True, "after_seconds": None, "hops": [], "spf": None, "dkim": None,
            "dmarc": None, "spam": None, "warnings": [], "failure": None,
        }  # fmt: skip
        assert last_entry(applied)["action"] == "received"

    def test_it_is_noted_once(self, applied: Program, mail: bytes) -> None:
        for _time in range(2):
            assert applied.run("received", code_in(mail)).status == 0
        history = applied.run("history", "--json").json["history"]
        assert [one["action"] for one in history].count("received") == 1

    def test_another_code(self, applied: Program, mail: bytes) -> None:
        other = f"{(int(code_in(mail)) + 1) % 1_000_000:06d}"
        done = applied.run("received", other, "--json")
        assert (done.status, done.json["received"]) == (69, False)
        assert done.json["failure"]["code"] == "message.not_ours"
        assert applied.run("show", "--json").json["last_test"].get("received_at") is None

    def test_nothing_stored(self, program: Program) -> None:
        done = program.run("received", "123456", "--json")
        assert (done.status, done.json["failure"]["code"]) == (78, "settings.missing")

    def test_neither_or_both(self, applied: Program) -> None:
        assert applied.run("received").status == 64
        assert applied.run("received", "123456", "--message", "x").status == 64


class TestByMessage:
    """``hubmail received --message FILE``."""

    def test_the_way_it_took(self, applied: Program, mail: bytes, tmp_path: Path) -> None:
        file = tmp_path / "mail.eml"
        file.write_bytes(stamped(mail))
        done = applied.run("received", "--message", file, "--json")
        assert done.status == 0, done.err
        assert done.json["received"] is True
        assert done.json["after_seconds"] == 4
        assert done.json["hops"] == [
            {
                "from": "hub.example.com",
                "by": "mx.example.org",
                "tls": True,
                "delay_seconds": None,
            }
        ]
        assert (done.json["spf"], done.json["dkim"], done.json["dmarc"]) == ("pass", "none", "fail")
        assert [one["code"] for one in done.json["warnings"]] == ["arrival.dmarc_failed"]
        last = applied.run("show", "--json").json["last_test"]
        assert last["received_after"] == 4

    def test_in_words(self, applied: Program, mail: bytes) -> None:
        done = read(applied, stamped(mail))
        assert "Received after 4 s." in done.out
        assert "hub.example.com → mx.example.org, with TLS" in done.out
        assert "DMARC: fail" in done.out
        assert "DMARC" in done.err

    @pytest.mark.usefixtures("mail")
    @pytest.mark.parametrize("subject", ["=?utf-8?b?A?=", "=?útf-8?q?x?=", "=?no-such?q?x?="])
    def test_a_mail_whose_subject_cannot_be_decoded(self, applied: Program, subject: str) -> None:
        other = f"Message-ID: <x@example.com>\r\nSubject: {subject}\r\n\r\nx\r\n"
        done = read(applied, stamped(f"Date: {DATE}\r\n{other}".encode()), "--json")
        assert (done.status, done.json["failure"]["code"]) == (69, "message.not_ours")

    def test_an_older_tests_mail(self, applied: Program, mail: bytes) -> None:
        assert applied.run("test").status == 0
        done = read(applied, stamped(mail), "--json")
        assert (done.status, done.json["failure"]["code"]) == (69, "message.not_ours")

    def test_a_service_that_gives_it_another_identifier(
        self, applied: Program, mail: bytes
    ) -> None:
        other = re.sub(rb"^Message-ID: .*?$", b"Message-ID: <own@graph.example>", mail, flags=re.M)
        assert read(applied, stamped(other)).status == 0

    def test_a_header_alone_and_lines_of_an_editor(self, applied: Program, mail: bytes) -> None:
        header = stamped(mail).partition(b"\r\n\r\n")[0].replace(b"\r\n", b"\n")
        assert read(applied, b"\xef\xbb\xbf\n" + header).status == 0

    @pytest.mark.parametrize(
        ("source", "code"),
        [
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "message.outlook_file"),
            (b"\n<!DOCTYPE html><html><body>Received: no</body>", "message.page"),
            (b"", "message.empty_source"),
            (b"Dear all,\nplease find attached", "message.no_header"),
        ],
    )
    def test_what_is_no_source(
        self, applied: Program, mail: bytes, source: bytes, code: str
    ) -> None:
        done = read(applied, source, "--json")
        assert (done.status, done.json["received"]) == (65, False)
        assert [one["code"] for one in done.json["errors"]] == [code]

    def test_a_file_that_is_not_there(self, applied: Program) -> None:
        done = applied.run("received", "--message", "nowhere.eml", "--json")
        assert (done.status, done.json["errors"][0]["code"]) == (65, "message.source_unreadable")

    def test_a_flood_of_header_lines(self, applied: Program, mail: bytes) -> None:
        flood = b"X-Filler: " + b"(" * 60_000 + b"\r\n"
        done = read(applied, flood * 200 + stamped(mail), "--json")
        assert done.status in (0, 69)
        assert len(json.dumps(done.json)) < 100_000
