"""The whole way to an accepted mail, with the real MSAL, by each credential and each route."""

from __future__ import annotations

import hashlib
import json
import ssl
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest

from hubmail_gui.core.steps import StepState
from hubmail_gui.demo.microsoft.cloud import Stage
from hubmail_gui.demo.microsoft.directory import EXCHANGE, GRAPH
from tests.integration.microsoft.answers import granted
from tests.servers.microsoft import RECIPIENT, Microsoft, code, key_pair, read, states

if TYPE_CHECKING:
    from pathlib import Path

    from hubmail_gui.core.settings import MailSettings

GRAPH_STEPS = dict.fromkeys(("token", "permission", "send"), StepState.OK)
SMTP_STEPS = dict.fromkeys(
    ("token", "resolve", "connect", "greet", "encrypt", "authenticate", "send"), StepState.OK
)


def chosen(microsoft: Microsoft, credential: str, route: str) -> tuple[MailSettings, str]:
    if credential == "secret":
        return microsoft.settings(route), microsoft.secret
    return microsoft.with_certificate(route), key_pair().private_key


@pytest.mark.parametrize("credential", ["secret", "certificate"])
def test_graph_accepts_the_test_mail(microsoft: Microsoft, credential: str) -> None:
    attempt = microsoft.send(*chosen(microsoft, credential, "graph"))

    assert attempt.fault is None
    assert not attempt.warnings
    assert states(attempt) == GRAPH_STEPS
    assert attempt.reply is not None
    assert attempt.reply.startswith("HTTP 202, request-id ")
    sent: dict[str, Any] = json.loads(microsoft.inbox[0])
    assert sent["saveToSentItems"] is False
    to = [one["emailAddress"]["address"] for one in sent["message"]["toRecipients"]]
    assert to == [RECIPIENT]
    assert "123456" in sent["message"]["body"]["content"]


@pytest.mark.parametrize("credential", ["secret", "certificate"])
def test_exchange_accepts_the_test_mail_over_smtp(microsoft: Microsoft, credential: str) -> None:
    attempt = microsoft.send(*chosen(microsoft, credential, "smtp"))

    assert attempt.fault is None
    assert not attempt.warnings
    assert states(attempt) == SMTP_STEPS
    message = message_from_bytes(microsoft.inbox[0], policy=policy.default)
    assert message["To"] == RECIPIENT


def test_nothing_is_asked_of_anybody_but_discovery_token_and_graph(microsoft: Microsoft) -> None:
    tenant = microsoft.cloud.directory.tenant

    microsoft.send(microsoft.settings())

    assert microsoft.asked() == [
        f"GET /{tenant}/v2.0/.well-known/openid-configuration",
        f"POST /{tenant}/oauth2/v2.0/token",
        "POST /v1.0/users/hub@example.com/sendMail",
    ]


def test_region_of_the_environment_chooses_no_other_host(
    microsoft: Microsoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MSAL_FORCE_REGION", "westeurope")
    monkeypatch.setenv("REGION_NAME", "westeurope")

    attempt = microsoft.send(microsoft.settings())

    assert attempt.fault is None


def test_token_of_every_test_is_a_new_one(microsoft: Microsoft) -> None:
    for _ in range(2):
        microsoft.send(microsoft.settings())

    tokens = [one.headers["authorization"] for one in microsoft.cloud.requests[2::3]]
    assert len(set(tokens)) == 2


@pytest.mark.parametrize(("route", "resource"), [("graph", GRAPH), ("smtp", EXCHANGE)])
def test_missing_role_is_a_warning_because_exchange_may_grant_it(
    microsoft: Microsoft, route: str, resource: str
) -> None:
    microsoft.cloud.directory.roles[resource] = ()
    microsoft.cloud.directory.by_rbac = True

    attempt = microsoft.send(microsoft.settings(route))

    assert attempt.fault is None
    assert [one.code for one in attempt.warnings] == ["oauth.role_missing"]
    assert {claim.name: claim.state for claim in attempt.claims}["role"] == "warning"


def test_claims_are_a_checked_list(microsoft: Microsoft) -> None:
    attempt = microsoft.send(microsoft.settings())

    directory = microsoft.cloud.directory
    found = {claim.name: (claim.value, claim.state) for claim in attempt.claims}
    assert found["audience"] == (GRAPH, "ok")
    assert found["tenant"] == (directory.tenant, "ok")
    assert found["application"] == (directory.application, "ok")
    assert found["role"] == ("Mail.Send", "ok")
    assert {name: state for name, (_value, state) in found.items()}["expires"] == "ok"
    assert found["clock"][1] == "ok"


def test_domain_names_the_directory_as_well(microsoft: Microsoft) -> None:
    settings = microsoft.settings(directory_id="Example.com")

    assert microsoft.send(settings).fault is None


def test_domain_is_compared_with_the_tokens_directory(microsoft: Microsoft) -> None:
    """The identity service tells which directory a domain means, so the token can be checked."""
    directory = microsoft.cloud.directory
    settings = microsoft.settings(directory_id=directory.domain)
    strange = microsoft.cloud.tokens.issue(
        "11111111-2222-3333-4444-555555555555", directory.application, GRAPH, ["Mail.Send"]
    )
    microsoft.cloud.always(Stage.TOKEN, granted(strange))

    assert code(microsoft.send(settings)) == "graph.token_rejected"
    assert not microsoft.inbox


def test_variables_of_requests_name_no_other_authority(
    microsoft: Microsoft, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle = tmp_path / "bundle.pem"
    bundle.write_text("", encoding="ascii")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(bundle))

    assert microsoft.send(microsoft.settings()).fault is None


def test_login_in_netrc_does_not_replace_the_token(
    microsoft: Microsoft, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login somebody password hunter2\n", encoding="ascii")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    assert microsoft.send(microsoft.settings()).fault is None


def test_pinned_certificate_is_enough(microsoft: Microsoft) -> None:
    pem = ssl.get_server_certificate(("localhost", microsoft.cloud.port))
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
    document = microsoft.document()
    del document["ca_certificates"]
    document["pinned_sha256"] = digest

    assert microsoft.send(read(document)).fault is None


def test_scope_of_custom_endpoints_is_asked_for(microsoft: Microsoft) -> None:
    endpoints = microsoft.endpoints(scope=f"{GRAPH}/.default")

    attempt = microsoft.send(microsoft.settings(endpoints=endpoints))

    assert attempt.fault is None
    assert b"scope=https%3A%2F%2Fgraph.microsoft.com%2F.default" in (
        microsoft.cloud.requests[1].body
    )


def test_other_certificate_than_the_pinned_one_is_refused(microsoft: Microsoft) -> None:
    document = microsoft.document()
    document["pinned_sha256"] = "ab" * 32

    attempt = microsoft.send(read(document))

    assert code(attempt) == "tls.certificate.pin_changed"
    assert not microsoft.cloud.requests


def test_key_with_its_certificate_in_one_text_is_a_key(microsoft: Microsoft) -> None:
    """As openssl writes both into one file, with remarks of its own."""
    pair = key_pair()
    text = f"Bag Attributes\n{pair.certificate}Key Attributes: none\n{pair.private_key}"

    assert microsoft.send(microsoft.with_certificate(), text).fault is None
