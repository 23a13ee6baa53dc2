"""Graph's sendMail is strict: what Microsoft would refuse it refuses, in the documented form."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

import pytest

from hubmail_gui.demo.microsoft.directory import GRAPH
from tests.demo.asking import JSON, Answer, ask, good, token
from tests.servers.microsoft import Microsoft


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


def test_id_of_the_request_is_repeated(microsoft: Microsoft) -> None:
    mine = "0a1b2c3d-0000-4000-8000-000000000001"

    answer = sent(microsoft, {}, {"client-request-id": mine})

    assert answer.document["error"]["innerError"]["client-request-id"] == mine
