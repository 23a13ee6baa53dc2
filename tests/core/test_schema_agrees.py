"""The JSON Schema and the program judge the same files alike."""

from __future__ import annotations

from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui import methods
from hubmail_gui.core import settings
from hubmail_gui.service import file_schema

VALIDATOR = jsonschema.Draft202012Validator(file_schema.document())

# Good and bad values of every kind; null is left out, which the program takes for "not given".
VALUES = st.sampled_from([
    "hub@example.com", "mail.example.com", "starttls", "none", "graph", "smtp", "custom", "global",
    "secret", "certificate", "password", "2027-01-31", "ab" * 32, "", "nonsense", "x" * 400,
    "11111111-2222-3333-4444-555555555555", "contoso.com", 0, 1, 25, 587, 70000, -1, 1.5, True,
    False, [], {}, {"authority": "https://localhost", "graph": "https://localhost"},
])  # fmt: skip
COMMON = {"sender": "hub@example.com", "timeout": 30, "secret_expires": "2027-01-31"}
LOGINS: list[dict[str, Any]] = [
    {"type": "password", "host": "mail.example.com", "port": 587, "encryption": "starttls",
     "smtp_authentication": True, "username": "hub"},
    {"type": "microsoft-oauth2", "application_id": "11111111-2222-3333-4444-555555555555",
     "directory_id": "contoso.com", "route": "smtp", "cloud": "custom", "credential": "secret",
     "endpoints": {"authority": "https://localhost", "smtp_host": "localhost", "smtp_port": 25}},
]  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A good file with a few values replaced, added, moved or taken away."""
    login = dict(draw(st.sampled_from(LOGINS)))
    top: dict[str, Any] = {key: COMMON[key] for key in draw(st.sets(st.sampled_from([*COMMON])))}
    keys = [*settings.SHARED, *settings.ADDED, *LOGINS[0], *LOGINS[1], "certificate", "colour"]
    for target in (top, login):
        target |= draw(st.dictionaries(st.sampled_from(keys), VALUES, max_size=1))
        for key in draw(st.sets(st.sampled_from(sorted(target) or ["none"]), max_size=1)):
            target.pop(key, None)
    return {**top, "authentication": login}


@given(documents())
def test_what_the_program_takes_fits_the_schema(document: dict[str, Any]) -> None:
    read, _problems = settings.read(document, methods.group, check=True)
    if read is not None and isinstance(document.get("secret", ""), str):
        errors = [error.message for error in VALIDATOR.iter_errors(document)]
        assert errors == [] or _only_blanks(document) or "secret" in document


@given(documents())
def test_what_is_written_fits_the_schema(document: dict[str, Any]) -> None:
    read, _problems = settings.read(document, methods.group, check=True)
    if read is not None:
        VALIDATOR.validate(settings.write(read))


def _only_blanks(document: dict[str, Any]) -> bool:
    """An empty text is "not given" for a form and for the program, but not for JSON."""
    return "" in [*document.values(), *document["authentication"].values()]
