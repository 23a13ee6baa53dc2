"""The authentication methods: one folder each, and this registry, which alone lists them.

A folder's ``__init__`` holds a ``METHOD``; it is imported when a configuration of its type is
read, and its route only when a mail is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from hubmail_gui.core.outcome import Attempt
    from hubmail_gui.core.problems import Problem
    from hubmail_gui.core.schema import Group
    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.core.steps import Step
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.delivery.mail import Mail

    Route = Callable[[MailSettings, str | None, Mail, Watch], Attempt]

_MODULES = {
    "password": "hubmail_gui.methods.password",
    "microsoft-oauth2": "hubmail_gui.methods.microsoft",
}


class Method(NamedTuple):
    """All that the rest of the program knows of an authentication method.

    Attributes:
        name: its name in the settings file.
        label: its name on screen (to be translated).
        settings: its group of settings.
        secret_field: the name of the secret's field for these settings, such as ``password``;
            None when they need no secret.
        secret_label: that field's name on screen (to be translated).
        check_secret: what is wrong with a secret, by its field; it is never shown or logged.
        check_whole: what is wrong with settings whose fields are all right by themselves.
        moved: the keys by which the new settings send the secret elsewhere than the old did, or
            less protected; empty when the stored secret may stay.
        plan: the steps of its route, in the order in which they happen.
        route: the path ``module:function`` of what sends a mail with these settings.
        kind: ``smtp`` or ``graph``: what a result calls the route.
        certificate_ends: the last day of a certificate that these settings sign in with; None
            when there is none.
    """

    name: str
    label: str
    settings: type[Group]
    secret_field: Callable[[MailSettings], str | None]
    secret_label: str
    check_secret: Callable[[MailSettings, str], list[Problem]]
    check_whole: Callable[[MailSettings], list[Problem]]
    moved: Callable[[MailSettings, MailSettings], list[str]]
    plan: Callable[[MailSettings], tuple[Step, ...]]
    route: str
    kind: Callable[[MailSettings], str]
    certificate_ends: Callable[[MailSettings], date | None] = lambda _settings: None

    def send(self, settings: MailSettings, secret: str | None, mail: Mail, watch: Watch) -> Attempt:
        """Send ``mail`` by this method's route; faults are in the attempt, never raised."""
        module, _colon, function = self.route.partition(":")
        route: Route = getattr(import_module(module), function)
        return route(settings, secret, mail, watch)


def types() -> tuple[str, ...]:
    """The names of all methods, in the order in which they are offered."""
    return tuple(_MODULES)


def method(name: str) -> Method:
    """The method called ``name`` in the settings file.

    Raises:
        KeyError: there is none.
    """
    found: Any = import_module(_MODULES[name]).METHOD
    assert isinstance(found, Method)
    return found


def of(settings: MailSettings) -> Method:
    """The method that these settings belong to."""
    return method(settings.type)


def group(name: str) -> type[Group] | None:
    """The settings group of the method ``name``, or None when there is no such method."""
    return method(name).settings if name in _MODULES else None


def moved_keys(old: MailSettings, new: MailSettings) -> list[str]:
    """The keys marked as a destination whose values differ."""
    from hubmail_gui.core import schema

    pairs = ((old, new), (old.authentication, new.authentication))
    return [
        key
        for before, after in pairs
        for key in schema.changes(before, after)
        if schema.settings_of(after)[key].destination
    ]
