"""What reports show of an answer, and what they must never show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core.facts import CloudFact
from hubmail_gui.diagnosis.cloud_params import masked
from hubmail_gui.diagnosis.cloud_rules import classify_cloud
from hubmail_gui.methods.microsoft.answers import CloudStage
from tests.diagnosis.cloud_corpus import graph, token

TRACE = "747b9c67-fc8b-41d5-960a-a0816ac3c900"
CORRELATION = "4a778a9e-653e-41c0-9f69-ce5256018e27"
TOKEN = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL2dyYXBoIn0.c2lnbmF0dXJl"
SECRET = "abc8Q~dEfGhIjKlMnOpQrStUvWxYz0123456789a"


def params(fact: CloudFact) -> dict[str, str]:
    return dict(classify_cloud(fact).params)


def described(text: str) -> dict[str, str]:
    return params(token({"error": "invalid_client", "error_description": text}))


def refused(message: str, status: int = 400) -> dict[str, str]:
    return params(graph({"error": {"code": "BadRequest", "message": message}}, status))


class TestIds:
    def test_those_of_the_members(self) -> None:
        body = {
            "error": "invalid_client",
            "error_description": "AADSTS7000215: Invalid client secret provided.",
            "error_codes": [7000215],
            "timestamp": "2026-01-02 03:04:05Z",
            "trace_id": TRACE,
            "correlation_id": CORRELATION,
        }

        shown = params(token(body, 401))

        assert shown["trace_id"] == TRACE
        assert shown["correlation_id"] == CORRELATION
        assert shown["timestamp"] == "2026-01-02 03:04:05Z"
        assert shown["aadsts"] == "7000215"
        assert shown["error"] == "invalid_client"

    @pytest.mark.parametrize("end", ["\r\n", " "])
    def test_those_of_the_description(self, end: str) -> None:
        ids = end.join(
            [
                f"Trace ID: {TRACE}",
                f"Correlation ID: {CORRELATION}",
                "Timestamp: 2026-01-02 03:04:05Z",
            ]
        )

        shown = described(f"AADSTS7000222: The keys are expired.{end}{ids}")

        assert shown["trace_id"] == TRACE
        assert shown["correlation_id"] == CORRELATION
        assert shown["timestamp"] == "2026-01-02 03:04:05Z"
        assert shown["service_text"] == "AADSTS7000222: The keys are expired."

    def test_those_of_graph(self) -> None:
        inner = {
            "request-id": TRACE,
            "client-request-id": CORRELATION,
            "date": "2026-01-02T03:04:05",
        }

        shown = params(
            graph({"error": {"code": "ErrorInvalidUser", "message": "x", "innerError": inner}}, 404)
        )

        assert shown["request_id"] == TRACE
        assert shown["client_request_id"] == CORRELATION
        assert shown["date"] == "2026-01-02T03:04:05"
        assert shown["graph_code"] == "ErrorInvalidUser"

    def test_those_of_the_headers_where_the_body_has_none(self) -> None:
        date = "Fri, 02 Jan 2026 03:04:05 GMT"

        assert params(graph("", 500, request_id=TRACE, date=date)) == {
            "request_id": TRACE,
            "date": date,
        }
        assert params(token("", 500, x_ms_request_id=TRACE)) == {"trace_id": TRACE}

    def test_empty_ones_are_left_out(self) -> None:
        body = {"error": "invalid_client", "trace_id": "", "correlation_id": " "}

        assert params(token(body)) == {"error": "invalid_client"}

    def test_the_number_is_the_one_that_decided(self) -> None:
        text = "AADSTS50012: Client assertion contains an invalid signature. AADSTS70002: Error."

        assert described(text)["aadsts"] == "50012"


class TestRetryAfter:
    DATE = "Fri, 02 Jan 2026 03:04:05 GMT"

    @pytest.mark.parametrize(
        ("header", "seconds"),
        [
            ("3", "3"),
            (" 120 ", "120"),
            ("0", "0"),
            ("1.2", "2"),
            ("Fri, 02 Jan 2026 03:05:05 GMT", "60"),
        ],
    )
    def test_both_forms(self, header: str, seconds: str) -> None:
        assert params(graph("", 429, retry_after=header, date=self.DATE))["retry_after"] == seconds

    def test_a_date_in_the_past_means_now(self) -> None:
        earlier = "Fri, 02 Jan 2026 03:00:00 GMT"

        assert params(graph("", 429, retry_after=earlier, date=self.DATE))["retry_after"] == "0"

    @pytest.mark.parametrize("header", ["", "soon", "-1", "1e9", "٣", "99999999999999"])
    def test_what_is_no_time_is_left_out(self, header: str) -> None:
        assert "retry_after" not in params(graph("", 429, retry_after=header, date=self.DATE))

    def test_a_date_without_the_servers_clock_is_left_out(self) -> None:
        assert "retry_after" not in params(graph("", 429, retry_after=self.DATE))


class TestNames:
    def test_of_the_application_and_the_tenant(self) -> None:
        shown = described(
            "AADSTS700016: Application with identifier 'X' was not found in the directory 'Contoso'."
        )

        assert (shown["application"], shown["tenant"]) == ("X", "Contoso")

    def test_of_the_resource(self) -> None:
        shown = described(
            "AADSTS500011: The resource principal named https://graph.microsoft.us was not found in the tenant named Contoso. This can happen if"
        )

        assert (shown["resource"], shown["tenant"]) == ("https://graph.microsoft.us", "Contoso")

    def test_of_the_recipient_and_of_the_limit(self) -> None:
        assert refused('Recipient "bad" isn\'t resolved.')["recipient"] == "bad"
        assert refused("The maximum request length supported is 4MB.")["limit"] == "4MB"

    def test_the_end_of_an_expired_certificate(self) -> None:
        shown = described(
            "AADSTS700027: Found key 'Start=06/29/2021 21:13:15, End=06/29/2023 21:13:15'"
        )

        assert shown["not_after"] == "2023-06-29"

    def test_a_mask_is_no_name(self) -> None:
        assert "application" not in described(
            "AADSTS700016: Application with identifier '***' was not found."
        )


class TestPages:
    def test_only_what_a_reader_sees(self) -> None:
        page = "<html><head><style>p{}</style><script>if (a < b) {}</script></head><!-- <p>x --><p>Access&nbsp;denied <b>now</b></p>"

        assert params(graph(page, 403))["service_text"] == "Access denied now"

    @pytest.mark.parametrize(
        "body", ["<" * 65536, "<!--" * 16000, "<script " * 8000, "'" * 65536, '{"a":' * 13000]
    )
    def test_no_page_takes_long_to_read(self, body: str) -> None:
        """Patterns that go back and forth need seconds to minutes for these."""
        assert "service_text" in params(graph("<html>seen" + body, 403))


class TestSecrets:
    ECHOES = (
        f"Bad header: Bearer {TOKEN}",
        f"client_secret={SECRET}&grant_type=client_credentials",
        f'{{"access_token":"{TOKEN}"}}',
        f"Secret {SECRET} is wrong.",
        f"token {TOKEN[:60]} cut off",
        "Bearer Q2xpZW50IHNlY3JldCBvcGFxdWU1",
        "opaque " + "0aB" * 30,
        "password: hunter2secret",
    )

    @pytest.mark.parametrize("echo", ECHOES)
    @pytest.mark.parametrize("stage", CloudStage)
    def test_no_echo_gets_through(self, stage: CloudStage, echo: str) -> None:
        bodies = (echo, f"<html><title>{echo}</title></html>", f"<html><a href='?{echo}'>")
        facts = [CloudFact(stage, 400, {}, body) for body in bodies]
        facts += [
            token({"error": "invalid_client", "error_description": echo, "trace_id": echo}),
            graph({"error": {"code": echo, "message": echo, "innerError": {"date": echo}}}),
            graph("", 401, www_authenticate=f'Bearer error="{echo}"', request_id=echo),
        ]
        for fact in facts:
            shown = " ".join(params(fact).values())
            for secret in (TOKEN[:40], SECRET, "Q2xpZW50", "0aB0aB", "hunter2"):
                assert secret not in shown

    def test_ids_and_thumbprints_are_no_secrets(self) -> None:
        text = f"Thumbprint '{'1C74D736BE' * 4}', app '{TRACE}', see https://aka.ms/NewClientSecret"

        assert masked(text) == text

    @given(st.binary(min_size=24, max_size=200))
    def test_no_token_of_any_content_gets_through(self, content: bytes) -> None:
        import base64

        part = base64.urlsafe_b64encode(content).decode().rstrip("=")
        echoed = f"eyJhbGciOiJub25lIn0.{part}.{part}"

        assert part not in masked(f"The token {echoed} is malformed")
