"""Identifiers and addresses as people paste them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core.problems import ProblemError
from hubmail_gui.methods.microsoft import identifiers
from hubmail_gui.oauth import origins

GUID = "6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21"
OTHER = "0d9a7c3e-8b21-4f6a-b2c5-3e4d5f60718a"

PASTED = [
    GUID,
    GUID.upper(),
    f"{{{GUID}}}",
    f"({GUID})",
    f"  {GUID} ",
    GUID.replace("-", ""),
    f"Application (client) ID : {GUID}",
    f"ID d'application (client)\u00a0: {GUID}",
    f"https://login.microsoftonline.com/{GUID}/oauth2/v2.0/token",
    f"api://{GUID}",
    f"{GUID} {GUID.upper()}",
]


@pytest.mark.parametrize("text", PASTED)
def test_identifier_is_found_in_what_was_pasted(text: str) -> None:
    assert identifiers.application_id(text) == GUID
    assert identifiers.directory_id(text) == GUID


@pytest.mark.parametrize(
    "text",
    [
        "x",
        GUID[:-1],
        f"{GUID}0",
        f"a{GUID}",
        "00000000-0000-0000-0000",
        "Hub mail",
    ],
)
def test_anything_else_is_no_application(text: str) -> None:
    with pytest.raises(ProblemError) as raised:
        identifiers.application_id(text)

    assert raised.value.code == "guid.malformed"


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("contoso.com", "contoso.com"),
        ("Contoso.OnMicrosoft.com", "contoso.onmicrosoft.com"),
        ("exämple.com", "xn--exmple-cua.com"),
        ("contoso.com/", "contoso.com"),
        ("https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token", "contoso.com"),
        ("live.example", "live.example"),
    ],
)
def test_domain_names_a_directory(text: str, domain: str) -> None:
    assert identifiers.directory_id(text) == domain


@pytest.mark.parametrize(
    ("check", "text", "code"),
    [
        (identifiers.application_id, "00000000-0000-0000-0000-000000000000", "guid.placeholder"),
        (identifiers.application_id, "<application ID>", "guid.placeholder"),
        (identifiers.application_id, "YOUR_CLIENT_ID", "guid.placeholder"),
        (identifiers.application_id, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "guid.placeholder"),
        (identifiers.application_id, "${CLIENT_ID}", "guid.placeholder"),
        (identifiers.application_id, f"{GUID} {OTHER}", "guid.several"),
        (identifiers.application_id, "00000003-0000-0000-c000-000000000000", "guid.microsofts"),
        (identifiers.application_id, "Abc8Q~" + "x1" * 17, "guid.is_secret"),
        (identifiers.directory_id, "00000000-0000-0000-0000-000000000000", "guid.placeholder"),
        (identifiers.directory_id, "9188040d-6c67-4c5b-b112-36a304b66dad", "directory.personal"),
        (identifiers.directory_id, "outlook.com", "directory.personal"),
        (identifiers.directory_id, "hotmail.fr", "directory.personal"),
        (identifiers.directory_id, "outlook.co.id", "directory.personal"),
        (identifiers.directory_id, "live.co.uk", "directory.personal"),
        (identifiers.directory_id, "9188040D6C674C5BB11236A304B66DAD", "directory.personal"),
        (identifiers.directory_id, "hub@contoso.com", "directory.is_address"),
        (identifiers.directory_id, "your-tenant-id", "guid.placeholder"),
    ],
)
def test_what_is_caught_before_anything_is_sent(
    check: Callable[[str], str], text: str, code: str
) -> None:
    with pytest.raises(ProblemError) as raised:
        check(text)

    assert raised.value.code == code


@pytest.mark.parametrize("text", ["common", "Organizations", "consumers"])
def test_name_for_any_directory_is_refused(text: str) -> None:
    with pytest.raises(ProblemError) as raised:
        identifiers.directory_id(text)

    assert raised.value.code == "directory.common"


@pytest.mark.parametrize("text", ["contoso", "contoso/..", "a b.com", "192.0.2.1", "::1"])
def test_anything_else_is_no_directory(text: str) -> None:
    with pytest.raises(ProblemError) as raised:
        identifiers.directory_id(text)

    assert raised.value.code == "directory.malformed"


@pytest.mark.parametrize(
    "text", [GUID, GUID.upper(), f"{{{GUID}}}", GUID.replace("-", ""), f" {GUID}"]
)
def test_secret_id_is_recognised(text: str) -> None:
    assert identifiers.is_guid(text)


@pytest.mark.parametrize("text", ["abc8Q~xyz", f"{GUID}~x", f"x {GUID}", ""])
def test_secret_value_is_no_secret_id(text: str) -> None:
    assert not identifiers.is_guid(text)


ORIGINS = [
    ("https://localhost:8443", "https://localhost:8443"),
    ("HTTPS://Login.Example.COM/", "https://login.example.com"),
    ("https://login.example.com:443", "https://login.example.com"),
    ("https://[::1]:8443/", "https://[::1]:8443"),
    ("https://exämple.com", "https://xn--exmple-cua.com"),
    ("https://192.0.2.1", "https://192.0.2.1"),
]


@pytest.mark.parametrize(("text", "origin"), ORIGINS)
def test_origin_is_tidied(text: str, origin: str) -> None:
    assert origins.origin(text) == origin


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("http://localhost", "url.insecure"),
        ("localhost:8443", "url.malformed"),
        ("https://", "url.malformed"),
        ("https://user:password@localhost", "url.malformed"),
        ("https://localhost:99999", "url.malformed"),
        ("https://localhost:port", "url.malformed"),
        ("ftp://localhost", "url.malformed"),
        ("https://[::1", "url.malformed"),
        (f"https://login.microsoftonline.com/{GUID}", "url.has_path"),
        ("https://graph.microsoft.com/v1.0", "url.has_path"),
        ("https://localhost?x=1", "url.has_path"),
        ("https://local\thost", "field.control_characters"),
    ],
)
def test_other_addresses_are_refused(text: str, code: str) -> None:
    with pytest.raises(ProblemError) as raised:
        origins.origin(text)

    assert raised.value.code == code


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("https://graph.microsoft.com/.default", "https://graph.microsoft.com/.default"),
        ("https://graph.microsoft.com", "https://graph.microsoft.com/.default"),
        ("https://graph.microsoft.com/", "https://graph.microsoft.com/.default"),
        (f"api://{GUID}", f"api://{GUID}/.default"),
    ],
)
def test_scope_ends_as_the_flow_needs_it(text: str, scope: str) -> None:
    assert identifiers.scope(text) == scope


def test_two_scopes_are_refused() -> None:
    with pytest.raises(ProblemError) as raised:
        identifiers.scope("https://a.example.com/.default https://b.example.com/.default")

    assert raised.value.code == "scope.malformed"


@given(st.text(max_size=200))
def test_any_text_is_tidied_or_refused(text: str) -> None:
    for check in (
        identifiers.application_id,
        identifiers.directory_id,
        origins.origin,
        identifiers.scope,
    ):
        try:
            tidied = check(text)
        except ProblemError:
            continue
        assert check(tidied) == tidied
