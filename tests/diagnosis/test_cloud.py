"""What decides about an answer of the identity service or of Graph, case by case."""

from __future__ import annotations

import pytest

from hubmail_gui.core.facts import CloudFact
from hubmail_gui.diagnosis.cloud_rules import classify_cloud
from hubmail_gui.methods.microsoft.answers import CloudStage
from tests.diagnosis.cloud_corpus import graph, token


def code(fact: CloudFact) -> str:
    return classify_cloud(fact).code


def error(description: str, *numbers: int, word: str = "invalid_client") -> dict[str, object]:
    """An error of Entra ID; without numbers it has no list of them."""
    body: dict[str, object] = {"error": word, "error_description": description}
    return {**body, "error_codes": list(numbers)} if numbers else body


class TestNumbers:
    def test_the_list_counts_even_without_words(self) -> None:
        assert (
            code(token({"error": "invalid_client", "error_codes": [7000222]}))
            == "oauth.secret_expired"
        )

    def test_the_description_counts_without_a_list(self) -> None:
        assert code(token(error("AADSTS7000222: expired"))) == "oauth.secret_expired"

    def test_the_list_counts_before_a_description_that_contradicts_it(self) -> None:
        assert code(token(error("see AADSTS65001", 7000222))) == "oauth.secret_expired"

    def test_a_number_is_no_part_of_a_longer_one(self) -> None:
        unknown = token(error("AADSTS70002159: something new", word="invalid_request"))

        assert code(unknown) == "oauth.refused"
        assert classify_cloud(unknown).params["aadsts"] == "70002159"

    def test_digits_elsewhere_are_no_number(self) -> None:
        assert code(token(error("Timestamp 7000222", word="invalid_request"))) == "oauth.refused"

    @pytest.mark.parametrize("numbers", [(70002, 50012), (50012, 70002)])
    def test_the_number_that_says_more_wins_in_any_order(self, numbers: tuple[int, int]) -> None:
        text = " ".join(f"AADSTS{number}: Invalid client secret is provided." for number in numbers)

        assert code(token(error(text, *numbers))) == "oauth.secret_wrong"

    def test_numbers_may_be_digits_in_quotes(self) -> None:
        assert (
            code(token({"error": "invalid_client", "error_codes": ["7000222"]}))
            == "oauth.secret_expired"
        )

    @pytest.mark.parametrize(
        "numbers", [None, "x", [None], [True], [1.5], [[7000222]], {}, [10**30], [-1]]
    )
    def test_a_list_of_another_shape_is_no_list(self, numbers: object) -> None:
        assert code(token({"error": "invalid_client", "error_codes": numbers})) == "oauth.refused"

    def test_new_numbers_of_a_family_are_understood(self) -> None:
        assert code(token(error("AADSTS530099: new", 530099))) == "oauth.conditional_access"

    def test_a_number_in_a_page_or_soap_counts(self) -> None:
        page = "<html><body>AADSTS500021: Access to 'contoso' tenant is denied.</body></html>"

        assert code(token(page, 403)) == "oauth.tenant_restricted"


class TestSecret:
    WRONG = token(error("AADSTS7000215: Invalid client secret provided.", 7000215), 401)

    def test_a_wrong_secret(self) -> None:
        assert code(self.WRONG) == "oauth.secret_wrong"

    def test_an_id_pasted_in_its_place(self) -> None:
        assert code(self.WRONG._replace(secret_is_guid=True)) == "oauth.secret_is_id"

    def test_an_expired_secret_that_looks_like_an_id_is_expired(self) -> None:
        expired = token(error("AADSTS7000222: expired", 7000222), 401)

        assert code(expired._replace(secret_is_guid=True)) == "oauth.secret_expired"


class TestWordsOfOauth:
    @pytest.mark.parametrize(
        ("word", "fault"),
        [
            ("invalid_client", "oauth.refused"),
            ("invalid_scope", "oauth.scope"),
            ("invalid_resource", "oauth.resource_missing"),
            ("temporarily_unavailable", "oauth.temporary"),
            ("word_of_tomorrow", "oauth.refused"),
        ],
    )
    def test_the_word_decides_where_no_number_does(self, word: str, fault: str) -> None:
        assert code(token(error("AADSTS99999999: something new", 99999999, word=word))) == fault

    @pytest.mark.parametrize("word", ["Not Found", "Unauthorized", ""])
    def test_what_other_programs_write_there_is_no_word_of_oauth(self, word: str) -> None:
        assert code(token({"error": word, "status": 404}, 404)) == "oauth.not_an_authority"

    def test_suberror_counts(self) -> None:
        refused = token({"error": "invalid_grant", "suberror": "consent_required"})

        assert code(refused) == "oauth.consent_missing"


class TestGraphCodes:
    def test_the_innermost_known_code_wins(self) -> None:
        inner = {"code": "ErrorAccountSuspend", "innerError": {"code": "CodeOfTomorrow"}}
        answer = graph(
            {"error": {"innererror": inner, "code": "ErrorAccessDenied", "message": "no"}}, 403
        )

        assert code(answer) == "graph.sender_blocked"

    @pytest.mark.parametrize("name", ["innerError", "innererror", "InnerError"])
    def test_inner_errors_are_found_in_any_spelling(self, name: str) -> None:
        answer = graph(
            {"error": {"code": "BadRequest", name: {"code": "ERRORMESSAGESIZEEXCEEDED"}}}
        )

        assert code(answer) == "graph.too_large"

    def test_a_message_that_is_an_error_itself(self) -> None:
        inner = '{"error":{"code":"ErrorSendAsDenied","message":"no right"}}'
        verdict = classify_cloud(graph({"error": {"code": "UnknownError", "message": inner}}, 403))

        assert verdict.code == "graph.send_as_denied"
        assert verdict.params["service_text"] == "no right"

    def test_a_message_that_ends_with_an_error(self) -> None:
        message = 'Upstream said: {"error":{"code":"ErrorQuotaExceeded"}} (500)'

        assert (
            code(graph({"error": {"code": "UnknownError", "message": message}}, 500))
            == "graph.mailbox_full"
        )

    def test_details_count(self) -> None:
        body = {"error": {"code": "BadRequest", "details": [{"code": "ErrorInvalidRecipients"}]}}

        assert code(graph(body)) == "graph.recipient_invalid"

    def test_a_known_code_counts_before_the_words(self) -> None:
        body = {"error": {"code": "ErrorSendAsDenied", "message": "Insufficient privileges"}}

        assert code(graph(body, 403)) == "graph.send_as_denied"

    def test_half_a_json_still_says_its_code(self) -> None:
        half = '{"error":{"code":"ErrorAccessDenied","message":"Access to OData is disab'

        assert code(graph(half, 403)) == "graph.permission_missing"

    @pytest.mark.parametrize(
        "message", ['Unexpected {"x', "Tenant '{{tenant}}' is missing", '{"a": [}']
    )
    def test_braces_that_begin_no_error_are_words(self, message: str) -> None:
        verdict = classify_cloud(graph({"error": {"code": "BadRequest", "message": message}}))

        assert verdict.code == "graph.refused"
        assert verdict.params["service_text"] == message

    def test_half_a_json_with_a_broken_escape_is_shown_as_it_is(self) -> None:
        half = r'{"error":{"code":"ErrorInvalidUser","message":"user \u12 is invalid"'

        assert classify_cloud(graph(half, 404)).params["service_text"] == r"user \u12 is invalid"

    def test_an_unknown_code_is_judged_by_its_status(self) -> None:
        body = {"error": {"code": "CodeOfTomorrow", "message": ""}}

        by_status = {
            status: code(graph(body, status)) for status in (400, 401, 403, 404, 413, 429, 503, 507)
        }

        assert by_status == {
            400: "graph.refused",
            401: "graph.token_rejected",
            403: "graph.refused",
            404: "graph.mailbox_not_found",
            413: "graph.too_large",
            429: "graph.throttled",
            503: "graph.temporary",
            507: "graph.mailbox_full",
        }


class TestConditionalAccessAtGraph:
    CLAIMS = 'Bearer realm="", authorization_uri="https://login.example.test", error="insufficient_claims"'

    def test_the_challenge_alone(self) -> None:
        assert code(graph("", 401, www_authenticate=self.CLAIMS)) == "oauth.conditional_access"

    def test_the_challenge_beside_a_general_error(self) -> None:
        body = {"error": {"code": "InvalidAuthenticationToken", "message": "Unauthorized"}}

        assert code(graph(body, 401, www_authenticate=self.CLAIMS)) == "oauth.conditional_access"

    def test_a_rejected_token_in_the_challenge(self) -> None:
        challenge = 'Bearer error="invalid_token", error_description="The signature is invalid"'
        verdict = classify_cloud(graph("", 401, www_authenticate=challenge))

        assert verdict.code == "graph.token_rejected"
        assert verdict.params["service_text"] == "The signature is invalid"


class TestNotTheService:
    @pytest.mark.parametrize(
        "body", ["hello", "[]", "null", "{}", '{"access_token":null}', "<html></html>", ""]
    )
    def test_junk_with_200_is_no_token(self, body: str) -> None:
        assert code(token(body, 200)) == "oauth.not_an_authority"

    @pytest.mark.parametrize("status", [200, 201, 204])
    def test_graph_only_ever_says_202(self, status: int) -> None:
        assert code(graph("", status)) == "graph.not_graph"

    def test_202_with_a_body_is_not_graphs(self) -> None:
        assert code(graph("<html>Thanks</html>", 202)) == "graph.not_graph"

    def test_the_identity_service_at_the_address_of_graph(self) -> None:
        assert (
            code(graph(error("AADSTS90002: Tenant 'v1.0' not found.", 90002))) == "graph.not_graph"
        )

    def test_graph_at_the_address_of_the_identity_service(self) -> None:
        body = {
            "error": {"code": "InvalidAuthenticationToken", "message": "Access token is empty."}
        }

        assert code(token(body, 401)) == "oauth.not_an_authority"

    def test_a_server_that_wants_windows_login(self) -> None:
        assert code(graph("", 401, www_authenticate="Negotiate, NTLM")) == "graph.not_graph"


class TestInBetween:
    @pytest.mark.parametrize("stage", CloudStage)
    @pytest.mark.parametrize("body", ["", "<html>Login</html>", '{"error":"x"}', "denied"])
    def test_407_is_always_the_proxy(self, stage: CloudStage, body: str) -> None:
        headers = {"proxy-authenticate": "Basic"}

        assert code(CloudFact(stage, 407, headers, body)) == "network.proxy"

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_a_redirect_without_tls_is_a_portal(self, status: int) -> None:
        assert code(graph("", status, location="http://192.0.2.1/login")) == "network.proxy"

    @pytest.mark.parametrize(
        ("answer", "fault"),
        [
            (token("", 302, location="https://sso.example.test/"), "oauth.not_an_authority"),
            (graph("", 302, location="https://sso.example.test/"), "graph.not_graph"),
            (graph("", 302, location="/owa/"), "graph.not_graph"),
            (graph("", 302), "graph.not_graph"),
        ],
        ids=["token-elsewhere", "graph-elsewhere", "graph-relative", "graph-nowhere"],
    )
    def test_any_other_redirect_is_not_the_service(self, answer: CloudFact, fault: str) -> None:
        assert code(answer) == fault

    def test_what_the_service_says_is_never_taken_for_a_page(self) -> None:
        body = {
            "error": {"code": "CodeOfTomorrow", "message": "Blocked by your organization: Zscaler"}
        }

        assert code(graph(body, 403, server="squid")) == "graph.refused"


class TestTemporary:
    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    @pytest.mark.parametrize("make", [token, graph])
    def test_the_status_says_it(self, make: object, status: int) -> None:
        fact = token("", status) if make is token else graph("", status)

        assert classify_cloud(fact).temporary

    def test_a_number_says_it_whatever_the_status(self) -> None:
        assert classify_cloud(token(error("AADSTS90033: transient", 90033), 400)).temporary

    def test_a_wrong_secret_stays_wrong_behind_a_busy_front_end(self) -> None:
        assert not classify_cloud(token(error("AADSTS7000215: Invalid", 7000215), 503)).temporary

    def test_a_full_mailbox_does_not_empty_itself(self) -> None:
        assert not classify_cloud(graph("", 507)).temporary
