"""The authentication methods: one folder each, and this registry, which alone lists them.

A folder's ``__init__`` holds a ``METHOD``; it is imported when a configuration of its type is
read. What a method does is named by paths ``module:function`` and imported when it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

from hubmail_gui.core import problems, resources, schema
from hubmail_gui.core.settings import MethodSettings
from hubmail_gui.core.texts import N_

if TYPE_CHECKING:
    from datetime import date

    from hubmail_gui.core.letters import Letter
    from hubmail_gui.core.outcome import Attempt, Fault
    from hubmail_gui.core.problems import Problem
    from hubmail_gui.core.settings import MailSettings, SettingsOf
    from hubmail_gui.core.steps import Step
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.delivery.account import SmtpAccount
    from hubmail_gui.delivery.mail import Mail
    from hubmail_gui.oauth.token import Wallet

A = TypeVar("A", bound=MethodSettings)

_MODULES = {
    "password": "hubmail_gui.methods.password",
    "microsoft-oauth2": "hubmail_gui.methods.microsoft",
    "google-workspace": "hubmail_gui.methods.google",
}

# The type of a mail server that nothing more is known of than where it is and how it talks.
PLAIN = "password"

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Secret(NamedTuple, Generic[A]):
    """What a method keeps in the keyring for some settings.

    Attributes:
        field: its name among the settings' fields, such as ``password``.
        label: the field's name on screen (to be translated).
        check: what is wrong with a secret, by its field; it is never shown or logged.
        hint: how a command is given it (to be translated).
        tidy: the secret without what came along when it was copied, where that can be told.
    """

    field: str
    label: str
    check: Callable[[SettingsOf[A], str], list[Problem]]
    hint: str = N_("The secret is given with --secret-file or --secret-stdin.")
    tidy: Callable[[SettingsOf[A], str], str] = lambda _settings, secret: secret


class Consent(NamedTuple):
    """What a person must know and accept before some settings are used; all to be translated.

    Attributes:
        question: the title.
        risk: what it gives away.
        accept: the button that goes on.
    """

    question: str
    risk: str
    accept: str


class Need(NamedTuple):
    """A host that has to be reached for these settings to work.

    Attributes:
        web: it is asked by HTTPS, and so through the system's proxy where there is one.
        purpose: what for, a sentence (to be translated).
    """

    host: str
    port: int
    web: bool
    purpose: str


class Method(NamedTuple, Generic[A]):
    """All that the rest of the program knows of an authentication method.

    Attributes:
        name: its name in the settings file.
        label: its name on screen (to be translated).
        settings: its group of settings.
        secrets: every secret that it may need; one of them at a time.
        secret: the one that these settings need, or None.
        plan: the steps of its route, in the order in which they happen.
        route: the path of what sends a mail with these settings.
        line: the path of what holds a line to the route, mail after mail, for the relay.
        kind: what a result calls the route, such as ``smtp``.
        server: who is asked to take the mail, as a sentence names it.
        params: values for the placeholders of the words of faults.
        check_whole: what is wrong with settings whose fields are all right by themselves.
        moved: the keys by which the new settings send the secret elsewhere than the old did, or
            less protected; empty when the stored secret may stay.
        certificate_ends: the last day of a certificate that these settings sign in with; None
            when there is none.
        consent: what has to be accepted before these settings are used; None: nothing.
        notices: the path of what the users of these settings should know in time.
        offers: the path of what gives the type to change to after a fault.
        letter: the path of what writes the request to whoever runs the service.
        door: the path of what says at which mail server the person sends, and how; empty where a
            person chooses none.
        needs: the path of what lists the hosts that have to be reached.
        rehearsals: the path of the part of the demo that plays the other side.
        titles: sentences for the codes of its own problems (to be translated).
        resources: a folder laid out as the program's ``resources``; for methods from outside.
        renews: the path of the module that makes the next credential (``renew``), describes one
            (``renewal_of``) and asks for its acceptance (``renewal_letter``); empty where credentials
            are made by the service.
        any_mailbox: one credential may send as many mailboxes, and its scope is somebody's to
            limit.
        tokens: its route takes a wallet, in which an access token stays between two mails.
    """

    name: str
    label: str
    settings: type[A]
    secrets: tuple[Secret[A], ...]
    secret: Callable[[SettingsOf[A]], Secret[A] | None]
    plan: Callable[[SettingsOf[A]], tuple[Step, ...]]
    route: str
    kind: Callable[[SettingsOf[A]], str]
    server: Callable[[SettingsOf[A]], str]
    params: Callable[[SettingsOf[A]], Mapping[str, str]] = lambda _settings: _NOTHING
    check_whole: Callable[[SettingsOf[A]], list[Problem]] = lambda _settings: []
    moved: Callable[[SettingsOf[A], SettingsOf[A]], list[str]] = lambda old, new: moved_keys(
        old, new
    )
    certificate_ends: Callable[[SettingsOf[A]], date | None] = lambda _settings: None
    consent: Callable[[SettingsOf[A]], Consent | None] = lambda _settings: None
    notices: str = ""
    offers: str = ""
    letter: str = ""
    door: str = ""
    needs: str = ""
    rehearsals: str = ""
    titles: Mapping[str, str] = _NOTHING
    resources: str = ""
    any_mailbox: bool = False
    renews: str = ""
    line: str = ""
    tokens: bool = False

    def send(
        self,
        settings: SettingsOf[A],
        secret: str | None,
        mail: Mail,
        watch: Watch,
        wallet: Wallet | None = None,
    ) -> Attempt:
        """Send ``mail`` by this method's route; faults are in the attempt, never raised."""
        more = (wallet,) if self.tokens else ()
        attempt: Attempt = load(self.route)(settings, secret, mail, watch, *more)
        return attempt

    def secret_field(self, settings: SettingsOf[A]) -> str | None:
        """The name of the secret's field for these settings; None when they need none."""
        secret = self.secret(settings)
        return None if secret is None else secret.field

    def check_secret(self, settings: SettingsOf[A], secret: str) -> list[Problem]:
        """What is wrong with a secret for these settings."""
        wanted = self.secret(settings)
        return [] if wanted is None else wanted.check(settings, secret)

    def tidy_secret(self, settings: SettingsOf[A], secret: str) -> str:
        """A secret without what came along when it was copied, where that can be told."""
        wanted = self.secret(settings)
        return secret if wanted is None else wanted.tidy(settings, secret)

    def known_notices(self, settings: SettingsOf[A]) -> tuple[Fault, ...]:
        """What the users of these settings should know in time."""
        found: tuple[Fault, ...] = load(self.notices)(settings) if self.notices else ()
        return found

    def offered(self, code: str, reply: str) -> str:
        """The type to change to after the fault ``code`` with that reply; empty for none."""
        return str(load(self.offers)(code, reply)) if self.offers else ""

    def known_door(self, settings: SettingsOf[A]) -> SmtpAccount | None:
        """The mail server of these settings, without its password."""
        account: SmtpAccount | None = load(self.door)(settings, None) if self.door else None
        return account

    def known_needs(self, settings: SettingsOf[A]) -> tuple[Need, ...]:
        """The hosts that have to be reached for these settings."""
        needs: tuple[Need, ...] = load(self.needs)(settings) if self.needs else ()
        return needs

    def write_letter(self, document: schema.Document, secret: str | None = None) -> Letter | None:
        """The request to whoever runs the service; None where nobody has to be asked.

        Args:
            document: settings as the file has them; what is missing is left to be filled in.
            secret: where it is known, for what is public in it, such as a key's number.
        """
        letter: Letter | None = load(self.letter)(document, secret) if self.letter else None
        return letter


def load(path: str) -> Any:  # noqa: ANN401 - what it is the attributes of Method say
    """What the path ``module:name`` leads to."""
    module, _colon, name = path.partition(":")
    return getattr(import_module(module), name)


def register(name: str, module: str) -> None:
    """Add the method called ``name`` in the settings file, whose ``METHOD`` is in ``module``."""
    _MODULES[name] = module


def types() -> tuple[str, ...]:
    """The names of all methods, in the order in which they are offered."""
    return tuple(_MODULES)


def module(name: str) -> str:
    """The module of the method ``name``."""
    return _MODULES[name]


def method(name: str) -> Method[MethodSettings]:
    """The method called ``name`` in the settings file.

    Raises:
        KeyError: there is none.
    """
    found = import_module(_MODULES[name]).METHOD
    assert isinstance(found, Method)
    problems.TITLES.update(found.titles)
    if found.resources:
        resources.add(found.resources)
    return found


def of(settings: SettingsOf[A]) -> Method[A]:
    """The method that these settings belong to."""
    return cast("Method[A]", method(settings.type))


def group(name: str) -> type[MethodSettings]:
    """The settings group of the method ``name``.

    Raises:
        ProblemError: there is no such method; it names those that there are.
    """
    if name not in _MODULES:
        raise problems.ProblemError("field.choice", choices=", ".join(types()))
    return method(name).settings


def secrets() -> dict[str, Secret[MethodSettings]]:
    """The secrets of all methods, by their field."""
    return {one.field: one for name in types() for one in method(name).secrets}


def moved_keys(old: MailSettings, new: MailSettings) -> list[str]:
    """The keys marked as a destination whose values differ."""
    pairs: tuple[tuple[schema.Group, schema.Group], ...] = (
        (old, new),
        (old.authentication, new.authentication),
    )
    return [
        key
        for before, after in pairs
        for key in schema.changes(before, after)
        if schema.settings_of(after)[key].destination
    ]
