"""The letter to the administrator: complete, in both languages, and safe to paste."""

from __future__ import annotations

import re
import string
from itertools import product
from pathlib import Path

import pytest

from hubmail_gui.core import resources, texts
from hubmail_gui.methods.microsoft import request_pack
from hubmail_gui.methods.microsoft.claims import ROLES
from hubmail_gui.methods.microsoft.settings import Route

VALUES = {
    "sender": "hub@example.com",
    "application_id": "6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21",
    "directory_id": "0d9a7c3e-8b21-4f6a-b2c5-3e4d5f60718a",
}
EVERY = list(product(Route, texts.languages()))
# What grants, what checks, what undoes: the same commands whatever the letter's language.
COMMANDS = {
    Route.GRAPH: {
        "Connect-ExchangeOnline", "New-ServicePrincipal", "New-ManagementScope",
        "New-ManagementRoleAssignment", "Test-ServicePrincipalAuthorization",
        "Remove-ManagementRoleAssignment", "Remove-ManagementScope", "Remove-ServicePrincipal",
    },
    Route.SMTP: {
        "Connect-ExchangeOnline", "New-ServicePrincipal", "Add-MailboxPermission",
        "Set-CASMailbox", "Get-ServicePrincipal", "Get-MailboxPermission",
        "Remove-MailboxPermission", "Remove-ServicePrincipal",
    },
}  # fmt: skip


def letter(route: Route, language: str, **changed: str) -> str:
    texts.use(language)
    return request_pack.letter({**VALUES, **changed, "route": route.value}).whole


def commands(text: str) -> list[str]:
    """The lines to be run."""
    return [line.strip() for line in text.splitlines() if re.match(r"  [A-Z][a-z]+-[A-Z]", line)]


@pytest.mark.parametrize(("route", "language"), EVERY)
def test_letter_has_all_that_the_administrator_needs(route: Route, language: str) -> None:
    text = letter(route, language)

    for value in (*VALUES.values(), ROLES[route]):
        assert value in text
    assert {line.split()[0] for line in commands(text)} == COMMANDS[route]
    assert "{" not in text


@pytest.mark.parametrize("route", Route)
def test_commands_are_the_same_in_every_language(route: Route) -> None:
    assert commands(letter(route, "en")) == commands(letter(route, "fr"))


@pytest.mark.parametrize(("route", "language"), EVERY)
def test_what_is_not_typed_yet_is_a_blank(route: Route, language: str) -> None:
    texts.use(language)

    text = request_pack.letter({"route": route.value}).whole

    assert text.count("<") >= 4
    assert "None" not in text


@pytest.mark.parametrize(("route", "language"), EVERY)
def test_letter_holds_no_secret(route: Route, language: str) -> None:
    assert "hidden" not in letter(route, language, client_secret="hidden", private_key="hidden")


HOSTILE = [
    "o'brien@example.com",
    "d’arc@example.com",
    "a$(whoami)@example.com",
    "a`nb@example.com",
    "$env:path@example.com",
    'x";Remove-Mailbox@example.com',
]


SINGLE = "'\u2018\u2019\u201a\u201b"


def tokens(command: str) -> list[str]:
    """A command's parts as PowerShell sees them (about_Quoting_Rules), or an assertion.

    Only the rules that matter here: what stands in single quotes is taken as it is, all of
    PowerShell's single quotes count, the typographic ones included, and a doubled one is one.
    """
    found, at = [], 0
    while at < len(command):
        if command[at].isspace():
            at += 1
        elif command[at] in SINGLE:
            at, text = _literal(command, at + 1)
            found.append(text)
        elif command[at] == '"':
            end = command.index('"', at + 1)
            text = command[at + 1 : end]
            assert not set(text) & set("$`"), "PowerShell would replace something here"
            found.append(text)
            at = end + 1
        else:
            match = re.match(r"[\w.:-]+|\$false(?=$)", command[at:])
            assert match, f"{command[at:]} is open to the shell"
            found.append(match[0])
            at += match.end()
    return found


def _literal(command: str, at: int) -> tuple[int, str]:
    text = ""
    while True:
        assert at < len(command), "the quote is never closed"
        if command[at] in SINGLE:
            if at + 1 == len(command) or command[at + 1] not in SINGLE:
                return at + 1, text
            at += 1
        text += command[at]
        at += 1


@pytest.mark.parametrize("sender", HOSTILE)
@pytest.mark.parametrize("route", Route)
def test_address_is_data_in_every_command(route: Route, sender: str) -> None:
    """An address may hold quotes, dollars and semicolons: nothing of it may be run."""
    lines = commands(letter(route, "en", sender=sender))

    parsed = [tokens(line) for line in lines]

    assert any(sender in parts for parts in parsed)
    if route is Route.GRAPH:
        scope = next(parts for parts in parsed if parts[0] == "New-ManagementScope")
        doubled = sender.replace("'", "''")
        assert f"PrimarySmtpAddress -eq '{doubled}'" in scope


def test_line_break_begins_no_command() -> None:
    text = letter(Route.GRAPH, "en", application_id="x\r\n  Remove-Mailbox boss\u2028y")

    assert {line.split()[0] for line in commands(text)} == COMMANDS[Route.GRAPH]
    assert "\u2028" not in text


@pytest.mark.parametrize(("route", "language"), EVERY)
def test_template_is_text_that_can_be_mailed(route: Route, language: str) -> None:
    raw = Path(resources.path(f"requests/microsoft-{route.value}.{language}.txt")).read_text(
        "utf-8"
    )

    names = {name for _text, name, _spec, _conversion in string.Formatter().parse(raw) if name}
    assert names >= {"sender", "application_id", "directory_id"}
    assert raw.startswith(("Subject: ", "Objet\u00a0: "))
    assert max(map(len, raw.splitlines())) <= 140
