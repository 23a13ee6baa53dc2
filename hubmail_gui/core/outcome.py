"""What a test came to: the fault, the transcript and the attempt that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from hubmail_gui.core.steps import StepReport

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Presented(NamedTuple):
    """A certificate that a server sent, for a person who has to decide whether to trust it.

    Attributes:
        subject: its distinguished name (RFC 4514).
        issuer: the distinguished name of who signed it.
        not_before: RFC 3339 time in UTC from which it is valid.
        not_after: RFC 3339 time in UTC until which it is valid.
        sha256: its fingerprint in hexadecimal.
    """

    subject: str
    issuer: str
    not_before: str
    not_after: str
    sha256: str


class Seen(NamedTuple):
    """One look at a server, without a login: how, and ``ok`` or the fault's code."""

    host: str
    port: int
    encryption: str
    code: str


class Suggestion(NamedTuple):
    """Changed settings with which it would have gone better.

    Attributes:
        settings: the keys to change, nested as the settings file.
        reason: why, a key of the sentences in ``hubmail_gui.service.verdict``.
        params: values for the sentence's placeholders.
    """

    settings: Mapping[str, Any]
    reason: str
    params: Mapping[str, str] = _NOTHING


class Fault(NamedTuple):
    """A fault code with what is known of this occurrence; its words are in the catalogue.

    Attributes:
        code: a code of the catalogue, or a warning's.
        temporary: whether trying again later may help; None: what the catalogue says.
        reply: the server's own words, never holding a secret; None when it said nothing.
        params: values for the placeholders of the fault's words.
        field: the settings key to change where it is not the catalogue's usual one.
        chain: the certificates that the server sent, its own first, where they were refused.
        seen: what a second look found at the same server.
        suggestion: what would cure it.
    """

    code: str
    temporary: bool | None = None
    reply: str | None = None
    params: Mapping[str, str] = _NOTHING
    field: str | None = None
    chain: tuple[Presented, ...] = ()
    seen: tuple[Seen, ...] = ()
    suggestion: Suggestion | None = None


class FaultError(Exception):
    """Carries a :class:`Fault` up to whoever shows it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


class Line(NamedTuple):
    """One line of a transcript, with every credential already masked.

    Attributes:
        at_ms: milliseconds since the test began.
        source: ``client``, ``server`` or ``note`` (what the program itself remarks).
        text: the line, without its line end.
    """

    at_ms: float
    source: str
    text: str


class Attempt(NamedTuple):
    """How one sending of one mail went, by whatever route.

    Attributes:
        steps: every step of the route, in the order of :class:`~hubmail_gui.core.steps.Step`; none
            when it did not come to that.
        fault: why it failed; None when the mail was accepted.
        warnings: faults that did not stop it.
        reply: the server's last words on acceptance, such as ``250 2.0.0 Ok: queued as 4F2A``.
        transcript: the whole exchange.
        refused: recipients that were refused while others were accepted, with the reply to each.
        claims: what the access token says, checked (name, value, verdict), Microsoft routes only.
    """

    steps: tuple[StepReport, ...] = ()
    fault: Fault | None = None
    warnings: tuple[Fault, ...] = ()
    reply: str | None = None
    transcript: tuple[Line, ...] = ()
    refused: Mapping[str, str] = _NOTHING
    claims: tuple[Claim, ...] = ()


class Claim(NamedTuple):
    """One line of the checked list of an access token's claims.

    Attributes:
        name: ``audience``, ``tenant``, ``application``, ``role``, ``expires`` or ``clock``.
        value: as the token has it, made readable.
        state: ``ok``, ``warning`` or ``failed``.
    """

    name: str
    value: str
    state: str
