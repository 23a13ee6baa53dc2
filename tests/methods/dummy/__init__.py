"""A method from outside the package: a key is given for a token, and mail goes by SMTP with it."""

from __future__ import annotations

from pathlib import Path

from hubmail_gui.core.problems import Problem
from hubmail_gui.core.settings import SettingsOf
from hubmail_gui.core.steps import Step
from hubmail_gui.methods import Consent, Method, Secret
from tests.methods.dummy.settings import DummySettings

Settings = SettingsOf[DummySettings]


def check_key(_settings: Settings, secret: str) -> list[Problem]:
    return [] if secret.startswith("key-") else [Problem("key", "dummy.no_key")]


KEY = Secret("key", "Dummy key", check_key, "The key is given with --secret-file.")
LOUD = Consent("Send loudly?", "Everybody hears it.", "Send loudly")


def plan(_settings: Settings) -> tuple[Step, ...]:
    smtp = (Step.RESOLVE, Step.CONNECT, Step.GREET, Step.ENCRYPT, Step.AUTHENTICATE, Step.SEND)
    return (Step.TOKEN, *smtp)


def check_whole(settings: Settings) -> list[Problem]:
    same = settings.authentication.house == settings.sender
    return [Problem("house", "dummy.house_is_sender")] if same else []


METHOD = Method(
    name=DummySettings.type,
    label="Dummy",
    settings=DummySettings,
    secrets=(KEY,),
    secret=lambda _settings: KEY,
    plan=plan,
    route="tests.methods.dummy.route:send",
    kind=lambda _settings: "smtp",
    server=lambda settings: f"the house {settings.authentication.house}",
    params=lambda settings: {"tenant": settings.authentication.house},
    check_whole=check_whole,
    consent=lambda settings: LOUD if settings.authentication.loud else None,
    letter="tests.methods.dummy.route:letter",
    rehearsals="tests.methods.dummy.part:DummyPart",
    titles={
        "dummy.no_key": "This is no dummy key.",
        "dummy.house_is_sender": "The house cannot be the sender.",
    },
    resources=str(Path(__file__).parent / "resources"),
)
