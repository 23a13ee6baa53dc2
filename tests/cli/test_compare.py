"""Two settings files side by side."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import Program


def test_what_differs_by_field(program: Program, server: MailServer, write: Write) -> None:
    one, other = server.document(), server.document(sender="it@example.com", port=26)
    # In one file the program's own keys, which are no difference.
    first = write({**one, "revision": 7, "saved_by": "claire", "secret": "hubmail-1"}, "a.json")
    done = program.run("compare", first, write(other, "b.json"), "--json")
    assert done.status == 0
    assert done.json == {
        "differences": [
            {"field": "port", "a": server.port, "b": 26},
            {"field": "sender", "a": one["sender"], "b": "it@example.com"},
        ],
        "failure": None,
    }


def test_what_means_the_same_is_no_difference(
    program: Program, server: MailServer, write: Write
) -> None:
    document = server.document(timeout=30)
    inside = {**document, "authentication": {**document["authentication"], "timeout": 30}}
    del inside["timeout"]
    done = program.run("compare", write(document, "a.json"), write(inside, "b.json"), "--json")
    assert done.json["differences"] == []


def test_a_password_in_a_file_is_never_shown(
    program: Program, server: MailServer, write: Write
) -> None:
    document = server.document()
    document["authentication"]["password"] = "marker-in-file"
    file = write(document, "a.json")
    for arguments in (["--json"], []):
        done = program.run("compare", file, file, *arguments)
        assert done.status == 65
        assert "marker-in-file" not in done.out + done.err


@pytest.mark.secret_service
def test_two_revisions_are_compared_by_their_numbers(
    applied: Program, server: MailServer, write: Write
) -> None:
    for name in ("Hub two", "Hub three"):
        file = write(server.document(sender_name=name), "next.json")
        assert applied.run("apply", file).status == 0
    done = applied.run("compare", "1", "3", "--json")
    assert done.json["differences"] == [{"field": "sender_name", "a": None, "b": "Hub three"}]
    done = applied.run("compare", "3", "2", "--json")
    assert done.json["differences"] == [{"field": "sender_name", "a": "Hub three", "b": "Hub two"}]
    done = applied.run("compare", "1", "9", "--json")
    assert (done.status, done.json["errors"][0]["code"]) == (65, "revision.unknown")
