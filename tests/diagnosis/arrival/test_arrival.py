"""What is read from the header of a mail that arrived, over headers of real receiving systems."""

from __future__ import annotations

import re
import time
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.diagnosis import arrival
from hubmail_gui.diagnosis.arrival.findings import findings
from tests.left_out import WINDOWS

SENT = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)
MAIL = f"From: hub@example.test\nDate: {format_datetime(SENT)}\nMessage-ID: <a@b>\nSubject: x"


def moment(match: re.Match[str]) -> str:
    """A time as the case's placeholder asks for it."""
    seconds, *form = match[1].split()
    at = SENT + timedelta(seconds=int(seconds))
    if "gmt" in form:
        return at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    if "utc" in form:
        return at.strftime("%d %b %Y %H:%M:%S.0000 (UTC)")
    zone = next((one for one in form if re.fullmatch(r"[+-]\d{4}", one)), "+0000")
    name = next((f" {one}" for one in form if one.startswith("(") or one == "UTC"), "")
    sign = 1 if zone[0] == "+" else -1
    offset = sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    text = at.astimezone(timezone(offset)).strftime("%a, %d %b %Y %H:%M:%S ") + zone + name
    return re.sub(r"( \w{3}) (\d{4})", r"\1\n \2", text) if "fold" in form else text


@dataclass(frozen=True)
class Case:
    """One header with what is to be read from it."""

    id: str
    source: bytes
    want: dict[str, Any]


def cases() -> list[Case]:
    found = tomllib.loads(Path(__file__).with_name("received.toml").read_text("utf-8"))["case"]
    made = []
    for one in found:
        text = one["headers"].strip("\n").replace("{mail}", MAIL)
        text = text if MAIL in text else f"{text}\n{MAIL}"
        header = re.sub(r"\{([+-]\d[^}]*)\}", moment, text)
        made.append(Case(one["id"], f"{header}\n\nbody\n".encode(), one))
    return made


CASES = cases()
TLS = {True: "yes", False: "no", None: "?"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_receivers_words(case: Case) -> None:
    checks = arrival.read(case.source).checks
    want = case.want
    said = (checks.spf, checks.dkim, checks.dmarc)
    assert said == (want.get("spf"), want.get("dkim"), want.get("dmarc"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_filters_verdict(case: Case) -> None:
    found = arrival.read(case.source).spam
    told = None if found is None else ["yes" if found.spam else "no", found.score]
    assert told == case.want.get("spam")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_hops_in_the_order_of_travel(case: Case) -> None:
    hops = arrival.read(case.source).hops
    assert len(hops) == len(case.want["hops"])
    for number, (hop, (sender, receiver, tls, delay, *_odd)) in enumerate(
        zip(hops, case.want["hops"], strict=True)
    ):
        assert (hop.sender or "") in sender.split("|")
        assert (hop.receiver or "") in receiver.split("|")
        assert TLS[hop.tls] in tls.split("|")
        # Against the hop before; the first has none.
        assert (hop.delay is None) == (number == 0)
        if hop.delay is not None:
            assert f"{hop.delay:.0f}" in str(delay).split("|")


def test_the_times_are_the_mails_own() -> None:
    found = {case.id: arrival.read(case.source).after_seconds for case in CASES}
    assert found["m365-inbox"] == 5
    assert found["clock-skew"] == 55
    assert found["barracuda-alone"] is None


def header(*lines: str) -> bytes:
    return "\n".join((*lines, MAIL, "", "")).encode()


RECEIVED = "Received: from hub.example.test by mx.example.org with ESMTPS; " + format_datetime(SENT)


class TestForged:
    """Nobody but the receiver says what the receiver found."""

    def test_what_came_with_the_mail(self) -> None:
        found = arrival.read(header(RECEIVED, "Authentication-Results: evil.test; spf=pass"))
        assert found.checks.spf is None

    def test_a_word_below_another_servers_line(self) -> None:
        found = arrival.read(
            header(
                "Authentication-Results: mx.example.org; dkim=pass",
                RECEIVED,
                RECEIVED.replace("mx.example.org", "relay.example.test"),
                "Authentication-Results: mx.example.org; spf=pass",
            )
        )
        assert (found.checks.spf, found.checks.dkim) == (None, "pass")

    def test_microsofts_field_without_identifier_ends_at_the_next_server(self) -> None:
        found = arrival.read(
            header(
                "Authentication-Results: spf=fail smtp.mailfrom=example.test; dmarc=fail",
                RECEIVED,
                "Authentication-Results: spf=pass; dkim=pass; dmarc=pass",
            )
        )
        assert found.checks[:3] == ("fail", None, "fail")

    def test_received_spf_that_names_another_receiver(self) -> None:
        found = arrival.read(header(RECEIVED, "Received-SPF: pass receiver=evil.test;"))
        assert found.checks.spf is None

    def test_a_comment_is_no_result(self) -> None:
        field = "Authentication-Results: mx.example.org; spf=fail (dkim=pass; dmarc=pass) a=b"
        assert arrival.read(header(field, RECEIVED)).checks[:3] == ("fail", None, None)


class TestFindings:
    """Sentences for what harms the next mails."""

    def of(self, *lines: str) -> list[str]:
        return [one.code for one in findings(arrival.read(header(*lines)), "hub@example.test")]

    def test_nothing_for_a_mail_that_came_well(self) -> None:
        field = "Authentication-Results: mx.example.org; spf=pass; dkim=pass; dmarc=pass"
        assert self.of(field, RECEIVED) == []

    def test_spf_passed_for_another_domain(self) -> None:
        field = (
            "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=bounce.mailer.test;"
            " dmarc=fail header.from=example.test"
        )
        assert self.of(field, RECEIVED) == ["arrival.dmarc_unaligned"]

    def test_neither_vouched(self) -> None:
        field = "Authentication-Results: mx.example.org; spf=fail; dkim=fail; dmarc=fail"
        assert self.of(field, RECEIVED) == [
            "arrival.dmarc_failed",
            "arrival.spf_failed",
            "arrival.dkim_failed",
        ]

    def test_in_the_clear_between_two_organisations(self) -> None:
        assert self.of(RECEIVED.replace("ESMTPS", "ESMTP")) == ["arrival.not_encrypted"]
        inside = RECEIVED.replace("hub.example.test", "gate.example.org")
        assert self.of(inside.replace("ESMTPS", "ESMTP")) == []

    def test_held_up_and_wrong_clocks(self) -> None:
        def at(seconds: int) -> str:
            when = format_datetime(SENT + timedelta(seconds=seconds))
            return f"Received: from a.test by b.test with ESMTPS; {when}"

        assert self.of(at(700), at(1)) == ["arrival.delayed"]
        assert self.of(at(1), at(60)) == ["arrival.clock"]
        assert self.of(at(61), at(1)) == []


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\r\n\r\n"])
def test_as_editors_save_it(mark: bytes) -> None:
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(mark, "utf-8")
    source = header(RECEIVED).decode().replace("\n", "\r\n").encode(encoding)
    assert arrival.read(mark + source).message_id == "<a@b>"


@given(st.binary(max_size=400), st.text(max_size=200))
def test_any_bytes_are_read(raw: bytes, text: str) -> None:
    arrival.read(raw)
    for name in ("Received", "Authentication-Results", "Received-SPF", "Date", "X-Spam-Status"):
        arrival.read(f"{name}: {text}\nMessage-ID: <x>\n\n".encode("utf-8", "replace"))


@pytest.mark.parametrize("piece", ["(", ")", '"', "\\", ";", "from ", "by=", "a=b ", "(a)", "İ"])
def test_reading_takes_time_in_proportion(piece: str) -> None:
    def seconds(length: int) -> float:
        field = piece * (length // len(piece))
        lines = [f"{name}: {field}" for name in ("Received", "Authentication-Results")] * 30
        source = "\n".join(lines).encode()
        best = []
        for _round in range(3):
            began = time.process_time()
            arrival.read(source)
            best.append(time.process_time() - began)
        return min(best)

    # Windows counts processor time in sixty-fourths of a second.
    least = 1 / 64 if WINDOWS else 0.0005
    # Sizes that the limits do not cut: what grows with the square would take 64 times as long.
    assert seconds(12_000) < 20 * max(seconds(1_500), least)
