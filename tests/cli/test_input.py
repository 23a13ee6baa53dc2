"""What a file, a secret or an address may look like, and what is said of those that may not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program

pytestmark = pytest.mark.secret_service


@dataclass(frozen=True)
class Wrong:
    name: str
    content: bytes
    errors: tuple[tuple[str, str], ...]


def text(**changes: object) -> bytes:
    document: dict[str, object] = {
        "sender": "hub@example.com",
        "authentication": {
            "type": "password",
            "host": "mail.example.com",
            "port": 587,
            "encryption": "starttls",
            "smtp_authentication": False,
        },
    }
    return json.dumps({**document, **changes}).encode()


WRONG = (
    Wrong("empty", b"", (("", "field.not_json"),)),
    Wrong("no JSON", b"host: mail.example.com", (("", "field.not_json"),)),
    Wrong("UTF-16", "{}".encode("utf-16"), (("authentication", "field.required"),)),
    Wrong("Latin-1", b'{"sender": "h\xfcb@example.com"}', (("", "field.not_json"),)),
    Wrong("deep", b"[" * 100_000, (("", "field.not_json"),)),
    Wrong("long number", b'{"port": ' + b"9" * 5000 + b"}", (("", "field.not_json"),)),
    Wrong("a list", b"[]", (("", "field.type"),)),
    Wrong("null", b"null", (("", "field.type"),)),
    Wrong("a key twice", b'{"sender": "a@b.de", "sender": "b@b.de"}', (("sender", "field.twice"),)),
    Wrong("unknown key", text(colour="red"), (("colour", "field.unknown"),)),
    Wrong("NaN", b'{"timeout": NaN, ' + text()[1:], (("timeout", "field.type"),)),
    Wrong("newer schema", text(schema=2), (("schema", "schema.newer"),)),
    Wrong("schema of another type", text(schema="1"), (("schema", "field.type"),)),
    Wrong("revision of another type", text(revision="4"), (("revision", "field.type"),)),
    Wrong("sender of another type", text(sender=5), (("sender", "field.type"),)),
    Wrong("half a character", text(sender_name="\ud800"),
          (("sender_name", "field.control_characters"),)),
    Wrong("header injection", text(sender_name="Hub\r\nBcc: x@example.com"),
          (("sender_name", "field.control_characters"),)),
    Wrong("letters in a certificate",
          text(ca_certificates="-----BEGIN CERTIFICATE-----\né\n-----END CERTIFICATE-----"),
          (("ca_certificates", "certificate.malformed"),)),
    Wrong("no authentication", b'{"sender": "nobody"}',
          (("authentication", "field.required"), ("sender", "email.malformed"))),
    Wrong("authentication of another type", text(authentication=[]),
          (("authentication", "field.type"),)),
    Wrong("another method", text(authentication={"type": "kerberos"}), (("type", "field.choice"),)),
    Wrong("no method", text(authentication={"host": "x"}), (("type", "field.required"),)),
)  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
@pytest.mark.parametrize("command", ["apply", "test"])
def test_a_wrong_file_is_refused_by_its_keys(
    program: Program, wrong: Wrong, command: str, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.json"
    file.write_bytes(wrong.content)
    done = program.run(command, file, "--json")
    assert done.status == 65
    assert done.code == "settings.invalid"
    assert set(done.errors) >= set(wrong.errors)
    assert not program.folder.exists()


def test_every_problem_is_told_at_once(program: Program, write: Write) -> None:
    login = {"type": "password", "host": "https://mail.example.com", "port": 0,
             "encryption": "ssl", "smtp_authentication": True}  # fmt: skip
    done = program.run(
        "apply", write({"sender": "hub", "authentication": login}), "--json", EMAIL="nobody"
    )
    assert set(done.errors) == {
        ("sender", "email.malformed"),
        ("host", "host.is_url"),
        ("port", "port.range"),
        ("encryption", "field.choice"),
        ("username", "field.required"),
        ("recipient", "email.malformed"),
    }
    human = program.run("apply", write({"sender": "hub", "authentication": login}))
    assert human.status == 65
    assert "port: A port number is from 1 to 65535." in human.err


@pytest.mark.parametrize("key", ["secret", "password", "client_secret", "private_key"])
@pytest.mark.parametrize("inside", [False, True], ids=["at the top", "beside the host"])
def test_a_secret_in_the_file_is_refused_and_not_repeated(
    program: Program, server: MailServer, write: Write, key: str, *, inside: bool
) -> None:
    document = server.document()
    target = document["authentication"] if inside else document
    target[key] = SECRET
    # The search for the secret in all outputs and files is in run() itself.
    done = program.run("apply", write(document), "--json")
    assert done.status == 65
    assert key in {field for field, _code in done.errors}
    assert program.run("apply", write(document)).status == 65
    assert not (program.folder / "settings.json").exists()


SECRETS = {
    "alone": SECRET.encode(),
    "line feed": SECRET.encode() + b"\n",
    "CRLF": SECRET.encode() + b"\r\n",
    "byte order mark": b"\xef\xbb\xbf" + SECRET.encode() + b"\n",
}


@pytest.mark.parametrize("content", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("how", ["--secret-file", "--secret-stdin"])
def test_a_secret_comes_from_a_file_or_from_standard_input(
    program: Program, server: MailServer, write: Write, tmp_path: Path, content: bytes, how: str
) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    given = ("--secret-file", file) if how == "--secret-file" else ("--secret-stdin",)
    done = program.run("apply", write(server.document()), *given, "--json", stdin=content)
    assert done.status == 0, done.err
    assert program.run("test").status == 0


BAD_SECRETS = {
    "empty": (b"", "secret.empty"),
    "a line end": (b"\n", "secret.empty"),
    "no UTF-8": (b"\xff\xfe\xfa", "secret.unreadable"),
}


@pytest.mark.parametrize(("content", "code"), BAD_SECRETS.values(), ids=BAD_SECRETS)
@pytest.mark.parametrize("how", ["--secret-file", "--secret-stdin"])
def test_a_secret_that_is_none_is_refused(
    program: Program,
    server: MailServer,
    write: Write,
    tmp_path: Path,
    content: bytes,
    code: str,
    how: str,
) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    given = ("--secret-file", file) if how == "--secret-file" else ("--secret-stdin",)
    done = program.run("apply", write(server.document()), *given, "--json", stdin=content)
    assert done.status == 65
    assert done.errors == [("secret", code)]


def test_two_lines_are_no_password(program: Program, server: MailServer, write: Write) -> None:
    done = program.run(
        "apply", write(server.document()), "--secret-stdin", "--json", stdin=b"one\ntwo\n"
    )
    assert done.errors == [("password", "secret.several_lines")]


def test_a_secret_file_that_is_not_there(
    program: Program, server: MailServer, write: Write, tmp_path: Path
) -> None:
    missing = tmp_path / "missing"
    done = program.run("apply", write(server.document()), "--secret-file", missing, "--json")
    assert done.status == 65
    assert done.errors == [("secret", "secret.unreadable")]
    assert str(missing) in program.run("test", "--secret-file", missing).err


def test_settings_may_come_from_standard_input(
    program: Program, server: MailServer, secret_file: Path
) -> None:
    content = b"\xef\xbb\xbf" + json.dumps(server.document()).encode()
    done = program.run("apply", "-", "--secret-file", secret_file, stdin=content)
    assert done.status == 0, done.err


def test_a_stored_file_may_be_applied_as_it_is(applied: Program, tmp_path: Path) -> None:
    copy = tmp_path / "copy.json"
    copy.write_bytes((applied.folder / "settings.json").read_bytes())
    assert json.loads(copy.read_bytes()).keys() >= {"schema", "revision", "saved_by", "secret"}
    done = applied.run("apply", copy, "--json")
    assert done.status == 0
    assert done.json["changed"] is False
    assert applied.settings()["revision"] == 1


def test_a_reference_from_elsewhere_is_not_followed(
    applied: Program, server: MailServer, write: Write
) -> None:
    before = applied.settings()["secret"]
    done = applied.run("apply", write(server.document(secret="hubmail-" + "0" * 32)), "--json")
    assert done.json["changed"] is False
    assert applied.settings()["secret"] == before


@pytest.mark.parametrize(
    "recipient",
    ["nobody", "a@example.com, b@example.com", "a@example.com>\r\nRCPT TO:<b@example.com", "@"],
)
def test_a_recipient_that_is_no_address(applied: Program, recipient: str) -> None:
    done = applied.run("test", "--json", "--recipient", recipient)
    assert done.status == 65
    assert [field for field, _code in done.errors] == ["recipient"]


@pytest.mark.parametrize("command", ["test", "restore", "apply"])
def test_nobody_to_send_the_test_to(
    applied: Program, server: MailServer, write: Write, command: str
) -> None:
    file = [write(server.document())] if command == "apply" else []
    done = applied.run(command, *file, "--json", EMAIL="")
    assert done.status == 65
    assert done.errors == [("recipient", "field.required")]
    assert done.json["failure"]["field"] == "recipient"
    assert "--recipient" in applied.run(command, *file, EMAIL="").err


def test_the_recipient_given_is_the_one_that_gets_it(applied: Program, server: MailServer) -> None:
    done = applied.run("test", "--json", "--recipient", " other@example.com ")
    assert done.json["recipient"] == "other@example.com"
    assert server.messages[0].recipients == ("other@example.com",)
