"""``hubmail firewall``: what has to be open, and what answered, in a network of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Done, Program
from tests.servers import dns, submission
from tests.servers.certificates import Wish, issue, root
from tests.servers.dns import NameServer
from tests.servers.island import Island
from tests.servers.loopback import Peer
from tests.servers.submission import Submission

ROOT = root("Public Root")
GUID = "00000000-0000-0000-0000-000000000001"
KEYS = {"host", "port", "protocol", "for", "reached", "code"}


class Proxy(Submission):
    """A proxy that connects to nobody but says that it did, and then is the server itself."""

    status = "200 Connected"

    def hold(self, peer: Peer) -> None:
        while peer.line():
            pass
        peer.say(f"HTTP/1.1 {self.status}", "")
        assert self.context is not None
        peer.start_tls(self.context)
        peer.hold()


class Web(Submission):
    """A web server, as far as its TLS goes."""

    def hold(self, peer: Peer) -> None:
        assert self.context is not None
        peer.start_tls(self.context)
        peer.hold()


class Site:
    """An island with servers, and the program on it."""

    def __init__(self, island: Island, stack: ExitStack, folder: Path) -> None:
        self._island = island
        self._stack = stack
        self._folder = folder

    def enter(self, context: Any) -> None:
        """Have a server run there."""
        self._island.run(context.__enter__)
        self._stack.callback(lambda: self._island.run(lambda: context.__exit__(None, None, None)))

    def run(self, settings: dict[str, Any], *more: str, proxy: str | None = None) -> Done:
        """The command with these settings."""
        file = self._folder / "given.json"
        file.write_text(json.dumps(settings))
        variables = {} if proxy is None else {"HTTPS_PROXY": proxy}
        program = Program(self._folder / "folder", variables)
        return self._island.run(lambda: program.run("firewall", file, *more))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    folder = tmp_path / "island"
    folder.mkdir()
    with Island(folder, trusted=ROOT.pem) as island, ExitStack() as stack:
        yield Site(island, stack, tmp_path)


def password(host: str, port: int = 587) -> dict[str, Any]:
    login = {
        "type": "password", "host": host, "port": port, "encryption": "starttls",
        "smtp_authentication": True, "username": "hub",
    }  # fmt: skip
    return {"sender": "hub@example.test", "authentication": login}


MICROSOFT = {
    "sender": "hub@example.test",
    "authentication": {
        "type": "microsoft-oauth2", "application_id": GUID, "directory_id": GUID,
    },
}  # fmt: skip


def needs(done: Done) -> dict[tuple[str, int, str], tuple[bool, str | None]]:
    found = done.json["needs"]
    assert all(one.keys() == KEYS for one in found)
    assert all(one["for"].endswith(".") for one in found)
    return {
        (one["host"], one["port"], one["protocol"]): (one["reached"], one["code"]) for one in found
    }


def test_a_mail_server_and_the_name_servers(site: Site) -> None:
    site.enter(dns.serving(NameServer({("mail.example.test", "A"): ["127.0.0.2"]})))
    server = Submission(issue(ROOT, Wish(names=("mail.example.test",))).context())
    site.enter(submission.listening(server, "127.0.0.2", 587))
    done = site.run(password("mail.example.test"), "--json")
    assert done.status == 0, done.err
    assert needs(done) == {
        ("mail.example.test", 587, "tcp"): (True, None),
        ("127.0.0.1", 53, "udp"): (True, None),
        ("127.0.0.1", 53, "tcp"): (True, None),
    }
    assert done.json["proxy"] is None
    assert done.json["failure"] is None
    assert set(server.heard) == {"EHLO", "STARTTLS", "QUIT"}


def test_whatever_is_reached_it_is_done(site: Site) -> None:
    done = site.run(password("127.0.0.2"), "--json")
    assert done.status == 0
    assert needs(done) == {
        ("127.0.0.2", 587, "tcp"): (False, "network.refused"),
        ("127.0.0.1", 53, "udp"): (False, "network.refused"),
        ("127.0.0.1", 53, "tcp"): (False, "network.refused"),
    }


def test_somebody_answers_whose_certificate_is_not_trusted(site: Site) -> None:
    stranger = issue(root("Stranger"), Wish(names=("127.0.0.2",)))
    site.enter(submission.listening(Submission(stranger.context()), "127.0.0.2", 587))
    reached, code = needs(site.run(password("127.0.0.2"), "--json"))["127.0.0.2", 587, "tcp"]
    assert reached
    assert code in {"tls.certificate.untrusted", "tls.certificate.incomplete_chain"}


def test_microsofts_hosts(site: Site) -> None:
    zone = {("login.microsoftonline.com", "A"): ["127.0.0.2"]}
    site.enter(dns.serving(NameServer(zone)))
    own = issue(ROOT, Wish(names=("login.microsoftonline.com",)))
    site.enter(submission.listening(Web(own.context()), "127.0.0.2", 443))
    found = needs(site.run(MICROSOFT, "--json"))
    assert found["login.microsoftonline.com", 443, "tcp"] == (True, None)
    assert found["graph.microsoft.com", 443, "tcp"] == (False, "network.name_not_found")


def test_the_final_hosts_are_listed_behind_a_proxy(site: Site) -> None:
    own = issue(ROOT, Wish(names=("login.microsoftonline.com",)))
    site.enter(submission.listening(Proxy(own.context()), "127.0.0.3", 3128))
    proxy = "http://person:secret%20word@127.0.0.3:3128"
    done = site.run(MICROSOFT, "--json", proxy=proxy)
    found = needs(done)
    assert done.json["proxy"] == "http://127.0.0.3:3128"
    assert "word" not in done.out
    assert found["127.0.0.3", 3128, "tcp"] == (True, None)
    assert found["login.microsoftonline.com", 443, "tcp"] == (True, None)
    assert found["graph.microsoft.com", 443, "tcp"] == (True, "tls.certificate.hostname")


def test_a_proxy_that_refuses(site: Site) -> None:
    class Refusing(Proxy):
        status = "403 Forbidden"

    site.enter(submission.listening(Refusing(issue(ROOT, Wish()).context()), "127.0.0.3", 3128))
    found = needs(site.run(MICROSOFT, "--json", proxy="http://127.0.0.3:3128"))
    assert found["login.microsoftonline.com", 443, "tcp"] == (False, "network.proxy")


def test_lines_for_a_person(site: Site) -> None:
    done = site.run(password("127.0.0.2"), "--lang", "fr")
    assert "127.0.0.2  587/tcp  ne répond pas [network.refused]" in done.out


def test_settings_that_are_not_valid(site: Site) -> None:
    done = site.run({"sender": "nobody"}, "--json")
    assert (done.status, done.json["needs"]) == (65, [])
    assert {"sender", "authentication"} <= {field for field, _code in done.errors}


def test_nothing_is_stored(plain: Program) -> None:
    done = plain.run("firewall", "--json")
    assert (done.status, done.code) == (78, "settings.missing")
