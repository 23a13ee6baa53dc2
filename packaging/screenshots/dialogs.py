"""Scenes of the dialogs: what a test said, and what the menus open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QToolButton, QWidget

from hubmail_gui.core import texts
from hubmail_gui.window.dialogs.arrival import ArrivalDialog
from hubmail_gui.window.dialogs.explain import ExplainDialog
from hubmail_gui.window.dialogs.history import HistoryDialog
from hubmail_gui.window.recipient_dialog import RecipientDialog
from screenshots import email_page
from screenshots.servers import EXPIRED
from screenshots.stage import settle

if TYPE_CHECKING:
    from screenshots.stage import Stage


def accepted(stage: Stage) -> QWidget:
    """A test that was accepted."""
    stage.demo.play("password")
    return stage.test(stage.open("password"))


def expired(stage: Stage) -> QWidget:
    """A certificate that has expired."""
    stage.demo.play("password")
    return stage.test(stage.open("password", EXPIRED))


def untrusted(stage: Stage) -> QWidget:
    """A certificate of an authority that nobody here trusts."""
    stage.demo.play("password")
    return stage.test(stage.open("password", trusted=False))


def save_now(stage: Stage) -> QWidget:
    """A change that was accepted and is not stored yet."""
    stage.demo.play("password")
    email = stage.open("password")
    email.edit()
    stage.page.page.take({"sender": "alerts@example.com"})
    return stage.test(email)


def second_look(stage: Stage) -> QWidget:
    """What a second look found, one press away."""
    stage.demo.play("password")
    email = stage.open("password")
    email.edit()
    stage.page.page.take({"port": 465, "encryption": "tls"})
    stage.page.page.type_secret(str(stage.demo.part("password").secret("password")))
    return stage.test(email)


def history(stage: Stage) -> QWidget:
    """The tests so far."""
    email_page.tested(stage)
    dialog = HistoryDialog(stage.demo.service.configuration, stage.shown())
    dialog.open()
    settle()
    return dialog


def arrival(stage: Stage) -> QWidget:
    """Whether a mail has arrived."""
    email_page.tested(stage)
    dialog = ArrivalDialog(stage.demo.service.configuration, stage.shown())
    dialog.open()
    return dialog


def explained(stage: Stage) -> QWidget:
    """A reply that was pasted, and what it means."""
    email_page.tested(stage)
    dialog = ExplainDialog(stage.shown())
    dialog.open()
    dialog.text.setPlainText(
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."
    )
    dialog.explain_button.click()
    while not dialog.explain_button.isEnabled():
        settle()
    return dialog


def own_address(stage: Stage) -> QWidget:
    """The question where the first test's mail is to go."""
    email = stage.show_empty()
    email.edit()
    email.actions.ask_recipient()
    dialog = stage.shown().findChild(RecipientDialog)
    assert dialog is not None
    return dialog


def opened_by(entry: str, kind: type[QWidget]) -> Callable[[Stage], QWidget]:
    """What an entry of a menu opens."""

    def take(stage: Stage) -> QWidget:
        email_page.tested(stage)
        for button in (stage.shown().profile_button, stage.page.more_button):
            button.click()
            found = [
                one
                for one in stage.shown().findChildren(QToolButton)
                if one.isVisible() and one.text().replace("&", "") == texts._(entry)
            ]
            if found:
                found[0].click()
                break
            button.click()
        dialog = stage.shown().findChild(kind)
        assert dialog is not None, entry
        return dialog

    return take
