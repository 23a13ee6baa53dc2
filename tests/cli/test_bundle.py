"""One file for support, in which no known secret is."""

from __future__ import annotations

import base64
import json
import quopri
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program
from tests.left_out import WINDOWS

pytestmark = pytest.mark.secret_service


def test_what_support_needs_and_no_secret(applied: Program, tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    proxied = Program(
        applied.folder,
        {**applied.environment, "HTTPS_PROXY": "http://me:pr0xy-pass@proxy.example.com:3128"},
    )
    done = proxied.run("bundle", file, "--json")
    assert (done.status, done.json["failure"]) == (0, None), done.err
    # Windows has no modes: there it is the folder that says who may read.
    assert WINDOWS or file.stat().st_mode & 0o777 == 0o600
    raw = file.read_text("utf-8")
    assert SECRET not in raw
    assert "pr0xy-pass" not in raw
    bundle = json.loads(raw)
    assert bundle["settings"]["authentication"]["host"] == "localhost"
    assert bundle["last_test"]["ok"] is True
    assert bundle["history"][0]["action"] == "changed"
    assert bundle["versions"]["hubmail"]
    assert bundle["surroundings"]["environment"]["HTTPS_PROXY"] == "http://proxy.example.com:3128"


def test_the_last_exchange_is_in_it_without_the_login(applied: Program, tmp_path: Path) -> None:
    assert applied.run("test").status == 0
    file = tmp_path / "bundle.json"
    assert applied.run("bundle", file).status == 0
    lines = [one["text"] for one in json.loads(file.read_text())["last_test"]["transcript"]]
    assert any(line.startswith("220 ") for line in lines)
    assert any(line.startswith("AUTH ") for line in lines)
    assert "transcript" not in applied.run("show", "--json").json["last_test"]


# Not the marked one, which every test of this folder looks for in all files.
OTHER = "an öther secret"


@pytest.mark.parametrize(
    "dressed",
    [
        OTHER,
        *(base64.b64encode(f"{'x' * shift}{OTHER}".encode()).decode() for shift in range(3)),
        quote(OTHER),
        quopri.encodestring(OTHER.encode()).decode().strip(),
        json.dumps(OTHER)[1:-1],
        base64.b64encode(f"user=hub\1auth=Bearer {OTHER}\1\1".encode()).decode(),
        OTHER.encode("utf-16-le").hex(),
    ],
)
def test_refused_where_a_secret_is_in_it(
    program: Program, server: MailServer, write: Write, tmp_path: Path, dressed: str
) -> None:
    server.passwords = {OTHER}
    # Somebody has written the password where it does not belong.
    settings = write({**server.document(), "sender_name": dressed})
    done = program.run("apply", settings, "--secret-stdin", stdin=OTHER.encode())
    assert done.status == 0, done.err
    file = tmp_path / "bundle.json"
    done = program.run("bundle", file, "--json")
    assert (done.status, done.json["failure"]["code"]) == (69, "bundle.secret_found")
    assert not file.exists()


def test_nothing_is_written_over(applied: Program, tmp_path: Path) -> None:
    file = tmp_path / "there"
    file.write_text("mine")
    done = applied.run("bundle", file, "--json")
    assert (done.status, done.json["errors"][0]["code"]) == (65, "output.unwritable")
    assert file.read_text() == "mine"


def test_two_bundles_are_compared(
    applied: Program, server: MailServer, write: Write, tmp_path: Path
) -> None:
    assert applied.run("bundle", tmp_path / "a.json").status == 0
    changed = {**server.document(sender="it@example.com")}
    assert applied.run("apply", write(changed)).status == 0
    assert applied.run("bundle", tmp_path / "b.json").status == 0
    done = applied.run("compare", tmp_path / "a.json", tmp_path / "b.json", "--json")
    assert [one["field"] for one in done.json["differences"]] == ["sender"]
    # With a file of settings only what both have is compared.
    done = applied.run("compare", tmp_path / "b.json", write(changed), "--json")
    assert done.json["differences"] == []


def test_without_settings(program: Program, tmp_path: Path) -> None:
    assert program.run("bundle", tmp_path / "a.json").status == 0
