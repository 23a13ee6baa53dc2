"""An access token between two calls: what the service is asked, counted at the stand-in."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.demo.microsoft import errors
from hubmail_gui.demo.microsoft.cloud import Stage
from hubmail_gui.demo.microsoft.directory import GRAPH
from hubmail_gui.demo.replies import Reply, Request
from hubmail_gui.store.secrets import Keyring, token_name
from tests.servers.microsoft import Microsoft

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.cli.program import Done, Program

pytestmark = pytest.mark.secret_service

MESSAGE = b"From: hub@example.com\nSubject: Approval\n\nPlease.\n"


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    started = Microsoft.started()
    yield started
    started.stop()


@pytest.fixture(params=["graph", "smtp"])
def route(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def applied_to(microsoft: Microsoft, program: Program, write: Write, route: str) -> Program:
    program = replace(program, secrets=(microsoft.secret,))
    done = program.run(
        "apply", write(microsoft.document(route)), "--secret-stdin",
        stdin=microsoft.secret.encode(),
    )  # fmt: skip
    assert done.status == 0, done.err
    microsoft.inbox.clear()
    microsoft.cloud.requests.clear()
    return program


def send(program: Program) -> Done:
    return program.run("send", "bob@example.com", "--json", stdin=MESSAGE)


def tokens(microsoft: Microsoft) -> int:
    return sum("/token" in one for one in microsoft.asked())


@contextmanager
def kept(program: Program) -> Iterator[tuple[Keyring, str]]:
    """The keyring, and the name of the token in it."""
    with mock.patch.dict("os.environ", program.environment):
        yield Keyring(), token_name(program.settings()["secret"])


def read(program: Program) -> dict[str, object]:
    with kept(program) as (keyring, name):
        found: dict[str, object] = json.loads(keyring.read(name, Cancel()))
        return found


def is_kept(program: Program, reference: str) -> bool:
    from hubmail_gui.core.outcome import FaultError

    with kept(program) as (keyring, _name):
        try:
            keyring.read(token_name(reference), Cancel())
        except FaultError:
            return False
    return True


def test_the_second_mail_costs_one_request(
    microsoft: Microsoft, program: Program, write: Write
) -> None:
    program = applied_to(microsoft, program, write, "graph")
    for _ in range(3):
        assert send(program).status == 0
    assert len(microsoft.inbox) == 3
    assert [one.rpartition("/")[2] for one in microsoft.asked()] == [
        "openid-configuration", "token", "sendMail", "sendMail", "sendMail",
    ]  # fmt: skip
    # In no file: the folder is searched after each command.
    token = str(read(program)["token"])
    replace(program, secrets=(microsoft.secret, token)).search_folder()


def test_over_smtp_too(microsoft: Microsoft, program: Program, write: Write) -> None:
    program = applied_to(microsoft, program, write, "smtp")
    for _ in range(2):
        assert send(program).status == 0
    assert len(microsoft.inbox) == 2
    assert tokens(microsoft) == 1


def test_one_that_is_refused_is_fetched_once_anew(
    microsoft: Microsoft, program: Program, write: Write, route: str
) -> None:
    program = applied_to(microsoft, program, write, route)
    assert send(program).status == 0
    # The service forgets what it issued.
    microsoft.cloud.tokens = type(microsoft.cloud.tokens)()
    before = read(program)
    done = send(program)
    assert done.status == 0, done.out
    assert len(microsoft.inbox) == 2
    assert tokens(microsoft) == 2
    assert read(program)["token"] != before["token"]


def test_one_that_is_refused_again_is_the_answer(
    microsoft: Microsoft, program: Program, write: Write
) -> None:
    program = applied_to(microsoft, program, write, "graph")
    assert send(program).status == 0

    def refused(request: Request) -> Reply:
        text = "Lifetime validation failed, the token is expired."
        return errors.graph_error(request, "InvalidAuthenticationToken", text, 401)

    microsoft.cloud.always(Stage.GRAPH, refused)
    done = send(program)
    assert (done.status, done.code) == (69, "graph.token_rejected")
    assert tokens(microsoft) == 2
    assert len(microsoft.inbox) == 1


def test_a_role_that_was_granted_meanwhile_counts_at_once(
    microsoft: Microsoft, program: Program, write: Write
) -> None:
    microsoft.cloud.directory.by_rbac = True
    microsoft.cloud.directory.roles[GRAPH] = ()
    program = applied_to(microsoft, program, write, "graph")
    assert send(program).status == 0
    microsoft.cloud.directory.by_rbac = False
    microsoft.cloud.directory.roles[GRAPH] = ("Mail.Send",)
    assert send(program).status == 0
    assert tokens(microsoft) == 2


def test_shortly_before_its_end_it_is_not_used(
    microsoft: Microsoft, program: Program, write: Write
) -> None:
    program = applied_to(microsoft, program, write, "graph")
    assert send(program).status == 0
    found = read(program)
    with kept(program) as (keyring, name):
        import time

        keyring.keep(name, json.dumps({**found, "ends": time.time() + 100}), Cancel())
    assert send(program).status == 0
    assert tokens(microsoft) == 2


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"ends": "soon"}', '{"ends": 1e999}'])
def test_what_is_no_token_costs_a_new_one(
    microsoft: Microsoft, program: Program, write: Write, text: str
) -> None:
    program = applied_to(microsoft, program, write, "graph")
    with kept(program) as (keyring, name):
        keyring.keep(name, text, Cancel())
    assert send(program).status == 0
    assert tokens(microsoft) == 1


def test_save_and_rotate_clear_it(
    microsoft: Microsoft, program: Program, write: Write, tmp_path: Path
) -> None:
    program = applied_to(microsoft, program, write, "graph")
    assert send(program).status == 0
    first = str(program.settings()["secret"])
    assert is_kept(program, first)
    # Other settings, the same secret.
    done = program.run("apply", write({**microsoft.document(), "sender_name": "Hub"}))
    assert done.status == 0, done.err
    assert program.settings()["secret"] == first
    assert not is_kept(program, first)
    assert send(program).status == 0
    assert is_kept(program, first)
    microsoft.cloud.directory.secrets.add("Another~secret.of_the-directory.1234567890")
    new = tmp_path / "new"
    new.write_text("Another~secret.of_the-directory.1234567890", encoding="utf-8")
    rotated = program.run("rotate", "--secret-file", new)
    assert rotated.status == 0, rotated.err
    assert not is_kept(program, first)
    assert not is_kept(program, str(program.settings()["secret"]))


def test_a_test_proves_the_secret_and_not_the_token(
    microsoft: Microsoft, program: Program, write: Write
) -> None:
    program = applied_to(microsoft, program, write, "graph")
    assert send(program).status == 0
    microsoft.cloud.directory.secrets = {"another"}
    assert send(program).status == 0
    done = program.run("test", "--json")
    assert done.code == "oauth.secret_wrong"


def test_a_secret_that_was_given_uses_no_token_of_another(
    microsoft: Microsoft, program: Program, write: Write, tmp_path: Path
) -> None:
    program = applied_to(microsoft, program, write, "graph")
    assert send(program).status == 0
    wrong = tmp_path / "wrong"
    wrong.write_text("Wrong~secret.of_nobody-at.all1234567890", encoding="utf-8")
    done = program.run("send", "bob@example.com", "--json", "--secret-file", wrong, stdin=MESSAGE)
    assert done.code == "oauth.secret_wrong"
