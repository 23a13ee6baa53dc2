"""The card *Who sends*: which account sends, whether it has what is stored, and the way back.

The window is the real one, and so are the account's part and the mail that it sends; what would
make root of a person (``tests/cli/test_handover.py`` does) is replaced by this process.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hubmail_gui.core import system
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.demo import Demo
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.handover import giver, note, receiver
from hubmail_gui.service.handover.parcel import DEFAULT_UNIT, Answer, Parcel
from hubmail_gui.service.service import Service
from hubmail_gui.window.pages.email_handover import EmailHandover
from hubmail_gui.window.widgets.who_sends import WhoSends
from tests.gui.driving import Driver

NOT_GIVEN = "which cannot open your keyring"


class Host:
    """The service's side.

    Attributes:
        folder: of its settings.
        refused: why nobody becomes root; None: they do.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.refused: Fault | None = None

    def carry(self, parcel: Parcel, watch: Watch) -> Answer:
        if self.refused is not None:
            raise FaultError(self.refused)
        service = Service(Configuration(str(self.folder)))
        return Answer(receiver.receive(service, parcel, watch), parcel.target, "systemd-creds")


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    units = tmp_path / "units"
    units.mkdir()
    (units / DEFAULT_UNIT).write_text("[Service]\nUser=hubsvc\n")
    monkeypatch.setattr(system, "UNIT_FOLDERS", (str(units),))
    made = Host(tmp_path / "service")
    # There is no such account on the machine of the tests.
    monkeypatch.setattr(giver, "_found", lambda target: target._replace(account="hubsvc"))
    monkeypatch.setattr(giver, "_carrier", lambda _wish: made.carry)
    return made


@pytest.fixture
def window(host: Host, demo: Demo, driver: Driver) -> Iterator[Driver]:
    """The window of a machine with the service, once the card has had its turn."""
    driver.wait_until(lambda: bool(driver.window.findChildren(EmailHandover)))
    yield driver
    demo.service.configuration.store.keep_handover(None)


def card(driver: Driver) -> WhoSends:
    (found,) = driver.visible(WhoSends)
    return found


def hand_over(driver: Driver) -> None:
    driver.click("Hand over…")
    driver.click("Hand over")
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")


def test_before_anything_is_handed_over_it_says_who_cannot(window: Driver, demo: Demo) -> None:
    assert window.says("Who sends")
    assert NOT_GIVEN in card(window).words.text()
    assert not card(window).undo_button.isVisible()
    window.click("Hand over…")
    window.click("Cancel")
    assert demo.inbox == []


def test_handed_over_the_account_sends_and_the_card_says_so(
    window: Driver, host: Host, demo: Demo
) -> None:
    hand_over(window)
    assert "The account hubsvc sends for Hub with these settings" in card(window).words.text()
    assert card(window).words.text().endswith(f"systemctl try-restart {DEFAULT_UNIT}")
    assert not card(window).give_button.isVisible()
    assert len(demo.inbox) == 1
    given = Configuration(str(host.folder)).stored()
    assert given is not None
    assert given.settings.keeps_no_secret
    own = demo.service.configuration.stored()
    assert own is not None
    assert not own.settings.keeps_no_secret


def test_after_a_save_it_offers_to_hand_over_again(window: Driver, host: Host, demo: Demo) -> None:
    hand_over(window)
    window.click("Edit")
    window.type("Sender email", "hub2@example.com")
    window.click("Save")
    window.wait_for_words("does not have these settings yet")
    window.click("Close")
    assert "The account hubsvc still has the settings from before" in card(window).words.text()
    window.click("Hand over again")
    window.wait_for_words("The test mail was accepted")
    window.click("Close")
    assert "sends for Hub with these settings" in card(window).words.text()
    given = Configuration(str(host.folder)).stored()
    assert given is not None
    assert given.settings.sender == "hub2@example.com"
    assert len(demo.inbox) == 3


def test_nobody_becomes_root(window: Driver, host: Host, demo: Demo) -> None:
    host.refused = Fault("handover.not_root")
    window.click("Hand over…")
    window.click("Hand over")
    window.wait_for_words("Only root can hand the settings over to a service")
    window.wait_for_words("Your own settings are as they were.")
    window.click("Close")
    assert NOT_GIVEN in card(window).words.text()
    assert note.of(demo.service.configuration.store) is None


def test_undo_asks_and_takes_everything_back(window: Driver, host: Host) -> None:
    hand_over(window)
    window.click("Undo…")
    window.click("Cancel")
    assert (host.folder / "settings.json").exists()
    window.click("Undo…")
    window.click("Take back")
    window.wait_until(lambda: NOT_GIVEN in card(window).words.text())
    assert list(host.folder.glob("*.json")) == []


def test_an_undo_that_fails_says_why_and_can_be_tried_again(window: Driver, host: Host) -> None:
    hand_over(window)
    host.refused = Fault("handover.not_root")
    window.click("Undo…")
    window.click("Take back")
    window.wait_for_words("Only root can hand the settings over to a service")
    window.click("Close")
    assert card(window).undo_button.isEnabled()
    assert "sends for Hub" in card(window).words.text()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Each time that the window has asked whether there is a service: there is none."""
    times: list[bool] = []

    def none(_self: Configuration) -> bool:
        times.append(True)
        return False

    monkeypatch.setattr(Configuration, "sent_by_others", none)
    return times


def test_where_no_service_is_nothing_is_shown_or_made(asked: list[bool], driver: Driver) -> None:
    driver.wait_until(lambda: bool(asked))
    assert driver.window.findChildren(EmailHandover) == []
    assert driver.visible(WhoSends) == []
