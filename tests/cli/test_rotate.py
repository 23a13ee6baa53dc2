"""Replacing the secret, testing again and again, and the proof of a scope, as commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program
from tests.cli.results import check_result
from tests.left_out import WINDOWS

pytestmark = pytest.mark.secret_service

NEW = "another höt secret"


@pytest.fixture
def new(tmp_path: Path) -> str:
    file = tmp_path / "new.txt"
    file.write_text(NEW + "\n", "utf-8")
    return str(file)


class TestRotate:
    """``hubmail rotate``."""

    def test_a_proven_secret_takes_the_place_of_the_old_one(
        self, applied: Program, server: MailServer, new: str
    ) -> None:
        before = len(server.messages)
        server.passwords = {SECRET, NEW}
        done = applied.run("rotate", "--secret-file", new, "--json")
        assert (done.status, done.json["ok"], done.json["swapped"]) == (0, True, True)
        assert [one["code"] for one in done.json["attempts"]] == ["ok"]
        assert done.json["fields"] == ["password"]
        assert (done.json["saved"], done.json["revision"]) == (True, 2)
        assert len(server.messages) == before + 1  # one proof is enough
        server.passwords = {NEW}
        assert applied.run("test").status == 0
        assert applied.run("show", "--json").json["last_test"]["ok"] is True

    def test_one_that_is_refused_changes_nothing(
        self, applied: Program, server: MailServer, new: str
    ) -> None:
        before = (applied.folder / "settings.json").read_bytes()
        done = applied.run("rotate", "--secret-file", new, "--json")
        assert (done.status, done.json["swapped"]) == (69, False)
        assert done.json["failure"]["code"] == "smtp.auth.rejected"
        assert (applied.folder / "settings.json").read_bytes() == before
        assert applied.run("test").status == 0

    def test_the_end_of_the_new_one_is_noted_and_that_of_the_old_forgotten(
        self, applied: Program, server: MailServer, new: str
    ) -> None:
        server.passwords = {SECRET, NEW}
        done = applied.run("rotate", "--secret-file", new, "--expires", "2031-05-17", "--json")
        assert done.json["fields"] == ["secret_expires", "password"]
        assert applied.settings()["secret_expires"] == "2031-05-17"
        again = applied.run("rotate", "--secret-file", new, "--json")
        assert again.json["swapped"] is True
        assert "secret_expires" not in applied.settings()

    def test_without_a_secret_or_with_a_date_that_is_none(self, applied: Program, new: str) -> None:
        done = applied.run("rotate", "--json")
        assert (done.status, done.json["errors"][0]["field"]) == (65, "secret")
        assert (done.json["attempts"], done.json["swapped"]) == ([], False)
        done = applied.run("rotate", "--secret-file", new, "--expires", "May", "--json")
        assert (done.status, done.json["errors"][0]["field"]) == (65, "secret_expires")

    def test_nothing_stored(self, program: Program, new: str) -> None:
        done = program.run("rotate", "--secret-file", new, "--json")
        assert (done.status, done.json["failure"]["code"]) == (78, "settings.missing")


# Seconds in which a second test is sure to begin; as a Windows program under Wine one takes seconds.
SPAN = "60" if WINDOWS else "6"


class TestWatch:
    """``hubmail watch``."""

    def test_what_works_is_tested_once(self, applied: Program, server: MailServer) -> None:
        before = len(server.messages)
        done = applied.run("watch", "--json")
        check_result({key: value for key, value in done.json.items() if key != "attempts"})
        assert done.status == 0
        assert [one["code"] for one in done.json["attempts"]] == ["ok"]
        assert len(server.messages) == before + 1

    def test_a_refused_password_is_never_tried_twice(
        self, applied: Program, server: MailServer
    ) -> None:
        server.passwords = set()
        done = applied.run("watch", "--every", "1", "--for", "60", "--json")
        assert done.status == 69
        assert [one["code"] for one in done.json["attempts"]] == ["smtp.auth.rejected"]

    def test_a_fault_that_heals_is_tested_until_the_time_is_over(self, applied: Program) -> None:
        done = applied.run(
            "watch", "--recipient", "later@example.com", "--every", "0.2", "--for", SPAN, "--json"
        )
        codes = {one["code"] for one in done.json["attempts"]}
        assert done.status == 75
        assert len(done.json["attempts"]) >= 2
        assert len(codes) == 1
        assert done.json["failure"]["code"] in codes

    def test_between_the_tests_something_is_said(self, applied: Program) -> None:
        done = applied.run(
            "watch", "--recipient", "later@example.com", "--every", "0.2", "--for", SPAN
        )
        assert "Next test in" in done.err


class TestScope:
    """``hubmail scope`` where there is no application; with one: tests/integration/microsoft."""

    def test_a_login_has_one_mailbox(self, applied: Program, server: MailServer) -> None:
        before = len(server.messages)
        done = applied.run("scope", "--forbidden", "ceo@example.com", "--json")
        assert (done.status, done.json["errors"][0]["code"]) == (65, "scope.one_mailbox")
        assert done.json["forbidden"] == "ceo@example.com"
        assert done.json["refused"] is False
        assert len(server.messages) == before

    def test_nobody_is_named(self, applied: Program) -> None:
        assert applied.run("scope", "--json").status == 64
