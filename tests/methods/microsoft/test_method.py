"""What the rest of the program knows of this method: steps, secret, whole settings, what moved."""

from __future__ import annotations

from typing import Any

import pytest

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.methods.microsoft.settings import Credential, MicrosoftSettings, Route
from tests.servers.microsoft import key_pair

GUID = "6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21"


def document(**authentication: object) -> dict[str, Any]:
    own: dict[str, object] = {
        "type": "microsoft-oauth2",
        "application_id": GUID,
        "directory_id": "contoso.com",
    }
    return {"sender": "hub@contoso.com", "authentication": {**own, **authentication}}


def read(**authentication: object) -> tuple[MailSettings | None, list[tuple[str, str]]]:
    settings, problems = core_settings.read(document(**authentication), methods.group, check=True)
    if settings is not None:
        problems = problems + methods.of(settings).check_whole(settings)
    return settings, [(one.field, one.code) for one in problems]


def good(**authentication: object) -> MailSettings:
    settings, problems = read(**authentication)
    assert settings is not None
    assert not problems
    return settings


def test_shortest_file_means_graph_with_a_secret_in_the_worldwide_cloud() -> None:
    settings = good()
    method = methods.of(settings)

    assert [step.value for step in method.plan(settings)] == ["token", "permission", "send"]
    assert method.kind(settings) == "graph"
    assert method.secret_field(settings) == "client_secret"
    assert core_settings.write(settings)["authentication"] == {
        **document()["authentication"],
        "route": "graph",
        "cloud": "global",
        "credential": "secret",
    }


def test_steps_of_the_smtp_route() -> None:
    settings = good(route="smtp")
    method = methods.of(settings)

    assert [step.value for step in method.plan(settings)] == [
        "token", "resolve", "connect", "greet", "encrypt", "authenticate", "send",
    ]  # fmt: skip
    assert method.kind(settings) == "smtp"


def test_private_key_is_the_secret_of_a_certificate() -> None:
    settings = good(credential="certificate", certificate=key_pair().certificate)
    method = methods.of(settings)

    assert method.secret_field(settings) == "private_key"
    assert method.check_secret(settings, key_pair().private_key) == []
    wrong = method.check_secret(settings, "no key")
    assert [(one.field, one.code) for one in wrong] == [("private_key", "key.malformed")]


def test_end_of_a_certificate_is_said_at_the_certificate() -> None:
    from tests.servers import certificates
    from tests.servers.certificates import DAY, Wish

    issued = certificates.self_signed(Wish(bits=2048, starts=-30 * DAY, ends=-DAY))
    settings = good(credential="certificate", certificate=issued.pem)
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = issued.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    found = methods.of(settings).check_secret(settings, key)

    assert [(one.field, one.code) for one in found] == [("certificate", "key.expired")]


BAD = [
    ({"application_id": None}, ("application_id", "field.required")),
    ({"application_id": "Hub"}, ("application_id", "guid.malformed")),
    ({"directory_id": ""}, ("directory_id", "field.required")),
    ({"directory_id": "common"}, ("directory_id", "directory.common")),
    ({"route": "pigeon"}, ("route", "field.choice")),
    ({"cloud": "germany"}, ("cloud", "field.choice")),
    ({"cloud": "custom"}, ("endpoints", "field.required")),
    ({"cloud": "custom", "endpoints": {}}, ("endpoints.authority", "field.required")),
    ({"cloud": "custom", "endpoints": {"authority": "http://x"}}, ("endpoints.authority", "url.insecure")),
    ({"cloud": "custom", "endpoints": {"authority": "https://x"}}, ("endpoints.graph", "field.required")),
    ({"cloud": "custom", "route": "smtp", "endpoints": {"authority": "https://x"}}, ("endpoints.smtp_host", "field.required")),
    ({"cloud": "usgov-dod", "route": "smtp"}, ("route", "route.unknown_host")),
    ({"credential": "certificate"}, ("certificate", "field.required")),
    ({"credential": "certificate", "certificate": key_pair().private_key}, ("certificate", "certificate.is_key")),
    ({"client_secret": "x"}, ("client_secret", "field.unknown")),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "problem"), BAD, ids=lambda value: str(value)[:60])
def test_problem_is_named_with_its_field(
    changed: dict[str, object], problem: tuple[str, str]
) -> None:
    _settings, problems = read(**changed)

    assert problem in problems


MOVED = [
    ({"directory_id": "fabrikam.com"}, ["directory_id"]),
    ({"cloud": "usgov"}, ["cloud"]),
    ({"route": "smtp"}, []),
    ({"application_id": GUID.replace("6", "7")}, []),
]


@pytest.mark.parametrize(("changed", "keys"), MOVED, ids=str)
def test_secret_is_asked_for_again_when_it_would_go_elsewhere(
    changed: dict[str, object], keys: list[str]
) -> None:
    old, new = good(), good(**changed)

    assert methods.of(new).moved(old, new) == keys


def test_endpoints_and_trust_are_destinations() -> None:
    endpoints = {"authority": "https://a.test", "graph": "https://g.test"}
    old = good(cloud="custom", endpoints=endpoints)
    new = good(cloud="custom", endpoints={**endpoints, "authority": "https://b.test"})
    trusting = old.replace(pinned_sha256="ab" * 32)

    assert methods.of(new).moved(old, new) == ["endpoints"]
    assert methods.of(new).moved(old, trusting) == ["pinned_sha256"]


def test_other_way_of_signing_in_needs_another_secret() -> None:
    settings = good()
    other = settings.replace(
        authentication=settings.authentication.replace(credential=Credential.CERTIFICATE)
    )
    method = methods.of(settings)

    assert method.secret_field(settings) != method.secret_field(other)
    assert isinstance(settings.authentication, MicrosoftSettings)
    assert settings.authentication.route is Route.GRAPH
