"""What a dialogue asks of its driver: the dialogue knows SMTP, the driver socket and clock.

Named tuples, here and wherever a value has no methods to speak of: each takes a tenth of the time
that a frozen data class takes to come into being, and these are made at every start.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypeVar

from hubmail_gui.core.facts import ReplyFact, Stage
from hubmail_gui.core.seen import Seen
from hubmail_gui.core.steps import Step
from hubmail_gui.delivery.reply import Reply


class Send(NamedTuple):
    """Send these bytes; answers nothing.

    Attributes:
        shown: what the transcript shows instead; given for credentials and for the mail itself.
    """

    step: Step
    data: bytes
    shown: str | None = None

    def __repr__(self) -> str:
        """Without the data, which may be a credential."""
        return f"Send({self.step!r}, shown={self.shown!r})"


class Receive(NamedTuple):
    """Wait for the server's next reply; answers a :class:`~hubmail_gui.delivery.reply.Reply`.

    Attributes:
        patient: the reply may take as long as the whole test (RFC 5321 section 4.5.3.2.6 gives
            the end of the mail ten minutes, since the server may scan it first).
        private: a challenge of the login is not written down: with what a server that knows the
            password answers to it, a weak password can be guessed (RFC 5802 section 9).
    """

    step: Step
    stage: Stage
    patient: bool = False
    private: bool = False


class Encrypt(NamedTuple):
    """Begin TLS now; answers one line about the encryption, for people."""

    step: Step


class Begin(NamedTuple):
    """The step starts, before anything is sent for it; answers nothing."""

    step: Step


class Done(NamedTuple):
    """The step has succeeded; answers nothing.

    Attributes:
        detail: one line about it, for people.
    """

    step: Step
    detail: str = ""


class Refused(NamedTuple):
    """No recipient was accepted; answers nothing.

    Attributes:
        replies: each with the reply to it.
    """

    step: Step
    replies: Mapping[str, str]


class Next(NamedTuple):
    """Hand over what the last request came to, and wait for the next; answers it.

    Only a conversation that is fed with requests, mail by mail, has it (``dialogue.serve``).
    """

    step: Step
    answer: object


class Think(NamedTuple):
    """Work something out that may keep the processor busy; answers it.

    Attributes:
        work: raises nothing.
    """

    step: Step
    work: Callable[[], object]


Command: TypeAlias = Begin | Send | Receive | Encrypt | Done | Refused | Next | Think
T = TypeVar("T")
Dialogue: TypeAlias = Generator[Command, Any, T]


class RefusedError(Exception):
    """The server refused; what that means is for ``hubmail_gui.diagnosis`` to say.

    Attributes:
        fact: the refusal with its circumstances.
        reply: the same in the server's own words.
        params: values for the placeholders of a fault's words.
    """

    def __init__(self, fact: ReplyFact, reply: Reply, params: Mapping[str, str]) -> None:
        super().__init__(reply.raw)
        self.fact = fact
        self.reply = reply
        self.params = params


class Accepted(NamedTuple):
    """The server took the mail, for some or all of its recipients.

    Attributes:
        reply: its last words.
        refused: each refused recipient with the reply to it.
    """

    reply: str
    refused: Mapping[str, str] = MappingProxyType({})


_COMMANDS = {
    b"MAIL": Seen.MAIL_BEGUN,
    b"RCPT": Seen.RECIPIENT_ASKED,
    b"DATA": Seen.RECIPIENT_ACCEPTED,
}


def seen(command: Send) -> tuple[Seen, ...]:
    """What it means for the session that this is sent."""
    if command.step is Step.AUTHENTICATE:
        return (Seen.PASSWORD_SENT,) if command.shown else ()
    if command.step is not Step.SEND:
        return ()
    if command.shown is not None:
        return (Seen.DATA_SENT,)
    known = _COMMANDS.get(command.data[:4].upper())
    return (known,) if known else ()
