"""Scenes of Microsoft 365."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hubmail_gui.window.letter_dialog import LetterDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from screenshots.stage import Stage


def empty(stage: Stage) -> QWidget:
    """The fields, empty."""
    email = stage.show_empty()
    email.edit()
    stage.page.form.show_type("microsoft-oauth2")
    stage.shown().area.to_top()
    return stage.shown()


def edited(stage: Stage) -> QWidget:
    """The fields of settings that were accepted."""
    stage.demo.play("graph")
    email = stage.open("graph")
    stage.test(email).reject()
    email.edit()
    return stage.shown()


def token(stage: Stage) -> QWidget:
    """What a test says about the token."""
    stage.demo.play("graph")
    return stage.test(stage.open("graph"))


def refused(scenario: str) -> Callable[[Stage], QWidget]:
    """What a test says in one of the demo's scenarios."""

    def take(stage: Stage) -> QWidget:
        stage.demo.play(scenario)
        return stage.test(stage.open("graph"))

    return take


def letter(stage: Stage) -> QWidget:
    """The letter to whoever administers the tenant."""
    empty(stage)
    stage.page.page.take({"sender": "hub@example.com"})
    stage.page.page._write_letter()
    dialog = stage.shown().findChild(LetterDialog)
    assert dialog is not None
    return dialog
