"""A failure of the settings' own making is cured by what the command suggests, and by nothing less."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import SECRET, Done, Program
from tests.cli.results import check_result
from tests.servers import submission
from tests.servers.certificates import Wish, issue, root
from tests.servers.island import Island
from tests.servers.submission import Submission

ROOT = root("Public Root")
HOST = "127.0.0.2"


class Office:
    """A machine without names, and a mail server at the usual ports."""

    def __init__(self, island: Island, stack: ExitStack, folder: Path) -> None:
        self._island = island
        self._stack = stack
        self._folder = folder
        self.server = Submission(issue(ROOT, Wish(names=(HOST,))).context(), password=SECRET)

    def open(self, port: int, *, implicit: bool = False) -> None:
        """The server listens at ``port``, too."""
        door = Submission(**{**vars(self.server), "implicit": implicit})
        context = submission.listening(door, HOST, port)
        self._island.run(context.__enter__)
        self._stack.callback(lambda: self._island.run(lambda: context.__exit__(None, None, None)))
        self.server.heard = door.heard

    def test(
        self, settings: dict[str, Any], secret: str = SECRET, *, how: tuple[str, ...] = ("--json",)
    ) -> Done:
        """``hubmail test`` with these settings."""
        file, key = self._folder / "settings.json", self._folder / "secret"
        file.write_text(json.dumps(settings))
        key.write_text(secret)
        program = Program(self._folder / "folder", {"EMAIL": "admin@example.com"})
        return self._island.run(
            lambda: program.run("test", file, "--secret-file", key, *how, "--timeout", "10")
        )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    folder = tmp_path / "island"
    folder.mkdir()
    with Island(folder, trusted=ROOT.pem) as island, ExitStack() as stack:
        yield Office(island, stack, tmp_path)


def settings(**changes: Any) -> dict[str, Any]:
    login = {
        "type": "password", "host": HOST, "port": 587, "encryption": "starttls",
        "smtp_authentication": True, "username": "hub",
    }  # fmt: skip
    return {"sender": "hub@example.com", "authentication": {**login, **changes}}


def patched(document: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """``document`` with a patch that is nested as it."""
    merged = {**document, **patch}
    return {
        **merged,
        "authentication": {**document["authentication"], **patch.get("authentication", {})},
    }


@pytest.mark.parametrize(
    ("given", "code", "wanted"),
    [
        ({"port": 588}, "network.refused", {"port": 587}),
        ({"encryption": "tls"}, "tls.not_tls", {"encryption": "starttls"}),
        ({"port": 465}, "smtp.silent", {"encryption": "tls"}),
        ({"encryption": "none"}, "smtp.auth.only_after_tls", {"encryption": "starttls"}),
    ],
    ids=lambda value: str(value),
)
def test_what_is_suggested_works(
    office: Office, given: dict[str, Any], code: str, wanted: dict[str, Any]
) -> None:
    office.open(587)
    office.open(465, implicit=True)
    document = settings(**given)
    failed = office.test(document)
    check_result(failed.json)
    failure = failed.json["failure"]
    if code != "smtp.auth.only_after_tls" or failure["code"] != "smtp.auth.not_offered":
        assert failure["code"] == code
    assert failure["suggestion"]["settings"] == {"authentication": wanted}
    assert HOST in failure["suggestion"]["why"]
    assert {"ok"} <= {one["code"] for one in failure["seen"]}
    cured = office.test(patched(document, failure["suggestion"]["settings"]))
    assert cured.status == 0, cured.err


def test_nothing_is_suggested_after_a_wrong_password(office: Office) -> None:
    office.open(587)
    office.open(465, implicit=True)
    failure = office.test(settings(), secret="wrong " + SECRET).json["failure"]
    assert failure["code"] == "smtp.auth.rejected"
    assert (failure["seen"], failure["suggestion"]) == ([], None)


def test_nothing_secret_is_said_on_a_second_look(office: Office) -> None:
    office.open(587)
    office.test(settings(port=465, encryption="tls"))
    assert set(office.server.heard) == {"EHLO", "STARTTLS", "QUIT"}


def test_a_passing_test_says_nothing_of_it(office: Office) -> None:
    office.open(587)
    done = office.test(settings())
    assert done.status == 0
    assert done.json["failure"] is None


def test_the_suggestion_in_words(office: Office) -> None:
    office.open(465, implicit=True)
    done = office.test(settings(), how=("--lang", "fr"))
    assert 'port = 465, encryption = "tls"' in done.err
    assert f"{HOST} parle TLS" in done.err
