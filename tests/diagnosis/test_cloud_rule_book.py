"""Rules about answers, read from files of our own: when one holds, and which of several decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from hubmail_gui.core import resources
from hubmail_gui.core.facts import CloudFact, Verdict
from hubmail_gui.diagnosis import cloud_rules
from hubmail_gui.diagnosis.cloud_answer import Answer, Form, read
from hubmail_gui.diagnosis.cloud_rules import Rank, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def answer(body: str = "", status: int = 400, **more: Any) -> Answer:
    return read(CloudFact("token", status, more.pop("headers", {}), body, **more))


def rule(**conditions: Any) -> Rule:
    return Rule("name", "oauth.refused", frozenset(), **conditions)


def says(one: Rule, about: Answer) -> Rank:
    rank = one.rank(about)
    assert rank is not None
    return rank


NUMBERS = answer('{"error":"invalid_client","error_codes":[70002,50012,7000215]}', 401)
CODES = answer('{"error":{"code":"Outer","innerError":{"code":"Inner"}}}')
WORDS = answer('{"error":"invalid_grant","suberror":"consent_required"}')


class TestHolds:
    """Every condition that a rule names has to hold."""

    @pytest.mark.parametrize(
        ("conditions", "about"),
        [
            ({}, answer()),
            ({"status": frozenset({"400"})}, answer()),
            ({"status": frozenset({"503", "4xx"})}, answer()),
            ({"number": frozenset({5, 50012})}, NUMBERS),
            ({"family": ((1, 2), (50012, 50012))}, NUMBERS),
            ({"family": ((50000, 50013),)}, NUMBERS),
            ({"error": frozenset({"invalid_client"})}, NUMBERS),
            ({"code": frozenset({"inner"})}, CODES),
            ({"form": frozenset({Form.TEXT, Form.EMPTY})}, answer()),
            ({"text": ("denied", "no ENTRY")}, answer("Access  DENIED")),
            ({"header": ("server: squid",)}, answer(headers={"server": "The SQUID/6"})),
            ({"header": ("server:",)}, answer(headers={"server": ""})),
            ({"header": ("location: http:",)}, answer(headers={"location": "http://a.test"})),
            ({"secret_is_guid": True}, answer(secret_is_guid=True)),
            ({"secret_is_guid": False}, answer(secret_is_guid=False)),
        ],
    )
    def test_where_the_answer_has_it(self, conditions: dict[str, Any], about: Answer) -> None:
        assert rule(**conditions).rank(about) is not None

    @pytest.mark.parametrize(
        ("conditions", "about"),
        [
            ({"status": frozenset({"401", "5xx"})}, answer()),
            ({"number": frozenset({5})}, NUMBERS),
            ({"family": ((1, 2), (50013, 60000), (50000, 50011))}, NUMBERS),
            ({"error": frozenset({"invalid_grant"})}, NUMBERS),
            ({"code": frozenset({"other"})}, CODES),
            ({"form": frozenset({Form.HTML})}, answer()),
            ({"text": ("denied",)}, answer("refused")),
            ({"header": ("server: squid",)}, answer(headers={"server": "nginx", "via": "squid"})),
            ({"header": ("server:",)}, answer(headers={"via": ""})),
            ({"secret_is_guid": True}, answer()),
            ({"secret_is_guid": False}, answer(secret_is_guid=True)),
        ],
    )
    def test_not_where_it_does_not(self, conditions: dict[str, Any], about: Answer) -> None:
        assert rule(**conditions).rank(about) is None
        # However well the others hold.
        whole = {"status": frozenset({"4xx"}), **conditions}
        assert rule(**whole).rank(about) is None

    def test_only_at_its_requests(self) -> None:
        one = Rule("name", "oauth.refused", frozenset({"token", "discovery"}))
        assert one.rank(answer()) is not None
        assert one.rank(read(CloudFact("graph", 400, {}, ""))) is None


# What says more stands further down; each says more than all above it, whatever else they have.
SAID_LESS_TO_MORE: list[dict[str, Any]] = [
    {},
    {"status": frozenset({"4xx"})},
    {"form": frozenset({Form.OAUTH})},
    {"form": frozenset({Form.OAUTH}), "status": frozenset({"4xx"})},
    {"status": frozenset({"401"})},
    {"error": frozenset({"invalid_client"})},
    {"number": frozenset({70002}), "general": True},
    {"family": ((50000, 50099),)},
    {"secret_is_guid": False},
    {"header": ("server: x",)},
    {"text": ("inv",)},
    {"text": ("inv", "invalid_client", "in")},
    {"number": frozenset({50012})},
    {"number": frozenset({50012}), "status": frozenset({"401"})},
    {"number": frozenset({50012}), "header": ("server: x",)},
    {"number": frozenset({50012}), "text": ("inv",)},
    {"number": frozenset({7000215, 50012})},
]
SAID = read(NUMBERS.fact._replace(headers={"server": "x"}))


def test_the_one_that_says_more_has_the_higher_rank() -> None:
    ranks = [says(rule(**conditions), SAID) for conditions in SAID_LESS_TO_MORE]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)


class TestFiner:
    """Among several of one kind."""

    def test_a_longer_number_then_the_later(self) -> None:
        ranks = [says(rule(number=frozenset({one})), NUMBERS) for one in (70002, 50012, 7000215)]
        assert ranks == sorted(ranks)
        assert says(rule(number=frozenset({70002, 50012})), NUMBERS) == ranks[1]

    def test_a_longer_general_number_is_not_finer_than_an_exact_one(self) -> None:
        general = rule(number=frozenset({7000215}), general=True)
        assert says(general, NUMBERS) < says(rule(number=frozenset({70002})), NUMBERS)

    def test_a_code_further_in(self) -> None:
        outer, inner = (says(rule(code=frozenset({one})), CODES) for one in ("outer", "inner"))
        assert outer < inner
        assert says(rule(code=frozenset({"outer", "inner"})), CODES) == inner
        assert says(rule(code=frozenset({"inner"}), general=True), CODES) < outer

    def test_the_later_word_and_the_later_of_a_family(self) -> None:
        first, second = (
            says(rule(error=frozenset({one})), WORDS) for one in ("invalid_grant", "consent_required")
        )  # fmt: skip
        assert first < second
        first, second = (
            says(rule(family=((one, one),)), NUMBERS) for one in (70002, 50012)
        )  # fmt: skip
        assert first < second

    def test_the_longest_text_counts_not_their_number(self) -> None:
        about = answer("access denied by policy")
        one = says(rule(text=("access denied",)), about)
        assert says(rule(text=("by", "access denied", "denied")), about) == one
        assert says(rule(text=("policy", "by", "denied")), about) < one
        headers = answer(headers={"server": "squid", "via": "proxy 1.1"})
        assert says(rule(header=("server: s",)), headers) < says(
            rule(header=("server: x", "server: squid")), headers
        )


FIRST = """
stage = ["token", "discovery"]
quoted = ["google", "oauth2"]
[names]
tenant = ["tenant '([^']+)'", "directory (\\\\w+)"]
[[rule]]
id = "whole"
fault = "oauth.scope"
stage = ["graph"]
status = ["401", "5xx"]
number = [7]
family = [[1, 3], [5, 6]]
error = ["invalid_scope"]
code = ["ErrorX"]
form = ["json"]
text = ["denied"]
header = ["server: squid"]
secret_is_guid = true
general = true
temporary = true
[[rule]]
id = "word"
fault = "oauth.scope"
error = ["invalid_scope", "x"]
[[rule]]
id = "code"
fault = "graph.refused"
code = ["Denied"]
[[rule]]
id = "long-words"
fault = "oauth.secret_wrong"
text = ["the secret is wrong"]
[[rule]]
id = "number"
fault = "oauth.throttled"
number = [50012, 7]
temporary = false
"""
SECOND = """
[names]
tenant = ["in (\\\\w+)"]
limit = ["limit of (\\\\d+)"]
[[rule]]
id = "any"
fault = "oauth.refused"
[[rule]]
id = "also-any"
fault = "oauth.temporary"
"""
THIRD = """
stage = ["graph"]
quoted = ["sendmail api"]
[names]
user = ["user (\\\\w+)"]
[[rule]]
id = "user"
fault = "graph.mailbox_not_found"
text = ["user unknown"]
[[rule]]
id = "user-longer"
fault = "graph.mailbox_full"
text = ["user is full of mail"]
"""
NOT_RULES = "[[rule]]\nid = 'smtp'\nfault = 'x'\nstage = ['rcpt']\n"


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Files of our own in the place of those that are shipped, read anew."""
    folder = tmp_path / "rules"
    folder.mkdir()
    files = {"b-second": SECOND, "a-first": FIRST, "c-third": THIRD}
    for name, text in {**files, "smtp-x": NOT_RULES, "tls": NOT_RULES}.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    (folder / "notes.txt").write_text("no rules", "utf-8")
    monkeypatch.setattr(resources, "ROOT", str(tmp_path))
    kept = (cloud_rules._rules, cloud_rules._named, cloud_rules._data)
    for one in kept:
        one.cache_clear()
    yield
    for one in kept:
        one.cache_clear()


@pytest.mark.usefixtures("book")
class TestRead:
    """What becomes of the keys of a file."""

    def test_the_files_of_the_folder_without_those_of_others(self) -> None:
        assert cloud_rules.files() == ("a-first.toml", "b-second.toml", "c-third.toml")

    def test_every_key_of_a_rule(self) -> None:
        assert cloud_rules.rules()[0] == Rule(
            id="whole",
            fault="oauth.scope",
            stage=frozenset({"graph"}),
            status=frozenset({"401", "5xx"}),
            number=frozenset({7}),
            family=((1, 3), (5, 6)),
            error=frozenset({"invalid_scope"}),
            code=frozenset({"errorx"}),
            form=frozenset({"json"}),
            text=("denied",),
            header=("server: squid",),
            secret_is_guid=True,
            general=True,
            temporary=True,
        )

    def test_what_a_rule_may_leave_out(self) -> None:
        by_id = {one.id: one for one in cloud_rules.rules()}
        assert by_id["any"] == Rule("any", "oauth.refused", frozenset())
        assert by_id["word"].stage == {"token", "discovery"}
        assert by_id["word"].number == frozenset()
        assert by_id["word"].secret_is_guid is None
        assert by_id["word"].general is False

    def test_the_entries_of_a_file_as_they_are_written(self) -> None:
        (one, other) = cloud_rules.entries("b-second.toml")
        assert one == {"stage": (), "id": "any", "fault": "oauth.refused"}
        assert other["id"] == "also-any"
        assert cloud_rules.entries("a-first.toml")[0]["stage"] == ["graph"]
        assert cloud_rules.entries("a-first.toml")[1]["stage"] == ["token", "discovery"]

    def test_all_requests_that_rules_are_about(self) -> None:
        assert cloud_rules.stages() == {"token", "discovery", "graph"}

    def test_names_of_the_files_that_are_about_a_request_or_about_all(self) -> None:
        tenant, limit, user = "in (\\w+)", "limit of (\\d+)", "user (\\w+)"
        assert cloud_rules.names("token") == {
            "tenant": (re.compile(tenant),), "limit": (re.compile(limit),)
        }  # fmt: skip
        assert cloud_rules.names("graph") == {
            "tenant": (re.compile(tenant),),
            "limit": (re.compile(limit),),
            "user": (re.compile(user),),
        }


@pytest.mark.usefixtures("book")
class TestDecided:
    """Which rule decides, and what its verdict is."""

    def test_all_that_hold_the_one_that_says_most_first(self) -> None:
        about = answer('{"error":"invalid_scope","error_codes":[50012]}')
        assert [one.id for _rank, one in cloud_rules.ranked(about)] == [
            "number", "word", "any", "also-any",
        ]  # fmt: skip
        assert cloud_rules.best(about).id == "number"

    def test_what_the_rule_says_about_trying_again_counts_before_the_status(self) -> None:
        fact = CloudFact("token", 503, {}, '{"error":"x","error_codes":[1,7,50012]}')
        params = {"aadsts": "7", "error": "x"}
        assert cloud_rules.classify_cloud(fact) == Verdict(
            "oauth.throttled", False, "number", params
        )

    @pytest.mark.parametrize("status", [408, 423, 425, 429, 500, 502, 503, 504, 509])
    def test_where_it_says_nothing_the_status_does(self, status: int) -> None:
        verdict = cloud_rules.classify_cloud(CloudFact("token", status, {}, "x"))
        assert (verdict.code, verdict.temporary, verdict.rule) == ("oauth.refused", True, "any")
        assert not cloud_rules.classify_cloud(CloudFact("token", 400, {}, "x")).temporary

    @pytest.mark.parametrize("status", [401, 403, 404, 501, 505, 507])
    def test_waiting_does_not_help_any_other_status(self, status: int) -> None:
        assert cloud_rules.classify_cloud(CloudFact("token", status, {}, "x")).temporary is False

    def test_names_in_the_text_go_with_it(self) -> None:
        body = '{"error":"x","error_description":"a limit of 7 for user bob"}'
        assert cloud_rules.classify_cloud(CloudFact("token", 400, {}, body)).params["limit"] == "7"
        assert "user" not in cloud_rules.classify_cloud(CloudFact("token", 400, {}, body)).params
        assert cloud_rules.classify_cloud(CloudFact("graph", 400, {}, body)).params["user"] == "bob"


@pytest.mark.usefixtures("book")
class TestQuoted:
    """An answer that stands somewhere in a log, of a service that is named there."""

    def code(self, text: str) -> str | None:
        found = cloud_rules.quoted(text)
        return None if found is None else found[0].id

    def test_a_json_in_the_text(self) -> None:
        text = 'worker: GOOGLE said {"error":"invalid_scope"} and went on {"error":"y"}'
        found = cloud_rules.quoted(text)
        assert found is not None
        rule, fact = found
        assert rule.id == "word"
        assert fact == CloudFact("token", 400, {}, '{"error":"invalid_scope"}')

    def test_a_text_that_begins_with_a_json(self) -> None:
        assert self.code('{"error":{"reason":"Denied"}} was what google said') == "code"

    def test_words_of_the_text(self) -> None:
        found = cloud_rules.quoted("OAuth2 error: The secret is wrong.")
        assert found is not None
        assert found[0].id == "long-words"
        assert found[1].body == "OAuth2 error: The secret is wrong."

    def test_of_a_service_that_is_not_named_there_is_none(self) -> None:
        assert self.code('elsewhere said {"error":"invalid_scope"}') is None
        assert self.code("user unknown") is None
        assert self.code("the sendmail API says: user unknown") == "user"

    def test_a_rule_that_looks_at_nothing_that_was_said_does_not_count(self) -> None:
        assert self.code("google had a bad day") is None
        assert self.code('google: {"error":"z","error_codes":[50012]}') is None

    @pytest.mark.parametrize("code", ["Denied", "DENIED"])
    def test_a_code_is_something_that_was_said(self, code: str) -> None:
        assert self.code(f'oauth2: {{"error":{{"code":"{code}"}}}}') == "code"

    def test_of_several_services_the_one_whose_rule_says_most(self) -> None:
        text = "google: the secret is wrong; sendmail api: user is full of mail"
        assert self.code(text) == "user-longer"
        text = "google: the secret is wrong; sendmail api: user unknown"
        assert self.code(text) == "long-words"

    @pytest.mark.parametrize("broken", ["{", "{x", '{"a":', "}{"])
    def test_a_brace_that_begins_no_json(self, broken: str) -> None:
        assert self.code(f"google {broken} the secret is wrong") == "long-words"
        assert self.code(f"google the secret is wrong {broken}") == "long-words"
        assert self.code("google the secret is wrong " + '{"a":' * 5000) == "long-words"
