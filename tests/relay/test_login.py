"""Who may use the relay: logins of its clients, in a file or in the keyring."""

from __future__ import annotations

import os
import smtplib
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.mail_server import MailServer
from tests.cli.program import NOBODY, Program
from tests.relay.running import MAIL, relay
from tests.servers import certificates
from tests.servers.certificates import Wish

pytestmark = pytest.mark.secret_service


@pytest.fixture
def tls(tmp_path: Path) -> tuple[str, str]:
    own = certificates.self_signed(Wish(("localhost",)))
    (tmp_path / "tls.pem").write_bytes(own.key_and_chain)
    return "--tls-file", str(tmp_path / "tls.pem")


def login_with(client: smtplib.SMTP, password: str) -> int:
    """The code of the answer to a login inside TLS."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    client.starttls(context=context)
    client.ehlo()
    try:
        return client.login("app", password)[0]
    except smtplib.SMTPAuthenticationError as error:
        return int(error.smtp_code)


def test_others_need_a_login(applied: Program) -> None:
    done = applied.run("relay", "--listen", "0.0.0.0:0", "--json")
    assert (done.status, done.json["errors"][0]["code"]) == (65, "relay.unprotected")


def test_without_starttls_and_login(
    applied: Program, server: MailServer, tmp_path: Path, tls: tuple[str, str]
) -> None:
    (tmp_path / "login").write_text("app:right one\n")
    given = ("--listen", "0.0.0.0:0", "--login-file", str(tmp_path / "login"), *tls)
    with relay(applied, *given) as running:
        with running.client() as client:
            client.ehlo()
            assert client.mail("hub@example.com")[0] == 530
        with running.client() as client:
            assert login_with(client, "wrong one") == 535
        with running.client() as client:
            assert login_with(client, "right one") == 235
            client.sendmail("hub@example.com", "bob@example.com", MAIL)
    assert len(server.messages) == 1


def test_a_login_of_the_keyring(applied: Program, server: MailServer, tls: tuple[str, str]) -> None:
    watched = replace(applied, secrets=(*applied.secrets, "the kept: one"))
    kept = watched.run("relay", "--keep-login", "--json", stdin=b"app:the kept: one\n")
    assert (kept.status, kept.json) == (0, {"mails": 0, "failure": None})
    given = ("--listen", "0.0.0.0:0", *tls)
    with relay(applied, *given) as running, running.client() as client:
        assert login_with(client, "the kept: one") == 235
        client.sendmail("hub@example.com", "bob@example.com", MAIL)
    assert len(server.messages) == 1
    assert watched.run("relay", "--keep-login", stdin=b"app:another").status == 0
    with relay(applied, *given) as running, running.client() as client:
        assert login_with(client, "the kept: one") == 535
    assert watched.run("relay", "--forget-login").status == 0
    done = applied.run("relay", *given, "--json")
    assert (done.status, done.json["errors"][0]["code"]) == (65, "relay.unprotected")


@pytest.mark.parametrize("text", [b"", b"app", b"app:", b":password", b"\xff\xfe\xfd"])
def test_what_is_no_login(applied: Program, text: bytes) -> None:
    done = applied.run("relay", "--keep-login", "--json", stdin=text)
    assert done.status == 65
    assert done.json["errors"][0]["field"] == "login_file"


def test_only_an_administrator_changes_the_login(applied: Program) -> None:
    for path in (applied.folder, *applied.folder.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    done = applied.run("relay", "--forget-login", "--json", nobody=True)
    assert (done.status, done.code) == (77, "access.not_administrator")
