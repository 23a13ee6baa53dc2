"""The test mail as a mail program reads it, and messages that other programs hand over."""

from __future__ import annotations

import email
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core import texts
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.delivery import raw_message, testmail
from hubmail_gui.methods.password.settings import PasswordSettings

SERVER = PasswordSettings("mx.example.test", 587, Encryption.STARTTLS, True, "hub")
SETTINGS = MailSettings(sender="hub@example.test", authentication=SERVER)


def parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=policy.default)


def composed(settings: MailSettings = SETTINGS, to: str = "admin@example.test") -> EmailMessage:
    return parsed(testmail.compose(settings, to, "042137", "mx.example.test").content)


def text_of(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def test_headers_of_the_test_mail() -> None:
    mail = composed()
    assert str(mail["From"]) == "hub@example.test"
    assert str(mail["To"]) == "admin@example.test"
    assert "042137" in mail["Subject"]
    assert mail["Date"].datetime is not None
    assert mail["Message-ID"].endswith("@example.test>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "en"
    assert mail.get_content_type() == "multipart/alternative"
    for name in ("Date", "From", "Message-ID", "Subject", "To", "MIME-Version"):
        assert len(mail.get_all(name, [])) == 1, name


def test_the_mail_says_what_it_proves() -> None:
    for kind in ("plain", "html"):
        said = text_of(composed(), kind)
        for word in ("042137", "mx.example.test", "hub@example.test"):
            assert word in said


def test_sender_name_and_reply_to() -> None:
    settings = MailSettings(
        sender="hub@example.test",
        sender_name='Jörg "Hub" Müller, Service',
        reply_to="help@example.test",
        authentication=SERVER,
    )
    mail = composed(settings)
    (sender,) = mail["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (
        'Jörg "Hub" Müller, Service',
        "hub@example.test",
    )
    assert str(mail["Reply-To"]) == "help@example.test"


def test_it_needs_only_ascii_and_short_lines() -> None:
    texts.use("fr")
    settings = MailSettings(sender="hub@bücher.example", sender_name="Été", authentication=SERVER)
    content = testmail.compose(settings, "admin@bücher.example", "042137", "mx").content
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert parsed(content)["Content-Language"] == "fr"
    (sender,) = parsed(content)["From"].addresses
    assert sender.addr_spec == "hub@xn--bcher-kva.example"


def test_an_address_that_needs_utf8_headers() -> None:
    mail = testmail.compose(SETTINGS, "jörg@example.test", "042137", "mx.example.test")
    assert "To: jörg@example.test\r\n".encode() in mail.content
    assert mail.recipients == ("jörg@example.test",)


def test_each_mail_has_an_id_of_its_own() -> None:
    one, other = (testmail.compose(SETTINGS, "a@example.test", "1", "mx") for _turn in range(2))
    assert one.message_id != other.message_id
    assert one.message_id in one.content.decode()


RAW = b"Subject: Report\nTo: a@example.test\n\nLine\n.\n.dot\n"


def prepared(raw: bytes) -> bytes:
    return raw_message.prepare(raw, "hub@example.test", ("a@example.test",)).content


def test_what_is_missing_is_added() -> None:
    mail = raw_message.prepare(RAW, "hub@example.test", ("a@example.test",))
    read = parsed(mail.content)
    assert read["From"] == "hub@example.test"
    assert read["Date"].datetime is not None
    assert read["Message-ID"] == mail.message_id
    assert mail.content.endswith(b"\r\n\r\nLine\r\n.\r\n.dot\r\n")


def test_what_is_there_is_kept() -> None:
    raw = (
        b"From: Someone <x@example.test>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\n"
        b"Message-Id: <own@example.test>\r\nX-Folded: a\r\n b\r\n\r\nBody\r\n"
    )
    mail = raw_message.prepare(raw, "hub@example.test", ("a@example.test",))
    assert mail.content == raw
    assert mail.message_id == "<own@example.test>"


def test_bcc_is_taken_out_with_its_continuation() -> None:
    raw = b"To: a@example.test\nBcc: other@example.test,\n third@example.test\nSubject: x\n\nBody\n"
    content = prepared(raw)
    assert b"other@example" not in content
    assert b"third@example" not in content
    assert content.startswith(b"To: a@example.test\r\nSubject: x\r\n")


def test_mbox_line_and_return_path_are_taken_out() -> None:
    raw = b"From hub Mon Nov 23 10:00:00 2026\nReturn-Path: <x@y.test>\nSubject: x\n\nBody\n"
    assert prepared(raw).startswith(b"Subject: x\r\n")


def test_text_without_a_header_is_all_body() -> None:
    assert prepared(b"Disk full on server 7\n").endswith(b"\r\n\r\nDisk full on server 7\r\n")


def test_header_without_a_body() -> None:
    content = prepared(b"Subject: only a header\n")
    assert content.startswith(b"Subject: only a header\r\nFrom: ")
    assert content.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: x\rBcc: y@example.test\n\nBody\n",
        b"Subject: x\nno header field\n\nBody\n",
        b"Subject: \0\n\nBody\n",
        b"Subject: x\n\nBody \0\n",
    ],
    ids=["carriage-return", "no-field", "nul-in-header", "nul-in-body"],
)
def test_what_could_pass_for_something_else(raw: bytes) -> None:
    with pytest.raises(ProblemError) as raised:
        prepared(raw)
    assert raised.value.code == "message.malformed"


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_made_safe(raw: bytes) -> None:
    try:
        content = prepared(raw)
    except ProblemError:
        return
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert b"\r\n\r\n" in content


def test_recipients_of_the_header() -> None:
    raw = (
        b'To: Anne <anne@example.test>, "B, C" <bc@example.test>\nCc:\n d@example.test\n'
        b"Bcc: e@example.test\nReply-To: no@example.test\n\nTo: body@example.test\n"
    )
    assert raw_message.recipients(raw) == (
        "anne@example.test",
        "bc@example.test",
        "d@example.test",
        "e@example.test",
    )
