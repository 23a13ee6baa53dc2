"""Settings, secrets and files as administrators really have them, through the real command.

``tests/inputs/cases.toml`` says what each person did and what should come of it.
"""

from __future__ import annotations

import json
import shlex
import ssl
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Done, Program
from tests.servers.loopback import Handler, LoopbackServer, Peer
from tests.servers.microsoft import Microsoft, authority

INPUTS = Path(__file__).parents[1] / "inputs"
CASES: list[dict[str, Any]] = tomllib.loads((INPUTS / "cases.toml").read_text("utf-8"))["case"]
BY_ID = {case["id"]: case for case in CASES}
TAKEN, REFUSED, INVALID = 0, 69, 65
PASSPHRASE = b"secret123\n"


@dataclass(frozen=True)
class Wanted:
    """What should come of a case.

    Attributes:
        status: the exit status.
        code: of the failure.
        errors: field and code of each.
        says: what the words have to hold.
        never: what no word may be.
        got: the lines of the envelope that the server has to see.
    """

    status: int
    code: str | None = None
    errors: tuple[tuple[str, str], ...] = ()
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    got: tuple[str, ...] = ()


UTF8 = Wanted(
    REFUSED, "smtp.utf8_unsupported", says=("SMTPUTF8",), never=("does not accept", "knows no")
)
WANTED = {
    "sender-display-name": Wanted(
        INVALID, errors=(("sender", "email.has_name"),), says=("sender_name", "hub@example.test")
    ),
    "sender-local": Wanted(TAKEN, got=("MAIL FROM:<hub@corp.local>",)),
    "sender-underscore-domain": Wanted(TAKEN, got=("MAIL FROM:<root@srv_01.corp.example>",)),
    "sender-nonascii-local-no-utf8": UTF8,
    "rcpt-no-tld": Wanted(TAKEN, got=("RCPT TO:<bob@server01>",)),
    "send-mixed": Wanted(
        TAKEN,
        got=(
            "RCPT TO:<bob@example.test>",
            "RCPT TO:<user@corp.local>",
            "RCPT TO:<ann@example.test>",
        ),
    ),
    "send-from-local": Wanted(TAKEN, got=("MAIL FROM:<hub@corp.local>",)),
    "send-bare-name": Wanted(TAKEN, got=("RCPT TO:<root@example.test>",)),
    "send-nonascii-no-utf8": UTF8,
    "pw-two-lf": Wanted(TAKEN),
    "file-show-output": Wanted(INVALID, errors=(("", "file.is_output"),), says=("settings",)),
    "ca-expired-twin-only": Wanted(
        REFUSED, "tls.own_ca_expired", says=("Corp Root", "nothing to do"), never=("renew",)
    ),
    "ca-leading-spaces-yaml": Wanted(TAKEN),
    "id-all-zero": Wanted(INVALID, errors=(("application_id", "guid.placeholder"),)),
    "tenant-equals-app": Wanted(INVALID, errors=(("directory_id", "directory.is_application"),)),
    "secret-spaces": Wanted(TAKEN),
    "secret-masked": Wanted(
        INVALID, errors=(("client_secret", "secret.masked"),), says=("only once",)
    ),
    "cert-chain-ca-first": Wanted(TAKEN),
    "cert-encrypted-pkcs8": Wanted(
        INVALID,
        errors=(("private_key", "key.encrypted"),),
        says=("encrypted", "--passphrase-file", "openssl pkey"),
    ),
    "cert-pfx-aes": Wanted(
        INVALID, errors=(("private_key", "key.pfx"),), says=("PFX", "PKCS #12", "openssl pkcs12")
    ),
    "cert-der-key": Wanted(TAKEN),
    "truth-535-organization": Wanted(
        REFUSED, "smtp.auth.disabled", never=("No password was sent", "no password was sent")
    ),
    "truth-504-mechanism": Wanted(
        REFUSED, "smtp.auth.no_common_mechanism", never=("o password was sent",)
    ),
    "truth-530-related-errors": Wanted(
        REFUSED, "smtp.refused", never=("nobody was logged in", "Switch SMTP authentication on")
    ),
}
ANSWERS = {
    "truth-535-organization": {
        "AUTH": "535 5.7.139 Authentication unsuccessful, the organization configuration doesn't"
        " allow this authentication request."
    },
    "truth-504-mechanism": {"AUTH": "504 5.7.4 Unrecognized authentication type"},
    "truth-530-related-errors": {"RCPT": "530 5.3.0 Too many related errors"},
}


@dataclass
class Smtp:
    """A server that takes everything but what it is told to refuse."""

    answers: dict[str, str]
    utf8: bool
    context: ssl.SSLContext | None
    lines: list[str] = field(default_factory=list)

    def handler(self) -> Handler:
        def serve(peer: Peer) -> None:
            peer.say("220 mx.example.test ESMTP")
            self._session(peer)

        return serve

    def _session(self, peer: Peer) -> None:
        encrypted = False
        while (line := peer.line()) != "QUIT":
            self.lines.append(line)
            verb = line.split()[0].upper()
            if verb == "EHLO":
                tls = self.context is not None and not encrypted
                offers = ["STARTTLS"] if tls else ["AUTH PLAIN"]
                offers += ["SMTPUTF8"] if self.utf8 else []
                peer.say("250-mx.example.test", *(f"250-{one}" for one in offers), "250 8BITMIME")
            elif verb == "STARTTLS" and self.context is not None:
                peer.say("220 go")
                peer.start_tls(self.context)
                encrypted = True
            elif verb == "AUTH" and len(line.split()) == 2:
                peer.say("334 ")
                peer.line()
                peer.say(self.answers.get("AUTH", "235 2.7.0 ok"))
            elif verb == "AUTH":
                peer.say(self.answers.get("AUTH", "235 2.7.0 ok"))
            elif verb == "DATA":
                peer.say("354 go")
                peer.mail()
                peer.say("250 2.0.0 queued")
            else:
                peer.say(self.answers.get(verb, "250 2.1.0 ok"))
        peer.say("221 bye")


@pytest.fixture(scope="module")
def microsoft() -> Iterator[Microsoft]:
    """A directory that knows the application of the cases, their secret and their key."""
    started = Microsoft.started()
    directory = started.cloud.directory
    case = next(one for one in CASES if one["id"] == "cert-chain-ca-first")
    settings = json.loads(case["settings"])["authentication"]
    directory.application = settings["application_id"]
    directory.tenant = settings["directory_id"]
    directory.secrets = {BY_ID["secret-spaces"]["secret"].strip()}
    directory.mailboxes = {"hub@example.test"}
    own = settings["certificate"].split("-----END CERTIFICATE-----")[1]
    directory.certificates = [f"{own.strip()}\n-----END CERTIFICATE-----\n"]
    yield started
    started.stop()


def test_every_case_has_its_expectation() -> None:
    assert {case["id"] for case in CASES} == set(WANTED)


@pytest.mark.parametrize("name", sorted(WANTED))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_case(name: str, language: str, tmp_path: Path, microsoft: Microsoft) -> None:
    case, wanted = BY_ID[name], WANTED[name]
    tls = "STARTTLS" in case.get("server", "")
    smtp = Smtp(ANSWERS.get(name, {}), "SMTPUTF8" not in case.get("server", ""), _context(tls=tls))
    with LoopbackServer(smtp.handler()) as server:
        settings = _settings(case["settings"], server.port, microsoft)
        done = _run(case, settings, tmp_path, language)
    result = done.json
    assert done.status == wanted.status, done.out + done.err
    assert (result["failure"] or {}).get("code") == (
        wanted.code or ("settings.invalid" if wanted.status == INVALID else None)
    )
    assert tuple(done.errors if wanted.errors else ()) == wanted.errors
    shown = json.dumps([result["failure"], result["errors"]], ensure_ascii=False)
    if language == "en":
        assert all(word in shown for word in wanted.says), shown
        assert not any(word in shown for word in wanted.never), shown
    internal = "corp.local" in case["settings"] or "srv_01" in case["settings"]
    warned = {one["code"] for one in result["warnings"]}
    assert ("smtp.sender.internal" in warned) == (internal and wanted.status == TAKEN)
    assert set(wanted.got) <= {line.split(" SIZE")[0].split(" BODY")[0] for line in smtp.lines}
    if "sender" in name and wanted.code == "smtp.utf8_unsupported":
        assert result["failure"]["field"] == "sender"
        assert result["failure"]["reply"] is None


def test_a_pfx_and_an_encrypted_key_open_with_their_passphrase(
    tmp_path: Path, microsoft: Microsoft
) -> None:
    passphrase = tmp_path / "passphrase"
    for name in ("cert-pfx-aes", "cert-encrypted-pkcs8"):
        case = BY_ID[name]
        settings = _settings(case["settings"], 25, microsoft)
        passphrase.write_bytes(PASSPHRASE)
        done = _run(case, settings, tmp_path, "en", "--passphrase-file", str(passphrase))
        assert done.status == TAKEN, done.out
        passphrase.write_bytes(b"wrong\n")
        done = _run(case, settings, tmp_path, "en", "--passphrase-file", str(passphrase))
        assert done.errors == [("private_key", "key.passphrase")]


def _context(*, tls: bool) -> ssl.SSLContext | None:
    if not tls:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(INPUTS / "server.pem")
    return context


def _settings(text: str, port: int, microsoft: Microsoft) -> str:
    """The settings with the servers of this test in the place of those that they name."""
    document = json.loads(text)
    if "8443" in text:
        document["ca_certificates"] = authority().cert_pem.bytes().decode()
    changed = json.dumps(document, ensure_ascii=False)
    changed = changed.replace("https://localhost:8443", microsoft.cloud.origin)
    return changed.replace('"port": 2525', f'"port": {port}')


def _run(case: dict[str, Any], settings: str, folder: Path, language: str, *more: str) -> Done:
    program = Program(folder / "configuration")
    (folder / "settings.json").write_text(settings, encoding="utf-8")
    (folder / "secret").write_text(case.get("secret", ""), encoding="utf-8", newline="")
    secret = folder / "secret"
    if "secret_file" in case:
        secret = INPUTS / Path(case["secret_file"]).name
    default = "hubmail test settings.json --secret-file secret --recipient bob@example.test"
    words = shlex.split(case.get("command", default))[1:]
    if words[0] == "send":
        stored = program.run("apply", folder / "settings.json", "--recipient", "bob@example.test")
        assert stored.status == 0, stored.err
    places = {"settings.json": str(folder / "settings.json"), "secret": str(secret)}
    arguments = [places.get(word, word) for word in words]
    message = case.get("stdin", "").lstrip("\n").encode()
    return program.run(*arguments, *more, "--json", "--lang", language, stdin=message)
