"""The identity service is strict: what Entra would refuse it refuses, in the documented form."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from hubmail_gui.demo.microsoft.directory import GRAPH
from hubmail_gui.demo.microsoft.tokens import decoded
from hubmail_gui.methods.microsoft.credentials import KeyPair
from tests.demo.asking import FORM, JSON, Answer, ask, good, token
from tests.servers.microsoft import Microsoft, key_pair, other_key_pair


def assert_entra_error(answer: Answer, number: int, word: str, status: int) -> None:
    """Every member that Microsoft documents, and the description in its own form."""
    document = answer.document
    assert answer.status == status
    assert document["error"] == word
    assert document["error_codes"] == [number]
    assert document["error_description"].startswith(f"AADSTS{number}: ")
    for label, name in (
        ("Trace ID", "trace_id"),
        ("Correlation ID", "correlation_id"),
        ("Timestamp", "timestamp"),
    ):
        assert f"{label}: {document[name]}" in document["error_description"]
    assert document["error_uri"].endswith(str(number))


def test_configuration_of_the_directory(microsoft: Microsoft) -> None:
    tenant = microsoft.cloud.directory.tenant

    answer = ask(microsoft, "GET", "/example.com/v2.0/.well-known/openid-configuration")

    base = f"https://localhost:{microsoft.cloud.port}/{tenant}"
    assert answer.status == 200
    assert answer.document["token_endpoint"] == f"{base}/oauth2/v2.0/token"
    assert answer.document["authorization_endpoint"] == f"{base}/oauth2/v2.0/authorize"
    assert answer.document["issuer"] == f"{base}/v2.0"


def test_unknown_directory(microsoft: Microsoft) -> None:
    answer = ask(microsoft, "GET", "/contoso.com/v2.0/.well-known/openid-configuration")

    assert_entra_error(answer, 90002, "invalid_tenant", 400)


@dataclass(frozen=True)
class BadForm:
    """A token request that is not right; an empty value leaves the field out."""

    name: str
    changed: dict[str, str]
    number: int
    word: str
    status: int = 400


BAD_FORMS = [
    BadForm("no grant", {"grant_type": ""}, 900144, "invalid_request"),
    BadForm("another grant", {"grant_type": "password"}, 70003, "unsupported_grant_type"),
    BadForm("no client", {"client_id": ""}, 900144, "invalid_request"),
    BadForm("unknown client", {"client_id": "x"}, 700016, "unauthorized_client"),
    BadForm("no scope", {"scope": ""}, 900144, "invalid_request"),
    BadForm("a permission as scope", {"scope": f"{GRAPH}/Mail.Send"}, 1002012, "invalid_scope"),
    BadForm("two scopes", {"scope": f"openid {GRAPH}/.default"}, 1002012, "invalid_scope"),
    BadForm("unknown resource", {"scope": "https://x.example.com/.default"}, 500011, "invalid_resource"),
    BadForm("no credential", {"client_secret": ""}, 7000218, "invalid_client", 401),
    BadForm("wrong secret", {"client_secret": "x"}, 7000215, "invalid_client", 401),
    BadForm("another kind of assertion", {"client_assertion": "x", "client_assertion_type": "saml"}, 7000217, "invalid_request"),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD_FORMS, ids=lambda case: case.name)
def test_token_request_is_checked(microsoft: Microsoft, case: BadForm) -> None:
    answer = token(microsoft, good(microsoft, **case.changed))

    assert_entra_error(answer, case.number, case.word, case.status)


def test_token_request_has_to_be_a_form(microsoft: Microsoft) -> None:
    path = f"/{microsoft.cloud.directory.tenant}/oauth2/v2.0/token"

    answer = ask(microsoft, "POST", path, json.dumps(good(microsoft)).encode(), JSON)

    assert answer.status == 400


def test_field_given_twice_is_malformed(microsoft: Microsoft) -> None:
    path = f"/{microsoft.cloud.directory.tenant}/oauth2/v2.0/token"
    body = urlencode([*good(microsoft).items(), ("scope", "x/.default")]).encode()

    assert_entra_error(ask(microsoft, "POST", path, body, FORM), 9002313, "invalid_request", 400)


def test_good_request_gets_a_token(microsoft: Microsoft) -> None:
    answer = token(microsoft, good(microsoft))

    assert answer.status == 200
    assert answer.document["token_type"] == "Bearer"
    claims = json.loads(decoded(answer.document["access_token"].split(".")[1]))
    assert claims["aud"] == GRAPH
    assert claims["roles"] == ["Mail.Send"]


@dataclass(frozen=True)
class Assertion:
    """A signed statement that differs from a good one."""

    name: str
    number: int | None
    claims: dict[str, object] = field(default_factory=dict)
    algorithm: str = "PS256"
    thumbprint: str = "x5t#S256"
    known: bool = True
    tampered: bool = False


ASSERTIONS = [
    Assertion("good, PS256", None),
    Assertion("good, RS256 and SHA-1", None, algorithm="RS256", thumbprint="x5t"),
    Assertion("unknown certificate", 700027, known=False),
    Assertion("changed afterwards", 700027, tampered=True),
    Assertion("no thumbprint", 50027, thumbprint="kid"),
    Assertion("another algorithm", 50027, algorithm="RS512"),
    Assertion("for somebody else", 700023, {"aud": "https://elsewhere.example.com/token"}),
    Assertion("by somebody else", 700021, {"iss": "x"}),
    Assertion("about somebody else", 700021, {"sub": "x"}),
    Assertion("ended", 700024, {"exp": 1_600_000_000, "nbf": 1_500_000_000}),
    Assertion("not begun", 700024, {"nbf": 4_000_000_000, "exp": 4_100_000_000}),
    Assertion("without an end", 700024, {"exp": None}),
]


def signed(microsoft: Microsoft, case: Assertion, pair: KeyPair) -> str:
    directory = microsoft.cloud.directory
    certificate = x509.load_pem_x509_certificate(pair.certificate.encode())
    digest = hashes.SHA1() if case.thumbprint == "x5t" else hashes.SHA256()
    print_ = base64.urlsafe_b64encode(certificate.fingerprint(digest)).rstrip(b"=").decode()
    now = int(time.time())
    claims = {
        "aud": f"{microsoft.cloud.origin}/{directory.tenant}/oauth2/v2.0/token",
        "iss": directory.application,
        "sub": directory.application,
        "nbf": now,
        "exp": now + 600,
        "jti": "1",
        **case.claims,
    }
    claims = {name: value for name, value in claims.items() if value is not None}
    text = jwt.encode(claims, pair.private_key, case.algorithm, headers={case.thumbprint: print_})
    if not case.tampered:
        return text
    head, _dot, signature = text.rpartition(".")
    return f"{head}.{signature[:-8]}AAAAAAAA"


@pytest.mark.parametrize("case", ASSERTIONS, ids=lambda case: case.name)
def test_assertion_is_verified(microsoft: Microsoft, case: Assertion) -> None:
    microsoft.cloud.directory.certificates = [key_pair().certificate]
    pair = key_pair() if case.known else other_key_pair()
    assertion = {
        "client_secret": "",
        "client_assertion": signed(microsoft, case, pair),
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }

    answer = token(microsoft, good(microsoft, **assertion))

    if case.number is None:
        assert answer.status == 200
    else:
        assert_entra_error(answer, case.number, "invalid_client", 401)


def test_assertion_that_is_none(microsoft: Microsoft) -> None:
    assertion = {
        "client_secret": "",
        "client_assertion": "a.b.c",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }

    assert_entra_error(token(microsoft, good(microsoft, **assertion)), 50027, "invalid_client", 401)


def test_id_of_the_request_is_repeated(microsoft: Microsoft) -> None:
    mine = "0a1b2c3d-0000-4000-8000-000000000001"
    path = f"/{microsoft.cloud.directory.tenant}/oauth2/v2.0/token"

    refused = ask(microsoft, "POST", path, b"", {**FORM, "client-request-id": mine})

    assert refused.document["correlation_id"] == mine
