"""One Received line as a hop: who, to whom, when, and whether others could read it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from hubmail_gui.diagnosis.arrival.header import header_of
from hubmail_gui.diagnosis.arrival.hops import Hop, hops_of, moment, received

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)
DATE = "Thu, 26 Nov 2026 12:00:00 +0000"


class TestWho:
    """From and by, as a person would write them."""

    def test_the_four_things_of_a_line(self) -> None:
        line = f"from hub.test (hub.test [192.0.2.1]) by mx.test (Postfix) with ESMTPS id 1 for <a@b>; {DATE}"
        assert received(line) == Hop("hub.test", "mx.test", tls=True, at=NOON, delay=None)

    def test_a_line_that_says_nothing(self) -> None:
        assert received("") == Hop(None, None, tls=None, at=None)
        assert received("(by nobody; today)") == Hop(None, None, tls=None, at=None)

    def test_in_capitals_and_the_first_of_each(self) -> None:
        found = received("FROM a.test BY b.test from c.test by d.test")
        assert (found.sender, found.receiver) == ("a.test", "b.test")

    def test_words_behind_the_semicolon_are_none_of_the_grammars(self) -> None:
        assert received("by b.test; from a.test with SMTP") == Hop(
            None, "b.test", tls=None, at=None
        )

    def test_a_word_of_the_grammar_is_no_host(self) -> None:
        found = received("from by b.test with SMTP")
        assert (found.sender, found.receiver) == (None, "b.test")
        assert received("from a.test by Via inbox").receiver is None

    @pytest.mark.parametrize(
        ("word", "host"),
        [
            ("mx.test.", "mx.test"),
            ("<mx.test>,", "mx.test"),
            ("[192.0.2.1]", "192.0.2.1"),
            ("[192.0.2.1]:25", "192.0.2.1"),
            ("[IPv6:2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("ipv6:x", "ipv6:x"),
            ("[192.0.2.1]/[192.0.2.2]", "192.0.2.1"),
            ("X.mail.X", "X.mail.X"),
            ("x" * 300, "x" * 255),
            ("[]", None),
            (".", None),
        ],
    )
    def test_a_host_without_what_is_written_around_it(self, word: str, host: str | None) -> None:
        assert received(f"by {word} with SMTP").receiver == host
        assert received(f"from {word} with SMTP").sender == host


class TestWithoutAName:
    """A sender without a name is told by its greeting, or else by its address."""

    @pytest.mark.parametrize("nobody", ["unknown", "Unknown", "unverified"])
    @pytest.mark.parametrize(
        ("comment", "sender"),
        [
            ("(HELO hub.test) (192.0.2.1)", "hub.test"),
            ("([192.0.2.1] helo=hub.test)", "hub.test"),
            ("([192.0.2.1] helo=X.hub)", "X.hub"),
            ('(192.0.2.1) (EHLO "hub.test")', "hub.test"),
            ('([192.0.2.1]) ("HELO" hub.test.)', "hub.test"),
            ("(from x.test [192.0.2.1])", "192.0.2.1"),
            ("(192.0.2.1)", "192.0.2.1"),
            ("(x.test) (192.0.2.1:25 192.0.2.2) (192.0.2.3)", "192.0.2.2"),
            ("([IPv6:2001:db8::1])", "2001:db8::1"),
        ],
    )
    def test_what_the_comments_tell_of_it(self, nobody: str, comment: str, sender: str) -> None:
        assert received(f"from {nobody} {comment} by mx.test").sender == sender

    @pytest.mark.parametrize("comment", ["", "(a b.test)", "(HELO)"])
    def test_comments_that_do_not(self, comment: str) -> None:
        assert received(f"from unknown {comment} by mx.test").sender == "unknown"

    def test_a_name_counts_before_what_was_said_at_the_greeting(self) -> None:
        assert received("from hub.test (HELO other.test) by mx.test").sender == "hub.test"
        assert received("(HELO other.test) by mx.test").sender is None


class TestEncrypted:
    """By the protocol's name (RFC 3848), or by what a comment says of the version."""

    @pytest.mark.parametrize(
        "said",
        [
            "with ESMTPS",
            "with esmtpsa id 1",
            "with LMTPS",
            "with UTF8SMTPS",
            "with HTTPS",
            "with ESMTPS Exim 4.98 id 1",
            "with local/ESMTPS",
            "with Microsoft SMTP Server (version=TLS1_2, cipher=X)",
            "with ESMTP (TLSv1.3:X:256)",
            "with SMTP ([TLS])",
            "with ESMTP TLSv1.3 id 1",
            "with ESMTP (using x) (encrypted)",
            "(cipher X) with ESMTP",
            "(TLS)",
        ],
    )
    def test_it_was(self, said: str) -> None:
        assert received(f"from a.test by b.test {said}; {DATE}").tls is True

    @pytest.mark.parametrize(
        "said", ["with ESMTP", "with smtp (Postfix)", "with HTTP", "with ESMTPA id ESMTPS"]
    )
    def test_it_was_not(self, said: str) -> None:
        assert received(f"from a.test by b.test {said}; {DATE}").tls is False

    @pytest.mark.parametrize(
        "said", ["", "(Postfix)", "with Microsoft SMTP Server id 1", "with local", "id ESMTPS",
                 "with id ESMTPS", "with"]
    )  # fmt: skip
    def test_it_does_not_say(self, said: str) -> None:
        assert received(f"from a.test by b.test {said}; {DATE}").tls is None

    def test_a_host_with_such_a_name_says_nothing_of_it(self) -> None:
        assert received("from tls.test by cipher.test with ESMTP").tls is False


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This computer in another zone; on Windows it keeps its own."""
    monkeypatch.setenv("TZ", "EAST-9")
    settle = getattr(time, "tzset", lambda: None)
    settle()
    yield
    monkeypatch.undo()
    settle()


class TestWhen:
    """The date behind the last semicolon that has one (RFC 5322 section 3.3)."""

    @pytest.mark.parametrize(
        "date",
        [
            DATE,
            "26 Nov 2026 12:00:00 +0000",
            "Thu, 26 Nov 2026 13:00:00 +0100 (CET)",
            "Thu, 26 Nov 2026 04:00:00 -0800 PST",
            "26 Nov 2026 04:00:00 -0800 PST",
            "Thu, 26 Nov 2026 04:00:00 PST",
            "Thu, 26 Nov 2026 14:00:00 +0200 EET",
            "Thu, 26 Nov 2026 12:00:00 GMT",
            "Thu, 26 Nov\n 2026   12:00:00 (at noon)",
            # Without a zone it is taken for UTC.
            "Thu, 26 Nov 2026 12:00:00",
            "Thu, 26 Nov 2026 12:00:00 -0000",
        ],
    )
    def test_in_the_forms_that_are_written(self, date: str) -> None:
        found = moment(date)
        assert found == NOON
        assert found.tzinfo is UTC

    @pytest.mark.usefixtures("elsewhere")
    def test_this_computers_zone_does_not_matter(self) -> None:
        assert moment("Thu, 26 Nov 2026 12:00:00") == NOON

    @pytest.mark.parametrize(
        "date", ["", "today", "Thu, 32 Nov 2026 12:00:00 +0000", "+0000", "PST", "- x",
                 "Fri, 31 Dec 9999 23:59:59 -2300"]
    )  # fmt: skip
    def test_what_is_no_date(self, date: str) -> None:
        assert moment(date) is None

    def test_behind_the_last_semicolon_that_has_one(self) -> None:
        earlier = "Thu, 26 Nov 2026 11:00:00 +0000"
        assert received(f"by b.test; {earlier}; {DATE}").at == NOON
        assert received(f"by b.test; {DATE}; x; y").at == NOON
        assert received(f"by b.test; {DATE}; x; y; z").at is None
        assert received(f"by b.test {DATE}").at is None


class TestTravel:
    """All lines of a header, from the lowest to the topmost."""

    def at(self, server: str, time: str) -> str:
        return f"Received: from a.test by {server} with ESMTP; Thu, 26 Nov 2026 {time} +0000"

    def test_the_lowest_was_the_first(self) -> None:
        lines = [self.at("c.test", "12:00:09"), "X-Received: by x.test", self.at("b.test", "12:00:02"),
                 self.at("a.test", "12:00:05"), "Subject: by y.test"]  # fmt: skip
        hops = hops_of(header_of("\n".join(lines).encode()))
        assert [hop.receiver for hop in hops] == ["a.test", "b.test", "c.test"]
        # The first has none before it; clocks may differ.
        assert [hop.delay for hop in hops] == [None, -3, 7]
        assert hops[2].at == NOON.replace(second=9)

    def test_beside_a_line_without_a_time_there_is_no_delay(self) -> None:
        lines = [
            self.at("c.test", "12:00:09"),
            "Received: by b.test",
            self.at("a.test", "12:00:05"),
        ]
        hops = hops_of(header_of("\n".join(lines).encode()))
        assert [hop.delay for hop in hops] == [None, None, None]

    def test_none(self) -> None:
        assert hops_of(header_of(b"Subject: x")) == ()
