"""How to reach and enter one SMTP server, whatever method the settings belong to."""

from __future__ import annotations

from typing import NamedTuple

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.validation import ascii_host


class Login(NamedTuple):
    """Who logs in, and with what.

    Attributes:
        username: the account's name; for a token the address of the mailbox.
        secret: the password, or the OAuth access token.
        token: the secret is an access token for XOAUTH2.
    """

    username: str
    secret: str
    token: bool = False

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Login({self.username!r}, token={self.token!r})"


class SmtpAccount(NamedTuple):
    """Where to submit mail, and how.

    Attributes:
        host: name as typed, or address.
        login: None where the server wants none.
        ehlo_name: how to introduce this computer; None: its own name.
        ca_certificates: PEM text trusted beside the operating system's store.
        pinned_sha256: 64 hexadecimal digits of the one certificate that is accepted.
    """

    host: str
    port: int
    encryption: Encryption
    login: Login | None = None
    ehlo_name: str | None = None
    ca_certificates: str | None = None
    pinned_sha256: str | None = None

    def proven_name(self) -> str:
        """The name or address that the server's certificate has to prove, as TLS carries it."""
        return ascii_host(self.host).partition("%")[0]
