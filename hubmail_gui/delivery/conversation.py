"""Holds one SMTP conversation over a real connection: the only place with socket, clock and limits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from hubmail_gui.core import background
from hubmail_gui.core.cancel import Cancelled
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.facts import Stage
from hubmail_gui.core.masking import HIDDEN
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.seen import Seen
from hubmail_gui.core.steps import Step
from hubmail_gui.core.watch import CONNECT_SECONDS, REPLY_SECONDS
from hubmail_gui.delivery import faults, tls, tls_faults
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.delivery.commands import (
    Command,
    Dialogue,
    Done,
    Encrypt,
    Next,
    Receive,
    Refused,
    RefusedError,
    Send,
    Think,
    seen,
)
from hubmail_gui.delivery.connect import connect
from hubmail_gui.delivery.connection import Connection, HandshakeError, TlsBrokenError
from hubmail_gui.delivery.ehlo import own_name
from hubmail_gui.delivery.ladder import Ladder
from hubmail_gui.delivery.reply import MalformedReplyError, Reply, ReplyReader
from hubmail_gui.delivery.resolve import resolve
from hubmail_gui.delivery.waiter import Waiter

if TYPE_CHECKING:
    from hubmail_gui.delivery.tls import Session


class Limits(NamedTuple):
    """How long each wait may take, in seconds."""

    connect: float = CONNECT_SECONDS
    reply: float = REPLY_SECONDS
    quit: float = 1.0


USUAL = Limits()
T = TypeVar("T")


class Conversation(AbstractContextManager["Conversation"]):
    """One connection: performs what a dialogue asks for and answers it."""

    def __init__(
        self,
        account: SmtpAccount,
        ladder: Ladder,
        limits: Limits,
        session: Session | None = None,
        exchange: Callable[[object], object] | None = None,
    ) -> None:
        ladder.known = {**ladder.known, "host": account.host, "port": str(account.port)}
        self._account = account
        self._ladder = ladder
        self._waiter = Waiter(ladder.cancel, ladder.clock)
        self._limits = limits
        self._reader = ReplyReader()
        self._connection: Connection | None = None
        self.peer = ""
        self.session = session
        self._exchange = exchange

    def __enter__(self) -> Conversation:
        """Start listening for Cancel."""
        self._waiter.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Give the connection up, wherever the conversation stands; a refusal becomes a fault."""
        if self._connection is not None:
            self._connection.close()
        self._waiter.__exit__(kind, error, traceback)
        if isinstance(error, RefusedError):
            raise FaultError(faults.judged(error)) from None

    def run(self, conversation_by: Callable[[str], Dialogue[T]]) -> T:
        """Connect, hold the conversation, and take leave.

        Args:
            conversation_by: makes it, given the name by which this computer introduces itself.
        """
        connection = self._connection = self._open()
        self.peer = connection.peer
        # The server prepares its greeting meanwhile.
        session = self.session = self.session or self._prepared()
        name = self._account.ehlo_name or own_name(connection.local)
        conversation = conversation_by(name)
        answer: object = None
        failure: FaultError | None = None
        while True:
            try:
                # What goes wrong on the wire is told to the dialogue, too: it may know better.
                command = conversation.throw(failure) if failure else conversation.send(answer)
            except StopIteration as stop:
                result: T = stop.value
                self._quit(connection)
                return result
            except RefusedError as error:
                self._give_up(connection, error.reply.raw)
                raise
            except FaultError as error:
                if error is not failure:
                    self._give_up(connection, error.fault.reply or "")
                raise
            self._ladder.begin(command.step)
            try:
                answer = self._perform(command, connection, session)
            except FaultError as error:
                failure = error

    def _open(self) -> Connection:
        account, ladder = self._account, self._ladder
        ladder.begin(Step.RESOLVE)
        seconds = self._until(self._limits.connect) - ladder.clock()
        addresses = resolve(account.host, account.port, seconds, ladder.cancel)
        ladder.done(Step.RESOLVE, ", ".join(address.text for address in addresses))
        ladder.begin(Step.CONNECT)
        seconds = self._until(self._limits.connect) - ladder.clock()
        sock = connect(addresses, seconds, self._waiter)
        try:
            connection = Connection(sock, self._waiter)
        except OSError:
            sock.close()
            raise FaultError(Fault("network.reset")) from None
        ladder.done(Step.CONNECT, f"{connection.peer}, {account.port}")
        ladder.see(Seen.CONNECTED)
        return connection

    def _prepared(self) -> Session | None:
        if self._account.encryption is Encryption.NONE:
            return None
        return tls.prepare(self._account)

    def _perform(
        self,
        command: Command,
        connection: Connection,
        session: Session | None,
    ) -> object:
        match command:
            case Send():
                self._send(command, connection)
            case Receive():
                until = self._until(None if command.patient else self._limits.reply)
                reply = self._receive(command.stage, connection, until)
                return self._record(reply, private=command.private)
            case Encrypt():
                assert session is not None
                return self._encrypt(connection, session)
            case Done():
                self._ladder.done(command.step, command.detail)
                if command.step is Step.AUTHENTICATE:
                    self._ladder.see(Seen.LOGGED_IN)
            case Refused():
                self._ladder.refused(command.replies)
            case Next():
                assert self._exchange is not None
                return self._exchange(command.answer)
            case Think():
                return self._think(command)
        return None

    def _think(self, command: Think) -> object:
        began = self._ladder.clock()
        seconds = self._until(self._limits.reply) - began
        try:
            return background.call(command.work, seconds, self._ladder.cancel)
        except TimeoutError:
            waited = self._ladder.clock() - began
            raise FaultError(faults.timed_out(Stage.AUTH, waited, received_any=True)) from None

    def _send(self, command: Send, connection: Connection) -> None:
        # An answer to nothing would be taken for the answer to this. Only 421 comes unasked, from
        # a server that shuts down (RFC 5321 section 3.8).
        unasked = self._reader.pending
        if unasked and not unasked.startswith(b"421"):
            words = faults.first_line(unasked)
            self._ladder.transcript.server(words)
            raise FaultError(Fault("smtp.protocol", reply=words))
        shown = command.shown
        self._ladder.see(*seen(command))
        self._ladder.transcript.client(_line(command.data) if shown is None else shown)
        began = self._ladder.clock()
        try:
            connection.send(command.data, self._until(None))
        except TimeoutError:
            raise FaultError(
                faults.timed_out(Stage.DATA, self._ladder.clock() - began, received_any=True)
            ) from None

    def _receive(self, stage: Stage, connection: Connection, until: float) -> Reply:
        began = self._ladder.clock()
        try:
            while (reply := self._reader.next()) is None:
                data = connection.receive(until)
                if not data:
                    raise FaultError(faults.disconnected(stage, reset=False))
                self._reader.feed(data)
        except MalformedReplyError as error:
            fault = faults.malformed(stage, error.received)
            self._ladder.transcript.server(fault.reply or "")
            raise FaultError(fault) from None
        except TimeoutError:
            waited = self._ladder.clock() - began
            fault = faults.timed_out(stage, waited, received_any=connection.received_any)
            raise FaultError(fault) from None
        except OSError as error:
            if isinstance(error, TlsBrokenError) and stage in {Stage.GREET, Stage.EHLO}:
                raise FaultError(tls_faults.of_broken(error)) from error
            reset = not connection.received_any
            raise FaultError(faults.disconnected(stage, reset=reset)) from error
        return reply

    def _record(self, reply: Reply, *, private: bool) -> Reply:
        if private and reply.code == 334:
            self._ladder.transcript.server(f"334 {HIDDEN}")
            return reply
        for line in reply.lines:
            self._ladder.transcript.server(line)
        return reply

    def _encrypt(self, connection: Connection, session: Session) -> str:
        until = self._until(self._limits.reply)
        unasked = self._reader.pending or connection.waiting()
        try:
            tls.encrypt(self._account, connection, session, until, unasked)
        except HandshakeError as error:
            self._ladder.hold()  # reading the certificate is no part of the step
            raise FaultError(tls_faults.of_handshake(self._account, error)) from error
        self._ladder.see(Seen.ENCRYPTED)
        line = tls.detail(session)
        self._ladder.transcript.note(line)
        if warning := tls.expires_soon(session):
            self._ladder.warnings.append(warning)
        return line

    def _give_up(self, connection: Connection, detail: str) -> None:
        """The step has failed, but the server is still there: leave it in good order."""
        self._ladder.fail(detail)
        self._quit(connection)

    def _quit(self, connection: Connection) -> None:
        """Take leave politely (RFC 5321 section 4.1.1.10); the result stands whatever comes."""
        self._ladder.transcript.client("QUIT")
        until = self._until(self._limits.quit)
        with suppress(TimeoutError, OSError, FaultError, Cancelled):
            connection.send(b"QUIT\r\n", until)
            self._record(self._receive(Stage.DATA, connection, until), private=False)

    def _until(self, seconds: float | None) -> float:
        """When a wait must end: after ``seconds``, and with the whole test at the latest."""
        if seconds is None:
            return self._ladder.deadline
        return min(self._ladder.clock() + seconds, self._ladder.deadline)


def _line(data: bytes) -> str:
    return data.decode("utf-8", "replace").rstrip("\r\n")
