"""Many mails from many clients through one relay, to stand-ins that fail one mail in twenty.

A mail's number stands in its recipient's address; what the stand-in does with it follows from the
number, so each side knows what the other has to have seen.
"""

from __future__ import annotations

import base64
import json
import re
import smtplib
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import MISSING, SMTP, AuthResult, Envelope, LoginPassword, Session

from hubmail_gui.demo.microsoft import errors, graph
from hubmail_gui.demo.microsoft.cloud import Stage, StandIn
from hubmail_gui.demo.replies import Ending, Reply, Request
from tests.cli.program import SECRET
from tests.servers.loopback import closed_port
from tests.servers.microsoft import authority, server_context

CLIENTS = 50
# One in twenty fails, each time in another way.
EVERY = 20
WAYS = (
    "recipient for now", "recipient for good", "mail for now", "mail for good",
    "broken off", "taken and broken off",
)  # fmt: skip
_NUMBER = re.compile(rb"m(\d+)@example\.com")


def way(number: int) -> str:
    """What the stand-in does with a mail; empty: it takes it."""
    return WAYS[number // EVERY % len(WAYS)] if number % EVERY == 7 else ""


def expected_class(number: int) -> int:
    """The class of the reply that its client has to hear."""
    kind = way(number)
    return 2 if not kind else 5 if kind.endswith("for good") else 4


def expected_copies(number: int) -> int:
    """How often the stand-in has to have taken it."""
    return int(way(number) in ("", "taken and broken off"))


@dataclass
class Taken:
    """What a stand-in took: the numbers, with how often."""

    numbers: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, number: int) -> None:
        with self.lock:
            self.numbers[number] += 1


class Route(ABC):
    """A stand-in with the settings that lead to it."""

    def __init__(self) -> None:
        self.taken = Taken()

    @abstractmethod
    def document(self) -> dict[str, Any]:
        """The settings."""

    @abstractmethod
    def secret(self) -> str:
        """Their secret."""

    @abstractmethod
    @contextmanager
    def running(self) -> Iterator[None]:
        """Answers until the block ends."""


class Server:
    """Answers the commands of one mail server."""

    def __init__(self, taken: Taken, cloud: StandIn | None) -> None:
        self._taken = taken
        self._cloud = cloud

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        given = base64.b64decode(args[1]) if len(args) > 1 else await server.challenge_auth("")
        if given is MISSING or self._cloud is None:
            return AuthResult(success=False, handled=False)
        parts = dict(one.split("=", 1) for one in given.decode().split("\1") if "=" in one)
        token = parts["auth"].removeprefix("Bearer ")
        return AuthResult(success=self._cloud.admits(parts["user"], token))

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        match way(number_of(address.encode())):
            case "recipient for now":
                return "451 4.7.1 Greylisted"
            case "recipient for good":
                return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        number = number_of(envelope.rcpt_tos[0].encode())
        kind = way(number)
        match kind:
            case "mail for now":
                return "452 4.3.1 Insufficient system storage"
            case "mail for good":
                return "554 5.7.1 Message rejected"
        if kind != "broken off":
            self._taken.note(number)
        if kind.endswith("broken off"):
            transport: Any = server.transport
            transport.abort()
        return "250 2.0.0 Ok: queued"


def number_of(text: bytes) -> int:
    """A mail's number; 0 for the test mail of the set-up."""
    found = _NUMBER.search(text)
    return int(found[1]) if found else 0


class _Long(SMTP):
    line_length_limit = 16 * 1024


class _Controller(Controller):
    def factory(self) -> SMTP:
        made = _Long(self.handler, **self.SMTP_kwargs)
        made.command_size_limits["AUTH"] = 16 * 1024
        return made


class SmtpRoute(Route):
    """A mail server with STARTTLS, by password or by the tokens of a stand-in's service."""

    def __init__(self, *, tokens: bool) -> None:
        super().__init__()
        self.port = closed_port()
        self._cloud = StandIn(server_context) if tokens else None

    def document(self) -> dict[str, Any]:
        if self._cloud is not None:
            endpoints = {
                "authority": self._cloud.origin, "smtp_host": "localhost", "smtp_port": self.port,
            }  # fmt: skip
            return _microsoft(self._cloud, "smtp", endpoints)
        authentication = {
            "type": "password", "host": "localhost", "port": self.port, "encryption": "starttls",
            "smtp_authentication": True, "username": "hub",
        }  # fmt: skip
        return _shared() | {"authentication": authentication}

    def secret(self) -> str:
        return SECRET if self._cloud is None else min(self._cloud.directory.secrets)

    @contextmanager
    def running(self) -> Iterator[None]:
        def right(*given: object) -> AuthResult:
            known = LoginPassword(b"hub", SECRET.encode())
            return AuthResult(success=given[-1] == known, handled=False)

        controller = _Controller(
            Server(self.taken, self._cloud), hostname="127.0.0.1", port=self.port,
            tls_context=server_context(), require_starttls=True, auth_required=True,
            authenticator=right,
        )  # fmt: skip
        if self._cloud is not None:
            self._cloud.start()
        controller.start()
        try:
            yield
        finally:
            controller.stop()
            if self._cloud is not None:
                self._cloud.stop()


class GraphRoute(Route):
    """The stand-in for Graph."""

    def __init__(self) -> None:
        super().__init__()
        self._cloud = StandIn(server_context)
        self._cloud.always(Stage.GRAPH, self._answer)

    def document(self) -> dict[str, Any]:
        endpoints = {"authority": self._cloud.origin, "graph": self._cloud.origin}
        return _microsoft(self._cloud, "graph", endpoints)

    def secret(self) -> str:
        return min(self._cloud.directory.secrets)

    @contextmanager
    def running(self) -> Iterator[None]:
        self._cloud.start()
        try:
            yield
        finally:
            self._cloud.stop()

    def _answer(self, request: Request) -> Reply:
        self._cloud.requests.clear()
        number = number_of(request.body)
        kind = way(number)
        match kind:
            case "recipient for now":
                return Reply(429, b"", {"Retry-After": "7"})
            case "recipient for good":
                text = "At least one recipient isn't valid."
                return errors.graph_error(request, "ErrorInvalidRecipients", text)
            case "mail for now":
                text = "The server is busy."
                return errors.graph_error(request, "ErrorServerBusy", text, 503)
            case "mail for good":
                text = "The message exceeds the maximum supported size."
                return errors.graph_error(request, "ErrorMessageSizeExceeded", text)
        if kind != "broken off":
            sending = graph.SendMail(
                self._cloud.directory, self._cloud.tokens, lambda _mail: self.taken.note(number)
            )
            answer = sending.answer(request, "hub@example.com")
            assert answer.status == 202, answer.body
        return Reply(ending=Ending.CLOSED) if kind else Reply(202)


def _shared() -> dict[str, Any]:
    return {
        "sender": "hub@example.com",
        "ca_certificates": authority().cert_pem.bytes().decode(),
        "secret_store": "credential",
    }


def _microsoft(cloud: StandIn, route: str, endpoints: dict[str, Any]) -> dict[str, Any]:
    authentication = {
        "type": "microsoft-oauth2", "application_id": cloud.directory.application,
        "directory_id": cloud.directory.tenant, "route": route, "cloud": "custom",
        "credential": "secret", "endpoints": endpoints,
    }  # fmt: skip
    return _shared() | {"authentication": authentication}


@dataclass
class Told:
    """What the clients heard: each mail's number with the code of the last reply to it."""

    codes: dict[int, int] = field(default_factory=dict)
    seconds: float = 0.0
    memory: list[int] = field(default_factory=list)


def send_all(port: int, count: int, process: int, clients: int = CLIENTS) -> Told:
    """Send the mails 1 to ``count`` from so many clients at once, each over a connection of its own.

    Args:
        port: of the relay.
        count: how many mails in all.
        process: of the relay, whose memory is looked at on the way.
        clients: how many at once.
    """
    told = Told()
    every = max(1, count // 20)

    def work(first: int) -> None:
        client = _Client(port)
        for number in range(first, count + 1, clients):
            told.codes[number] = client.send(number)
            if len(told.codes) % every == 0:
                told.memory.append(resident(process))
        client.leave()

    began = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, range(1, clients + 1)))
    told.seconds = time.monotonic() - began
    return told


class _Client:
    """Sends one mail after the other as a program would, and connects again where it has to."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._smtp: smtplib.SMTP | None = None

    def send(self, number: int) -> int:
        """The code of the last reply; 0 where the connection was lost."""
        try:
            return self._sent(self._connected(), number)
        except (smtplib.SMTPException, OSError):
            self._smtp = None
            return 0

    def leave(self) -> None:
        if self._smtp is not None:
            self._smtp.quit()

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            self._smtp = smtplib.SMTP("127.0.0.1", self._port, "client.example.com", timeout=120)
            self._smtp.ehlo()
        return self._smtp

    def _sent(self, smtp: smtplib.SMTP, number: int) -> int:
        address = f"m{number}@example.com"
        mail = (
            f"From: hub@example.com\r\nTo: {address}\r\nSubject: Approval {number}\r\n"
            f"Message-ID: <{number}@example.com>\r\n\r\nPlease approve {number}.\r\n"
        )
        for code, _words in (smtp.mail("hub@example.com"), smtp.rcpt(address)):
            if code != 250:
                smtp.rset()
                return code
        return smtp.data(mail.encode())[0]


def resident(process: int) -> int:
    """The memory of a process in KiB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0])


@dataclass(frozen=True)
class Figures:
    """What it came to, counted on both sides."""

    mails: int
    accepted: int
    refused_for_now: int
    refused_for_good: int
    lost: int
    twice: int
    wrong: int
    a_second: float
    memory_begin: int
    memory_end: int

    def __str__(self) -> str:
        return json.dumps(self.__dict__)


def figures(told: Told, taken: Taken, count: int) -> Figures:
    """Lost: accepted, and not there. Twice: more often there than once. Wrong: another answer, or
    another number of copies, than the stand-in's doing asks for."""
    numbers = range(1, count + 1)
    classes = Counter(told.codes.get(one, 0) // 100 for one in numbers)
    copies = taken.numbers
    wrong = [
        one
        for one in numbers
        if (told.codes.get(one, 0) // 100, copies[one])
        != (expected_class(one), expected_copies(one))
    ]
    tenth = max(1, len(told.memory) // 5)
    return Figures(
        mails=count,
        accepted=classes[2],
        refused_for_now=classes[4],
        refused_for_good=classes[5],
        lost=sum(told.codes.get(one, 0) // 100 == 2 and copies[one] == 0 for one in numbers),
        twice=sum(copies[one] > 1 for one in numbers),
        wrong=len(wrong),
        a_second=round(count / told.seconds, 1),
        memory_begin=max(told.memory[:tenth], default=0),
        memory_end=max(told.memory[-tenth:], default=0),
    )
