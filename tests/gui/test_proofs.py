"""*More*: the sender's domain, the limits, the firewall, support and the calendar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dns.resolver
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.demo import Demo
from hubmail_gui.demo.microsoft import MicrosoftPart
from hubmail_gui.demo.microsoft.directory import Directory
from hubmail_gui.demo.smtp import PASSWORD
from hubmail_gui.methods.microsoft import credentials
from hubmail_gui.service import firewall
from hubmail_gui.window.dialogs.bundle import BundleDialog
from hubmail_gui.window.dialogs.calendar import CalendarDialog
from hubmail_gui.window.dialogs.domain import DomainDialog
from hubmail_gui.window.dialogs.firewall import FirewallDialog
from hubmail_gui.window.dialogs.scope import ScopeDialog
from hubmail_gui.window.dialogs.task import TaskSheet
from hubmail_gui.window.help_window import HelpWindow
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.widgets.drop_menu import DropMenu
from tests.gui.driving import Driver
from tests.servers.dns import NameServer, Zone, serving

Records = dict[tuple[str, str], list[str]]
DOMAIN = "example.com"
IN_ORDER: Zone = {
    (DOMAIN, "TXT"): ['"v=spf1 ip4:127.0.0.0/8 ip6:::1 -all"'],
    (DOMAIN, "MX"): ["10 mx.example.com."],
    (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=reject"'],
}


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    """What this computer's only name server knows; a test may change it."""
    server = NameServer(IN_ORDER)

    def configure(resolver: dns.resolver.Resolver, _file: object) -> None:
        resolver.nameservers, resolver.port = ["127.0.0.1"], port

    monkeypatch.setattr(dns.resolver.Resolver, "read_resolv_conf", configure)
    monkeypatch.setattr(dns.resolver, "default_resolver", None)
    with serving(server, ("127.0.0.1", 0)) as port:
        yield server.zone


def opened(driver: Driver, entry: str, kind: type[TaskSheet]) -> TaskSheet:
    driver.click("More")
    driver.click(entry)
    return driver.visible(kind)[0]


def load(driver: Driver) -> None:
    assert isinstance(driver.window, MainWindow)
    assert driver.window.email is not None
    driver.window.email.load()


def done(driver: Driver, dialog: TaskSheet) -> None:
    driver.wait_until(lambda: not dialog.busy)


def test_the_menu_holds_what_fits_and_not_too_much(driver: Driver, demo: Demo) -> None:
    def entries() -> list[str]:
        driver.click("More")
        found = [one.text() for one in driver.visible(DropMenu)[0].buttons]
        driver.click("More")
        assert driver.visible(DropMenu) == []
        return found

    assert "Prove the limits…" not in entries()  # a login has one mailbox
    assert "Entry for the calendar…" not in entries()  # no end is known
    part = demo.part("microsoft-oauth2")
    document = {**part.document("graph"), "secret_expires": "2031-05-17"}
    demo.service.changes.put(document, part.secret("graph"), Cancel())
    load(driver)
    assert {"Prove the limits…", "Entry for the calendar…"} <= set(entries())
    assert len(entries()) <= 8


class TestDomain:
    def test_nothing_to_complain_of(self, driver: Driver, zone: Records) -> None:
        dialog = opened(driver, "Sender's domain…", DomainDialog)
        done(driver, dialog)
        assert driver.says("Nothing to complain of")
        assert driver.text("MX") == "mx.example.com"
        assert driver.text("SPF covers the route") == "yes"
        assert driver.text("DMARC") == "v=DMARC1; p=reject"

    def test_what_should_be_mended_comes_with_its_remedy(
        self, driver: Driver, zone: Records
    ) -> None:
        zone[(DOMAIN, "TXT")] = ['"v=spf1 ip4:192.0.2.1 -all"']
        del zone[(f"_dmarc.{DOMAIN}", "TXT")]
        dialog = opened(driver, "Sender's domain…", DomainDialog)
        done(driver, dialog)
        assert driver.says("Something should be mended")
        assert driver.says("DMARC")
        assert driver.text("SPF covers the route") == "no"

    def test_it_is_offered_beside_a_test_that_passed(
        self, driver: Driver, demo: Demo, zone: Zone
    ) -> None:
        driver.click("Test")
        driver.click("Check the sender's domain…")
        done(driver, driver.visible(DomainDialog)[0])
        assert driver.says("Nothing to complain of")


class TestScope:
    @pytest.fixture
    def microsoft(self, driver: Driver, demo: Demo) -> Demo:
        part = demo.part("microsoft-oauth2")
        demo.play("graph")
        demo.inbox.clear()
        load(driver)
        assert part.service is not None
        return demo

    def prove(self, driver: Driver) -> None:
        dialog = opened(driver, "Prove the limits…", ScopeDialog)
        # What will happen is said before it does.
        assert driver.says("one harmless mail goes to")
        driver.type("Mailbox that must not be usable", "ceo@example.com")
        driver.click("Try it")
        done(driver, dialog)

    def test_refused_as_it_should_be(self, driver: Driver, microsoft: Demo) -> None:
        self.directory(microsoft).mailboxes = {"hub@example.com", "ceo@example.com"}
        self.directory(microsoft).allowed = {"hub@example.com"}
        self.prove(driver)
        assert driver.says("Refused, as it should be")
        assert microsoft.inbox == []
        assert list(microsoft.service.configuration.history())[-1]["action"] == "scoped"

    def test_an_open_scope_is_found_out(self, driver: Driver, microsoft: Demo) -> None:
        self.directory(microsoft).mailboxes = {"hub@example.com", "ceo@example.com"}
        self.prove(driver)
        assert driver.says("scope.open")
        assert len(microsoft.inbox) == 1

    @pytest.fixture(autouse=True)
    def as_before(self, demo: Demo) -> Iterator[None]:
        yield
        self.directory(demo).mailboxes = {"hub@example.com"}
        self.directory(demo).allowed = None

    def directory(self, demo: Demo) -> Directory:
        part = demo.part("microsoft-oauth2")
        assert isinstance(part, MicrosoftPart)
        return part.cloud.directory


class TestFirewall:
    def test_what_answers_can_be_copied(self, driver: Driver, demo: Demo, zone: Records) -> None:
        dialog = opened(driver, "Firewall note…", FirewallDialog)
        assert isinstance(dialog, FirewallDialog)
        done(driver, dialog)
        port = demo.part("password").mailbox.port
        driver.click("Copy")
        assert f"localhost  {port}/tcp  answers" in QGuiApplication.clipboard().text()
        assert driver.says("Copied.")
        # Of what is asked again nothing is known yet, and nothing was copied.
        driver.click("Ask again")
        assert not driver.says("Copied.")
        assert not dialog.copy_button.isEnabled()
        done(driver, dialog)
        assert dialog.copy_button.isEnabled()

    def test_a_note_that_cannot_be_made_leaves_no_other_to_copy(
        self, driver: Driver, demo: Demo, zone: Records, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dialog = opened(driver, "Firewall note…", FirewallDialog)
        assert isinstance(dialog, FirewallDialog)
        done(driver, dialog)

        def failing(*_given: object) -> object:
            raise FaultError(Fault("settings.unwritable"))

        monkeypatch.setattr(firewall, "note", failing)
        driver.click("Ask again")
        done(driver, dialog)
        assert not dialog.copy_button.isEnabled()


class TestBundle:
    @pytest.fixture(autouse=True)
    def history(self, demo: Demo) -> Iterator[None]:
        """What one test wrote into it is not found by the next one in the same demo."""
        file = Path(demo.service.configuration.folder) / "history.jsonl"
        before = file.read_bytes()
        yield
        demo.play("password")  # the way back is written down as well
        file.write_bytes(before)

    def test_it_holds_the_last_exchange_and_no_secret(
        self, driver: Driver, demo: Demo, tmp_path: Path
    ) -> None:
        # The test below this one puts the secret into the history.
        (Path(demo.service.configuration.folder) / "history.jsonl").unlink(missing_ok=True)
        driver.click("Test")
        driver.wait_for_words("The test mail was accepted")
        driver.click("Close")
        dialog = opened(driver, "Support bundle…", BundleDialog)
        assert isinstance(dialog, BundleDialog)
        file = tmp_path / "support.json"
        dialog.save(str(file))
        done(driver, dialog)
        assert driver.says("No known secret is in it.")
        content = json.loads(file.read_text("utf-8"))
        lines = [one["text"] for one in content["last_test"]["transcript"]]
        assert any(line.startswith("220 ") for line in lines)
        assert any("AUTH PLAIN" in line for line in lines)
        assert PASSWORD not in file.read_text("utf-8")

    def test_it_is_refused_where_a_secret_is_in_it(
        self, driver: Driver, demo: Demo, tmp_path: Path
    ) -> None:
        part = demo.part("password")
        document = {**part.document("password"), "sender_name": PASSWORD.encode().hex()}
        demo.service.changes.put(document, PASSWORD, Cancel())
        load(driver)
        dialog = opened(driver, "Support bundle…", BundleDialog)
        assert isinstance(dialog, BundleDialog)
        file = tmp_path / "support.json"
        dialog.save(str(file))
        done(driver, dialog)
        assert driver.says("bundle.secret_found"), dialog.verdict.title.text()
        assert not file.exists()

    def test_the_secret_that_undo_would_bring_back_is_looked_for_as_well(
        self, driver: Driver, demo: Demo, tmp_path: Path
    ) -> None:
        demo.part("password").mailbox.passwords.add("another long secret")
        driver.click("More")
        driver.click("Replace the secret…")
        driver.type("Password", "another long secret")
        driver.click("Test and replace")
        driver.wait_for_words("The test mail was accepted")
        driver.click("Close")
        history = Path(demo.service.configuration.folder) / "history.jsonl"
        before = history.read_bytes()
        demo.service.configuration.note_code("tested", 1, None, (PASSWORD,))
        dialog = opened(driver, "Support bundle…", BundleDialog)
        assert isinstance(dialog, BundleDialog)
        dialog.save(str(tmp_path / "support.json"))
        done(driver, dialog)
        assert driver.says("bundle.secret_found")
        history.write_bytes(before)


class TestCalendar:
    def test_the_entry_is_on_the_last_day(self, driver: Driver, demo: Demo, tmp_path: Path) -> None:
        part = demo.part("password")
        document = {**part.document("password"), "secret_expires": "2031-05-17"}
        demo.service.changes.put(document, part.secret("password"), Cancel())
        load(driver)
        dialog = opened(driver, "Entry for the calendar…", CalendarDialog)
        assert isinstance(dialog, CalendarDialog)
        assert driver.says("17 May 2031")
        file = tmp_path / "secret.ics"
        dialog.save(str(file))
        done(driver, dialog)
        assert b"DTSTART;VALUE=DATE:20310517" in file.read_bytes()

    def test_a_certificate_is_called_so(self, driver: Driver, demo: Demo, tmp_path: Path) -> None:
        part = demo.part("microsoft-oauth2")
        document: dict[str, Any] = dict(part.document("graph"))
        pair = credentials.make("hub", days=400)
        inner = {**document["authentication"], "credential": "certificate"}
        document["authentication"] = {**inner, "certificate": pair.certificate}
        demo.service.changes.put(document, pair.private_key, Cancel())
        load(driver)
        dialog = opened(driver, "Entry for the calendar…", CalendarDialog)
        assert isinstance(dialog, CalendarDialog)
        assert driver.says("The certificate ends on")
        file = tmp_path / "certificate.ics"
        dialog.save(str(file))
        done(driver, dialog)
        assert f"{pair.ends:%Y%m%d}".encode() in file.read_bytes()
        assert b"secret" not in file.read_bytes()

    def test_a_place_that_cannot_be_written_is_named(
        self, driver: Driver, demo: Demo, tmp_path: Path
    ) -> None:
        part = demo.part("password")
        document = {**part.document("password"), "secret_expires": "2031-05-17"}
        demo.service.changes.put(document, part.secret("password"), Cancel())
        load(driver)
        dialog = opened(driver, "Entry for the calendar…", CalendarDialog)
        assert isinstance(dialog, CalendarDialog)
        dialog.save(str(tmp_path / "no folder" / "secret.ics"))
        done(driver, dialog)
        assert driver.says("The file cannot be used: No such file or directory")


@pytest.mark.parametrize(
    ("entry", "heading"),
    [
        ("Sender's domain…", "The sender's domain"),
        ("Firewall note…", "A note for the firewall"),
        ("Support bundle…", "A file for support"),
        ("The test mail arrived…", "Did the mail arrive?"),
        ("History…", "What has changed?"),
    ],
)
def test_f1_opens_the_help_at_its_heading(
    driver: Driver, zone: Records, entry: str, heading: str
) -> None:
    from hubmail_gui.window.sheet import Sheet

    driver.click("More")
    driver.click(entry)
    [dialog] = driver.visible(Sheet)
    QTest.keyClick(dialog, Qt.Key.Key_F1)
    driver.wait_until(lambda: bool(driver.visible(HelpWindow)))
    window = driver.visible(HelpWindow)[0]
    driver.wait_until(lambda: heading in window.headings_in_view())
    window.close()
    dialog.reject()
