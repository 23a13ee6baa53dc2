"""Microsoft OAuth 2.0: an application of Entra ID sends through Graph or SMTP with XOAUTH2."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.settings import SettingsOf
from hubmail_gui.core.steps import Step
from hubmail_gui.core.texts import N_
from hubmail_gui.methods import Method, Secret
from hubmail_gui.methods.microsoft.problems import TITLES
from hubmail_gui.methods.microsoft.settings import Cloud, Credential, MicrosoftSettings, Route

if TYPE_CHECKING:
    from datetime import date

Settings: TypeAlias = SettingsOf[MicrosoftSettings]


def _check_secret(settings: Settings, secret: str) -> list[Problem]:
    from hubmail_gui.methods.microsoft import credentials

    try:
        credentials.check(settings.authentication, secret)
    except ProblemError as error:
        field = "certificate" if error.code == "key.expired" else _secret(settings).field
        return [Problem(field, error.code, error.params)]
    return []


def _tidy_secret(settings: Settings, secret: str) -> str:
    from hubmail_gui.methods.microsoft import credentials

    return credentials.tidy(settings.authentication, secret)


_CLIENT_SECRET = Secret("client_secret", N_("Client secret"), _check_secret, tidy=_tidy_secret)
_PRIVATE_KEY = Secret("private_key", N_("Private key"), _check_secret, tidy=_tidy_secret)


def _secret(settings: Settings) -> Secret[MicrosoftSettings]:
    secret = settings.authentication.credential is Credential.SECRET
    return _CLIENT_SECRET if secret else _PRIVATE_KEY


def _check_whole(settings: Settings) -> list[Problem]:
    """What no field can tell alone: the route needs an address that the cloud does not have."""
    account = settings.authentication
    if account.application_id == account.directory_id:
        return [Problem("directory_id", "directory.is_application")]
    if account.cloud is Cloud.CUSTOM and account.endpoints is not None:
        missing = "graph" if account.route is Route.GRAPH else "smtp_host"
        if getattr(account.endpoints, missing) is None:
            return [Problem(f"endpoints.{missing}", "field.required")]
    if account.cloud is Cloud.USGOV_DOD and account.route is Route.SMTP:
        return [Problem("route", "route.unknown_host")]
    return []


def _plan(settings: Settings) -> tuple[Step, ...]:
    if settings.authentication.route is Route.GRAPH:
        return (Step.TOKEN, Step.PERMISSION, Step.SEND)
    smtp = (Step.RESOLVE, Step.CONNECT, Step.GREET, Step.ENCRYPT, Step.AUTHENTICATE, Step.SEND)
    return (Step.TOKEN, *smtp)


def _kind(settings: Settings) -> str:
    return settings.authentication.route.value


def _params(settings: Settings) -> dict[str, str]:
    account = settings.authentication
    return {"application": account.application_id, "tenant": account.directory_id}


def _certificate_ends(settings: Settings) -> date | None:
    account = settings.authentication
    if account.credential is not Credential.CERTIFICATE:
        return None
    from hubmail_gui.methods.microsoft import credentials

    return credentials.ends(account.certificate or "")


METHOD = Method(
    name=MicrosoftSettings.type,
    label=N_("Microsoft OAuth 2.0"),
    settings=MicrosoftSettings,
    secrets=(_CLIENT_SECRET, _PRIVATE_KEY),
    secret=_secret,
    plan=_plan,
    route="hubmail_gui.methods.microsoft.route:send",
    line="hubmail_gui.methods.microsoft.route:line",
    kind=_kind,
    server=lambda _settings: "Microsoft 365",
    params=_params,
    check_whole=_check_whole,
    certificate_ends=_certificate_ends,
    needs="hubmail_gui.methods.microsoft.clouds:needs",
    letter="hubmail_gui.methods.microsoft.request_pack:letter",
    rehearsals="hubmail_gui.demo.microsoft:MicrosoftPart",
    titles=TITLES,
    renews="hubmail_gui.methods.microsoft.renewal",
    any_mailbox=True,
    tokens=True,
)
