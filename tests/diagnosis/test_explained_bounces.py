"""What a mail that came back means when it is pasted: its recipients, its system, its own words."""

from __future__ import annotations

from base64 import b64encode

from hubmail_gui.diagnosis.explain import UNDERSTOOD, Explanation, Meaning, explain
from tests.diagnosis.explained import UNKNOWN, codes

REPORT = """\
From: MAILER-DAEMON@mx.example.test
Subject: Returned
Content-Type: multipart/report; report-type=delivery-status; boundary="=x"

--=x
Content-Type: text/plain

{text}
--=x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.test

{blocks}
--=x--
"""


def block(
    recipient: str = "bob@example.org",
    status: str = "5.1.1",
    said: str = UNKNOWN,
    action: str = "failed",
) -> str:
    return f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n" + (
        f"Diagnostic-Code: smtp; {said}\n" if said else ""
    )


def bounce(*blocks: str, text: str = "Not delivered.") -> Explanation:
    return explain(REPORT.format(text=text, blocks="\n".join(blocks)).encode())


class TestBounces:
    """A mail that came back: its recipients, its system, and what was said."""

    def test_all_that_it_says(self) -> None:
        assert bounce(block()) == Explanation(
            (Meaning("smtp.recipient.rejected", False, UNKNOWN, {"recipient": "bob@example.org"}),),
            ("bob@example.org",),
            "mx.example.test",
            "5.1.1",
        )

    def test_any_other_mail_means_nothing(self) -> None:
        raw = f"From: ann@example.org\nTo: bob@example.org\nSubject: Hello\n\n{UNKNOWN}\n"
        assert explain(raw.encode()) == Explanation()

    def test_several_recipients_each_once_with_what_was_said_of_each(self) -> None:
        full = block("ann@example.org", "5.2.2", "552 5.2.2 Mailbox full")
        found = bounce(block(), full, block())
        assert found.recipients == ("bob@example.org", "ann@example.org")
        assert [one.code for one in found.meanings] == [
            "smtp.recipient.rejected", "smtp.recipient.full",
        ]  # fmt: skip
        assert found.meanings[0].params == {"recipient": "bob@example.org, ann@example.org"}
        assert found.status == "5.1.1"

    def test_a_status_beside_words_without_a_number_is_a_reply(self) -> None:
        found = bounce(block(said="xyzzy"))
        assert [one.reply for one in found.meanings] == ["550 5.1.1 xyzzy"]
        found = bounce(block(status="4.2.2", said="xyzzy"))
        assert [one.reply for one in found.meanings] == ["450 4.2.2 xyzzy"]
        found = bounce(block(said=""))
        assert [one.code for one in found.meanings] == ["smtp.recipient.rejected"]
        assert found.meanings[0].reply.startswith("550 5.1.1")

    def test_words_without_a_command_are_those_about_a_recipient(self) -> None:
        found = bounce(block(status="x", said="550 Access denied"))
        assert found.status is None
        assert [one.code for one in found.meanings] == [
            codes("550 5.0.0 Access denied (in reply to RCPT TO command)")[0]
        ]

    def test_whatever_they_say_a_recipient_was_refused(self) -> None:
        for more in ("", " (in reply to end of DATA command)"):
            found = bounce(block(status="x", said=f"550 xyzzy{more}"), text="Sorry.")
            assert [one.code for one in found.meanings] == ["smtp.refused"]

    def test_of_each_recipient_one_reason(self) -> None:
        said = "550 5.1.1 User unknown (AADSTS7000215: Invalid client secret provided.)"
        assert [one.code for one in bounce(block(said=said)).meanings] == ["oauth.secret_wrong"]

    def test_words_of_the_report_that_say_why_are_enough(self) -> None:
        found = bounce(
            block(status="x", said="certificate has expired"), text=f"mx said: {UNKNOWN}"
        )
        assert [one.code for one in found.meanings] == ["tls.certificate.expired"]

    def test_the_words_for_people_count_where_the_report_says_little(self) -> None:
        found = bounce(block(status="5.0.0", said="xyzzy"), text=f"<bob>: host mx said: {UNKNOWN}")
        assert [one.code for one in found.meanings] == ["smtp.recipient.rejected"]
        found = bounce(
            block(status="5.0.0", said=""), text="mx said:\n    550 Mailbox\n    is full"
        )
        assert found.meanings[0].code == "smtp.recipient.full"
        found = bounce(block(said="552 5.2.2 Mailbox full"), text=f"host mx said: {UNKNOWN}")
        assert [one.code for one in found.meanings] == ["smtp.recipient.full"]

    def test_what_says_little_is_better_than_nothing(self) -> None:
        found = bounce(block(status="5.9.9", said="550 5.9.9 xyzzy"))
        assert [one.code for one in found.meanings] == ["smtp.refused"]

    def test_what_is_still_tried_is_temporary_whatever_was_said(self) -> None:
        found = bounce(block(action="delayed"))
        assert [one.temporary for one in found.meanings] == [True]
        found = bounce(
            block(action="delayed"), block("ann@example.org", said="552 5.2.2 Mailbox full")
        )
        assert [(one.code, one.temporary) for one in found.meanings] == [
            ("smtp.recipient.full", False)
        ]

    def test_a_bounce_that_says_nothing_names_its_recipients(self) -> None:
        found = bounce(block(status="x", said=""), text="Sorry.")
        assert found == Explanation((), ("bob@example.org",), "mx.example.test", None)

    def test_without_a_report(self) -> None:
        raw = f"From: MAILER-DAEMON@mx.test\nSubject: failure notice\n\nbob@example.org\nmx said: {UNKNOWN}\n"
        found = explain(raw.encode())
        assert found.recipients == ("bob@example.org",)
        assert (found.reporting_mta, found.status) == (None, None)
        assert found.meanings[0].params == {"recipient": "bob@example.org"}
        raw = f"From: MAILER-DAEMON@mx.test\nSubject: failure notice\n\nmx said: {UNKNOWN}\n"
        assert explain(raw.encode()).meanings[0].params == {}

    def test_its_words_hide_a_password_too(self) -> None:
        packed = b64encode(b"\0hub\0hunter2Marker").decode()
        found = bounce(block(said=f"550 5.1.1 AUTH PLAIN {packed}: hunter2Marker unknown"))
        assert found.meanings[0].reply == "550 5.1.1 AUTH PLAIN ********: ******** unknown"
        found = bounce(
            block(said="550 5.1.1 hunter2Marker unknown"), text="password: hunter2Marker"
        )
        assert "hunter2Marker" not in repr(found.meanings)

    def test_names_in_it_do_no_harm(self) -> None:
        found = bounce(block("bob\x1b[31m@example.org"))
        assert found.recipients == (r"bob\x1b[31m@example.org",)

    def test_no_more_than_is_allowed_is_understood(self) -> None:
        found = bounce(block(status="x", said="x " * UNDERSTOOD + UNKNOWN), text="Sorry.")
        assert found.meanings == ()
