"""User name and password over SMTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.texts import N_
from hubmail_gui.methods import Method, moved_keys
from hubmail_gui.methods.password.settings import STRENGTH, Encryption, PasswordSettings

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.core.steps import Step


def _secret_field(settings: MailSettings) -> str | None:
    return "password" if settings.authentication.smtp_authentication else None


def _check_secret(_settings: MailSettings, secret: str) -> list[Problem]:
    from hubmail_gui.core import validation

    try:
        validation.secret(secret)
    except ProblemError as error:
        return [Problem("password", error.code, error.params)]
    return []


def _check_whole(_settings: MailSettings) -> list[Problem]:
    return []


def _moved(old: MailSettings, new: MailSettings) -> list[str]:
    before, after = old.authentication.encryption, new.authentication.encryption
    weaker = ["encryption"] if STRENGTH[after] < STRENGTH[before] else []
    return moved_keys(old, new) + weaker


def _plan(settings: MailSettings) -> tuple[Step, ...]:
    from hubmail_gui.core.steps import Step

    # With TLS from the first byte the handshake comes before the server's greeting.
    tls = settings.authentication.encryption is Encryption.TLS
    hello = (Step.ENCRYPT, Step.GREET) if tls else (Step.GREET, Step.ENCRYPT)
    return (Step.RESOLVE, Step.CONNECT, *hello, Step.AUTHENTICATE, Step.SEND)


def _kind(_settings: MailSettings) -> str:
    return "smtp"


METHOD = Method(
    name=PasswordSettings.type,
    label=N_("Username and password"),
    settings=PasswordSettings,
    secret_field=_secret_field,
    secret_label=N_("Password"),
    check_secret=_check_secret,
    check_whole=_check_whole,
    moved=_moved,
    plan=_plan,
    route="hubmail_gui.methods.password.route:send",
    kind=_kind,
)
