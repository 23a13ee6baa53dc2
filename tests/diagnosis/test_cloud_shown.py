"""Each value that a report shows of an answer: where it is from, and how long it may be."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from hubmail_gui.core.facts import CloudFact
from hubmail_gui.diagnosis.cloud_answer import read
from hubmail_gui.diagnosis.cloud_params import masked, params_of, retry_after, service_text

DATE = "Fri, 02 Jan 2026 03:04:05 GMT"


def shown(
    body: object = "",
    number: int | None = None,
    names: dict[str, str] | None = None,
    **headers: str,
) -> dict[str, str]:
    """The values for an answer; of ``names`` each has its expressions in one text, by lines."""
    text = body if isinstance(body, str) else json.dumps(body)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    known = {
        name: tuple(map(re.compile, several.split("\n"))) for name, several in (names or {}).items()
    }
    return params_of(read(CloudFact("token", 400, given, text)), number, known)


def text_of(body: object) -> str:
    return service_text(
        read(CloudFact("token", 400, {}, body if isinstance(body, str) else json.dumps(body)))
    )


def oauth(text: str, **more: Any) -> dict[str, Any]:
    return {"error": "x", "error_description": text, **more}


class TestWhereItIsFrom:
    """The body, or else the headers."""

    def test_nothing_of_nothing(self) -> None:
        assert shown() == {}

    def test_ids_of_the_body(self) -> None:
        ids = {"correlation_id": "1", "trace_id": "2", "timestamp": "3", "request-id": "4",
               "client-request-id": "5", "date": "6"}  # fmt: skip
        assert shown({"error": {"code": "A", **ids, "claims": "7"}}) == {
            "correlation_id": "1", "trace_id": "2", "timestamp": "3", "request_id": "4",
            "client_request_id": "5", "date": "6", "graph_code": "A",
        }  # fmt: skip

    def test_ids_of_the_headers(self) -> None:
        found = shown(request_id="1", client_request_id="2", x_ms_request_id="3", date=DATE)
        assert found == {
            "request_id": "1", "client_request_id": "2", "trace_id": "3", "date": DATE,
        }  # fmt: skip

    def test_the_body_counts_before_the_headers(self) -> None:
        body = {"error": {"code": "A", "request-id": "own", "trace_id": "mine"}}
        found = shown(body, request_id="1", x_ms_request_id="3")
        assert (found["request_id"], found["trace_id"]) == ("own", "mine")

    def test_the_number_that_decided_or_else_the_last(self) -> None:
        body = {"error": "x", "error_codes": [70002, 50012, 7000215]}
        assert shown(body, 50012)["aadsts"] == "50012"
        assert shown(body)["aadsts"] == "7000215"
        assert "aadsts" not in shown({"error": "x"}, 50012)

    def test_all_words_and_all_codes(self) -> None:
        assert shown({"error": "a", "suberror": "b"})["error"] == "a, b"
        found = shown({"error": {"code": "A", "innerError": {"code": "B"}}})
        assert found == {"graph_code": "A, B"}

    def test_the_service_itself_and_the_time_to_wait(self) -> None:
        found = shown(oauth("Wait."), retry_after="5")
        assert found == {"error": "x", "service_text": "Wait.", "retry_after": "5"}

    def test_everything_is_masked(self) -> None:
        secret = "client_secret=hunter2"
        found = shown(oauth(secret, trace_id=secret, suberror=secret), request_id=secret)
        assert set(found.values()) == {"***", "x, ***"}


class TestServiceText:
    """The service's own words: the innermost message, or what a reader sees of a page."""

    def test_the_last_message_that_says_anything(self) -> None:
        body = {"error": {"message": "Outer", "innerError": {"message": "Inner"}}}
        assert text_of(body) == "Inner"
        body["error"]["innerError"] = {"message": "Trace ID: 1"}
        assert text_of(body) == "Outer"

    @pytest.mark.parametrize("tail", ["Trace ID:", "correlation id:", "TIMESTAMP:"])
    def test_ids_at_its_end_are_left_out(self, tail: str) -> None:
        assert text_of(oauth(f" AADSTS1: Denied.\r\n{tail} 1 Trace ID: 2")) == "AADSTS1: Denied."

    def test_a_long_message_is_cut_before_it_is_looked_at(self) -> None:
        text = text_of(oauth("x " * 20_000))
        assert len(text) <= 16 * 1024
        assert text.endswith(" x…")

    def test_of_a_json_that_says_nothing_there_is_none(self) -> None:
        assert text_of({"detail": "Not Found"}) == ""
        assert text_of("") == ""

    def test_of_a_text_what_it_says(self) -> None:
        assert text_of("Access \n denied ") == "Access denied"

    @pytest.mark.parametrize(
        ("page", "seen"),
        [
            ("<html><title>A</title><p>b<br>c</p>", "A b c"),
            ("<html>a&nbsp;&lt;b&gt; &amp; c", "a <b> & c"),
            ("<html>a<!-- > b --> c", "a c"),
            ("<html>a<SCRIPT src='x>'>if (a > b)</Script>c", "a c"),
            ("<html>a<style>p > b</style >c", "a c"),
            ("<html>a<styles>b", "a b"),
            ("<html>a<!-- b", "a"),
            ("<html>a<script>b</p>", "a"),
            ("<html>a<b", "a"),
            ("<html>a<!-- <script> -->b</script>c", "a b c"),
            ("<html>" + "x" * 400, "x" * 300),
        ],
    )
    def test_of_a_page_what_a_reader_sees(self, page: str, seen: str) -> None:
        assert text_of(page) == seen


class TestRetryAfter:
    """Whole seconds, never too few."""

    def after(self, value: str | None, date: str | None = DATE) -> str:
        headers = {"retry-after": value, "date": date}
        given = {name: one for name, one in headers.items() if one is not None}
        return retry_after(read(CloudFact("token", 429, given, "")))

    @pytest.mark.parametrize(
        ("value", "seconds"),
        [("5", "5"), (" 5 ", "5"), ("5.0", "5"), ("5.01", "6"), ("0.5", "1"), ("12345678", "12345678"),
         ("123456789", ""), ("5 s", ""), ("", ""), (None, ""),
         ("Fri, 02 Jan 2026 03:04:35 GMT", "30"), ("Fri, 02 Jan 2026 03:04:05 GMT", "0"),
         ("Fri, 02 Jan 2026 03:04:00 GMT", "0"), ("Fri, 02 Jan 2026 03:04:06 GMT", "1")],
    )  # fmt: skip
    def test_by_a_number_or_a_date(self, value: str | None, seconds: str) -> None:
        assert self.after(value) == seconds

    def test_a_date_is_nothing_without_the_servers_own(self) -> None:
        assert self.after("Fri, 02 Jan 2026 03:04:35 GMT", None) == ""
        assert self.after("Fri, 02 Jan 2026 03:04:35 GMT", "yesterday") == ""

    def test_an_endless_header_is_none(self) -> None:
        assert self.after("5." + "0" * 300) == ""
        assert self.after("5" + " " * 300) == ""


class TestNames:
    """What the text names, by the expressions of the rule files."""

    def test_the_first_expression_that_is_found(self) -> None:
        names = {"tenant": "directory '([^']*)'\ntenant (.*)"}
        assert shown(oauth("tenant a in directory 'b'"), names=names)["tenant"] == "b"
        assert shown(oauth("tenant a"), names=names)["tenant"] == "a"
        assert "tenant" not in shown(oauth("none"), names=names)

    def test_each_name_for_itself(self) -> None:
        names = {"tenant": "tenant (.)", "user": "user (.)", "limit": "limit (.)"}
        found = shown(oauth("user b, tenant a"), names=names)
        assert (found["tenant"], found["user"]) == ("a", "b")
        assert "limit" not in found

    def test_in_any_of_the_messages(self) -> None:
        body = {"error": {"message": "tenant a", "innerError": {"message": "user b"}}}
        found = shown(body, names={"tenant": "tenant (.)", "user": "user (.)", "both": "(a user)"})
        assert (found["tenant"], found["user"], found["both"]) == ("a", "b", "a user")

    def test_the_day_of_a_date(self) -> None:
        names = {"not_after": r"End=(?P<month>\d\d)/(?P<day>\d\d)/(?P<year>\d{4})"}
        assert shown(oauth("End=06/29/2023"), names=names)["not_after"] == "2023-06-29"

    def test_without_the_blanks_and_the_full_stop_of_its_sentence(self) -> None:
        assert shown(oauth("tenant .a.b. "), names={"tenant": "tenant(.*)"})["tenant"] == "a.b"
        assert shown(oauth("tenant X. "), names={"tenant": "tenant(.*)"})["tenant"] == "X"

    @pytest.mark.parametrize(
        ("value", "told"), [("x" * 200, True), ("x" * 201, False), ("***", False)]
    )
    def test_a_mask_or_an_essay_is_no_name(self, value: str, told: bool) -> None:
        assert (
            "tenant" in shown(oauth(f"tenant {value}"), names={"tenant": "tenant (.*)"})
        ) is told

    def test_far_into_a_message_none_is_looked_for(self) -> None:
        text = {
            "error": {"message": "x" * 16_000, "innerError": {"message": "x" * 500 + " tenant a"}}
        }
        assert "tenant" not in shown(text, names={"tenant": "tenant (.)"})


class TestMasked:
    """One line, of a length that a report can hold."""

    def test_on_one_line_in_printable_characters(self) -> None:
        assert masked(" a\r\n\tb\u200bc\x1b[31m ") == "a b c [31m"
        assert masked("a\ud800b") == "a?b"

    def test_a_long_one_is_cut(self) -> None:
        assert masked("x " * 750) == ("x " * 750).strip()
        assert masked("x y" * 500) == "x y" * 500
        assert masked("x y" * 501) == ("x y" * 500)[:-1] + "…"

    def test_a_secret_is_masked_before_it_is_cut(self) -> None:
        assert masked("x " * 745 + "password=hunter2") == "x " * 745 + "***"
        # Far behind what is shown nothing is looked at.
        assert len(masked("x " * 20_000)) == 1500
        assert "tail" not in masked("eyJ" + "x" * 17_000 + " tail")

    @pytest.mark.parametrize(
        "secret",
        ["PASSWORD: a", "client_secret = 'a", 'access_token" : "a', "Bearer abcdefghijkl", "basic  abcdefghijkl",
         "eyJabcdefgh", "abc8Q~" + "d" * 20, "a1" * 30],
    )  # fmt: skip
    def test_what_looks_like_a_secret(self, secret: str) -> None:
        assert masked(f"it was {secret}, here") in ("it was ***, here", "it was ***' here")

    @pytest.mark.parametrize("plain", ["Bearer abcdefghijk", "eyJabcdefg", "a1" * 29, "a" * 70])
    def test_what_does_not(self, plain: str) -> None:
        assert masked(plain) == plain
