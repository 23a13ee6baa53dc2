"""Scenes of the page of the settings, of its menus and of the pages beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from screenshots.servers import EXPIRED, HOST

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hubmail_gui.window.pages.email_controller import EmailController
    from screenshots.stage import Stage


def tested(stage: Stage) -> QWidget:
    """The page after a test that was accepted."""
    _tested(stage)
    return stage.shown()


def failing(stage: Stage) -> QWidget:
    """The page after a test that failed."""
    _tested(stage, EXPIRED)
    return stage.shown()


def locked(stage: Stage) -> QWidget:
    """The page of somebody who has to ask for rights first."""
    tested(stage)
    stage.close()
    stage.show(stage.demo.service, locked=True)
    return stage.shown()


def edited(stage: Stage) -> QWidget:
    """The form."""
    _tested(stage).edit()
    return stage.shown()


def field(stage: Stage) -> QWidget:
    """The field to which the dialog of a failed test leads."""
    stage.demo.play("password")
    email = stage.open("password", EXPIRED)
    stage.test(email).field_button.click()
    return stage.shown()


def menu(name: str) -> Callable[[Stage], QWidget]:
    """The page with a menu open: ``person`` or ``more``."""

    def take(stage: Stage) -> QWidget:
        tested(stage)
        button = stage.shown().profile_button if name == "person" else stage.page.more_button
        button.click()
        return stage.shown()

    return take


def beside(name: str) -> Callable[[Stage], QWidget]:
    """Another page: ``settings`` or ``profile``."""

    def take(stage: Stage) -> QWidget:
        tested(stage)
        stage.shown().show_page(name)
        return stage.shown()

    return take


def _tested(stage: Stage, host: str = HOST) -> EmailController:
    """Show the page, test it and dismiss what the dialog says."""
    stage.demo.play("password")
    email = stage.open("password", host)
    stage.test(email).reject()
    return email
