"""Mails that Graph takes only in pieces, against the documented wire format."""

from __future__ import annotations

import base64
import json
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

import pytest

from hubmail_gui import methods
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import raw_message
from hubmail_gui.delivery.line import Content, From, Line, To
from hubmail_gui.demo.microsoft.cloud import Stage
from hubmail_gui.demo.microsoft.directory import GRAPH
from hubmail_gui.demo.replies import Ending, Reply, document
from hubmail_gui.methods.microsoft.graph_upload import PIECE
from hubmail_gui.relay import answers
from tests.servers.microsoft import Microsoft, code

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Attempt
    from hubmail_gui.delivery.mail import Mail

MEBIBYTE = 1024 * 1024
BOTH = ("Mail.Send", "Mail.ReadWrite")


def bulk(size: int) -> bytes:
    return bytes(range(251)) * (size // 251) + bytes(size % 251)


def large_mail(*sizes: int, text: str = "See the files.") -> Mail:
    message = EmailMessage(policy=SMTP)
    message["From"] = "hub@example.com"
    message["Subject"] = "Report"
    message.set_content(text)
    for number, size in enumerate(sizes or (4 * MEBIBYTE,)):
        message.add_attachment(
            bulk(size), maintype="application", subtype="pdf", filename=f"{number}.pdf"
        )
    return raw_message.prepare(message.as_bytes(), "hub@example.com", ("bob@example.com",))


def sent(microsoft: Microsoft, *sizes: int, text: str = "See the files.") -> Attempt:
    mail = large_mail(*sizes, text=text)
    settings = microsoft.settings()
    return methods.of(settings).send(settings, microsoft.secret, mail, Watch(seconds=60))


def stages(microsoft: Microsoft) -> list[str]:
    """What was asked after the token, by the last word of the path."""
    return [
        one.partition(" ")[0] + " " + one.rpartition("/")[2]
        for one in microsoft.asked()
        if "oauth2" not in one and "openid" not in one
    ]


@pytest.fixture
def allowed(microsoft: Microsoft) -> Microsoft:
    microsoft.cloud.directory.roles[GRAPH] = BOTH
    return microsoft


def test_in_pieces_in_their_order(allowed: Microsoft) -> None:
    attempt = sent(allowed, 7 * MEBIBYTE + 11, 12)

    assert attempt.fault is None
    assert attempt.reply is not None
    assert attempt.reply.startswith("HTTP 202")
    (mail,) = allowed.inbox
    message: dict[str, Any] = json.loads(mail)["message"]
    found = {one["name"]: base64.b64decode(one["contentBytes"]) for one in message["attachments"]}
    assert found == {"0.pdf": bulk(7 * MEBIBYTE + 11), "1.pdf": bulk(12)}
    assert message["subject"] == "Report"
    assert [one["emailAddress"]["address"] for one in message["toRecipients"]] == [
        "bob@example.com"
    ]
    puts = [one for one in allowed.cloud.requests if one.method == "PUT"]
    assert len(puts) == 3
    assert all("authorization" not in one.headers for one in puts)
    assert all(len(one.body) % (320 * 1024) == 0 for one in puts[:-1])
    assert len(puts[0].body) == PIECE < 4_000_000
    assert allowed.cloud.drafts.kept == {}


def test_what_fits_goes_in_one_request(microsoft: Microsoft) -> None:
    assert sent(microsoft, 2 * MEBIBYTE).fault is None
    assert stages(microsoft) == ["POST sendMail"]


def test_many_small_ones_go_one_by_one(allowed: Microsoft) -> None:
    assert sent(allowed, *[MEBIBYTE] * 4).fault is None
    assert stages(allowed) == ["POST messages", *["POST attachments"] * 4, "POST send"]
    assert len(json.loads(allowed.inbox[0])["message"]["attachments"]) == 4


def test_the_permission_is_named(microsoft: Microsoft) -> None:
    attempt = sent(microsoft, 4 * MEBIBYTE)

    assert code(attempt) == "graph.large_mail_permission"
    assert attempt.fault is not None
    assert attempt.fault.temporary is False
    assert microsoft.inbox == []
    assert stages(microsoft) == ["POST messages"]


def test_larger_than_the_mailbox_allows(allowed: Microsoft) -> None:
    allowed.cloud.drafts.limit = 5 * MEBIBYTE

    assert code(sent(allowed, 6 * MEBIBYTE)) == "graph.too_large"
    # Nothing is left in the mailbox.
    assert allowed.cloud.drafts.kept == {}
    assert allowed.inbox == []


def test_a_text_that_is_too_large_by_itself_is_not_sent_at_all(allowed: Microsoft) -> None:
    assert code(sent(allowed, text="word\n" * 900_000)) == "graph.too_large"
    assert stages(allowed) == []


def test_a_signed_mail_cannot_be_taken_apart(allowed: Microsoft) -> None:
    inner = base64.encodebytes(bulk(4 * MEBIBYTE))
    raw = (
        b"Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/signed; boundary=b\n\n--b\n"
        b"Content-Transfer-Encoding: base64\n\n" + inner + b"\n--b\n"
        b"Content-Type: application/pgp-signature\n\nabc\n--b--\n"
    )
    mail = raw_message.prepare(raw, "hub@example.com", ("bob@example.com",))
    settings = allowed.settings()
    attempt = methods.of(settings).send(settings, allowed.secret, mail, Watch(seconds=60))

    assert code(attempt) == "graph.too_large"
    assert stages(allowed) == []


def test_a_service_that_never_goes_forward(allowed: Microsoft) -> None:
    allowed.cloud.always(Stage.UPLOAD, document({"NextExpectedRanges": ["0"]}))
    assert code(sent(allowed, 4 * MEBIBYTE)) == "graph.not_graph"
    assert allowed.cloud.drafts.kept == {}


@pytest.mark.parametrize(
    ("stage", "reply", "expected"),
    [
        (Stage.SESSION, Reply(500), "graph.temporary"),
        (Stage.UPLOAD, Reply(500), "graph.temporary"),
        (Stage.UPLOAD, Reply(200, b"<html>", {"Content-Type": "text/html"}), "graph.temporary"),
        (Stage.UPLOAD, Reply(ending=Ending.CLOSED), "graph.unreachable"),
        (Stage.SUBMIT, Reply(500), "graph.temporary"),
    ],
)
def test_broken_on_the_way(allowed: Microsoft, stage: Stage, reply: Reply, expected: str) -> None:
    allowed.cloud.always(stage, reply)
    attempt = sent(allowed, 4 * MEBIBYTE)
    assert attempt.fault is not None
    if reply.body:
        assert attempt.fault.code.startswith("graph.")
    else:
        assert attempt.fault.code == expected
    assert allowed.inbox == []
    if expected != "graph.unreachable":
        assert allowed.cloud.drafts.kept == {}


def test_the_address_of_the_upload_is_nowhere_to_be_read(allowed: Microsoft) -> None:
    attempt = sent(allowed, 4 * MEBIBYTE)
    tokens = [one.query.partition("=")[2] for one in allowed.cloud.requests if one.method == "PUT"]
    assert tokens
    assert all(len(one) > 20 for one in tokens)
    told = "\n".join(line.text for line in attempt.transcript)
    assert "AttachmentSessions" in told
    assert not any(one in told for one in tokens)


@pytest.mark.parametrize("url", ["http://localhost/upload", "ftp://localhost/", "", 7])
def test_an_address_that_is_not_encrypted_gets_nothing(allowed: Microsoft, url: object) -> None:
    allowed.cloud.once(Stage.SESSION, document({"uploadUrl": url}, 201))
    assert code(sent(allowed, 4 * MEBIBYTE)) is not None
    assert not any(one.method == "PUT" for one in allowed.cloud.requests)
    assert allowed.cloud.drafts.kept == {}


def test_a_line_of_the_relay_sends_them_too_and_names_the_permission(
    microsoft: Microsoft,
) -> None:
    settings = microsoft.settings()
    line = Line(methods.load(methods.of(settings).line)(settings, microsoft.secret), 60)

    def handed_over() -> str:
        line.ask(From("hub@example.com")).result(60)
        line.ask(To("bob@example.com")).result(60)
        try:
            return line.ask(Content(large_mail().content)).result(60).words
        except FaultError as error:
            return answers.refused(error.fault, at_end=True)

    refusal = handed_over()
    assert refusal.startswith("554 5.")
    assert refusal.endswith("[graph.large_mail_permission]")
    microsoft.cloud.directory.roles[GRAPH] = BOTH
    # The permission counts from the next token on.
    line.leave()
    line.join(60)
    line = Line(methods.load(methods.of(settings).line)(settings, microsoft.secret), 60)
    assert handed_over().startswith("HTTP 202")
    assert len(microsoft.inbox) == 1
    line.leave()
    line.join(60)
