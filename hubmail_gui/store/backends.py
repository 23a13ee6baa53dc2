"""Which keyring is used: the operating system's own, or the one that an administrator has chosen.

Nothing is found by search but the systems' own keyrings, by name. Another one (a vault, a password
manager) has to be named by ``PYTHON_KEYRING_BACKEND`` or ``keyringrc.cfg``, and even then those
that are known to keep nothing, or to keep it readable, are refused.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from hubmail_gui.core import system
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store.secret_service import SecretService

if TYPE_CHECKING:
    from types import ModuleType

KWALLET = "keyring.backends.kwallet.DBusKeyring"
WINDOWS = "keyring.backends.Windows.WinVaultKeyring"
MACOS = "keyring.backends.macOS.Keyring"
ACCEPTED = frozenset({
    KWALLET,
    MACOS,
    WINDOWS,
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.kwallet.DBusKeyringKWallet4",
    "keyring.backends.libsecret.Keyring",
})  # fmt: skip

# How many UTF-16 code units one entry holds, where less than any secret's length: Windows limits
# a credential to CRED_MAX_CREDENTIAL_BLOB_SIZE, 5 * 512 bytes (wincred.h).
CAPACITY = {WINDOWS: 1280}

# Parts of the names of back ends that keep nothing or keep it unprotected: the library's own, and
# all of keyrings.alt, whose files are plain or protected by a password that somebody has to type.
_INSECURE = ("keyring.backends.null.", "keyrings.alt.", "plaintext", "plain_text", "uncrypted")

_FAIL = "keyring.backends.fail.Keyring"
_CHAINER = "keyring.backends.chainer.ChainerBackend"


class Backend(Protocol):
    """The part of ``keyring.backend.KeyringBackend`` that is used here."""

    def get_password(self, service: str, username: str) -> str | None:
        """The entry's secret, or None if there is no such entry."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Make or replace an entry."""

    def delete_password(self, service: str, username: str) -> None:
        """Remove an entry; most raise ``keyring.errors.PasswordDeleteError`` if there is none."""


def name_of(backend: object) -> str:
    """The full name of a back end's class."""
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def available() -> Iterator[Backend]:
    """The keyrings that can be used now, the best first; new secrets go into the first.

    Raises:
        FaultError: ``keyring.unavailable``: there is none; ``keyring.insecure``: one was chosen by
            variable or by ``keyringrc.cfg`` that keeps secrets unprotected or not at all.
    """
    forced = _chosen()
    if forced is not None:
        yield from _accepted(forced)
        return
    none = True
    for find in _platform():
        backend = find()
        if backend is not None:
            none = False
            yield backend
    if none:
        raise FaultError(Fault("keyring.unavailable"))


def _chosen() -> Backend | None:
    """The back end that somebody chose instead of the platform's, if anybody did."""
    # An empty variable is none, but the library takes it for a name.
    variable = os.environ.get("PYTHON_KEYRING_BACKEND")
    if not variable and sys.platform == "linux" and not os.path.exists(_configuration()):
        return None  # which spares importing the library
    core = _keyring_library()
    backend: Backend | None = core.load_env() if variable else core.load_config()
    return backend


def _configuration() -> str:
    """Where the keyring library looks for a choice on Linux."""
    folder = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(folder, "python_keyring", "keyringrc.cfg")


def _platform() -> Iterable[Callable[[], Backend | None]]:
    """What finds the keyrings of this system, the preferred one first."""
    if sys.platform == "win32":
        return (lambda: _library(WINDOWS),)
    if sys.platform == "darwin":
        return (lambda: _library(MACOS),)
    if "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":"):
        return (lambda: _library(KWALLET), _secret_service)
    return (_secret_service, lambda: _library(KWALLET))


def _library(name: str) -> Backend | None:
    """One of the keyring library's back ends, if it can be used now.

    Asking for it by name spares the search through all installed packages, and finds a keyring
    that was started after the program.
    """
    core = _keyring_library()
    try:
        backend: Backend = core.load_keyring(name)
    except RuntimeError:
        return None
    return backend


def _keyring_library() -> ModuleType:
    if sys.platform == "win32":
        system.python_platform()
    from keyring import core

    return core


def _secret_service() -> Backend | None:
    return SecretService() if SecretService.available() else None


def _accepted(backend: Backend) -> Iterator[Backend]:
    """What may be used of a back end that somebody chose; of a chain, its good links."""
    name = name_of(backend)
    if name == _FAIL:
        raise FaultError(Fault("keyring.unavailable"))
    if name == _CHAINER:
        # Its links were found by search: only the systems' own count.
        good = [link for link in getattr(backend, "backends", ()) if name_of(link) in ACCEPTED]
    else:
        good = [] if any(part in name.lower() for part in _INSECURE) else [backend]
    if not good:
        raise FaultError(Fault("keyring.insecure", params={"backend": name}))
    yield from good


def prompts() -> bool:
    """Whether a keyring that did not answer in time is waiting for a person's answer.

    A Secret Service goes on answering others while it shows a prompt, so a ping tells it from a
    daemon that hangs, on which this waits for ever too; other systems have no such daemon.
    """
    if sys.platform == "darwin":
        return True
    if sys.platform == "win32":  # Credential Manager asks nobody
        return False
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
