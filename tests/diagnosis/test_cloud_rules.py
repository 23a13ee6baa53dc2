"""Every entry of the rule files can be used, is justified, and wins for its own sample."""

from __future__ import annotations

import datetime
import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.core.facts import CloudFact
from hubmail_gui.core.resources import path
from hubmail_gui.diagnosis import cloud_rules, log_words
from hubmail_gui.diagnosis.cloud_answer import Form, read
from hubmail_gui.diagnosis.cloud_rules import classify_cloud, entries, files, ranked, rules, stages
from tests.diagnosis.cloud_corpus import FILES as CORPUS_FILES
from tests.diagnosis.cloud_corpus import load, parse, token

KEYS = {"id", "fault", "stage", "source", "sample"}
CONDITIONS = {
    "status",
    "number",
    "family",
    "error",
    "code",
    "form",
    "text",
    "header",
    "secret_is_guid",
}
REMARKS = {"general", "temporary", "note"}
EVERY = [(file, entry) for file in files() for entry in entries(file)]
STAGES = sorted(stages())
NUMBERS = sorted({number for rule in rules() for number in rule.number})


def _id(value: object) -> str:
    return str(value["id"]) if isinstance(value, dict) else str(value)


@pytest.fixture(scope="module")
def fault_codes() -> set[str]:
    return set(tomllib.loads(Path(path("faults/faults.toml")).read_text("utf-8"))["codes"])


def samples(entry: dict[str, Any]) -> list[CloudFact]:
    """The entry's sample at each of its stages."""
    guid = bool(entry.get("secret_is_guid"))
    return [parse(entry["sample"], s, secret_is_guid=guid) for s in entry["stage"] or STAGES]


def assert_decided(fact: CloudFact) -> None:
    """One rule says most: the order of the files never decides."""
    held = ranked(read(fact))
    assert held
    assert len(held) == 1 or held[0][0] > held[1][0], [rule.id for _, rule in held[:2]]


@pytest.mark.parametrize(("file", "entry"), EVERY, ids=_id)
def test_entry_is_well_formed(file: str, entry: dict[str, Any], fault_codes: set[str]) -> None:
    assert set(entry) >= KEYS
    assert set(entry) <= KEYS | CONDITIONS | REMARKS
    assert entry["fault"] in fault_codes
    assert entry["source"]["ref"].strip()
    assert isinstance(entry["source"]["checked"], datetime.date)
    assert set(entry["stage"]) <= set(STAGES)
    assert set(entry.get("form", ())) <= set(Form)
    assert len(set(entry) & {"number", "family", "error", "code"}) <= 1, "one name a rule"


@pytest.mark.parametrize(("file", "entry"), EVERY, ids=_id)
def test_entry_is_written_as_the_matcher_looks(file: str, entry: dict[str, Any]) -> None:
    for condition in ("text", "header", "status", "error", "code", "form", "number"):
        assert isinstance(entry.get(condition, []), list)
    for fragment in [*entry.get("text", ()), *entry.get("header", ()), *entry.get("error", ())]:
        assert fragment == " ".join(fragment.lower().split())
    for header in entry.get("header", ()):
        assert ":" in header
    for numbers in ("number", "code", "error", "text", "status"):
        assert len(set(entry.get(numbers, ()))) == len(entry.get(numbers, ()))


@pytest.mark.parametrize(("file", "entry"), EVERY, ids=_id)
def test_entry_wins_for_its_sample(file: str, entry: dict[str, Any]) -> None:
    for fact in samples(entry):
        assert classify_cloud(fact).rule == entry["id"]
        assert_decided(fact)


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in rules()]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("number", NUMBERS)
def test_every_number_is_known_by_itself(number: int) -> None:
    fact = token({"error": "invalid_request", "error_codes": [number]})
    deciding = ranked(read(fact))[0][1]

    assert number in deciding.number
    assert_decided(fact)


def test_a_number_or_code_stands_once_without_further_conditions() -> None:
    plain = [
        (stage, name)
        for _, entry in EVERY
        if not set(entry) & (CONDITIONS - {"number", "code"})
        for name in [*entry.get("number", ()), *map(str.lower, entry.get("code", ()))]
        for stage in entry["stage"] or STAGES
    ]

    assert len(plain) == len(set(plain))


@pytest.mark.parametrize("file", CORPUS_FILES)
def test_real_answers_are_never_tied(file: str) -> None:
    for entry in load(file):
        assert_decided(entry.fact)


BODIES = {
    "empty": "",
    "oauth": '{"error":"invalid_client"}',
    "oauth-unknown": '{"error":"word_of_tomorrow","error_codes":[99999999]}',
    "graph": '{"error":{"code":"ErrorOfTomorrow","message":"Something."}}',
    "graph-general": '{"error":{"code":"UnknownError","message":""}}',
    "json": '{"detail":"Not Found"}',
    "html": "<html><head><title>Hello</title></head></html>",
    "text": "hello",
    "half": '{"error":{"code":"Err',
}
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"www-authenticate": "Negotiate"},
    {"www-authenticate": 'Bearer error="insufficient_claims"'},
    {"location": "http://192.0.2.1/"},
    {"request-id": "1"},
    {"x-ms-request-id": "1"},
    {"server": "squid/6"},
)
STATUSES = (100, 200, 202, 302, 307, *range(400, 432), 451, *range(500, 512), 520, 599, 999)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_grid_of_answers_always_has_one_verdict(
    stage: str, body: str, fault_codes: set[str]
) -> None:
    for status, headers in product(STATUSES, HEADERS):
        fact = CloudFact(stage, status, headers, body)

        assert_decided(fact)
        assert classify_cloud(fact).code in fault_codes


QUOTED = {
    "google.clock_skew": "google.auth.exceptions.RefreshError: ('invalid_grant: Invalid JWT: Token must be a"
    " short-lived token (60 minutes) and in a reasonable timeframe.', {})",
    "google.delegation_missing": 'oauth2: cannot fetch token: 401 Unauthorized\nResponse: {"error":'
    ' "unauthorized_client", "error_description": "Client is unauthorized to retrieve access tokens"}',
    "google.user_not_found": "Error: invalid_grant: Invalid email or User ID",
    "google.api_disabled": '<HttpError 403 when requesting https://gmail.googleapis.com/gmail/v1/users/me/messages'
    ' returned "Gmail API has not been used in project 1 before or it is disabled.">',
    "google.throttled": "Error: User-rate limit exceeded.  Retry after 2026-11-21T12:57:51.196Z",
}  # fmt: skip


@pytest.mark.parametrize(("code", "text"), QUOTED.items(), ids=QUOTED)
def test_an_answer_is_recognised_where_a_log_quotes_it(code: str, text: str) -> None:
    found = log_words.find(f"2026-11-27 12:00:01 worker failed\n{text}\nat line 7\n")
    assert found[0].code == code


@pytest.mark.parametrize(
    "text", ["quota exceeded on /var", "the user is disabled", "project not found", "access_denied"]
)
def test_words_of_others_are_not_taken_for_it(text: str) -> None:
    assert cloud_rules.quoted(text) is None
