"""A message for ``hubmail send``, and what came of it."""

from __future__ import annotations

from tests.cli.mail_server import MailServer, Received
from tests.cli.program import Done
from tests.cli.results import check_failure

MESSAGE = b"""From: Hub <hub@example.com>
To: b@example.com
Cc: "C, D" <c@example.com>, b@example.com
Bcc: hidden@example.com
Subject: Hello

Line one
.
..two dots
.leading dot
last
"""


def accepted(done: Done, server: MailServer) -> Received:
    """The one message that the server got."""
    assert done.status == 0, done.err
    (message,) = server.messages
    return message


def check_sent(done: Done) -> None:
    """The object that tells of each recipient."""
    document = done.json
    assert {"accepted", "refused", "message_id", "reply", "failure"} <= set(document)
    assert isinstance(document["accepted"], list)
    assert all(isinstance(reply, str) for reply in document["refused"].values())
    check_failure(document["failure"])


def body(message: Received) -> bytes:
    return message.content.partition(b"\r\n\r\n")[2]
