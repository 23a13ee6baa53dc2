"""The stand-in is strict: what Microsoft would refuse, it refuses, in the documented form."""

from __future__ import annotations

import base64
import json
import ssl
import time
from dataclasses import dataclass, field
from http.client import HTTPSConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import jwt
import pytest

from hubmail_gui.demo.directory import GRAPH
from hubmail_gui.demo.tokens import decoded
from hubmail_gui.methods.microsoft.credentials import KeyPair
from tests.servers.microsoft import Microsoft, authority, key_pair, other_key_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    started = Microsoft.started()
    yield started
    started.stop()


@dataclass
class Answer:
    """An answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


def ask(
    microsoft: Microsoft,
    method: str,
    path: str,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
) -> Answer:
    context = ssl.create_default_context(cadata=authority().cert_pem.bytes().decode())
    connection = HTTPSConnection("localhost", microsoft.cloud.port, context=context, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, response.read())
    finally:
        connection.close()


def token(microsoft: Microsoft, form: dict[str, str], tenant: str = "") -> Answer:
    path = f"/{tenant or microsoft.cloud.directory.tenant}/oauth2/v2.0/token"
    return ask(microsoft, "POST", path, urlencode(form).encode(), FORM)


def good(microsoft: Microsoft, **changed: str) -> dict[str, str]:
    form = {
        "grant_type": "client_credentials",
        "client_id": microsoft.cloud.directory.application,
        "client_secret": microsoft.secret,
        "scope": f"{GRAPH}/.default",
    }
    return {name: value for name, value in {**form, **changed}.items() if value}


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
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

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


def sent(microsoft: Microsoft, message: object, headers: dict[str, str] | None = None) -> Answer:
    bearer = token(microsoft, good(microsoft)).document["access_token"]
    known = {"Authorization": f"Bearer {bearer}", **JSON, **(headers or {})}
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return ask(microsoft, "POST", "/v1.0/users/hub@example.com/sendMail", body, known)


def mail(**changed: object) -> dict[str, object]:
    to = [{"emailAddress": {"address": "claire@example.com", "name": "Claire"}}]
    body = {"contentType": "Text", "content": "Hello"}
    return {"message": {"subject": "x", "body": body, "toRecipients": to, **changed}}


@dataclass(frozen=True)
class BadMail:
    """A body that Graph does not take."""

    name: str
    body: object
    code: str
    status: int = 400


HEADER = {"name": "X-One", "value": "1"}
BAD_MAILS = [
    BadMail("no JSON", b"{", "BadRequest"),
    BadMail("a list", [], "RequestBodyRead"),
    BadMail("no message", {}, "ErrorInvalidParameter"),
    BadMail("unknown parameter", {**mail(), "saveToSent": False}, "RequestBodyRead"),
    BadMail("a text for a boolean", {**mail(), "saveToSentItems": "false"}, "RequestBodyRead"),
    BadMail("unknown property", mail(toRecipient=[]), "RequestBodyRead"),
    BadMail("no list of recipients", mail(toRecipients={}), "RequestBodyRead"),
    BadMail("a recipient as text", mail(toRecipients=["claire@example.com"]), "RequestBodyRead"),
    BadMail("no recipient", mail(toRecipients=[]), "ErrorInvalidRecipients"),
    BadMail("no address", mail(toRecipients=[{"emailAddress": {"address": "nobody"}}]), "ErrorInvalidRecipients"),
    BadMail("another kind of body", mail(body={"contentType": "Markdown", "content": ""}), "RequestBodyRead"),
    BadMail("a header of the standard", mail(internetMessageHeaders=[{"name": "References", "value": "x"}]), "InvalidInternetMessageHeader"),
    BadMail("six headers", mail(internetMessageHeaders=[HEADER] * 6), "InvalidInternetMessageHeaderCollection"),
    BadMail("an attachment of no kind", mail(attachments=[{"name": "x", "contentBytes": ""}]), "ErrorInvalidParameter"),
    BadMail("an attachment that is no base64", mail(attachments=[{"@odata.type": "#microsoft.graph.fileAttachment", "name": "x", "contentBytes": "?"}]), "RequestBodyRead"),
    BadMail("somebody else's name", mail(**{"from": {"emailAddress": {"address": "boss@example.com"}}}), "ErrorSendAsDenied", 403),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD_MAILS, ids=lambda case: case.name)
def test_mail_is_checked_against_the_schema(microsoft: Microsoft, case: BadMail) -> None:
    answer = sent(microsoft, case.body)

    error = answer.document["error"]
    assert (answer.status, error["code"]) == (case.status, case.code)
    assert error["message"]
    assert set(error["innerError"]) == {"date", "request-id", "client-request-id"}
    assert not microsoft.inbox


def test_mail_of_every_property_is_taken(microsoft: Microsoft) -> None:
    attachment = {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": "x.txt",
        "contentType": "text/plain",
        "contentBytes": "SGVsbG8=",
        "isInline": False,
    }
    answer = sent(
        microsoft,
        mail(attachments=[attachment], internetMessageHeaders=[HEADER], importance="High"),
    )

    assert (answer.status, answer.body) == (202, b"")
    assert len(microsoft.inbox) == 1


def test_mime_is_taken_in_base64_only(microsoft: Microsoft) -> None:
    text = {"Content-Type": "text/plain"}

    good_one = sent(microsoft, base64.b64encode(b"Subject: x\r\n\r\nHello"), text)
    bad_one = sent(microsoft, b"Subject: x\r\n\r\nHello", text)

    assert good_one.status == 202
    assert microsoft.inbox == [b"Subject: x\r\n\r\nHello"]
    assert bad_one.document["error"]["code"] == "ErrorMimeContentInvalidBase64String"


@pytest.mark.parametrize("header", ["", "Bearer ", "Basic eDp4", "Bearer a.b.c"])
def test_token_is_checked(microsoft: Microsoft, header: str) -> None:
    answer = sent(microsoft, mail(), {"Authorization": header})

    assert answer.status == 401
    assert answer.document["error"]["code"] == "InvalidAuthenticationToken"


@pytest.mark.parametrize(
    ("changed", "status", "wanted"),
    [
        ({"aud": "https://outlook.office365.com"}, 401, "InvalidAuthenticationToken"),
        ({"exp": 1_600_000_000}, 401, "InvalidAuthenticationToken"),
        ({"tid": "x"}, 404, "OrganizationFromTenantGuidNotFound"),
        ({"roles": ["Mail.Read"]}, 403, "ErrorAccessDenied"),
    ],
)
def test_claims_decide(
    microsoft: Microsoft, changed: dict[str, object], status: int, wanted: str
) -> None:
    directory = microsoft.cloud.directory
    claims = dict(changed)
    roles = claims.pop("roles", ["Mail.Send"])
    assert isinstance(roles, list)
    made = microsoft.cloud.tokens.issue(
        directory.tenant, directory.application, GRAPH, roles, **claims
    )

    answer = sent(microsoft, mail(), {"Authorization": f"Bearer {made}"})

    assert answer.status == status
    assert answer.document["error"]["code"] == wanted


def test_other_paths_are_unknown(microsoft: Microsoft) -> None:
    assert ask(microsoft, "GET", "/v1.0/users/hub@example.com/sendMail").status == 400
    assert ask(microsoft, "POST", "/v1.0/users/hub@example.com/sendMails").status == 400


def test_ids_of_the_request_are_repeated(microsoft: Microsoft) -> None:
    mine = "0a1b2c3d-0000-4000-8000-000000000001"
    path = f"/{microsoft.cloud.directory.tenant}/oauth2/v2.0/token"

    refused = ask(microsoft, "POST", path, b"", {**FORM, "client-request-id": mine})
    graph = sent(microsoft, {}, {"client-request-id": mine})

    assert refused.document["correlation_id"] == mine
    assert graph.document["error"]["innerError"]["client-request-id"] == mine
