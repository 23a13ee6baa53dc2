"""A test fails by its settings, the program looks again, and one press cures it: in the window, beside real servers."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from hubmail_gui.core.system import Account
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.service import Service
from hubmail_gui.store import Store
from hubmail_gui.store.secrets import MemoryKeyring
from hubmail_gui.window.main_window import MainWindow
from tests.gui.driving import Driver
from tests.servers.certificates import Wish, issue, root
from tests.servers.doors import doors
from tests.servers.loopback import closed_port
from tests.servers.submission import Submission

PASSWORD = "correct horse"
ROOT = root()
GOOD = issue(ROOT, Wish())
TESTED = "The test mail was accepted"
STARTTLS, TLS = "STARTTLS (recommended)", "TLS from the start"


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> MainWindow:
    tmp_path.chmod(0o700)
    claire = Account("claire", "Claire Durand", "claire.durand@example.com")
    configuration = Configuration(str(tmp_path), claire, Store(str(tmp_path), MemoryKeyring()))
    window = MainWindow(Service(configuration), administrator=True)
    qtbot.addWidget(window, before_close_func=_leave)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def _leave(window: MainWindow) -> None:
    assert window.email is not None
    window.email.cancel()
    window._closing = True


@pytest.fixture
def hand(window: MainWindow, qtbot: QtBot) -> Driver:
    """Before the form, with everything typed but where the server is and how it talks."""
    driver = Driver(window, qtbot)
    driver.click("Edit")
    assert window.email is not None
    window.email._page.page.fill({"ca_certificates": ROOT.pem})
    driver.type("Sender email", "hub@example.com")
    driver.type("Username", "hub")
    driver.type("Password", PASSWORD)
    return driver


def fails(hand: Driver, host: str, port: int, encryption: str, code: str) -> None:
    """Type the rest, test it, and see it fail."""
    hand.type("SMTP host", host)
    hand.choose("Encryption", encryption)
    hand.type("Port number", str(port))
    hand.click("Test")
    hand.wait_for_words(code)


def cure(hand: Driver, words: str, *servers: Submission) -> None:
    """Press the button; until then no server was given anything."""
    assert not {"AUTH", "RCPT", "DATA"} & {word for one in servers for word in one.heard}
    button = hand.button(words)
    assert isinstance(button, QPushButton)
    assert getattr(button, "primary", False), "the cure is what comes next"
    hand.click(words)


def cured(hand: Driver) -> None:
    hand.wait_for_words(TESTED)
    hand.click("Close")


def test_the_wrong_port(hand: Driver) -> None:
    server = Submission(GOOD.context(), implicit=True, password=PASSWORD)
    with doors(tls=server) as ports:
        fails(hand, "127.0.0.1", closed_port(), STARTTLS, "network.refused")
        cure(hand, f"Use port {ports['tls']} with TLS", server)
        cured(hand)
        assert hand.text("Port number") == str(ports["tls"])
    assert hand.text("Encryption") == TLS
    assert server.mails == 1


def test_the_other_kind_of_encryption(hand: Driver) -> None:
    server = Submission(GOOD.context(), password=PASSWORD)
    with doors(starttls=server) as ports:
        fails(hand, "127.0.0.1", ports["starttls"], TLS, "tls.not_tls")
        cure(hand, "Use STARTTLS", server)
        cured(hand)
    assert hand.text("Encryption") == STARTTLS
    assert server.mails == 1


def test_a_login_that_nobody_offers(hand: Driver) -> None:
    server = Submission(GOOD.context(), after=(), password=PASSWORD)
    with doors(relay=server) as ports:
        fails(hand, "127.0.0.1", ports["relay"], STARTTLS, "smtp.auth.not_offered")
        cure(hand, "Switch authentication off", server)
        cured(hand)
    assert server.mails == 1


def test_a_login_that_is_wanted(hand: Driver) -> None:
    server = Submission(GOOD.context(), password=PASSWORD, members=True)
    with doors(starttls=server) as ports:
        switch = hand.field("SMTP authentication")
        assert isinstance(switch, QCheckBox)
        switch.click()
        fails(hand, "127.0.0.1", ports["starttls"], STARTTLS, "smtp.auth.required")
        cure(hand, "Switch authentication on", server)
        # What was typed before it was switched off is still there.
        cured(hand)
    assert server.mails == 1


def test_the_name_that_stands_in_the_certificate(hand: Driver) -> None:
    named = issue(ROOT, Wish(names=("elsewhere.invalid", "127.0.0.1")))
    server = Submission(named.context(), password=PASSWORD)
    with doors(starttls=server) as ports:
        fails(hand, "localhost", ports["starttls"], STARTTLS, "tls.certificate.hostname")
        cure(hand, "Use 127.0.0.1", server)
        cured(hand)
    assert hand.text("SMTP host") == "127.0.0.1"
    assert server.mails == 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_server_that_is_too_old_is_named_and_nothing_is_offered(hand: Driver) -> None:
    context = GOOD.context()
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = ssl.TLSVersion.TLSv1
    server = Submission(context, password=PASSWORD)
    with doors(starttls=server) as ports:
        fails(hand, "127.0.0.1", ports["starttls"], STARTTLS, "tls.protocol_too_old")
        assert hand.says("TLS 1.0")
        offered = [one for one in hand.visible(QPushButton) if one.text().startswith("Use ")]
        assert not offered
        hand.click("Close")
    assert server.mails == 0
    assert "AUTH" not in server.heard
