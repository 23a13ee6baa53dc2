"""The same playbooks without I/O and over a real socket: both have to agree."""

from __future__ import annotations

from base64 import b64encode

import pytest

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Attempt, FaultError
from hubmail_gui.core.steps import Step, StepState
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import dialogue, driver, faults
from hubmail_gui.delivery.commands import (
    Accepted,
    Command,
    Done,
    Encrypt,
    Receive,
    RefusedError,
    Send,
    Think,
)
from hubmail_gui.delivery.reply import ReplyReader
from tests.servers.certificates import Issued, Wish, issue, root
from tests.servers.loopback import LoopbackServer
from tests.servers.playbook import PASSWORD, TOKEN, Playbook, Turn, load, matches
from tests.servers.scripted import playing

BOOKS = load()
AUTHORITY = root()
SERVER: Issued = issue(AUTHORITY, Wish())


class Player:
    """Answers a dialogue's commands from a playbook, in no time at all."""

    def __init__(self, book: Playbook) -> None:
        self.book = book
        self.turns = [turn for turn in book.turns if turn.who != "CLOSE"]
        self.reader = ReplyReader()
        self.done: list[Step] = []

    def play(self) -> Accepted:
        """The dialogue's result, or what it raises."""
        book = self.book
        conversation = dialogue.submit(book.account(), book.mail(), "client.example.test")
        answer: object = None
        while True:
            try:
                command: Command = conversation.send(answer)
            except StopIteration as stop:
                accepted: Accepted = stop.value
                return accepted
            answer = self._answer(command)

    def _answer(self, command: Command) -> object:
        match command:
            case Send():
                self._heard(command)
            case Receive():
                while (reply := self.reader.next()) is None:
                    self.reader.feed(f"{self._next('S').text}\r\n".encode())
                return reply
            case Encrypt():
                if self.book.encryption is not Encryption.TLS:
                    self._next("TLS")
                return "TLS 1.3"
            case Think():
                return command.work()
            case Done():
                self.done.append(command.step)
        return None

    def _heard(self, command: Send) -> None:
        turn = self.turns.pop(0)
        if turn.who == "MAIL":
            assert command.data.endswith(b"\r\n.\r\n")
            return
        line = command.data.decode().removesuffix("\r\n")
        assert matches(turn, line), f"{turn} was answered with {line!r}"

    def _next(self, who: str) -> Turn:
        turn = self.turns.pop(0)
        assert turn.who == who
        return turn


def named(book: Playbook) -> str:
    return book.id


# The generator never sees a connection end: that is the driver's to notice.
OPEN_BOOKS = [book for book in BOOKS if book.turns[-1].who != "CLOSE"]


@pytest.mark.parametrize("book", OPEN_BOOKS, ids=named)
def test_generator(book: Playbook) -> None:
    player = Player(book)
    code: str | None = None
    try:
        player.play()
    except RefusedError as error:
        code = faults.judged(error).code
    except FaultError as error:
        code = error.fault.code
    assert code == book.fault
    assert not player.turns
    assert player.done == [
        step for step in plan(book) if book.expected_steps().get(step) == StepState.OK
    ]


@pytest.mark.parametrize("book", BOOKS, ids=named)
def test_real_socket(book: Playbook) -> None:
    with LoopbackServer(playing(book, SERVER.context())) as server:
        account = book.account(server.port, AUTHORITY.pem)
        attempt = driver.deliver(account, book.mail(), Watch(), plan(book))
    assert (attempt.fault.code if attempt.fault else None) == book.fault
    assert states(attempt) == book.expected_steps()
    assert {warning.code for warning in attempt.warnings} >= set(book.warnings)
    if attempt.fault:
        assert attempt.fault.field == book.field_name
        known = {"host": "localhost", "port": str(server.port)}
        assert {**known, **book.params}.items() <= attempt.fault.params.items()
    assert_no_secret(attempt)


def plan(book: Playbook) -> tuple[Step, ...]:
    """All steps of the route in the order in which they happen."""
    hello = [Step.GREET, Step.ENCRYPT]
    if book.encryption is Encryption.TLS:
        hello.reverse()
    return (Step.RESOLVE, Step.CONNECT, *hello, Step.AUTHENTICATE, Step.SEND)


def states(attempt: Attempt) -> dict[Step, str]:
    """What became of the steps that a playbook speaks of."""
    shown = {report.step: report.state.value for report in attempt.steps}
    assert shown.pop(Step.RESOLVE) == shown.pop(Step.CONNECT) == StepState.OK
    return {step: state for step, state in shown.items() if state != StepState.SKIPPED}


def assert_no_secret(attempt: Attempt) -> None:
    """Neither secret is in anything that is shown, plain or in base64."""
    shown = repr(attempt)
    for secret in (PASSWORD, TOKEN):
        assert secret not in shown
        assert b64encode(secret.encode()).decode() not in shown
        assert b64encode(f"\0hub\0{secret}".encode()).decode() not in shown
