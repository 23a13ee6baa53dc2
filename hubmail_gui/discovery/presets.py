"""Mail services that many use, and how a domain shows that it is at one of them.

``resources/presets.toml`` says what each field means; it is read when somebody looks for one.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from hubmail_gui import methods
from hubmail_gui.core import resources
from hubmail_gui.core.encryption import Encryption

_FALLBACK = "en"


class Place(NamedTuple):
    """Where a service takes mail.

    Attributes:
        host: None where it is the customer's own.
        region: whose accounts are there; empty where there is only one.
    """

    host: str | None
    port: int
    encryption: Encryption
    region: str = ""

    def settings(self) -> dict[str, object]:
        """The settings that lead there; without the host where it is the customer's own."""
        values: dict[str, object] = {"port": self.port, "encryption": self.encryption.value}
        return {**values, "host": self.host} if self.host else values


class Preset(NamedTuple):
    """A mail service; the attributes are described in ``resources/presets.toml``."""

    id: str
    name: str
    kind: str
    type: str
    cloud: str
    servers: tuple[Place, ...]
    username: str
    login: bool
    auth: tuple[str, ...]
    mx: tuple[str, ...]
    domains: tuple[str, ...]
    spf: tuple[str, ...]
    dkim: tuple[str, ...]

    def user(self, address: str | None) -> str | None:
        """The user name that goes with the sender's ``address``; None where only a person knows."""
        if self.username.startswith("="):
            return self.username[1:]
        if address is None or self.username == "other":
            return None
        return address.rpartition("@")[0] if self.username == "local" else address

    def near(self, name: str) -> tuple[Place, ...]:
        """Where accounts of the region take mail whose names look most like ``name``."""
        known = [one for one in self.servers if one.host is not None]
        if not known:
            return ()
        best = max(known, key=lambda one: _common(one.host or "", name))
        same = [one for one in known if one.region == best.region]
        return tuple(sorted(same, key=lambda one: -_common(one.host or "", name)))


def _common(one: str, other: str) -> int:
    """How many labels two names have in common, from the end."""
    pairs = zip(reversed(one.split(".")), reversed(other.lower().split(".")), strict=False)
    return next(
        (count for count, (mine, theirs) in enumerate(pairs) if mine != theirs),
        min(one.count("."), other.count(".")) + 1,
    )


class Words(NamedTuple):
    """What a person has to know of a service, in one language.

    Attributes:
        hint: what the user name is; empty where it is the sender's address or given.
        on: what must be switched on there, in order.
    """

    hint: str
    on: tuple[str, ...]


@cache
def presets() -> tuple[Preset, ...]:
    """Every service, in the order in which they are offered."""
    return tuple(map(_preset, _tables()))


def words(preset: str, language: str) -> Words:
    """What there is to know of the service with the id ``preset``.

    Raises:
        KeyError: there is none.
    """
    table = {one["id"]: one for one in _tables()}[preset]
    texts = table.get(language, table[_FALLBACK])
    return Words(texts.get("hint", ""), tuple(texts["on"]))


def by_mx(host: str) -> Preset | None:
    """The service whose name a mail exchanger bears."""
    name = f".{host.lower()}"
    # The longest: a service may use another one's name with something before it.
    found = [(len(end), one) for one in presets() for end in one.mx if name.endswith(end)]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def by_domain(domain: str) -> Preset | None:
    """The service that ``domain`` itself belongs to."""
    return next((one for one in presets() if domain.lower() in one.domains), None)


def by_host(host: str) -> Preset | None:
    """The service that takes mail at ``host``."""
    wanted = host.lower()
    return next(
        (one for one in presets() if any(place.host == wanted for place in one.servers)), None
    )


def by_type(name: str, cloud: str = "") -> Preset | None:
    """The service that settings of the type ``name`` send by, without a mail server of their own."""
    fitting = [one for one in presets() if name in {one.type, one.id} and name != methods.PLAIN]
    return next((one for one in fitting if one.cloud == cloud), fitting[0] if fitting else None)


@cache
def _tables() -> list[dict[str, Any]]:
    with Path(resources.path("presets.toml")).open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["preset"]
    return found


def _preset(table: dict[str, Any]) -> Preset:
    return Preset(
        id=table["id"],
        name=table["name"],
        kind=table["kind"],
        type=table.get("type", methods.PLAIN),
        cloud=table.get("cloud", "global"),
        servers=tuple(map(_place, table["servers"])),
        username=table["username"],
        login=table.get("login", True),
        auth=tuple(table["auth"]),
        mx=tuple(table["mx"]),
        domains=tuple(table["domains"]),
        spf=tuple(table["spf"]),
        dkim=tuple(table["dkim"]),
    )


def _place(table: dict[str, Any]) -> Place:
    encryption = Encryption(table["encryption"])
    return Place(table.get("host"), table["port"], encryption, table.get("region", ""))
