"""The whole way with Microsoft OAuth 2.0 from the command line, with a real keyring."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from hubmail_gui.demo.microsoft.cloud import Stage
from hubmail_gui.demo.replies import Reply
from tests.cli import schemas
from tests.cli.conftest import RECIPIENT, Write
from tests.servers.microsoft import Microsoft, key_pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.program import Program

pytestmark = pytest.mark.secret_service


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    started = Microsoft.started()
    yield started
    started.stop()


@pytest.fixture
def watched(program: Program, microsoft: Microsoft) -> Program:
    """The program; every output and file is searched for the secret and for the key."""
    body = "".join(key_pair().private_key.splitlines()[1:-1])
    return replace(program, secrets=(microsoft.secret, body[40:104]))


def certificate(microsoft: Microsoft, route: str) -> dict[str, Any]:
    microsoft.cloud.directory.certificates = [key_pair().certificate]
    return microsoft.document(route, credential="certificate", certificate=key_pair().certificate)


@pytest.mark.parametrize("route", ["graph", "smtp"])
@pytest.mark.parametrize("credential", ["secret", "certificate"])
def test_apply_stores_and_sends(
    watched: Program,
    microsoft: Microsoft,
    write: Write,
    tmp_path: Path,
    route: str,
    credential: str,
) -> None:
    by_secret = credential == "secret"
    document = microsoft.document(route) if by_secret else certificate(microsoft, route)
    file = tmp_path / "secret.txt"
    file.write_text(microsoft.secret if by_secret else key_pair().private_key, encoding="utf-8")

    done = watched.run("apply", write(document), "--secret-file", file, "--json")
    again = watched.run("test", "--json")

    assert done.status == 0, done.err
    result = done.json
    assert result["route"] == route
    assert result["recipient"] == RECIPIENT
    assert {step["state"] for step in result["steps"]} == {"ok"}
    assert [claim["state"] for claim in result["claims"]] == ["ok"] * 6
    # The second time the secret comes out of the keyring, in one piece.
    assert again.status == 0, again.err
    assert len(microsoft.inbox) == 2


def test_apply_again_sends_nothing(watched: Program, microsoft: Microsoft, write: Write) -> None:
    path = write(microsoft.document())
    secret = microsoft.secret.encode()

    watched.run("apply", path, "--secret-stdin", stdin=secret)
    done = watched.run("apply", path, "--secret-stdin", "--json", stdin=secret)

    assert done.status == 0
    assert done.json["changed"] is False
    assert len(microsoft.inbox) == 1


def test_refusal_is_stored_and_explained(
    watched: Program, microsoft: Microsoft, write: Write
) -> None:
    microsoft.cloud.directory.allowed = set()

    done = watched.run(
        "apply", write(microsoft.document()), "--secret-stdin", "--json",
        stdin=microsoft.secret.encode(),
    )  # fmt: skip

    failure = done.json["failure"]
    assert done.status == 69
    assert failure["code"] == "graph.mailbox_out_of_scope"
    assert failure["actor"] == "exchange-admin"
    assert "[RAOP]" in failure["reply"]
    assert done.json["saved"] is True


def test_throttling_asks_to_try_again(watched: Program, microsoft: Microsoft, write: Write) -> None:
    microsoft.cloud.always(Stage.GRAPH, Reply(429, b"", {"Retry-After": "900"}))

    done = watched.run(
        "apply", write(microsoft.document()), "--secret-stdin", "--json",
        stdin=microsoft.secret.encode(),
    )  # fmt: skip

    assert done.status == 75
    assert done.json["failure"]["temporary"] is True


@pytest.mark.parametrize("route", ["graph", "smtp"])
def test_what_scope_proves_has_the_form_of_its_command(
    watched: Program, microsoft: Microsoft, write: Write, route: str
) -> None:
    secret = microsoft.secret.encode()
    file = write(microsoft.document(route))
    assert watched.run("apply", file, "--secret-stdin", stdin=secret).status == 0
    microsoft.cloud.directory.mailboxes.add("ceo@example.com")
    scope = ("scope", "--forbidden", "ceo@example.com", "--json")

    open_to_all = watched.run(*scope)
    microsoft.cloud.directory.allowed = {"hub@example.com"}
    limited = watched.run(*scope)

    for done in (open_to_all, limited):
        schemas.check("scope", done.json)
    assert (open_to_all.status, open_to_all.json["refused"]) == (69, False)
    assert (limited.status, limited.json["refused"]) == (0, True)


def test_secret_does_not_follow_another_authority(
    watched: Program, microsoft: Microsoft, write: Write
) -> None:
    watched.run(
        "apply", write(microsoft.document()), "--secret-stdin", stdin=microsoft.secret.encode()
    )
    asked = len(microsoft.cloud.requests)
    moved = microsoft.endpoints(authority="https://elsewhere.example.com")

    done = watched.run("apply", write(microsoft.document(endpoints=moved)), "--json")

    assert done.status == 65
    assert done.errors == [("client_secret", "field.secret_again")]
    assert len(microsoft.cloud.requests) == asked


def test_send_hands_over_a_mail_of_a_service(
    watched: Program, microsoft: Microsoft, write: Write
) -> None:
    watched.run(
        "apply", write(microsoft.document()), "--secret-stdin", stdin=microsoft.secret.encode()
    )
    microsoft.inbox.clear()

    done = watched.run(
        "send", "paul@example.com", stdin=b"To: paul@example.com\nSubject: Reset\n\nHello\n"
    )

    assert done.status == 0, done.err
    assert b'"subject": "Reset"' in microsoft.inbox[0]
    assert b"paul@example.com" in microsoft.inbox[0]


def test_the_next_certificate_is_prepared_and_swapped_in_once_it_is_known(
    watched: Program, microsoft: Microsoft, write: Write, tmp_path: Path
) -> None:
    file, public = tmp_path / "secret.txt", tmp_path / "next.cer"
    file.write_text(key_pair().private_key, encoding="utf-8")
    document = certificate(microsoft, "graph")
    assert watched.run("apply", write(document), "--secret-file", file).status == 0
    file.unlink()

    made = watched.run("rotate", "--prepare", public, "--json")
    assert made.status == 0, made.err
    assert made.json["thumbprint"] in made.json["text"]
    assert "PRIVATE" not in public.read_text("ascii")
    early = watched.run("rotate", "--prepared", "--json")
    assert (early.status, early.json["swapped"]) == (69, False)
    assert early.json["failure"]["code"] == "oauth.certificate_rejected"

    microsoft.cloud.directory.certificates.append(public.read_text("ascii"))
    done = watched.run("rotate", "--prepared", "--json")
    assert (done.status, done.json["swapped"]) == (0, True)
    assert done.json["fields"] == ["certificate", "private_key"]
    microsoft.cloud.directory.certificates = [public.read_text("ascii")]
    assert watched.run("test").status == 0
