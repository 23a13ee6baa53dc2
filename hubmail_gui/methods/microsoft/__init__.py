"""Microsoft OAuth 2.0: an application of Entra ID sends through Graph or SMTP with XOAUTH2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.core.steps import Step
from hubmail_gui.core.texts import N_
from hubmail_gui.methods import Method, moved_keys
from hubmail_gui.methods.microsoft.settings import Cloud, Credential, MicrosoftSettings, Route

if TYPE_CHECKING:
    from datetime import date


def _secret_field(settings: MailSettings) -> str | None:
    secret = settings.authentication.credential is Credential.SECRET
    return "client_secret" if secret else "private_key"


def _check_secret(settings: MailSettings, secret: str) -> list[Problem]:
    from hubmail_gui.methods.microsoft import credentials

    try:
        credentials.check(settings.authentication, secret)
    except ProblemError as error:
        field = "certificate" if error.code == "key.expired" else _secret_field(settings)
        return [Problem(field or "", error.code, error.params)]
    return []


def _check_whole(settings: MailSettings) -> list[Problem]:
    """What no field can tell alone: the route needs an address that the cloud does not have."""
    account = settings.authentication
    if account.cloud is Cloud.CUSTOM and account.endpoints is not None:
        missing = "graph" if account.route is Route.GRAPH else "smtp_host"
        if getattr(account.endpoints, missing) is None:
            return [Problem(f"endpoints.{missing}", "field.required")]
    if account.cloud is Cloud.USGOV_DOD and account.route is Route.SMTP:
        return [Problem("route", "route.unknown_host")]
    return []


def _plan(settings: MailSettings) -> tuple[Step, ...]:
    if settings.authentication.route is Route.GRAPH:
        return (Step.TOKEN, Step.PERMISSION, Step.SEND)
    smtp = (Step.RESOLVE, Step.CONNECT, Step.GREET, Step.ENCRYPT, Step.AUTHENTICATE, Step.SEND)
    return (Step.TOKEN, *smtp)


def _kind(settings: MailSettings) -> str:
    return str(settings.authentication.route.value)


def _certificate_ends(settings: MailSettings) -> date | None:
    account = settings.authentication
    if account.credential is not Credential.CERTIFICATE:
        return None
    from hubmail_gui.methods.microsoft import credentials

    return credentials.ends(account.certificate or "")


METHOD = Method(
    name=MicrosoftSettings.type,
    label=N_("Microsoft OAuth 2.0"),
    settings=MicrosoftSettings,
    secret_field=_secret_field,
    secret_label=N_("Client secret"),
    check_secret=_check_secret,
    check_whole=_check_whole,
    moved=moved_keys,
    plan=_plan,
    route="hubmail_gui.methods.microsoft.route:send",
    kind=_kind,
    certificate_ends=_certificate_ends,
)
