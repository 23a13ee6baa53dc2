"""Messages as Graph takes them: nothing is lost, nobody gets it who should not."""

from __future__ import annotations

import base64
import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.delivery import raw_message, testmail
from hubmail_gui.delivery.mail import Mail
from hubmail_gui.demo.microsoft import graph_schema
from hubmail_gui.methods.microsoft import graph_message

MAILBOX = "hub@example.com"
CLAIRE, PAUL, ANNE = "claire@example.com", "paul@example.com", "anne@example.com"


def written(subject: str = "Hello", text: str = "Hello", **headers: str) -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = MAILBOX
    message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def mail(message: EmailMessage | bytes, *recipients: str) -> Mail:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    return raw_message.prepare(raw, MAILBOX, recipients or (CLAIRE,))


def body_of(given: Mail, mailbox: str) -> tuple[bytes, str]:
    draft = graph_message.draft(given, mailbox)
    return graph_message.exact(given) if draft is None else draft.whole()


def document(message: EmailMessage | bytes, *recipients: str) -> dict[str, Any]:
    """What is sent as JSON, after the stand-in's check against Microsoft's schema."""
    body, kind = body_of(mail(message, *recipients), MAILBOX)
    assert kind == "application/json"
    decoded: dict[str, Any] = json.loads(body)
    graph_schema.check(decoded)
    assert decoded["saveToSentItems"] is False
    found: dict[str, Any] = decoded["message"]
    return found


def exact(message: EmailMessage | bytes, *recipients: str) -> EmailMessage:
    """What is sent as it is."""
    body, kind = body_of(mail(message, *recipients), MAILBOX)
    assert kind == "text/plain"
    return message_from_bytes(base64.b64decode(body, validate=True), policy=policy.default)


def addresses(recipients: list[dict[str, Any]]) -> list[str]:
    return [one["emailAddress"]["address"] for one in recipients]


def test_test_mail_fits_the_schema() -> None:
    settings = MailSettings(sender=MAILBOX, sender_name="Hub", reply_to="it@example.com")
    test_mail = testmail.compose(settings, CLAIRE, "123456", "Microsoft 365")

    body, kind = body_of(test_mail, MAILBOX)

    decoded = json.loads(body)
    graph_schema.check(decoded)
    assert kind == "application/json"
    assert decoded["message"]["body"]["contentType"] == "HTML"
    assert addresses(decoded["message"]["replyTo"]) == ["it@example.com"]


def test_envelope_decides_who_gets_it() -> None:
    message = written(To=f"Claire <{CLAIRE}>, {PAUL}", Cc=ANNE)

    found = document(message, CLAIRE, "hidden@example.com")

    assert addresses(found["toRecipients"]) == [CLAIRE]
    assert found["toRecipients"][0]["emailAddress"]["name"] == "Claire"
    assert "ccRecipients" not in found
    assert addresses(found["bccRecipients"]) == ["hidden@example.com"]


def test_copies_stay_copies() -> None:
    found = document(written(To=CLAIRE, Cc=f"{PAUL}, {ANNE}"), CLAIRE, PAUL, ANNE)

    assert addresses(found["toRecipients"]) == [CLAIRE]
    assert addresses(found["ccRecipients"]) == [PAUL, ANNE]
    assert "bccRecipients" not in found


def test_mail_that_names_nobody_is_to_its_recipients() -> None:
    assert addresses(document(written(), CLAIRE, PAUL)["toRecipients"]) == [CLAIRE, PAUL]


def test_letter_case_and_domain_form_do_not_matter() -> None:
    found = document(
        written(To="Claire@EXAMPLE.com, Zoe <zoe@exämple.com>"), CLAIRE, "zoe@exämple.com"
    )

    assert addresses(found["toRecipients"]) == ["Claire@EXAMPLE.com", "zoe@xn--exmple-cua.com"]
    assert "bccRecipients" not in found


def test_author_who_is_the_mailbox_is_not_repeated() -> None:
    assert "from" not in document(written(To=CLAIRE))


def test_other_author_is_microsofts_to_decide_about() -> None:
    message = written(To=CLAIRE)
    message.replace_header("From", "Boss <boss@example.com>")

    assert document(message)["from"]["emailAddress"] == {
        "address": "boss@example.com",
        "name": "Boss",
    }


def test_text_is_kept_to_the_letter() -> None:
    text = "Grüße\n\n  eingerückt\n=?x?=\n" + "lang " * 300 + "\n"

    found = document(written("Réinitialisation de mot de passe", text, To=CLAIRE))

    assert found["subject"] == "Réinitialisation de mot de passe"
    assert found["body"]["contentType"] == "Text"
    assert found["body"]["content"].splitlines() == text.splitlines()


def test_html_is_preferred_and_its_pictures_go_along() -> None:
    message = written(To=CLAIRE)
    message.add_alternative('<p>Hello <img src="cid:logo"></p>', subtype="html")
    html = message.get_payload()[1]  # type: ignore[index]
    html.add_related(b"PNG", "image", "png", cid="<logo>")  # type: ignore[union-attr]
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="état.pdf")

    found = document(message)

    assert found["body"]["contentType"] == "HTML"
    picture, pdf = found["attachments"]
    assert (picture["contentId"], picture["isInline"]) == ("logo", True)
    assert base64.b64decode(picture["contentBytes"]) == b"PNG"
    assert (pdf["name"], pdf["contentType"], pdf["isInline"]) == (
        "état.pdf",
        "application/pdf",
        False,
    )
    assert base64.b64decode(pdf["contentBytes"]) == b"%PDF"


def test_text_files_are_attachments_and_no_second_text() -> None:
    message = written(To=CLAIRE)
    message.add_attachment("a;b\n", filename="list.csv", subtype="csv")
    message.add_attachment("notes\n", filename="notes.txt")

    assert [one["name"] for one in document(message)["attachments"]] == ["list.csv", "notes.txt"]


def test_message_inside_is_one_attachment() -> None:
    inner = written("Inner", "inside", To=PAUL)
    inner.add_attachment(b"x", maintype="image", subtype="png", filename="x.png")
    message = written(To=CLAIRE)
    message.add_attachment(inner)

    (attachment,) = document(message)["attachments"]

    assert attachment["name"] == "message.eml"
    assert b"Subject: Inner" in base64.b64decode(attachment["contentBytes"])


def test_mail_that_is_only_a_file() -> None:
    raw = b"From: hub@example.com\nTo: claire@example.com\nContent-Type: application/pdf; name=x.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n"

    found = document(raw)

    assert found["body"]["content"] == ""
    assert base64.b64decode(found["attachments"][0]["contentBytes"]) == b"%PDF"


def test_own_headers_are_kept_as_far_as_graph_takes_them() -> None:
    own = {f"X_Hub_{number}": str(number) for number in range(7)}

    found = document(written(To=CLAIRE, Importance="High", **own))

    assert found["internetMessageHeaders"] == [
        {"name": f"X-Hub-{number}", "value": str(number)} for number in range(5)
    ]
    assert found["importance"] == "high"


SIGNED = b"""From: hub@example.com
To: claire@example.com, paul@example.com,
 Anne <anne@example.com>
Cc: anne@example.com
Subject: signed
MIME-Version: 1.0
Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b

--b
Content-Type: text/plain

 exactly   this  text\x20
--b
Content-Type: application/pkcs7-signature

AAAA
--b--
"""


def test_signed_mail_is_sent_as_it_is() -> None:
    body, kind = body_of(mail(SIGNED, CLAIRE), MAILBOX)

    raw = base64.b64decode(body)
    assert kind == "text/plain"
    assert raw.partition(b"\r\n\r\n")[2] == SIGNED.replace(b"\n", b"\r\n").partition(b"\r\n\r\n")[2]


def test_signed_mail_goes_to_its_envelope_alone() -> None:
    sent = exact(SIGNED, CLAIRE, "hidden@example.com")

    assert sent["To"] == CLAIRE
    assert sent["Cc"] is None
    assert sent["Bcc"] == "hidden@example.com"
    assert sent["Subject"] == "signed"


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/encrypted",
        "application/pkcs7-mime",
        "text/calendar",
        "text/plain; charset=no-such",
    ],
)
def test_what_cannot_be_taken_apart_is_sent_as_it_is(kind: str) -> None:
    raw = f"From: {MAILBOX}\r\nTo: {CLAIRE}\r\nContent-Type: {kind}\r\n\r\nBEGIN:VCALENDAR\r\n"

    sent = exact(raw.encode())

    assert sent["To"] == CLAIRE
    assert b"BEGIN:VCALENDAR" in sent.as_bytes()


def test_bytes_that_are_no_text_do_not_stop_a_mail() -> None:
    raw = b"From: hub@example.com\nTo: claire@example.com\nSubject: caf\xe9\n\ncaf\xe9\n"

    found = document(raw)

    assert found["subject"].startswith("caf")


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["Content-Type: multipart/mixed; boundary=b", "Content-Type: text/html; charset=utf-16",
             "--b", "--b--", "", "To: a@b, <c@d>, undisclosed:;", "Content-Transfer-Encoding: base64",
             "Subject: =?utf-8?b?//8=?=", "From: <>", "Reply-To: @", "Content-Disposition: inline"]
        ),
        st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=40),
    ),
    max_size=12,
)  # fmt: skip


@given(LINES)
def test_any_mail_is_sent_in_one_form_or_the_other(lines: list[str]) -> None:
    try:
        given_mail = mail("\n".join(lines).encode())
    except ProblemError:
        return
    body, kind = body_of(given_mail, MAILBOX)

    if kind == "application/json":
        decoded = json.loads(body)
        graph_schema.check(decoded)
        keys = ("toRecipients", "ccRecipients", "bccRecipients")
        everybody = [one for key in keys for one in decoded["message"].get(key, [])]
        assert addresses(everybody) == [CLAIRE]
    else:
        base64.b64decode(body, validate=True)
