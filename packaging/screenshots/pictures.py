"""The pictures: their names, what is to be seen on them, and which are taken in dark colours, too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hubmail_gui.window.about_dialog import AboutDialog
from hubmail_gui.window.dialogs.secret import SecretDialog
from hubmail_gui.window.help_window import HelpWindow
from hubmail_gui.window.rehearsal_dialog import RehearsalDialog
from screenshots import dialogs, email_page, first_run, microsoft

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from screenshots.stage import Stage


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture in every language.

    Attributes:
        take: brings the window there, and gives what is to be seen.
        dark: whether it is taken in the dark scheme, too.
    """

    name: str
    take: Callable[[Stage], QWidget]
    dark: bool = False


def _sized(take: Callable[[Stage], QWidget], width: int, height: int) -> Callable[[Stage], QWidget]:
    def resized(stage: Stage) -> QWidget:
        shown = take(stage)
        stage.shown().resize(width, height)
        stage.shown().area.to_top()
        return shown

    return resized


PICTURES = (
    Picture("first-run", first_run.begin, dark=True),
    Picture("first-run-maximised", _sized(first_run.begin, 1920, 1040)),
    Picture("first-run-small", _sized(first_run.begin, 683, 384)),
    Picture("first-run-narrow", _sized(first_run.begin, 420, 640)),
    Picture("first-offers", first_run.offers, dark=True),
    Picture("first-picked", first_run.picked),
    Picture("first-services", first_run.services),
    Picture("first-service", first_run.service),
    Picture("first-edit", first_run.form),
    Picture("google-empty", first_run.google),
    Picture("dialog-second-look", dialogs.second_look),
    Picture("edit-offers", first_run.offers_in_form),
    Picture("email-locked", email_page.locked),
    Picture("menu-person", email_page.menu("person")),
    Picture("menu-more", email_page.menu("more")),
    Picture("replace-secret", dialogs.opened_by("Replace the secret…", SecretDialog)),
    Picture("rehearse", dialogs.opened_by("Rehearse a failure…", RehearsalDialog)),
    Picture("help", dialogs.opened_by("Help", HelpWindow)),
    Picture("about", dialogs.opened_by("About", AboutDialog)),
    Picture("own-address", dialogs.own_address),
    Picture("letter", microsoft.letter),
    Picture("history", dialogs.history),
    Picture("arrival", dialogs.arrival),
    Picture("explain", dialogs.explained),
    Picture("email", email_page.tested, dark=True),
    Picture("email-failing", email_page.failing, dark=True),
    Picture("email-maximised", _sized(email_page.tested, 1920, 1040)),
    Picture("email-small", _sized(email_page.tested, 683, 384)),
    Picture("email-narrow", _sized(email_page.tested, 420, 640)),
    Picture("edit", email_page.edited, dark=True),
    Picture("edit-field", email_page.field),
    Picture("edit-small", _sized(email_page.edited, 683, 384)),
    Picture("settings", email_page.beside("settings")),
    Picture("profile", email_page.beside("profile")),
    Picture("dialog-failed", dialogs.expired, dark=True),
    Picture("dialog-untrusted", dialogs.untrusted, dark=True),
    Picture("dialog-accepted", dialogs.accepted, dark=True),
    Picture("dialog-save-now", dialogs.save_now),
    Picture("microsoft", microsoft.edited),
    Picture("microsoft-empty", microsoft.empty),
    Picture("token", microsoft.token),
    Picture("microsoft-failed-1", microsoft.refused("secret-expired")),
    Picture("microsoft-failed-2", microsoft.refused("consent-missing")),
    Picture("microsoft-failed-3", microsoft.refused("mailbox-out-of-scope")),
)
