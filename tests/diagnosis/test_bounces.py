"""What a mail that came back says: who did not get it, by whose word; and which mails are no bounce."""

from __future__ import annotations

import logging
from base64 import encodebytes
from quopri import encodestring
from typing import TYPE_CHECKING

import pytest

from hubmail_gui.diagnosis.bounces import LARGEST, Bounce, Failed, is_mail, read

if TYPE_CHECKING:
    from collections.abc import Callable

REPORT = """\
Reporting-MTA: dns; mx.example.test

Final-Recipient: rfc822; bob@example.org
Original-Recipient: rfc822; b@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1
    User  unknown
"""
TEXT = "Your mail could not be delivered."


def mail(text: str = TEXT, *, kind: str = "text/plain", **headers: str) -> bytes:
    """A mail of one part, from somebody unless ``headers`` say otherwise."""
    given = {"from": "ann@example.org", "subject": "Hello", "to": "hub@example.test"}
    return written({**given, **headers}, f"Content-Type: {kind}\n\n{text}")


def written(headers: dict[str, str], rest: str) -> bytes:
    lines = [f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items()]
    return ("".join(lines) + rest).encode()


def reported(
    report: str = REPORT, *more: str, kind: str = "message/delivery-status", **headers: str
) -> bytes:
    """A bounce as RFC 3464 has it; ``more`` are the parts that follow, with their own headers."""
    parts = [f"Content-Type: text/plain\n\n{TEXT}", f"Content-Type: {kind}\n\n{report}", *more]
    body = "".join(f"--=x\n{part}\n" for part in parts) + "--=x--\n"
    given = {
        "From": "MAILER-DAEMON@mx.example.test",
        "Subject": "Returned",
        "Content-Type": 'multipart/report; report-type=delivery-status; boundary="=x"',
    }
    return written({**given, **headers}, f"\n{body}")


def failed(raw: bytes) -> tuple[Failed, ...]:
    bounce = read(raw)
    assert bounce is not None
    return bounce.failed


def names(raw: bytes) -> list[str]:
    return [one.recipient for one in failed(raw)]


class TestIsMail:
    """The source of a mail begins with fields that mails have."""

    @pytest.mark.parametrize(
        "raw",
        [
            b"From: a\nTo: b\n\nx",
            b"received: a\r\n\tby b\r\nX-Odd: c\r\nSUBJECT: d\r\n\r\nx",
            b"From a@b.test Thu Nov 26 12:00:00 2026\nFrom: a\nDate: b\n",
            b"\xef\xbb\xbf\r\n \tFrom: a\nTo: b\n",
            b"Return-Path: a\nDelivered-To: b",
            b"Message-ID: a\nMIME-Version: 1.0\n",
            b"Content-Type: a\nAuto-Submitted: b\n",
            b"X-Failed-Recipients: a\nX-Odd: b\nDate: c\n",
            b"Date: Thu, 26 Nov 2026 12:00:00 +0000\nSubject: Re: x: y\n",
        ],
    )
    def test_it_is(self, raw: bytes) -> None:
        assert is_mail(raw)

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"hello",
            b"From: a\n",
            b"From: a\nX-Odd: b\n",
            b"X-Odd: a\nX-Even: b\n",
            b"x\nFrom: a\nTo: b\n",
            b"From: a\nhello\nTo: b\n",
            b"From: a\nFrom: b\n",
            b"Error: To: x\nWarning: From: y\n",
        ],
    )
    def test_it_is_not(self, raw: bytes) -> None:
        assert not is_mail(raw)

    def test_only_its_beginning_is_looked_at(self) -> None:
        mail = b"From: a\nTo:"
        blank = b"\n" * (64 * 1024 - len(mail))
        assert is_mail(blank + mail)
        assert not is_mail(blank + b"\n" + mail)
        odd = b"X-Odd: " + b"x" * (16 * 1024 - len(mail) - 8) + b"\n"
        assert is_mail(odd + mail)
        assert not is_mail(b"x" + odd + mail)


class TestNoBounce:
    """A mail that means nothing about one that was sent."""

    def test_any_other_mail(self) -> None:
        assert read(mail()) is None
        assert read(b"hello") is None

    @pytest.mark.parametrize(
        "kind",
        ["message/feedback-report", "message/disposition-notification", "message/global-disposition-notification"],
    )  # fmt: skip
    def test_a_complaint_or_a_receipt(self, kind: str) -> None:
        assert read(reported(REPORT, f"Content-Type: {kind}\n\nx: y\n")) is None

    def test_a_complaint_by_its_own_word(self) -> None:
        kind = 'multipart/report; report-type=Feedback-Report; boundary="=x"'
        assert read(reported(**{"Content-Type": kind})) is None

    def test_a_report_of_success(self) -> None:
        assert read(reported(REPORT.replace("failed", "delivered"))) is None
        assert read(reported("Reporting-MTA: dns; mx.test\n")) is None
        assert read(reported("")) is None

    @pytest.mark.parametrize(
        "headers",
        [
            {"auto_submitted": "auto-replied"},
            {"auto_submitted": "Auto-Replied (vacation)"},
            {"x_autoreply": "yes"},
            {"x_autorespond": "hello", "from": "postmaster@example.org"},
            {"x_autoreply_from": "ann@example.org", "from": "postmaster@example.org"},
        ],
    )
    def test_an_absence_notice(self, headers: dict[str, str]) -> None:
        assert read(mail(**{"subject": "Undeliverable: Hello", **headers})) is None

    def test_a_system_that_replies_by_itself_is_nobody_absent(self) -> None:
        found = mail(auto_submitted="auto-replied", **{"from": "MAILER-DAEMON@example.org"})
        assert read(found) is not None
        assert read(mail(auto_submitted="auto-generated", subject="Undeliverable: x")) is not None

    @pytest.mark.parametrize("subject", ["Re: Hello", "RE: x", "Accepted: meeting"])
    def test_an_answer_of_the_postmaster(self, subject: str) -> None:
        assert read(mail(subject=subject, **{"from": "postmaster@example.org"})) is None


class TestWithoutReport:
    """Systems that follow no standard are known by who writes, or by the subject."""

    @pytest.mark.parametrize(
        "headers",
        [
            {"from": "MAILER-DAEMON@example.org"},
            {"from": "Mail Delivery System <x@example.org>"},
            {"from": "postmaster@example.org"},
            {"return_path": "<>"},
            {"subject": "Undeliverable: Hello"},
            {"subject": "Delivery Status Notification (Failure)"},
            {"subject": "Returned mail: see transcript"},
            {"subject": "failure notice"},
            {"subject": "=?utf-8?q?=C3=89chec_de_la_remise?="},
            {"subject": "=?utf-8?b?6YCA5L+h?="},
            {"subject": "Unzustellbar: Hallo"},
            {"subject": "Échec de la remise"},
            {"subject": "=?utf-8?q?Hello=3A_failure?=\n =?utf-8?q?_notice?="},
            {"x_failed_recipients": "bob@example.org"},
        ],
    )
    def test_known_by(self, headers: dict[str, str]) -> None:
        found = read(mail(**headers))
        assert found is not None
        assert (found.reporting_mta, found.text.strip()) == (None, TEXT)

    def test_who_is_named_by_the_field_for_it(self) -> None:
        named = "<bob@example.org>, ann@example.org\n\tcarol@example.org"
        assert failed(mail(x_failed_recipients=named)) == tuple(
            Failed(one, None, "", delayed=False)
            for one in ("bob@example.org", "ann@example.org", "carol@example.org")
        )

    @pytest.mark.parametrize(
        "subject", ["=?utf-8?b?A?=", "=?no-such?q?x?=", "=?utf-8?q?=C3?=", "=?útf-8?q?x?="]
    )
    def test_a_subject_that_cannot_be_decoded_says_nothing(self, subject: str) -> None:
        assert read(mail(subject=subject)) is None
        assert read(mail(subject=f"Undeliverable: {subject}")) is not None

    def test_who_is_named_in_letters_of_any_kind(self) -> None:
        assert names(mail(x_failed_recipients="bøb@example.org")) == ["bøb@example.org"]
        text = "bøb@example.org to carol@example.org"
        assert names(mail(text, subject="undelivered", to="BØB@example.org")) == [
            "carol@example.org"
        ]

    def test_who_is_named_in_its_first_line(self) -> None:
        assert names(b"X-Failed-Recipients: Xena@example.org\nFrom: x\n\nHello\n") == [
            "Xena@example.org"
        ]

    def test_a_subject_in_other_letters_than_it_says(self) -> None:
        source = mail(subject="Undeliverable: caf?").replace(b"?", b"\xe9")
        assert read(source) is not None

    QMAIL = "Hi. This is the qmail-send program at mx.test (help@mx.test).\n\n<{}>:\nNo.\n"

    @pytest.mark.parametrize("end", [b"\n", b"\r\n"])
    def test_the_sender_may_have_other_letters(self, end: bytes) -> None:
        text = self.QMAIL.format("bob@example.org")
        found = mail(text, subject="failure notice", **{"from": "Système <x@mx.test>"})
        assert names(found.replace(b"\n", end)) == ["bob@example.org"]

    @pytest.mark.parametrize("end", [b"\n", b"\r\n"])
    def test_a_recipient_with_other_letters_is_no_other_recipient(self, end: bytes) -> None:
        text = self.QMAIL.replace(" (help@mx.test)", "").format("bøb@example.org")
        found = mail(f"{text}\nSorry.\n\n", subject="failure notice")
        assert names(found.replace(b"\n", end)) == ["bøb@example.org"]

    def test_over_what_the_library_stumbles_nobody_is_told(
        self, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(logging.getLogger("flufl.bounce"), "disabled", False)
        kind = "text/plain; charset=\0"
        text = "Hi. This is the qmail-send program.\n\n<bob@example.org>: é\n"
        assert names(mail(text, kind=kind, subject="failure notice")) == ["bob@example.org"]
        assert caplog.records == []

    def test_fifty_are_enough(self) -> None:
        text = "Hi. This is the qmail-send program at mx.example.test.\n\n"
        text += "".join(f"<bob{number}@example.org>:\nNo.\n\n" for number in range(100, 160))
        assert names(mail(text, subject="failure notice")) == [
            f"bob{number}@example.org" for number in range(100, 150)
        ]

    def test_who_is_named_by_a_form_that_the_library_knows(self) -> None:
        text = (
            "Hi. This is the qmail-send program at mx.example.test.\n\n<bob@example.org>:\nNo.\n\n"
            "<ann@example.org>:\nNo.\n\n--- Below this line is a copy of the message.\n\nx\n"
        )
        assert names(mail(text, subject="failure notice")) == ["ann@example.org", "bob@example.org"]

    def test_who_is_named_first_in_the_words(self) -> None:
        text = "To HUB@example.test:\nno such user carol@example.org, nor dave@example.org."
        assert names(mail(text, subject="undelivered")) == ["carol@example.org"]
        for around in ("'{}.'", "{}: no", "<{}>", "({})"):
            text = around.format("Xena@example.orgX")
            assert names(mail(text, subject="undelivered")) == ["Xena@example.orgX"]

    def test_nobody_is_named(self) -> None:
        assert read(mail(subject="undelivered")) == Bounce((), None, TEXT)

    def test_nobody_by_name_far_into_the_words(self) -> None:
        assert names(mail("x " * 2500 + "carol@example.org", subject="undelivered")) == []


class TestReport:
    """The report as RFC 3464 has it."""

    def test_all_that_it_says(self) -> None:
        assert read(reported()) == Bounce(
            (Failed("bob@example.org", "5.1.1", "550 5.1.1 User unknown", delayed=False),),
            "mx.example.test",
            TEXT,
        )

    def test_whoever_wrote_it(self) -> None:
        assert names(reported(From="ann@example.org", Subject="Re: x")) == ["bob@example.org"]

    def test_words_with_a_semicolon(self) -> None:
        (one,) = failed(reported(REPORT.replace("User  unknown", "no; really; no")))
        assert one.words == "550 5.1.1 no; really; no"

    def test_no_more_than_sixty_parts(self) -> None:
        report = f"Content-Type: message/delivery-status\n\n{REPORT}"
        for others, found in ((58, True), (59, False)):
            parts = [*["Content-Type: text/plain\n\nx\n"] * others, report]
            body = "".join(f"--=x\n{part}\n" for part in parts) + "--=x--\n"
            headers = {"From": "a", "To": "b", "Content-Type": 'multipart/report; boundary="=x"'}
            assert (read(written(headers, f"\n{body}")) is not None) is found

    def test_each_recipient_who_did_not_get_it(self) -> None:
        more = "\nFinal-Recipient: rfc822; ann@example.org\nAction: delivered\nStatus: 2.0.0\n"
        more += "\nFinal-Recipient: rfc822; carol@example.org\nAction: failed (for good)\n"
        assert failed(reported(REPORT + more))[1:] == (Failed("carol@example.org", None, ""),)

    def test_what_is_still_tried_counts_where_nothing_failed_for_good(self) -> None:
        late = REPORT.replace("failed", "delayed").replace("5.1.1", "4.2.2")
        assert failed(reported(late)) == (
            Failed("bob@example.org", "4.2.2", "550 4.2.2 User unknown", delayed=True),
        )
        both = late + "\nFinal-Recipient: rfc822; ann@example.org\nAction: FAILED\n"
        assert names(reported(both)) == ["ann@example.org"]

    @pytest.mark.parametrize("action", ["relayed", "expanded", "", "not failed"])
    def test_no_other_action(self, action: str) -> None:
        assert read(reported(REPORT.replace("failed", action))) is None

    @pytest.mark.parametrize(
        ("status", "want"),
        [
            ("5.1.1", "5.1.1"),
            ("4.7.321 (odd)", "4.7.321"),
            ("5.0", None),
            ("6.1.1", None),
            ("x 5.1.1", None),
        ],
    )
    def test_a_status_that_is_one(self, status: str, want: str | None) -> None:
        (one,) = failed(reported(REPORT.replace("Status: 5.1.1", f"Status: {status}")))
        assert one.status == want

    def test_what_it_leaves_out(self) -> None:
        short = "Action: failed\nOriginal-Recipient: rfc822;bob@example.org\n"
        assert read(reported(short)) == Bounce((Failed("bob@example.org", None, ""),), None, TEXT)
        assert failed(reported("Action: failed\n")) == (Failed("", None, ""),)

    @pytest.mark.parametrize(
        ("value", "address"),
        [
            ("rfc822; <bob@example.org>", "bob@example.org"),
            ("RFC822;bob@example.org", "bob@example.org"),
            ("bob@example.org", "bob@example.org"),
            ("utf-8; b\\x{F8}b@example.org", "bøb@example.org"),
            ("utf-8; \\x{1f600}\\x{fc}@example.org", "😀ü@example.org"),
            ("rfc822; Xena@example.org", "Xena@example.org"),
            ("utf-8; bøb@example.org", "bøb@example.org"),
            ("two words; bob@example.org", "two words; bob@example.org"),
        ],
    )
    def test_an_address_as_people_write_it(self, value: str, address: str) -> None:
        found = reported(REPORT.replace("rfc822; bob@example.org", value))
        assert names(found) == [address]

    @pytest.mark.parametrize("kind", ["message/global-delivery-status", "MESSAGE/Delivery-Status"])
    @pytest.mark.parametrize("encoding", ["7bit", "8bit"])
    def test_in_its_other_forms(self, kind: str, encoding: str) -> None:
        raw = reported(kind=f"{kind}\nContent-Transfer-Encoding: {encoding}")
        assert failed(raw) == failed(reported())
        assert failed(raw.replace(b"\n", b"\r\n")) == failed(reported())

    @pytest.mark.parametrize(
        ("encoding", "pack"), [("Base64", encodebytes), ("quoted-printable", encodestring)]
    )
    def test_packed_because_of_its_letters(
        self, encoding: str, pack: Callable[[bytes], bytes]
    ) -> None:
        packed = pack(REPORT.replace("bob", "bøb").encode()).decode()
        kind = f"message/global-delivery-status\nContent-Transfer-Encoding: {encoding}"
        assert failed(reported(packed, kind=kind)) == (
            Failed("bøb@example.org", "5.1.1", "550 5.1.1 User unknown"),
        )

    def test_packed_in_other_letters_than_it_may_be(self) -> None:
        packed = encodebytes(REPORT.encode().replace(b"unknown", b"f\xfcr uns")).decode()
        kind = "message/global-delivery-status\nContent-Transfer-Encoding: base64"
        (one,) = failed(reported(packed, kind=kind))
        assert one.words == "550 5.1.1 User f\ufffdr uns"

    @pytest.mark.parametrize("before", ["\n", "hello\n\n"])
    @pytest.mark.parametrize("kind", ["message/delivery-status", "message/global-delivery-status"])
    def test_a_block_that_says_nothing_before_it(self, before: str, kind: str) -> None:
        assert read(reported(before + REPORT, kind=kind)) == read(reported())

    def test_a_block_that_says_it_is_something_else(self) -> None:
        odd = REPORT.replace("\n\n", "\nContent-Type: message/rfc822\n\n")
        (one, *_more) = failed(reported(odd))
        assert one.recipient == "bob@example.org"

    def test_blocks_with_blanks_on_the_line_between_them(self) -> None:
        assert failed(reported(REPORT.replace("\n\n", "\n \t\n"))) == failed(reported())

    def test_the_reporting_system_is_the_first_blocks(self) -> None:
        bounce = read(reported(REPORT + "Reporting-MTA: dns; other.test\n"))
        assert bounce is not None
        assert bounce.reporting_mta == "mx.example.test"

    def test_words_that_are_no_utf8_do_no_harm(self) -> None:
        (one,) = failed(reported().replace(b"unknown", b"unbekannt f\xfcr uns"))
        assert one.words == "550 5.1.1 User unbekannt f\ufffdr uns"

    def test_a_mark_of_an_editor_before_it(self) -> None:
        assert failed(b"\xef\xbb\xbf\r\n" + reported()) == failed(reported())

    def test_no_further_than_half_a_megabyte(self) -> None:
        long = "x" * 70 + "\n"
        near = reported().replace(TEXT.encode(), long.encode() * (LARGEST // len(long) - 30))
        assert names(near) == ["bob@example.org"]
        far = reported().replace(TEXT.encode(), long.encode() * (LARGEST // len(long) + 30))
        assert read(far) is None or names(far) == []


class TestWords:
    """The words for people, without the mail that came back."""

    def text(self, body: str, kind: str = "text/plain") -> str:
        bounce = read(mail(body, kind=kind, subject="undelivered"))
        assert bounce is not None
        return bounce.text

    @pytest.mark.parametrize(
        "line",
        ["--- Below this line is a copy of the message.", "------ This is a copy of the message ------",
         "-----Original message-----", "---- Returned message ----", "--- The header", "> --Message header",
         "--- Original", "Received: from a.test", "   Received: from a.test"],
    )  # fmt: skip
    def test_end_where_the_mail_begins(self, line: str) -> None:
        assert self.text(f"No.\nReally.\n{line}\nSecret.") == "No.\nReally.\n"

    def test_that_only_look_like_it_stay(self) -> None:
        kept = "No.\n---\nIt was received: from here on nothing.\n"
        assert self.text(kept) == kept

    def test_are_cut(self) -> None:
        assert self.text("x" * 5000) == "x" * 4000

    def test_of_a_page_without_its_tags(self) -> None:
        page = "<p>User&nbsp;<b>unknown</b></p><br/>a &lt;b&gt;<td>c</td><h1>d</h1>e"
        assert self.text(page, "text/html") == "User\xa0unknown\n\na <b>c\nd\ne"

    def test_of_a_page_with_tags_in_capitals(self) -> None:
        assert self.text("a<BR>b</DIV>c", "text/html") == "a\nb\nc"

    @pytest.mark.parametrize(
        ("charset", "raw"),
        [
            ("iso-8859-1", b"f\xfcr"),
            ("utf-8", b"f\xc3\xbcr"),
            ("no-such", b"f\xc3\xbcr"),
            (None, b"f\xc3\xbcr"),
        ],
    )
    def test_in_their_own_letters(self, charset: str | None, raw: bytes) -> None:
        kind = "text/plain" + (f"; charset={charset}" if charset else "")
        source = mail("WORD\r\nnext", kind=kind, subject="undelivered").replace(b"WORD", raw)
        bounce = read(source)
        assert bounce is not None
        assert bounce.text == "für\nnext"

    @pytest.mark.parametrize("charset", ["utf-8", "no-such"])
    def test_in_other_letters_than_they_say(self, charset: str) -> None:
        source = mail("f?r", kind=f"text/plain; charset={charset}", subject="undelivered")
        bounce = read(source.replace(b"?", b"\xfc"))
        assert bounce is not None
        assert bounce.text == "f\ufffdr"

    def test_one_odd_letter_among_those_of_their_own(self) -> None:
        source = mail("退信?", kind="text/plain; charset=gb2312", subject="undelivered")
        source = source.replace("退信?".encode(), "退信".encode("gb2312") + b"\xff")
        bounce = read(source)
        assert bounce is not None
        assert bounce.text == "退信\ufffd"

    def test_of_the_first_part_that_has_any(self) -> None:
        parts = [
            "Content-Type: text/plain\n\n \n",
            "Content-Type: image/png\n\nnothing\n",
            "Content-Type: text/html\n\n<p>No.\n",
            "Content-Type: text/plain\n\nLater.\n",
        ]
        body = "".join(f"--=x\n{part}\n" for part in parts) + "--=x--\n"
        headers = {"Subject": "undelivered", "Content-Type": 'multipart/mixed; boundary="=x"'}
        bounce = read(written(headers, f"\n{body}"))
        assert bounce is not None
        assert bounce.text.strip() == "No."

    @pytest.mark.parametrize("kind", ["message/rfc822", "message/global", "text/rfc822-headers"])
    def test_never_of_the_mail_that_came_back(self, kind: str) -> None:
        parts = [
            f"Content-Type: {kind}\n\nSubject: x\n\nSecret.\n",
            "Content-Type: text/plain\n\nToo.\n",
        ]
        body = "".join(f"--=x\n{part}\n" for part in parts) + "--=x--\n"
        headers = {"Subject": "undelivered", "Content-Type": 'multipart/mixed; boundary="=x"'}
        assert read(written(headers, f"\n{body}")) == Bounce((), None, "")
