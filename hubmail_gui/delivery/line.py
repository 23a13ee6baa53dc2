"""A line to the route that stays open: one request, one answer, mail after mail.

Each line lives in a thread of its own, which holds the whole conversation and sleeps between two
requests; whoever asks (the relay's event loop) gets a future. So the conversation is the one that
every test has, with its limits and its cancelling, and nothing of it had to be written twice.

What a request comes to is an :class:`Answer`, or a fault. A line that broke is closed: the requests
that wait fail with the fault that broke it, and every later one with ``smtp.disconnected``.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.watch import TEST_SECONDS, Watch
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.delivery.ladder import Ladder
from hubmail_gui.delivery.reply import Reply

if TYPE_CHECKING:
    from concurrent.futures import Future


class From(NamedTuple):
    """Begin a mail.

    Attributes:
        sender: the envelope sender; empty for the null sender.
        size: of the mail in bytes, as far as it is known; 0: unknown.
        utf8: the client wants SMTPUTF8 (RFC 6531).
    """

    sender: str
    size: int = 0
    utf8: bool = False


class To(NamedTuple):
    """Another recipient of the mail."""

    address: str
    utf8: bool = False


class Content(NamedTuple):
    """The mail itself, with CRLF line ends and without dot-stuffing; it ends the mail."""

    content: bytes

    def __repr__(self) -> str:
        """Without the mail, which is nobody's business."""
        return f"Content({len(self.content)} bytes)"


class Reset(NamedTuple):
    """Give the mail up."""


Request: TypeAlias = From | To | Content | Reset


class Answer(NamedTuple):
    """What the route said to a request that it granted.

    Attributes:
        words: its own, on one line, printable and without secrets.
    """

    words: str


# Holds the conversation with the route: takes the desk, and returns when it is told to leave.
Hold: TypeAlias = Callable[["Desk"], None]


class Desk:
    """The thread's side of a line: where requests come in and answers go out.

    Attributes:
        cancel: what ends the line at once.
        seconds: the limit for each request.
    """

    def __init__(self, cancel: Cancel, seconds: float = TEST_SECONDS) -> None:
        self.cancel = cancel
        self.seconds = seconds
        self._requests: queue.SimpleQueue[tuple[Request | None, Future[Answer]]] = (
            queue.SimpleQueue()
        )
        self._waiting: Future[Answer] | None = None

    def put(self, request: Request | None) -> Future[Answer]:
        """Ask for ``request``; None ends the line."""
        from concurrent.futures import Future  # it loads logging, which a test does without

        future: Future[Answer] = Future()
        self._requests.put((request, future))
        return future

    def take(self) -> Request | None:
        """The next request that somebody still waits for; None: leave."""
        while True:
            request, self._waiting = self._requests.get()
            self.cancel.check()
            # From here on it cannot be taken back: the answer finds somebody to give it to.
            if self._waiting.set_running_or_notify_cancel():
                return request

    def answer(self, words: str | Fault) -> None:
        """What the request that was taken came to; without one, that the line is open."""
        future, self._waiting = self._waiting, None
        if future is None:
            return
        if isinstance(words, Fault):
            future.set_exception(FaultError(words))
        else:
            future.set_result(Answer(words))

    def broken(self, fault: Fault) -> None:
        """The line has ended: whoever waits is told why."""
        self.answer(fault)
        while True:
            try:
                _request, self._waiting = self._requests.get_nowait()
            except queue.Empty:
                return
            if self._waiting.set_running_or_notify_cancel():
                self.answer(fault)


class Line:
    """The asking side. Opening it takes as long as the route takes; the first answer tells.

    Args:
        hold: the conversation.
        seconds: the limit for each request, and for opening.
    """

    def __init__(self, hold: Hold, seconds: float = TEST_SECONDS) -> None:
        self._cancel = Cancel()
        self._desk = Desk(self._cancel, seconds)
        self._hold = hold
        self.closed = False
        self._thread = threading.Thread(target=self._run, name="hubmail-line", daemon=True)
        self._thread.start()

    def ask(self, request: Request) -> Future[Answer]:
        """A future of the route's answer; it fails with FaultError where the route refuses."""
        future = self._desk.put(request)
        if self.closed:
            self._desk.broken(Fault("smtp.disconnected"))
        return future

    def leave(self) -> None:
        """End the line politely; nobody waits for it."""
        self._desk.put(None)

    def abort(self) -> None:
        """End the line at once, wherever it stands."""
        self._cancel.request()
        self._desk.put(None)

    def join(self, seconds: float) -> None:
        """Wait for the thread."""
        self._thread.join(seconds)

    def _run(self) -> None:
        fault = Fault("smtp.disconnected")
        try:
            self._hold(self._desk)
        except FaultError as error:
            fault = error.fault
        except Cancelled:
            fault = Fault("cancelled")
        except Exception:  # noqa: BLE001 - a defect ends one mail, not the relay
            fault = Fault("internal", True)
        self.closed = True
        self._desk.broken(fault)


def to_server(account: SmtpAccount) -> Hold:
    """The conversation of a line to a mail server."""

    def hold(desk: Desk) -> None:
        from hubmail_gui.delivery import driver

        ladder = Ladder(Watch(cancel=desk.cancel, seconds=desk.seconds), (), Mask())
        with ladder:
            driver.serve(account, ladder, exchange(desk, ladder))
        if fault := ladder.attempt().fault:
            raise FaultError(fault)

    return hold


def exchange(desk: Desk, ladder: Ladder) -> Callable[[object], object]:
    """Between a driver and a desk: answers out, the next request in, with a limit of its own."""

    def hand_over(answer: object) -> object:
        if isinstance(answer, Reply):
            desk.answer(ladder.transcript.masked(answer.raw))
        elif isinstance(answer, Fault):
            reply = None if answer.reply is None else ladder.transcript.masked(answer.reply)
            desk.answer(answer._replace(reply=reply))
        request = desk.take()
        ladder.renew(desk.seconds)
        return request

    return hand_over
