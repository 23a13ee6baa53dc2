"""Ways in which mail may leave, and which of them is the best."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from hubmail_gui import methods
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.discovery.presets import Preset
from hubmail_gui.discovery.probe import Certificate, Probe

RELAY_PORT = 25  # between servers (RFC 5321); a client submits elsewhere (RFC 6409)


class Source(IntEnum):
    """Where a server's name came from, the most trustworthy first."""

    PRESET = 0
    SRV = 1
    AUTOCONFIG = 2
    MX = 3
    GUESS = 4

    @property
    def word(self) -> str:
        """As results name it."""
        return self.name.lower()


class Target(NamedTuple):
    """A server to look at."""

    host: str
    port: int
    encryption: Encryption


class Claim(NamedTuple):
    """Why a server is looked at, and what is known of it.

    Attributes:
        order: among those of the same source, the smallest first.
        provider: whose it is, for people.
        username: the login's; None where only a person knows it.
        login: False where none is wanted; None: as the server offers one.
        auth: its mechanisms, where they are documented.
    """

    source: Source
    order: tuple[int, ...] = ()
    provider: str | None = None
    username: str | None = None
    login: bool | None = None
    auth: tuple[str, ...] = ()


class Candidate(NamedTuple):
    """A way in which mail may leave.

    Attributes:
        type: the authentication type of the settings.
        source: ``preset``, ``srv``, ``mx``, ``autoconfig`` or ``guess``.
        auth: SASL mechanisms that the server offers, or that its service documents.
        settings: ready for apply, but for secrets and what only a person knows.
        rank: compares candidates, the best is the smallest.
    """

    type: str
    source: str
    provider: str | None
    host: str | None
    port: int | None
    encryption: str | None
    auth: tuple[str, ...]
    certificate: Certificate | None
    settings: Mapping[str, Any]
    rank: tuple[Any, ...]


def reached(claim: Claim, seen: Probe, address: str | None) -> Candidate:
    """The candidate of a server that answered."""
    if seen.encryption is Encryption.NONE:
        trust = 2
    else:
        trust = 0 if seen.certificate is not None and seen.certificate.trusted else 1
    auth = seen.mechanisms or (claim.auth if not seen.answered else ())
    target = Target(seen.host, seen.port, seen.encryption)
    return _smtp(claim, target, auth, seen.certificate, trust, address)


def unreached(claim: Claim, target: Target, address: str | None) -> Candidate:
    """The candidate of a service that is known, though its server cannot be reached from here."""
    return _smtp(claim, target, claim.auth, None, 3, address)


def cloud(preset: Preset, address: str | None, domain: str) -> Candidate:
    """The candidate of a service that is no mail server to this program."""
    settings: dict[str, Any] = {} if address is None else {"sender": address}
    authentication = {"type": preset.type, "directory_id": domain, "cloud": preset.cloud}
    settings["authentication"] = authentication
    rank = (0, 0, Source.PRESET, (0,), 0)
    return Candidate(
        preset.type, Source.PRESET.word, preset.name, None, None, None, preset.auth, None,
        settings, rank,
    )  # fmt: skip


def _smtp(
    claim: Claim,
    target: Target,
    auth: tuple[str, ...],
    certificate: Certificate | None,
    trust: int,
    address: str | None,
) -> Candidate:
    login = claim.login is not False and bool(auth)
    authentication: dict[str, Any] = {
        "type": methods.PLAIN,
        "host": target.host,
        "port": target.port,
        "encryption": target.encryption.value,
        "smtp_authentication": login,
    }
    if login and claim.username is not None:
        authentication["username"] = claim.username
    settings: dict[str, Any] = {} if address is None else {"sender": address}
    settings["authentication"] = authentication
    later = target.encryption is not Encryption.TLS
    rank = (trust, target.port == RELAY_PORT, claim.source, claim.order, later)
    return Candidate(
        methods.PLAIN, claim.source.word, claim.provider, target.host, target.port,
        target.encryption.value, auth, certificate, settings, rank,
    )  # fmt: skip
