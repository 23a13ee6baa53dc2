"""Google Workspace: a service account with domain-wide delegation sends by SMTP or the Gmail API."""

from __future__ import annotations

from typing import TypeAlias

from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.settings import SettingsOf
from hubmail_gui.core.steps import Step
from hubmail_gui.core.texts import N_
from hubmail_gui.methods import Method, Secret
from hubmail_gui.methods.google.settings import GoogleSettings, Route

Settings: TypeAlias = SettingsOf[GoogleSettings]

FIELD = "service_account_key"


def _check_key(_settings: Settings, secret: str) -> list[Problem]:
    from hubmail_gui.methods.google import key

    try:
        key.check(secret)
    except ProblemError as error:
        return [Problem(FIELD, error.code, error.params)]
    return []


def _tidy_key(_settings: Settings, secret: str) -> str:
    from hubmail_gui.methods.google import key

    return key.tidy(secret)


_KEY = Secret(
    FIELD,
    N_("Service account key"),
    _check_key,
    N_("The JSON file of the service account's key is given whole, with --secret-file."),
    tidy=_tidy_key,
)


def _plan(settings: Settings) -> tuple[Step, ...]:
    if settings.authentication.route is Route.GMAIL:
        return (Step.TOKEN, Step.SEND)
    smtp = (Step.RESOLVE, Step.CONNECT, Step.GREET, Step.ENCRYPT, Step.AUTHENTICATE, Step.SEND)
    return (Step.TOKEN, *smtp)


def _params(settings: Settings) -> dict[str, str]:
    from hubmail_gui.methods.google.addresses import SCOPES

    return {"scope": SCOPES[settings.authentication.route]}


METHOD = Method(
    name=GoogleSettings.type,
    label=N_("Google Workspace"),
    settings=GoogleSettings,
    secrets=(_KEY,),
    secret=lambda _settings: _KEY,
    plan=_plan,
    route="hubmail_gui.methods.google.route:send",
    line="hubmail_gui.methods.google.route:line",
    kind=lambda settings: settings.authentication.route.value,
    server=lambda _settings: "Google Workspace",
    params=_params,
    needs="hubmail_gui.methods.google.addresses:needs",
    letter="hubmail_gui.methods.google.letter:letter",
    rehearsals="hubmail_gui.demo.google:GooglePart",
    titles={"google.key_invalid": "{reason}"},
    tokens=True,
)
