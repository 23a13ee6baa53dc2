"""User name and password over SMTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from hubmail_gui.core import validation
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.settings import SettingsOf
from hubmail_gui.core.steps import Step
from hubmail_gui.core.texts import N_
from hubmail_gui.methods import Consent, Method, Secret, moved_keys
from hubmail_gui.methods.password.settings import STRENGTH, Encryption, PasswordSettings

if TYPE_CHECKING:
    from hubmail_gui.core.steps import Step

Settings: TypeAlias = SettingsOf[PasswordSettings]

_UNPROTECTED = Consent(
    N_("Continue without encryption?"),
    N_(
        "Without encryption, whoever can listen on the way to the server can read the username"
        " and the password. Choose STARTTLS or TLS unless the server really offers neither."
    ),
    N_("Continue without encryption"),
)


def _check_secret(_settings: Settings, secret: str) -> list[Problem]:
    try:
        validation.password(secret)
    except ProblemError as error:
        return [Problem("password", error.code, error.params)]
    return []


_PASSWORD = Secret("password", N_("Password"), _check_secret)


def _secret(settings: Settings) -> Secret[PasswordSettings] | None:
    return _PASSWORD if settings.authentication.smtp_authentication else None


def _moved(old: Settings, new: Settings) -> list[str]:
    before, after = old.authentication.encryption, new.authentication.encryption
    weaker = ["encryption"] if STRENGTH[after] < STRENGTH[before] else []
    return moved_keys(old, new) + weaker


def _plan(settings: Settings) -> tuple[Step, ...]:
    # With TLS from the first byte the handshake comes before the server's greeting.
    tls = settings.authentication.encryption is Encryption.TLS
    hello = (Step.ENCRYPT, Step.GREET) if tls else (Step.GREET, Step.ENCRYPT)
    return (Step.RESOLVE, Step.CONNECT, *hello, Step.AUTHENTICATE, Step.SEND)


def _params(settings: Settings) -> dict[str, str]:
    account = settings.authentication
    user = {"username": account.username} if account.username else {}
    return {"host": account.host, "port": str(account.port), **user}


def _consent(settings: Settings) -> Consent | None:
    account = settings.authentication
    given_away = account.encryption is Encryption.NONE and account.smtp_authentication
    return _UNPROTECTED if given_away else None


METHOD = Method(
    name=PasswordSettings.type,
    label=N_("Username and password"),
    settings=PasswordSettings,
    secrets=(_PASSWORD,),
    secret=_secret,
    plan=_plan,
    route="hubmail_gui.methods.password.route:send",
    line="hubmail_gui.methods.password.route:line",
    kind=lambda _settings: "smtp",
    server=lambda settings: settings.authentication.host,
    params=_params,
    moved=_moved,
    consent=_consent,
    notices="hubmail_gui.methods.password.notices:of",
    offers="hubmail_gui.methods.password.notices:offered_after",
    letter="hubmail_gui.methods.password.letter:letter",
    door="hubmail_gui.methods.password.route:account",
    needs="hubmail_gui.methods.password.route:needs",
    rehearsals="hubmail_gui.demo.password:PasswordPart",
)
