"""Playbooks: a dialogue written down once, played to the generator and over a real socket.

A playbook's dialogue has one turn a line::

    S: 220 mx.example.test ESMTP     the server says this line
    C: EHLO                          the client sends a line that begins so
    C64: \\0hub\\0correct horse        the client sends this in base64
    TLS                              the handshake takes place
    MAIL                             the client sends the mail up to the lone dot
    CLOSE                            the server closes the connection
"""

from __future__ import annotations

import tomllib
from base64 import b64decode
from dataclasses import dataclass, field
from pathlib import Path

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.steps import Step
from hubmail_gui.delivery.account import Login, SmtpAccount
from hubmail_gui.delivery.mail import Mail

FOLDER = Path(__file__).parent.parent / "playbooks"
PASSWORD = "correct horse"
TOKEN = "eyJ0eXAiOiJKV1QifQ.an-access-token.signature"
CONTENT = b"From: hub@example.test\r\nSubject: Test\r\n\r\n.Hello\r\n"


@dataclass(frozen=True)
class Turn:
    """One line of a playbook: who, and what."""

    who: str
    text: str = ""


@dataclass(frozen=True)
class Playbook:
    """What both sides say, and what it has to come to.

    Attributes:
        steps: the state of each step, as ``greet ok, encrypt failed``.
        fault: its code, or None for a mail that was accepted.
        warnings: codes, in any order.
    """

    id: str
    dialogue: str
    steps: str
    fault: str | None = None
    login: str | None = "password"
    encryption: Encryption = Encryption.NONE
    sender: str = "hub@example.test"
    recipients: tuple[str, ...] = ("admin@example.test",)
    content: bytes = CONTENT
    field_name: str | None = None
    warnings: tuple[str, ...] = ()
    params: dict[str, str] = field(default_factory=dict)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The dialogue, line by line."""
        lines = (line.strip() for line in self.dialogue.strip().splitlines())
        return tuple(_turn(line) for line in lines if line)

    def account(self, port: int = 25, ca_certificates: str | None = None) -> SmtpAccount:
        """The settings to play it with."""
        return SmtpAccount(
            host="localhost",
            port=port,
            encryption=self.encryption,
            login=self._login(),
            ehlo_name="client.example.test",
            ca_certificates=ca_certificates,
        )

    def mail(self) -> Mail:
        """The mail to submit."""
        return Mail(self.sender, self.recipients, self.content, "<1@example.test>")

    def expected_steps(self) -> dict[Step, str]:
        """The state of each step."""
        pairs = (one.split() for one in self.steps.split(","))
        return {Step(name): state for name, state in pairs}

    def _login(self) -> Login | None:
        if self.login is None:
            return None
        token = self.login == "token"
        return Login("hub", TOKEN if token else PASSWORD, token=token)


def _turn(line: str) -> Turn:
    who, colon, text = line.partition(":")
    if not colon:
        return Turn(who)
    return Turn(who, text.strip())


def matches(turn: Turn, line: str) -> bool:
    """Whether what the client sent is what the playbook says."""
    if turn.who == "C64":
        wanted = turn.text.encode().decode("unicode_escape")
        return b64decode(line).decode() == wanted.replace("TOKEN", TOKEN)
    return line.startswith(turn.text) and bool(turn.text) == bool(line)


def load() -> list[Playbook]:
    """Every playbook of the folder."""
    books = []
    for file in sorted(FOLDER.glob("*.toml")):
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["playbook"]:
            entry["encryption"] = Encryption(entry.get("encryption", "none"))
            entry["content"] = entry.get("content", CONTENT.decode()).encode()
            for key in ("recipients", "warnings"):
                if key in entry:
                    entry[key] = tuple(entry[key])
            if entry.get("login") == "none":
                entry["login"] = None
            books.append(Playbook(**entry))
    return books
