"""The support bundle: one readable file, and proof that no known secret is in it.

It is put together first, as the bytes that would be written; then every secret that this folder
knows is looked for in them, in every encoding that programs use. Where a secret cannot be had to
look for, or one is found, nothing is written: a bundle that cannot be proven is none.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from hubmail_gui import __version__
from hubmail_gui.core import system
from hubmail_gui.core.masking import occurs
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.service.comparison import FORMAT
from hubmail_gui.service.configuration import now
from hubmail_gui.store import given

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel
    from hubmail_gui.service.configuration import Configuration

Json = dict[str, Any]

_HISTORY = 500
# As JSON has it, its line ends escaped.
_CERTIFICATE = re.compile(
    r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\]{1,20000}-----END CERTIFICATE-----"
)
# What decides about the way to the mail server outside of the settings.
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
_OTHERS = (
    "LANG",
    "LC_ALL",
    "HUBMAIL_CONFIG_DIR",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)


def made(configuration: Configuration, given: str | None, cancel: Cancel) -> bytes:
    """The bundle as the bytes of its file.

    Args:
        configuration: of the folder.
        given: a secret that was given on the command line, looked for as well.
        cancel: obeyed by the keyring's prompt.

    Raises:
        FaultError: ``bundle.secret_found``; a ``keyring`` fault: the secret cannot be had to look
            for; a ``settings`` fault.
    """
    data = json.dumps(_content(configuration), ensure_ascii=False, indent=1).encode() + b"\n"
    searched = _without_certificates(data.decode()).encode()
    for secret in (*_known(configuration, cancel), *filter(None, [given]), *_of_proxies()):
        if occurs(secret, searched):
            raise FaultError(Fault("bundle.secret_found", False))
    return data


def _without_certificates(text: str) -> str:
    """``text`` without what is public by its nature.

    A private key holds its public half, too (RFC 8017 appendix A.1.2), and so has a good part in
    common with its certificate.
    """
    return _CERTIFICATE.sub(lambda match: "" if _is_certificate(match[0]) else match[0], text)


def _is_certificate(text: str) -> bool:
    from hubmail_gui.core import keys
    from hubmail_gui.core.problems import ProblemError

    try:
        return len(keys.certificates(text.replace("\\n", "\n"))) == 1
    except ProblemError:
        return False


def _content(configuration: Configuration) -> Json:
    return {
        "format": FORMAT,
        "made_at": now(),
        "versions": _versions(),
        "surroundings": _surroundings(),
        "settings": _settings(configuration),
        "last_test": configuration.store.result(),
        "history": configuration.store.tail(_HISTORY),
    }


def _settings(configuration: Configuration) -> Json | None:
    stored = configuration.stored()
    if stored is None:
        return None
    document = dict(stored.document())
    # A reference is no secret, and helps nobody.
    document["secret"] = None if stored.secret is None else "stored"
    return document


def _known(configuration: Configuration, cancel: Cancel) -> Iterator[str]:
    """The secrets that the stored settings, the last good and the next ones refer to."""
    waiting = configuration.typed(configuration.store.next_document())
    found = (configuration.stored(), configuration.last_good(), waiting)
    for reference in dict.fromkeys(one.secret for one in found if one and one.secret):
        yield configuration.store.secret(reference, cancel)


def _versions() -> Json:
    import ssl

    platform = system.python_platform()
    return {
        "hubmail": __version__,
        "python": platform.python_version(),
        "openssl": ssl.OPENSSL_VERSION,
        "system": f"{sys.platform} {platform.release()}",
        "machine": platform.machine(),
        **_packages(),
    }


def _packages() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("PySide6-Essentials", "keyring", "msal", "cryptography", "requests", "dnspython"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # a packaged program may come without its libraries' descriptions
    return found


def _surroundings() -> Json:
    environment = {name: value for name in _OTHERS if (value := os.environ.get(name))}
    for name in _PROXIES:
        for one in (name, name.lower()):
            if value := os.environ.get(one):
                environment[one] = _without_login(value)
    return {"environment": environment, "resolvers": _resolvers()}


def _without_login(proxy: str) -> str:
    """A proxy's address without the user and password that may stand in it."""
    scheme, separator, rest = proxy.rpartition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def _of_proxies() -> Iterator[str]:
    """The passwords of proxies: secrets that this program was given, too."""
    for name in _PROXIES:
        for one in (name, name.lower()):
            login = os.environ.get(one, "").rpartition("://")[2].rpartition("@")[0]
            if password := login.partition(":")[2]:
                yield from {password, unquote(password)}


def _resolvers() -> list[str]:
    """The name servers as the system has them; empty where it keeps them elsewhere."""
    try:
        content = given.read("/etc/resolv.conf", 1 << 16, given.AT_ONCE)
        lines = content.decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    words = [line.split() for line in lines]
    return [one[1] for one in words if len(one) > 1 and one[0] == "nameserver"]
