"""What is read out of an answer over HTTPS: numbers, words, codes, messages, ids, and its form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hubmail_gui.core.facts import CloudFact
from hubmail_gui.diagnosis.cloud_answer import Answer, Form, normalised, read

TRACE = "747b9c67-fc8b-41d5-960a-a0816ac3c900"
CORRELATION = "4a778a9e-653e-41c0-9f69-ce5256018e27"


def answer(body: object, **headers: str) -> Answer:
    text = body if isinstance(body, str) else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return read(CloudFact("graph", 400, named, text))


def oauth(**more: Any) -> Answer:
    return answer({"error": "invalid_client", **more})


def graph(**error: Any) -> Answer:
    return answer({"error": error})


def nested(levels: int) -> dict[str, Any]:
    """Errors within errors, each with its code, the innermost first to be built."""
    error: dict[str, Any] = {"code": f"c{levels}"}
    for level in range(levels - 1, 0, -1):
        error = {"code": f"c{level}", "innerError": error}
    return {"error": error}


class TestForm:
    """What kind of body it was."""

    @pytest.mark.parametrize(
        ("body", "form"),
        [
            ("", Form.EMPTY),
            (" \r\n\t", Form.EMPTY),
            ("\ufeff", Form.EMPTY),
            ({"error": "invalid_client"}, Form.OAUTH),
            ({"Error": "invalid_client"}, Form.OAUTH),
            ({"error_codes": [50012]}, Form.OAUTH),
            ({"error": "x", "error_description": "AADSTS50012: x"}, Form.OAUTH),
            ({"error": {"code": "ErrorAccessDenied"}}, Form.GRAPH),
            ({"error": {"message": "no"}}, Form.GRAPH),
            ({"odata.error": {"code": "x"}}, Form.GRAPH),
            ({"OData.Error": {"code": "x"}, "error": "x"}, Form.GRAPH),
            ({"error": {}}, Form.JSON),
            ({"error": {"other": "x"}}, Form.JSON),
            ({"error": "Not Found"}, Form.JSON),
            ({"error": "Unauthorized"}, Form.JSON),
            ({"error": 5}, Form.JSON),
            ({"detail": "x"}, Form.JSON),
            # Only the outermost level decides.
            ({"other": {"error": "invalid_client"}}, Form.JSON),
            ([{"error": "invalid_client"}], Form.JSON),
            ("[]", Form.JSON),
            ("null", Form.TEXT),
            ("hello", Form.TEXT),
            ("<p>hello", Form.TEXT),
            ("<HTML>", Form.HTML),
            ("<!DOCTYPE html>", Form.HTML),
            ('<?xml version="1.0"?>\n<title>x', Form.HTML),
            ("x" * 508 + "<html>", Form.TEXT),
            ("x" * 400 + "<html>", Form.HTML),
            ('{"error":{"code":"ErrorAcc', Form.TEXT),
            ('{"error":{"code":"ErrorAccessDenied","mess', Form.GRAPH),
            ('{"error":"invalid_client","err', Form.OAUTH),
            ('{"suberror":"bad_token","err', Form.OAUTH),
            ('[{"error":"invalid_client","err', Form.TEXT),
        ],
    )
    def test_by_its_outermost_level(self, body: object, form: Form) -> None:
        assert answer(body).form is form

    def test_blanks_and_a_byte_order_mark_before_it_do_not_matter(self) -> None:
        assert answer('\ufeff\r\n\t {"error":"invalid_client"}').words == ("invalid_client",)

    def test_the_fact_itself_goes_with_it(self) -> None:
        fact = CloudFact("token", 418, {"date": "x"}, " hello")
        assert read(fact).fact is fact


class TestNumbers:
    """Entra's numbers: those of the list, and those of the text where it has all of them."""

    def test_of_the_list_in_its_order_each_once(self) -> None:
        assert oauth(error_codes=[70002, 50012, 70002]).numbers == (70002, 50012)

    def test_one_alone_is_a_list_too(self) -> None:
        assert oauth(error_codes=7000222).numbers == (7000222,)
        assert oauth(error_codes="7000222").numbers == (7000222,)

    @pytest.mark.parametrize("odd", [None, True, 1.5, "x", "", "-5", "²", [5], 123456789])
    def test_what_is_no_number_does_not_hide_the_others(self, odd: object) -> None:
        assert oauth(error_codes=[odd, 12345678]).numbers == (12345678,)

    def test_of_the_text(self) -> None:
        said = "aadsts7000215: x AADSTS70002: y AADSTS123: short AADSTS123456789: long"
        assert oauth(error_description=said).numbers == (7000215, 70002)

    def test_a_text_that_has_all_of_the_list_may_have_a_finer_one_besides(self) -> None:
        found = oauth(error_codes=[70002], error_description="AADSTS50012: x AADSTS70002: y")
        assert found.numbers == (50012, 70002)

    def test_a_text_that_has_the_same_ones_says_their_order(self) -> None:
        found = oauth(error_codes=[70002, 50012], error_description="AADSTS50012: AADSTS70002: y")
        assert found.numbers == (50012, 70002)

    def test_a_text_that_contradicts_the_list_does_not_count(self) -> None:
        found = oauth(error_codes=[70002, 7], error_description="AADSTS50012: x AADSTS70002: y")
        assert found.numbers == (70002, 7)

    def test_of_a_page_or_a_text(self) -> None:
        assert answer("<html>AADSTS500021: Access denied").numbers == (500021,)
        assert answer("AADSTS500021: Access denied").numbers == (500021,)

    def test_a_json_without_an_error_names_none(self) -> None:
        assert answer({"detail": "AADSTS500021: Access denied"}).numbers == ()

    def test_no_more_than_thirty_two(self) -> None:
        assert oauth(error_codes=list(range(1, 50))).numbers == tuple(range(1, 33))


class TestWords:
    """The words of OAuth, in lower case."""

    def test_error_and_suberror(self) -> None:
        found = answer({"error": "Invalid_Grant", "suberror": "consent_required"})
        assert found.words == ("invalid_grant", "consent_required")
        assert answer({"error": "x", "suberror": "X"}).words == ("x",)

    def test_an_error_within_an_error(self) -> None:
        assert answer({"innerError": "invalid_grant"}).words == ("invalid_grant",)

    @pytest.mark.parametrize("odd", ["", " ", 5, None, ["x"], {"value": "x"}])
    def test_a_suberror_that_is_no_word(self, odd: object) -> None:
        assert oauth(suberror=odd).words == ("invalid_client",)

    def test_of_the_challenge_after_those_of_the_body(self) -> None:
        challenge = 'Bearer realm="", error="insufficient_claims", error_description="Log in again"'
        found = oauth(error_description="no")
        assert found.words == ("invalid_client",)
        found = answer({"error": "x", "error_description": "no"}, www_authenticate=challenge)
        assert found.words == ("x", "insufficient_claims")
        assert found.messages == ("no", "Log in again")
        assert found.text == "x insufficient_claims no log in again"

    def test_of_a_challenge_alone(self) -> None:
        found = answer("", www_authenticate='Bearer error="invalid_token"')
        assert (found.form, found.words, found.text) == (
            Form.EMPTY, ("invalid_token",), "invalid_token"
        )  # fmt: skip

    def test_no_more_than_300_characters_of_one_and_thirty_two_of_them(self) -> None:
        assert answer({"error": "x" * 400}).words == ("x" * 299 + "…",)
        challenge = ", ".join(f'error="w{number}"' for number in range(50))
        assert answer("", www_authenticate=challenge).words == tuple(f"w{n}" for n in range(32))


class TestCodes:
    """The codes of a mail interface, from the outermost error to the innermost."""

    @pytest.mark.parametrize("name", ["innerError", "innererror", "error", "odata.error"])
    def test_from_the_outermost_to_the_innermost(self, name: str) -> None:
        found = graph(**{name: {"code": "Inner"}, "code": "Outer"})
        assert found.codes == ("Outer", "Inner")

    def test_status_and_reason_beside_a_number(self) -> None:
        found = graph(code=403, status="PERMISSION_DENIED", errors=[{"reason": "forbidden"}])
        assert found.codes == ("PERMISSION_DENIED", "forbidden")

    def test_without_the_blanks_around_them_each_once(self) -> None:
        found = graph(code=" A ", innerError={"code": "A"})
        assert found.codes == ("A",)
        assert graph(code=" ", message="x").codes == ()

    @pytest.mark.parametrize("name", ["details", "errors"])
    def test_of_details(self, name: str) -> None:
        found = graph(code="A", **{name: [{"code": "B"}, "x", {"code": "C", "message": "c"}]})
        assert (found.codes, found.messages) == (("A", "B", "C"), ("c",))
        assert graph(code="A", **{name: {"code": "B"}}).codes == ("A",)

    def test_no_more_than_eight_of_the_details(self) -> None:
        found = graph(details=[{"code": f"c{number}"} for number in range(20)])
        assert found.codes == tuple(f"c{number}" for number in range(8))

    def test_no_deeper_than_anybody_nests_them(self) -> None:
        assert answer(nested(20)).codes == tuple(f"c{level}" for level in range(1, 8))

    def test_details_within_details_go_no_deeper_either(self) -> None:
        error: dict[str, Any] = {"code": "c20"}
        for level in range(19, 0, -1):
            error = {"code": f"c{level}", "details": [error]}
        assert answer({"error": error}).codes == tuple(f"c{level}" for level in range(1, 8))

    def test_half_a_json_says_its_codes(self) -> None:
        found = answer('{"error":{"Code": "ErrorAccessDenied","message": "Access \\"x\\" is", "mor')
        assert (found.codes, found.messages) == (("ErrorAccessDenied",), ('Access "x" is',))

    def test_half_a_json_says_its_words(self) -> None:
        found = answer('{"error":"invalid_client","suberror":"x","error_description":"a\\nb","co')
        assert found.words == ("invalid_client", "x")
        assert found.messages == ("a\nb",)
        assert found.text == "invalid_client x a b"


class TestMessages:
    """The texts beside the codes, as they came."""

    def test_in_the_order_of_the_codes(self) -> None:
        found = graph(innerError={"code": "B", "message": "Inner "}, code="A", message="Outer")
        assert found.messages == ("Outer", "Inner ")

    def test_of_odata_three(self) -> None:
        assert graph(message={"lang": "en", "value": "Denied"}).messages == ("Denied",)
        assert graph(code="A", message={"lang": "en"}).messages == ()

    def test_one_that_is_an_error_itself(self) -> None:
        inner = '{"error":{"code":"B","message":"no right"}}'
        found = graph(code="A", message=inner)
        assert (found.codes, found.messages) == (("A", "B"), ("no right",))
        found = graph(code="A", message=f"Upstream said: {inner} (500)")
        assert (found.codes, found.messages) == (("A", "B"), ("no right",))

        inner = '{"code":"B","innerError":{"code":"C"}}'
        assert graph(code="A", message=inner).codes == ("A", "B", "C")
        assert graph(message={"value": inner}).codes == ("B", "C")

    @pytest.mark.parametrize("message", ['Unexpected {"x', "a {b}", '{"a": [}', '["a"]', "{"])
    def test_one_that_only_looks_like_one_is_a_text(self, message: str) -> None:
        assert graph(message=message).messages == (message,)

    def test_errors_in_messages_go_no_deeper_than_others(self) -> None:
        text = json.dumps({"code": "c20"})
        for level in range(19, 0, -1):
            text = json.dumps({"code": f"c{level}", "message": text})
        # Each level in quotation marks doubles their backslashes: a few are told from none.
        found = answer(text)
        assert found.codes == tuple(f"c{level}" for level in range(1, 9))

    @pytest.mark.parametrize("odd", ["", " \n", 5, None, ["x"]])
    def test_what_is_no_text(self, odd: object) -> None:
        assert graph(code="A", message=odd).messages == ()

    def test_a_long_one_is_cut(self) -> None:
        (message,) = graph(message="x" * 20_000).messages
        assert message == "x" * (16 * 1024 - 1) + "…"

    def test_half_a_json_may_have_line_ends_in_its_texts(self) -> None:
        assert answer('{"error":{"message":"a\n\\u00e9","cod').messages == ("a\né",)

    def test_a_broken_escape_in_half_a_json_stays_as_it_is(self) -> None:
        found = answer(r'{"error":{"code":"A","message":"user \u12 is"')
        assert found.messages == (r"user \u12 is",)


class TestIds:
    """Whatever tells the service's own people which request it was."""

    def test_by_the_names_that_the_services_give_them(self) -> None:
        found = oauth(
            correlation_id="1", trace_id="2", timestamp="3", claims=" 7 ", unknown="8"
        ).ids  # fmt: skip
        assert found == {"correlation_id": "1", "trace_id": "2", "timestamp": "3", "claims": "7"}
        inner = {"request-id": "4", "client-request-id": "5", "date": "6"}
        assert graph(code="A", innerError=inner).ids == {
            "request_id": "4", "client_request_id": "5", "date": "6",
        }  # fmt: skip
        assert graph(code="A", requestId="4").ids == {"request_id": "4"}

    def test_empty_ones_are_none(self) -> None:
        assert oauth(trace_id=" ", correlation_id="", timestamp=5).ids == {}

    def test_those_of_the_description_where_there_are_no_others(self) -> None:
        said = f"AADSTS1: x Trace ID: {TRACE} correlation id: {CORRELATION} Timestamp: 2026-01-02 03:04:05Z"
        assert oauth(error_description=said).ids == {
            "trace_id": TRACE, "correlation_id": CORRELATION, "timestamp": "2026-01-02 03:04:05Z",
        }  # fmt: skip
        found = oauth(error_description=said, trace_id="own").ids
        assert (found["trace_id"], found["correlation_id"]) == ("own", CORRELATION)

    def test_those_at_the_beginning_of_an_inner_message(self) -> None:
        found = graph(message="A", innerError={"message": f"Trace ID: {TRACE}"})
        assert found.ids == {"trace_id": TRACE}

    def test_a_long_one_is_cut(self) -> None:
        assert oauth(trace_id="x" * 400).ids == {"trace_id": "x" * 299 + "…"}


class TestText:
    """What rules look in: of an error what it says, of anything else all of it."""

    def test_of_an_error_its_words_codes_and_messages(self) -> None:
        assert oauth(error_description="It is  WRONG", other="hidden").text == (
            "invalid_client it is wrong"
        )
        assert graph(code="ErrorX", message="Denied", other="hidden").text == "errorx denied"

    def test_of_anything_else_the_whole_body(self) -> None:
        assert answer("XML  Denied").text == "xml denied"
        assert answer({"detail": "Not Found"}).text == '{"detail": "not found"}'
        found = answer("<html>Log in", www_authenticate='Bearer error="x", error_description="Y"')
        assert found.text == "x <html>log in y"

    def test_the_beginning_of_a_long_one(self) -> None:
        found = answer("x" * 100_000).text
        assert found == "x" * (64 * 1024 - 1) + "…"

    def test_straight_quotation_marks_and_single_blanks(self) -> None:
        assert normalised("  It’s \n ‘Here’\u00a0now ") == "it's 'here' now"


class TestBounds:
    """However long a body is, no more than a part of it is searched."""

    def test_numbers_far_into_a_page_are_not_looked_for(self) -> None:
        assert answer("<html>" + "x " * 40_000 + "AADSTS500021").numbers == ()
        assert answer("<html>" + "x " * 20_000 + "AADSTS500021").numbers == (500021,)

    def test_half_a_json_is_searched_no_further(self) -> None:
        assert answer('{"a":"' + "x" * 70_000 + '","code":"B","').codes == ()
        assert answer('{"a":"' + "x" * 60_000 + '","code":"B","').codes == ("B",)

    def test_a_challenge_is_searched_no_further(self) -> None:
        assert answer("", www_authenticate="x" * 17_000 + ' error="late"').words == ()
        assert answer("", www_authenticate="x" * 16_000 + ' error="late"').words == ("late",)

    def test_a_json_of_a_thousand_levels_is_a_text(self) -> None:
        assert answer('{"a":' * 100_000).form is Form.TEXT
        assert answer({"error": {"code": "A", "message": '{"a":' * 100_000}}).codes == ("A",)
