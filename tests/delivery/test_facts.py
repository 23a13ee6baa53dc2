"""A refusal becomes a fact with everything that was known when it came."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.facts import ReplyFact, Stage
from hubmail_gui.delivery import dialogue
from hubmail_gui.delivery.account import Login, SmtpAccount
from hubmail_gui.delivery.commands import Encrypt, Receive, RefusedError
from hubmail_gui.delivery.reply import Reply, ReplyReader
from tests.servers.attempts import LOGIN, MAIL, account

NONE, STARTTLS = Encryption.NONE, Encryption.STARTTLS
EHLO = "250-mx\r\n250-STARTTLS\r\n250 AUTH PLAIN"


@dataclass(frozen=True)
class Case:
    """What the server says, reply by reply, and the fact that the last one is."""

    id: str
    said: tuple[str, ...]
    fact: ReplyFact
    encryption: Encryption = NONE
    login: Login | None = LOGIN


CASES = [
    Case(
        "greeting",
        ("554-5.7.1 Go away\r\n554 5.7.1 and stay there",),
        ReplyFact(Stage.GREET, 554, "5.7.1", "Go away and stay there"),
    ),
    Case("ehlo", ("220 mx", "501 Bad name"), ReplyFact(Stage.EHLO, 501, None, "Bad name")),
    Case(
        "starttls",
        ("220 mx", EHLO, "454 4.7.0 Later"),
        ReplyFact(Stage.STARTTLS, 454, "4.7.0", "Later", starttls_offered=True, auth_offered=True),
        STARTTLS,
    ),
    Case(
        "auth-before-the-password",
        ("220 mx", EHLO, "504 5.7.4 Unrecognized"),
        ReplyFact(
            Stage.AUTH,
            504,
            "5.7.4",
            "Unrecognized",
            early=True,
            starttls_offered=True,
            auth_offered=True,
        ),
    ),
    Case(
        "auth-after-the-password",
        ("220 mx", EHLO, "334 ", "535 5.7.8 No"),
        ReplyFact(
            Stage.AUTH,
            535,
            "5.7.8",
            "No",
            starttls_offered=True,
            auth_offered=True,
            password_sent=True,
        ),
    ),
    Case(
        "mail-inside-tls",
        ("220 mx", EHLO, "220 go", "250 mx", "550 (#5.7.1) no"),
        ReplyFact(Stage.MAIL, 550, None, "(#5.7.1) no", login=False, encrypted=True),
        STARTTLS,
        None,
    ),
    Case(
        "recipient",
        ("220 mx", "250 mx", "250 Ok", "550 5.1.1 Unknown"),
        ReplyFact(Stage.RCPT, 550, "5.1.1", "Unknown", login=False),
        login=None,
    ),
    Case(
        "data",
        ("220 mx", "250 mx", "250 Ok", "250 Ok", "451 4.3.0 Not now"),
        ReplyFact(Stage.DATA, 451, "4.3.0", "Not now", login=False),
        login=None,
    ),
    Case(
        "end-of-mail",
        ("220 mx", "250 mx", "250 Ok", "250 Ok", "354 Go", "554 5.6.0 Virus"),
        ReplyFact(Stage.DATA, 554, "5.6.0", "Virus", login=False),
        login=None,
    ),
]


def refused(where: SmtpAccount, said: tuple[str, ...]) -> RefusedError:
    """What the conversation ends with when the server says these replies, one after the other."""
    replies = list(said)
    conversation = dialogue.submit(where, MAIL, "client.example.test")
    answer: Reply | str | None = None
    while True:
        try:
            command = conversation.send(answer)
        except RefusedError as error:
            assert not replies
            return error
        answer = "TLS 1.3" if isinstance(command, Encrypt) else None
        if isinstance(command, Receive):
            reader = ReplyReader()
            reader.feed(f"{replies.pop(0)}\r\n".encode())
            answer = reader.next()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_fact(case: Case) -> None:
    error = refused(account(25, case.encryption, login=case.login), case.said)
    assert error.fact == case.fact
    assert error.reply.raw == case.said[-1].replace("\r\n", "\n")
