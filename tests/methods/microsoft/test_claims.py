"""What a token says is read, never trusted, and never a reason to fall over."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.methods.microsoft import claims
from hubmail_gui.methods.microsoft.claims import EXCHANGE_ID, GRAPH_ID, Expected, Reading

TENANT = "0d9a7c3e-8b21-4f6a-b2c5-3e4d5f60718a"
APPLICATION = "6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21"
GRAPH = "https://graph.microsoft.com"
WANTED = Expected(frozenset({GRAPH, GRAPH_ID}), TENANT, APPLICATION, "Mail.Send", 1.0)


def token(payload: object, head: object = None) -> str:
    parts = [head or {"alg": "none"}, payload]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return ".".join([*(part.decode() for part in encoded), "c2ln"])


def payload(**changed: object) -> dict[str, object]:
    known: dict[str, object] = {
        "aud": GRAPH,
        "tid": TENANT,
        "appid": APPLICATION,
        "roles": ["Mail.Send"],
        "exp": int(time.time()) + 3599,
    }
    return {**known, **changed}


def read(expected: Expected = WANTED, **changed: object) -> Reading:
    return claims.read(token(payload(**changed)), expected)


def state(reading: Reading, name: str) -> str | None:
    return {claim.name: claim.state for claim in reading.claims}.get(name)


def test_good_token_is_good_throughout() -> None:
    reading = read()

    assert {claim.state for claim in reading.claims} == {"ok"}
    assert [claim.name for claim in reading.claims] == [
        "audience", "tenant", "application", "role", "expires", "clock",
    ]  # fmt: skip
    assert reading.foreign is None
    assert not reading.role_missing


@pytest.mark.parametrize(
    "audience", [GRAPH, f"{GRAPH}/", GRAPH.upper(), GRAPH_ID, [GRAPH], ["x", GRAPH]]
)
def test_audience_may_be_written_in_many_ways(audience: object) -> None:
    assert state(read(aud=audience), "audience") == "ok"


@pytest.mark.parametrize("audience", ["https://graph.microsoft.com.example.com", EXCHANGE_ID, "x"])
def test_other_audience_is_foreign(audience: str) -> None:
    reading = read(aud=audience)

    assert reading.foreign is not None
    assert (reading.foreign.name, reading.foreign.value) == ("audience", audience)


def test_other_tenant_is_foreign() -> None:
    reading = read(tid=APPLICATION)

    assert reading.foreign is not None
    assert reading.foreign.name == "tenant"


def test_tenant_cannot_be_compared_with_a_domain() -> None:
    expected = Expected(WANTED.audiences, "contoso.com", APPLICATION, "Mail.Send")

    assert state(read(expected, tid=APPLICATION), "tenant") == "ok"


@pytest.mark.parametrize("roles", [[], ["Mail.Read"], None, "Mail.Send", 7])
def test_missing_role_is_a_warning(roles: object) -> None:
    reading = read(roles=roles)

    assert reading.role_missing
    assert state(reading, "role") == "warning"
    assert reading.foreign is None


@pytest.mark.parametrize(
    ("offset", "state_of_it"),
    [(0.0, "ok"), (-299.0, "ok"), (301.0, "warning"), (-9999.0, "warning")],
)
def test_difference_of_the_clocks(offset: float, state_of_it: str) -> None:
    expected = Expected(WANTED.audiences, TENANT, APPLICATION, "Mail.Send", offset)

    assert state(read(expected), "clock") == state_of_it


def test_end_counts_by_the_services_clock() -> None:
    """Here it is an hour later than there: the token is as good as it was."""
    ahead = Expected(WANTED.audiences, TENANT, APPLICATION, "Mail.Send", 7200.0)
    end = int(time.time()) - 3600

    assert state(read(ahead, exp=end), "expires") == "ok"
    assert state(read(exp=end), "expires") == "warning"


@pytest.mark.parametrize("end", [10**30, -(10**30), "soon", None, True, [1], float("inf")])
def test_end_that_is_no_time_is_left_out(end: object) -> None:
    assert state(read(exp=end), "expires") is None


@pytest.mark.parametrize(
    "text",
    ["", "opaque", "a.b", "a.b.c", "a.é.c", "....", "a." + "?" * 10 + ".c", token([1]), token("x"),
     "a." + base64.urlsafe_b64encode(b"[" * 100_000).decode() + ".c"],
    ids=range(10),
)  # fmt: skip
def test_token_that_cannot_be_read_makes_no_list(text: str) -> None:
    assert claims.read(text, WANTED) == Reading()


def test_values_are_fit_to_be_shown() -> None:
    reading = read(appid="\x1b[31mred\u202e" + "x" * 5000)

    shown = next(claim.value for claim in reading.claims if claim.name == "application")
    assert shown.isprintable()
    assert len(shown) <= 200


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
NAMES = st.sampled_from(["aud", "tid", "appid", "azp", "roles", "exp"])


@given(st.dictionaries(NAMES, JSON_VALUES))
def test_any_claims_are_read(changed: dict[str, Any]) -> None:
    reading = read(**changed)

    assert {claim.state for claim in reading.claims} <= {"ok", "warning", "failed"}


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    claims.read(text, WANTED)
