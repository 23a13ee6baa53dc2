"""Nothing is set up yet: one question; real servers are looked at while one types, and fill the form."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hubmail_gui.core import texts
from hubmail_gui.discovery import presets
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.service import Service
from hubmail_gui.window.dialogs.services import ServicesDialog, listed
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.pages.first_run import SERVICES, FirstRun
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.link_row import LinkRow
from hubmail_gui.window.widgets.tile import Tile
from tests.gui.driving import Driver
from tests.gui.offering import ADDRESS, LOOKED, PORT, offered, own
from tests.servers import submission
from tests.servers.certificates import Issued, Wish, issue, root
from tests.servers.submission import Submission

QUESTION = "From which address is Hub to send?"
PUBLIC = root("Public Root")


@pytest.fixture
def public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Issued:
    """The certificate of a server whose authority the system trusts."""
    folder = tmp_path / "trusted"
    folder.mkdir()
    (folder / "public.pem").write_text(PUBLIC.pem)
    subprocess.run(["openssl", "rehash", folder], check=True)
    monkeypatch.setenv("SSL_CERT_DIR", str(folder))
    return issue(PUBLIC, Wish(names=(ADDRESS,), common_name=ADDRESS))


def ask(driver: Driver, text: str) -> LineField:
    """Type an answer and leave it there: what is found comes by itself."""
    field = driver.field(QUESTION)
    assert isinstance(field, LineField)
    field.setFocus()
    QTest.keyClicks(field, text)
    return field


def tile(driver: Driver, name: str) -> Tile:
    return next(one for one in driver.visible(Tile) if one.accessibleName() == name)


class TestQuestion:
    def test_it_is_the_first_thing_and_ready_to_be_answered(self, empty: Driver) -> None:
        assert empty.says("Which mail service?")
        assert empty.focused() is empty.field(QUESTION)
        names = [one.accessibleName() for one in empty.visible(Tile)]
        assert names == [
            "Microsoft 365", "Google Workspace", "Exchange on premises", "Another service…",
            "Our own relay",
        ]  # fmt: skip
        assert all(one.accessibleDescription() for one in empty.visible(Tile))

    def test_it_is_not_asked_where_something_is_stored(self, driver: Driver) -> None:
        assert not driver.visible(FirstRun)

    def test_it_is_not_asked_of_whoever_has_no_rights_yet(
        self, tmp_path: Path, qtbot: QtBot
    ) -> None:
        tmp_path.chmod(0o700)
        window = MainWindow(
            Service(Configuration(str(tmp_path))), administrator=False, may_elevate=True
        )
        qtbot.addWidget(window)
        window.show()
        assert not window.findChildren(FirstRun)

    def test_it_comes_back_when_the_form_is_left(self, empty: Driver) -> None:
        ask(empty, "hub@corp")
        empty.click("Edit")
        assert not empty.visible(Tile)
        empty.click("Cancel")
        empty.wait_until(lambda: len(empty.visible(Tile)) == len(SERVICES))


class TestAddress:
    def test_offers_come_while_one_types_and_enter_takes_one_that_is_verified(
        self, empty: Driver, public: Issued
    ) -> None:
        server = Submission(public.context())
        with submission.listening(server, ADDRESS, PORT):
            field = ask(empty, f"hub@[{ADDRESS}]")
            row = offered(empty)
        assert row.accessibleName() == f"{ADDRESS}, port {PORT}"
        assert "certificate verified" in row.accessibleDescription()
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert empty.text("SMTP host") == ADDRESS
        assert empty.text("Port number") == str(PORT)
        assert empty.text("Sender email") == empty.text("Username") == f"hub@[{ADDRESS}]"
        # Only the password is still to be typed.
        assert empty.focused().accessibleName() == "Password"
        assert set(server.heard) <= LOOKED

    def test_one_that_is_not_verified_is_picked_by_hand_and_brings_no_trust(
        self, empty: Driver
    ) -> None:
        server = Submission(own().context())
        with submission.listening(server, ADDRESS, PORT):
            field = ask(empty, ADDRESS)
            row = offered(empty)
        assert "certificate not verified" in row.accessibleDescription()
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert empty.focused() is row
        QTest.keyClick(row, Qt.Key.Key_Space)
        assert empty.text("SMTP host") == ADDRESS
        assert empty.focused().accessibleName() == "Sender email"
        window = empty.window
        assert isinstance(window, MainWindow)
        assert window.email is not None
        typed = window.email.typed()
        assert typed is not None
        assert not {"pinned_sha256", "ca_certificates"} & {
            key for key, value in typed.drafts["password"].items() if value
        }

    def test_where_nothing_is_left_to_type_it_can_be_saved(self, empty: Driver) -> None:
        relay = Submission(own().context(), after=())
        with submission.listening(relay, ADDRESS, PORT):
            ask(empty, f"hub@[{ADDRESS}]")
            QTest.mouseClick(offered(empty), Qt.MouseButton.LeftButton)
        assert empty.text("Sender email") == f"hub@[{ADDRESS}]"
        assert empty.focused() is empty.button("Save")

    def test_what_was_asked_before_is_dropped(self, empty: Driver) -> None:
        silent = Submission(late=-1)
        with submission.listening(silent, ADDRESS, PORT):
            field = ask(empty, ADDRESS)
            empty.wait_until(lambda: silent.connections > 0)
            field.clear()
            assert not empty.says("Looking for")
            server = Submission(own().context())
            with submission.listening(server, "127.0.8.8", PORT):
                ask(empty, "127.0.8.8")
                assert offered(empty).accessibleName() == f"127.0.8.8, port {PORT}"
        assert len(empty.visible(LinkRow)) == 1

    def test_half_an_address_is_not_looked_for_and_said_only_when_asked(
        self, empty: Driver
    ) -> None:
        ask(empty, "not an address@")
        empty.click("Find")
        empty.wait_for_words("address")
        assert not empty.visible(LinkRow)


class TestServices:
    @pytest.mark.parametrize(
        ("name", "shown", "gap"),
        [
            ("Microsoft 365", {"Authentication type": "Microsoft OAuth 2.0"}, "Application ID"),
            (
                "Google Workspace",
                {"Authentication type": "Google Workspace"},
                "Service account key",
            ),
            ("Exchange on premises", {"Port number": "587"}, "SMTP host"),
            ("Our own relay", {"Port number": "25"}, "SMTP host"),
        ],
    )
    def test_each_fills_what_is_known_and_waits_for_the_rest(
        self, empty: Driver, name: str, shown: dict[str, str], gap: str
    ) -> None:
        ask(empty, "hub@corp.local")
        QTest.mouseClick(tile(empty, name), Qt.MouseButton.LeftButton)
        assert empty.text("Sender email") == "hub@corp.local"
        assert {label: empty.text(label) for label in shown} == shown
        assert empty.focused().accessibleName() == gap

    def test_another_is_searched_and_says_what_it_needs(self, empty: Driver) -> None:
        dialog = others(empty)
        QTest.keyClicks(dialog.words, "amazonaws")
        assert [one.id for one in dialog.shown()] == ["amazon-ses"]
        QTest.keyClick(dialog.words, Qt.Key.Key_Return)
        assert empty.text("SMTP host") == "email-smtp.us-east-1.amazonaws.com"
        empty.wait_for_words("What Amazon SES needs first")
        for words in presets.words("amazon-ses", "en").on:
            assert empty.says(words)
        empty.choose("Region of the account", "eu-west-3")
        assert empty.text("SMTP host") == "email-smtp.eu-west-3.amazonaws.com"

    def test_the_region_is_that_of_the_language(self, empty: Driver) -> None:
        texts.use("fr")
        try:
            others(empty).chosen.emit(service("ionos"))
            assert empty.text("Hôte SMTP") == "smtp.ionos.fr"
        finally:
            texts.use("en")

    def test_all_can_be_picked(self, empty: Driver) -> None:
        dialog = others(empty)
        on_page = {"microsoft-365", "exchange", "relay"}
        assert {one.id for one in dialog.shown()} == {one.id for one in presets.presets()} - on_page
        for one in listed():
            dialog.chosen.emit(one)
            if one.servers:
                assert empty.text("SMTP host") == one.servers[0].host

    def test_what_is_not_there_is_said(self, empty: Driver) -> None:
        dialog = others(empty)
        QTest.keyClicks(dialog.words, "no such service")
        assert not dialog.shown()
        assert empty.says("Not in the list.")


def others(driver: Driver) -> ServicesDialog:
    QTest.mouseClick(tile(driver, "Another service…"), Qt.MouseButton.LeftButton)
    found = driver.visible(ServicesDialog)[0]
    QApplication.processEvents()
    return found


def service(name: str) -> presets.Preset:
    return next(one for one in presets.presets() if one.id == name)
