"""SASL mechanisms as clients: each turns a challenge into a response, without I/O (RFC 4422)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hubmail_gui.delivery.account import Login


class SaslError(Exception):
    """The server's challenge makes no sense, or does not prove that it knows the password."""


class Mechanism(Protocol):
    """One authentication exchange.

    Attributes:
        slow: an answer may keep the processor busy, for as long as the server asks.
    """

    slow: bool

    def respond(self, challenge: bytes) -> bytes:
        """The answer to ``challenge``; the first challenge is empty or may be disregarded.

        Raises:
            SaslError: it cannot be answered.
        """

    def finish(self) -> None:
        """Called on success.

        Raises:
            SaslError: the server has not proved what the mechanism asks it to.
        """


class _OneWay:
    """A mechanism in which the server proves nothing; TLS has proved who it is."""

    slow = False

    def __init__(self, login: Login) -> None:
        self._login = login
        self._turn = 0

    def finish(self) -> None:
        """There is nothing to check."""

    def _next_turn(self, last: int) -> int:
        self._turn += 1
        if self._turn > last:
            raise SaslError
        return self._turn


class Plain(_OneWay):
    """PLAIN (RFC 4616): the password itself, in UTF-8."""

    def respond(self, challenge: bytes) -> bytes:  # noqa: ARG002 - it is empty
        """User name and password in one message."""
        self._next_turn(1)
        return f"\0{self._login.username}\0{self._login.secret}".encode()


class LoginMechanism(_OneWay):
    """LOGIN (draft-murchison-sasl-login): user name, then password; the prompts mean nothing."""

    def respond(self, challenge: bytes) -> bytes:  # noqa: ARG002 - "Username:" in any wording
        """First the user name, then the password."""
        first = self._next_turn(2) == 1
        return (self._login.username if first else self._login.secret).encode()


class CramMd5(_OneWay):
    """CRAM-MD5 (RFC 2195): a keyed digest of the server's challenge."""

    def respond(self, challenge: bytes) -> bytes:
        """User name and digest."""
        import hmac

        self._next_turn(1)
        digest = hmac.new(self._login.secret.encode(), challenge, "md5").hexdigest()
        return f"{self._login.username} {digest}".encode()


# More would keep the processor busy for seconds, for a server that is not known yet; RFC 7677
# asks for 4,096, careful servers use some hundred thousand.
MOST_ITERATIONS = 1_000_000


class Scram:
    """SCRAM (RFC 5802, RFC 7677): both sides prove that they know the password."""

    slow = True

    def __init__(self, login: Login, name: str) -> None:
        from scramp import ScramClient

        self._client = ScramClient([name], login.username, login.secret)
        self._turn = 0
        self._proved = False

    def respond(self, challenge: bytes) -> bytes:
        """The client's first and final message, then nothing more."""
        from scramp import ScramException

        self._turn += 1
        try:
            if self._turn == 1:
                return str(self._client.get_client_first()).encode()
            if self._turn == 2:
                message = challenge.decode()
                count = message.partition(",i=")[2].partition(",")[0]
                if int(count[:20]) > MOST_ITERATIONS:
                    raise SaslError
                self._client.set_server_first(message)
                return str(self._client.get_client_final()).encode()
            self._client.set_server_final(challenge.decode())
        except (ScramException, UnicodeDecodeError, ValueError):
            raise SaslError from None
        self._proved = True
        return b""

    def finish(self) -> None:
        """Only a server that knows the password can sign (RFC 5802 section 3)."""
        if not self._proved:
            raise SaslError


class XOAuth2(_OneWay):
    """XOAUTH2 (Google's and Microsoft's pages of that name): an access token."""

    def respond(self, challenge: bytes) -> bytes:  # noqa: ARG002 - it is for people
        """The token; then, to a challenge that tells what was wrong, the empty answer."""
        if self._next_turn(2) == 1:
            return f"user={self._login.username}\1auth=Bearer {self._login.secret}\1\1".encode()
        return b""


# Strongest first. A password given in clear text to a server that could do without is given away.
_PASSWORD: dict[str, Callable[[Login], Mechanism]] = {
    "SCRAM-SHA-256": lambda login: Scram(login, "SCRAM-SHA-256"),
    "SCRAM-SHA-1": lambda login: Scram(login, "SCRAM-SHA-1"),
    "CRAM-MD5": CramMd5,
    "PLAIN": Plain,
    "LOGIN": LoginMechanism,
}
_TOKEN: dict[str, Callable[[Login], Mechanism]] = {"XOAUTH2": XOAuth2}


def choose(offered: tuple[str, ...], login: Login) -> list[str]:
    """The offered mechanisms that can be used for this login, strongest first."""
    known = _TOKEN if login.token else _PASSWORD
    return [name for name in known if name in offered]


def start(name: str, login: Login) -> Mechanism:
    """A new exchange with the mechanism ``name``."""
    return {**_PASSWORD, **_TOKEN}[name](login)
