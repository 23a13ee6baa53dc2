"""Settings from one definition: the file, strict reading, its JSON Schema, what changed."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from hubmail_gui import methods
from hubmail_gui.core import schema as core_schema
from hubmail_gui.core import settings
from hubmail_gui.core.problems import Problem
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.service import file_schema

PASSWORD: dict[str, Any] = {
    "sender": "hub@example.com",
    "authentication": {
        "type": "password",
        "host": "smtp.example.com",
        "port": 587,
        "encryption": "starttls",
        "smtp_authentication": True,
        "username": "hub",
    },
}
MICROSOFT: dict[str, Any] = {
    "sender": "hub@example.com",
    "authentication": {
        "type": "microsoft-oauth2",
        "application_id": "11111111-2222-3333-4444-555555555555",
        "directory_id": "example.onmicrosoft.com",
        "route": "graph",
        "cloud": "global",
        "credential": "secret",
    },
}


def read(document: object) -> tuple[MailSettings | None, list[Problem]]:
    return settings.read(document, methods.group, check=True)


def changed(document: dict[str, Any], **inner: object) -> dict[str, Any]:
    return {**document, "authentication": {**document["authentication"], **inner}}


def codes(problems: list[Problem]) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in problems}


@pytest.mark.parametrize("document", [PASSWORD, MICROSOFT], ids=["password", "microsoft"])
def test_what_is_written_is_what_was_read(document: dict[str, Any]) -> None:
    read_back, problems = read(document)
    assert problems == []
    assert read_back is not None
    assert settings.write(read_back) == document


def test_every_problem_is_told_at_once() -> None:
    _settings, problems = read(
        {
            "sender": "nobody",
            "colour": 1,
            "authentication": changed(PASSWORD, host="", port=0)["authentication"],
        }
    )
    assert codes(problems) == {
        ("sender", "email.malformed"),
        ("colour", "field.unknown"),
        ("host", "field.required"),
        ("port", "port.range"),
    }


@pytest.mark.parametrize(
    ("inner", "problem"),
    [
        ({"port": "587"}, ("port", "field.type")),
        ({"port": True}, ("port", "field.type")),
        ({"port": 587.0}, ("port", "field.type")),
        ({"smtp_authentication": "yes"}, ("smtp_authentication", "field.type")),
        ({"encryption": "ssl"}, ("encryption", "field.choice")),
        ({"type": "kerberos"}, ("type", "field.choice")),
        ({"password": "x"}, ("password", "field.unknown")),
        ({"username": None}, ("username", "field.required")),
    ],
    ids=str,
)
def test_a_wrong_key_is_named(inner: dict[str, object], problem: tuple[str, str]) -> None:
    _settings, problems = read(changed(PASSWORD, **inner))
    assert codes(problems) == {problem}


def test_without_a_login_the_user_name_is_not_kept() -> None:
    found, problems = read(changed(PASSWORD, smtp_authentication=False))
    assert problems == []
    assert found is not None
    assert "username" not in settings.write(found)["authentication"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("document", "inner", "problem"),
    [
        (PASSWORD, {"smtp_authentication": False, "username": 5}, ("username", "field.type")),
        (MICROSOFT, {"endpoints": "https://localhost"}, ("endpoints", "field.type")),
        (MICROSOFT, {"certificate": True}, ("certificate", "field.type")),
    ],
    ids=["user name", "endpoints", "certificate"],
)
def test_a_wrong_type_is_one_where_it_means_nothing_too(
    document: dict[str, Any], inner: dict[str, object], problem: tuple[str, str]
) -> None:
    _settings, problems = read(changed(document, **inner))
    assert codes(problems) == {problem}


def test_what_means_nothing_beside_the_rest_is_dropped() -> None:
    found, problems = read(changed(MICROSOFT, endpoints={"authority": ""}, certificate="old"))
    assert problems == []
    assert found is not None
    written = settings.write(found)["authentication"]
    assert not {"endpoints", "certificate"} & set(written)  # type: ignore[call-overload]


def test_blanks_pasted_around_a_value_are_dropped() -> None:
    found, problems = read(changed(PASSWORD, host=" smtp.example.com\u00a0\n"))
    assert problems == []
    assert found is not None
    assert core_schema.write(found.authentication)["host"] == "smtp.example.com"


def test_shared_keys_may_stand_beside_the_host() -> None:
    found, problems = read(changed(PASSWORD, ehlo_name="hub.example.com", timeout=20))
    assert problems == []
    assert found is not None
    assert (found.ehlo_name, found.timeout) == ("hub.example.com", 20)


def test_a_shared_key_given_twice_is_refused() -> None:
    twice = {**changed(PASSWORD, timeout=20), "timeout": 30}
    assert codes(read(twice)[1]) == {("timeout", "field.unknown")}


@pytest.mark.parametrize("document", [None, [], "x", 7, {}, {"authentication": 3}], ids=str)
def test_what_is_no_settings_file_is_refused(document: object) -> None:
    found, problems = read(document)
    assert found is None
    assert problems


def test_custom_endpoints_belong_to_the_custom_cloud() -> None:
    endpoints = {"authority": "https://localhost:8443/", "graph": "http://localhost"}
    custom = changed(MICROSOFT, cloud="custom", endpoints=endpoints)
    assert codes(read(custom)[1]) == {("endpoints.graph", "url.insecure")}
    missing = changed(MICROSOFT, cloud="custom")
    assert codes(read(missing)[1]) == {("endpoints", "field.required")}


def test_the_names_of_changed_fields_are_told_and_no_values() -> None:
    old, _none = read(PASSWORD)
    new, _none = read({**changed(PASSWORD, host="mail.example.com"), "reply_to": "it@example.com"})
    assert settings.changed_fields(old, new) == ["reply_to", "host"]
    other, _none = read(MICROSOFT)
    assert settings.changed_fields(old, other)[0] == "type"


@pytest.mark.parametrize("document", [PASSWORD, MICROSOFT], ids=["password", "microsoft"])
def test_the_schema_takes_what_the_program_takes(document: dict[str, Any]) -> None:
    schema = file_schema.document()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)


@pytest.mark.parametrize(
    "inner", [{"port": 0}, {"port": "587"}, {"encryption": "ssl"}, {"colour": "red"}], ids=str
)
def test_the_schema_refuses_what_the_program_refuses(inner: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed(PASSWORD, **inner), file_schema.document())


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (None, Problem("", "field.type", {"expected": "a group of settings"})),
        ({"sender": "hub@example.com"}, Problem("authentication", "field.required")),
        ({**PASSWORD, "authentication": 3},
         Problem("authentication", "field.type", {"expected": "a group of settings"})),
        ({**PASSWORD, "authentication": {}}, Problem("type", "field.required")),
        ({**PASSWORD, "authentication": {"type": ""}}, Problem("type", "field.required")),
        ({**PASSWORD, "schema": "1"},
         Problem("schema", "field.type", {"expected": "a whole number"})),
        ({**PASSWORD, "schema": True},
         Problem("schema", "field.type", {"expected": "a whole number"})),
        ({**PASSWORD, "revision": 1.5},
         Problem("revision", "field.type", {"expected": "a whole number"})),
        ({**PASSWORD, "saved_at": 5}, Problem("saved_at", "field.type", {"expected": "a text"})),
        ({**PASSWORD, "saved_by": 5}, Problem("saved_by", "field.type", {"expected": "a text"})),
        ({**PASSWORD, "secret": 5}, Problem("secret", "field.type", {"expected": "a text"})),
        ({**PASSWORD, "schema": 0}, Problem("schema", "field.choice", {"choices": 1})),
        ({**PASSWORD, "schema": 2}, Problem("schema", "schema.newer", {"choices": 1})),
        ({"settings": {}, "secret_stored": True},
         Problem("", "file.is_output", {"command": "show"})),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_whole(document: object, problem: Problem) -> None:
    assert read(document) == (None, [problem])


def test_what_the_program_adds_may_stand_there_and_is_not_among_the_settings() -> None:
    stored = settings.Stored(read(PASSWORD)[0], 7, "2026-11-24T14:02:00+01:00", "claire", "ref")  # type: ignore[arg-type]
    document = {
        "schema": 1,
        "revision": 7,
        "saved_at": "2026-11-24T14:02:00+01:00",
        "saved_by": "claire",
        **PASSWORD,
        "secret": "ref",
    }
    assert stored.document() == document
    assert list(stored.document()) == list(document)
    assert read(stored.document()) == (stored.settings, [])
    assert "secret" not in stored._replace(secret=None).document()
    nothing = dict.fromkeys(settings.ADDED)
    assert read({**PASSWORD, **nothing}) == (stored.settings, [])


def test_problems_of_all_groups_in_their_order() -> None:
    document = changed(PASSWORD, host="", colour="red")
    _settings, problems = read({**document, "size": 1, "revision": "1"})
    assert [one.field for one in problems] == ["revision", "size", "colour", "host"]
    _settings, problems = read({**changed(PASSWORD, type="kerberos"), "size": 1})
    assert [one.field for one in problems] == ["type", "size"]
    assert problems[0].params.keys() == {"choices"}


@pytest.mark.parametrize(
    ("store", "none"), [("keyring", False), ("credential", True), (None, False)]
)
def test_where_the_secret_is_between_two_runs(store: str | None, none: bool) -> None:
    found, problems = read({**PASSWORD, **({"secret_store": store} if store else {})})
    assert problems == []
    assert found is not None
    assert found.keeps_no_secret is none
    assert found.type == "password"


def test_the_definition_of_a_key() -> None:
    group = methods.group("microsoft-oauth2")
    labels = {
        key: spec and spec.label
        for key in ("application_id", "sender", "endpoints.graph", "endpoints.moon", "moon.graph", "moon")
        for spec in [settings.known_setting(group, key)]
    }  # fmt: skip
    assert labels["application_id"] == "Application ID"
    assert labels["sender"] == "Sender email"
    assert labels["endpoints.graph"]
    assert [labels[key] for key in ("endpoints.moon", "moon.graph", "moon")] == [None, None, None]


def test_what_changed_from_nothing_and_to_nothing() -> None:
    found, _none = read(PASSWORD)
    keys = ["sender", "authentication", "host"]
    assert [key for key in settings.changed_fields(None, found) if key in keys] == [
        "sender",
        "host",
    ]
    assert settings.changed_fields(None, None) == []
    assert settings.changed_fields(found, found) == []
    other, _none = read({**MICROSOFT, "sender": "it@example.com"})
    own = list(MICROSOFT["authentication"])[1:]
    assert settings.changed_fields(found, other) == ["type", "sender", *own]
