"""Google Workspace on the command line: the key file as it is, a test, a Save, and what is said of mistakes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from hubmail_gui import demo
from hubmail_gui.demo.google import GooglePart

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hubmail_gui.demo import Demo
    from tests.cli.conftest import Write
    from tests.cli.program import Done, Program


@pytest.fixture(scope="module")
def running() -> Iterator[Demo]:
    with demo.running() as started:
        yield started


@pytest.fixture
def google(running: Demo) -> GooglePart:
    part = running.part("google-workspace")
    assert isinstance(part, GooglePart)
    part.reset()
    running.inbox.clear()
    return part


def attempted(program: Program, write: Write, part: GooglePart, key: Path, route: str) -> Done:
    return program.run(
        "test", write(part.document(route)), "--secret-file", key, "--recipient",
        "admin@example.com", "--json",
    )  # fmt: skip


@pytest.mark.parametrize("route", ["smtp", "gmail"])
def test_a_key_file_is_given_whole(
    plain: Program, write: Write, google: GooglePart, running: Demo, tmp_path: Path, route: str
) -> None:
    key = tmp_path / "key.json"
    key.write_text(google.secret(route), "utf-8")
    done = attempted(plain, write, google, key, route)
    assert done.status == 0, done.err
    assert done.json["route"] == route
    assert done.json["server"] == "Google Workspace"
    assert done.json["steps"][0]["name"] == "token"
    assert len(running.inbox) == 1
    assert "PRIVATE KEY" not in done.out + done.err


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(json.dumps({"installed": {"client_id": "1"}}), id="an OAuth client"),
        pytest.param('{"type": "service_account", "private_key": "-----BEGIN', id="half"),
        pytest.param("a password", id="a password"),
    ],
)
def test_another_file_is_refused_before_anything_is_sent(
    plain: Program, write: Write, google: GooglePart, tmp_path: Path, content: str
) -> None:
    key = tmp_path / "key.json"
    key.write_text(content, "utf-8")
    before = len(google.cloud.requests)
    done = attempted(plain, write, google, key, "smtp")
    assert done.status == 65
    assert done.errors == [("service_account_key", "google.key_invalid")]
    assert len(google.cloud.requests) == before


def test_a_refusal_names_code_actor_and_project(
    plain: Program, write: Write, google: GooglePart, tmp_path: Path
) -> None:
    key = tmp_path / "key.json"
    key.write_text(google.secret("gmail"), "utf-8")
    google.cloud.api = False
    try:
        done = attempted(plain, write, google, key, "gmail")
    finally:
        google.cloud.api = True
    assert done.status == 69
    failure = done.json["failure"]
    assert (failure["code"], failure["actor"]) == ("google.api_disabled", "mail-admin")
    assert "project 861228239640" in failure["title"]


def test_the_letter_names_the_client_of_the_key(
    plain: Program, write: Write, google: GooglePart, tmp_path: Path
) -> None:
    key = tmp_path / "key.json"
    key.write_text(google.secret("smtp"), "utf-8")
    file = write(google.document("smtp"))
    done = plain.run("letter", file, "--secret-file", key, "--json")
    assert done.status == 0, done.err
    assert "104938217465738291045" in done.json["text"]
    assert "PRIVATE KEY" not in done.out
