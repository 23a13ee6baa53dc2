"""What plays the other side of one authentication method, and what can be rehearsed with it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hubmail_gui.demo.replies import Reply, Request

if TYPE_CHECKING:
    import ssl

    from hubmail_gui.demo.smtp import Mailbox
    from hubmail_gui.demo.standin import StandIn

SENDER = "hub@example.com"

Make = Callable[[Request], Reply]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One thing to rehearse.

    Attributes:
        name: stable, for programs.
        title: for a list on screen (to be translated).
        route: with which of the part's settings it happens.
        code: the fault that it leads to; None when the test passes.
        reply: makes the HTTPS answer that provokes it, after the stage at which it is given.
        refusal: the SMTP reply that provokes it, with its command.
        once: it is answered so once, and rightly afterwards.
    """

    name: str
    title: str
    route: str
    code: str | None
    reply: tuple[str, Make] | None = None
    refusal: tuple[str, str] | None = None
    once: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What all parts stand on.

    Attributes:
        authority: PEM text of who signs the servers' certificates.
        context: makes a TLS context with such a certificate.
        take: told of every message that was taken.
    """

    authority: str
    context: Callable[[], ssl.SSLContext]
    take: Callable[[bytes], None]

    def shared(self) -> dict[str, object]:
        """The settings that are the same for every method."""
        return {"sender": SENDER, "sender_name": "Hub", "ca_certificates": self.authority}


class Part(ABC):
    """The servers of one method. They listen from the moment it is made, and answer once started.

    Attributes:
        routes: the kinds of settings that it has, by their name for programs.
        scenarios: what can be rehearsed, in the order in which to offer it.
        mailbox: its SMTP server.
        service: what stands in for its HTTPS services; None where it has none.
    """

    routes: Sequence[str]
    scenarios: Sequence[Scenario]
    mailbox: Mailbox
    service: StandIn | None = None

    @abstractmethod
    def document(self, route: str) -> dict[str, object]:
        """Settings that meet these servers, filled in and ready to test."""

    @abstractmethod
    def secret(self, route: str) -> str:
        """The secret that belongs to :meth:`document`."""

    def start(self) -> None:
        """Begin to answer."""
        self.mailbox.start()
        if self.service is not None:
            self.service.start()

    def stop(self) -> None:
        """Stop answering and close."""
        self.mailbox.stop()
        if self.service is not None:
            self.service.stop()

    def reset(self) -> None:
        """Judge everything by its content again."""
        self.mailbox.reset()
        if self.service is not None:
            self.service.reset()

    def prepare(self, scenario: Scenario) -> None:
        """Answer as the scenario says from now on, or once."""
        self.reset()
        if scenario.reply is not None and self.service is not None:
            stage, make = scenario.reply
            (self.service.once if scenario.once else self.service.always)(stage, make)
        if scenario.refusal is not None:
            command, line = scenario.refusal
            self.mailbox.refusals[command] = line
