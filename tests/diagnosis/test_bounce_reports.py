"""What the report of a mail that came back says (RFC 3464): who did not get it, by whose word."""

from __future__ import annotations

from base64 import encodebytes
from quopri import encodestring
from typing import TYPE_CHECKING

import pytest

from hubmail_gui.diagnosis.bounces import LARGEST, Bounce, Failed, read
from tests.diagnosis.bounced import REPORT, TEXT, failed, mail, names, reported, written

if TYPE_CHECKING:
    from collections.abc import Callable


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
