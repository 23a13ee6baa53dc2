"""Whatever is answered, there is a verdict that a report can hold."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core.facts import CloudFact
from hubmail_gui.core.resources import path
from hubmail_gui.diagnosis.cloud_rules import classify_cloud
from hubmail_gui.methods.microsoft.answers import CloudStage

CODES = set(tomllib.loads(Path(path("faults/faults.toml")).read_text("utf-8"))["codes"])
FAMILIES: dict[str, tuple[str, ...]] = {
    CloudStage.DISCOVERY: ("oauth.", "network.proxy"),
    CloudStage.TOKEN: ("oauth.", "network.proxy"),
    CloudStage.GRAPH: ("graph.", "network.proxy", "oauth.conditional_access"),
}
NAMES = st.sampled_from(
    [
        "retry-after",
        "date",
        "location",
        "server",
        "www-authenticate",
        "request-id",
        "content-type",
        "x-squid-error",
    ]
)
KEYS = st.sampled_from(
    [
        "error",
        "error_codes",
        "error_description",
        "suberror",
        "code",
        "message",
        "innerError",
        "details",
        "date",
        "odata.error",
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(
        [
            "invalid_client",
            "UnknownError",
            "ErrorAccessDenied",
            "AADSTS7000215: x",
            '{"error":{"code":"x"}}',
            "\ud800",
        ]
    )
)
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=5)
    ),
)
BODIES = (
    st.text()
    | st.binary().map(lambda raw: raw.decode("latin-1"))
    | JSON.map(json.dumps)
    | JSON.map(lambda data: json.dumps(data)[:-3])
    | st.text().map(lambda text: f"<html><title>{text}</title>")
)
FACTS = st.builds(
    CloudFact,
    stage=st.sampled_from(CloudStage),
    status=st.integers(0, 1000),
    headers=st.dictionaries(NAMES, st.text(max_size=40), max_size=4),
    body=BODIES,
    secret_is_guid=st.booleans(),
)


@given(FACTS)
def test_any_answer_has_a_verdict_of_the_contract(fact: CloudFact) -> None:
    verdict = classify_cloud(fact)

    assert verdict.code in CODES
    assert verdict.code.startswith(FAMILIES[fact.stage])
    for name, value in verdict.params.items():
        assert name.isidentifier()
        assert value.strip() == value != ""
        assert value.isprintable()
        assert len(value) <= 1500
        value.encode("utf-8")


@given(FACTS)
def test_the_same_answer_has_the_same_verdict(fact: CloudFact) -> None:
    assert classify_cloud(fact) == classify_cloud(fact)
