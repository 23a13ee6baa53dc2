"""Which mails came back, and what those without a report say of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from hubmail_gui.diagnosis.bounces import Bounce, Failed, is_mail, read
from tests.diagnosis.bounced import REPORT, TEXT, failed, mail, names, reported

if TYPE_CHECKING:
    pass


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
