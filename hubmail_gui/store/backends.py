"""Which keyring is used: the operating system's own, and nothing that only looks like one.

A back end is accepted by name. Refusing known bad ones would let the next plain-text file in, and
the variable ``PYTHON_KEYRING_BACKEND`` is no way around it either.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import Protocol

from hubmail_gui.core.outcome import Fault, FaultError

SECRET_SERVICE = "keyring.backends.SecretService.Keyring"
KWALLET = "keyring.backends.kwallet.DBusKeyring"
WINDOWS = "keyring.backends.Windows.WinVaultKeyring"
ACCEPTED = frozenset({
    SECRET_SERVICE,
    KWALLET,
    WINDOWS,
    "keyring.backends.kwallet.DBusKeyringKWallet4",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.macOS.Keyring",
})  # fmt: skip

# How many UTF-16 code units one entry holds, where less than any secret's length: Windows limits
# a credential to CRED_MAX_CREDENTIAL_BLOB_SIZE, 5 * 512 bytes (wincred.h).
CAPACITY = {WINDOWS: 1280}

_FAIL = "keyring.backends.fail.Keyring"
_CHAINER = "keyring.backends.chainer.ChainerBackend"


class Backend(Protocol):
    """The part of ``keyring.backend.KeyringBackend`` that is used here."""

    def get_password(self, service: str, username: str) -> str | None:
        """The entry's secret, or None if there is no such entry."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Make or replace an entry."""

    def delete_password(self, service: str, username: str) -> None:
        """Remove an entry; ``keyring.errors.PasswordDeleteError`` if there is none."""


def name_of(backend: object) -> str:
    """The full name of a back end's class."""
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def available() -> Iterator[Backend]:
    """The keyrings that can be used now, the best first; new secrets go into the first.

    Raises:
        FaultError: ``keyring.unavailable``: there is none; ``keyring.insecure``: one was chosen by
            variable or by ``keyringrc.cfg`` that keeps secrets unprotected or not at all.
    """
    from keyring import core

    # An empty variable is none, but the library takes it for a name.
    forced = core.load_env() if os.environ.get("PYTHON_KEYRING_BACKEND") else None
    forced = forced or core.load_config()
    if forced is not None:
        yield from _accepted(forced)
        return
    none = True
    for name in _platform_names():
        # Asking each by name spares the search through all installed packages, and finds a keyring
        # that was started after the program; a RuntimeError says that it cannot be used now.
        try:
            backend: Backend = core.load_keyring(name)
        except RuntimeError:
            continue
        none = False
        yield backend
    if none:
        raise FaultError(Fault("keyring.unavailable"))


def _platform_names() -> tuple[str, ...]:
    if sys.platform == "win32":
        return (WINDOWS,)
    if sys.platform == "darwin":
        return ("keyring.backends.macOS.Keyring",)
    if "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":"):
        return (KWALLET, SECRET_SERVICE)
    return (SECRET_SERVICE, KWALLET)


def _accepted(backend: Backend) -> Iterator[Backend]:
    """What may be used of a back end that somebody chose; of a chain, its good links."""
    name = name_of(backend)
    if name == _FAIL:
        raise FaultError(Fault("keyring.unavailable"))
    links: Iterable[Backend] = (backend,)
    if name == _CHAINER:
        links = getattr(backend, "backends", ())
    good = [link for link in links if name_of(link) in ACCEPTED]
    if not good:
        raise FaultError(Fault("keyring.insecure", params={"backend": name}))
    yield from good


def prompts() -> bool:
    """Whether a keyring that did not answer in time is waiting for a person's answer.

    A Secret Service goes on answering others while it shows a prompt, so a ping tells it from a
    daemon that hangs, on which this waits for ever too; other systems have no such daemon.
    """
    if sys.platform in {"win32", "darwin"}:
        return True
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    peer = DBusAddress(
        "/org/freedesktop/secrets", "org.freedesktop.secrets", "org.freedesktop.DBus.Peer"
    )
    try:
        with open_dbus_connection() as connection:
            connection.send_and_get_reply(new_method_call(peer, "Ping"))
    except Exception:  # noqa: BLE001 - no bus, or one that speaks nonsense
        return False
    return True
