"""Keyring back ends for tests: in memory, in a folder, with Windows' limit, and misbehaving ones.

They are given to :class:`hubmail_gui.store.secrets.Keyring` by hand; chosen by variable or
configuration they are refused like every other keyring that is not the operating system's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from keyring.errors import KeyringLocked, PasswordDeleteError

from hubmail_gui.store.backends import Backend
from hubmail_gui.store.secrets import SERVICE, Keyring


class FolderKeyring:
    """Every entry is a file, so that it outlives its process; a file ``locked`` locks it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> set[str]:
        """The names of all entries of the service."""
        return {path.name for path in self.folder.glob(f"{SERVICE}/*")}

    def _path(self, service: str, username: str) -> Path:
        if (self.folder / "locked").exists():
            raise KeyringLocked("Failed to unlock the collection!")
        return self.folder / service / username

    def get_password(self, service: str, username: str) -> str | None:
        path = self._path(service, username)
        return path.read_bytes().decode() if path.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        path = self._path(service, username)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Keyrings write an entry whole or not at all.
        written = self.folder / "entry.new"
        written.write_bytes(password.encode())
        written.rename(path)

    def delete_password(self, service: str, username: str) -> None:
        path = self._path(service, username)
        if not path.exists():
            raise PasswordDeleteError("No such password!")
        path.unlink()


class WindowsError(Exception):
    """As pywin32 raises it, or what stands in for pywin32."""

    def __init__(self, winerror: int, funcname: str, strerror: str) -> None:
        super().__init__(winerror, funcname, strerror)
        self.winerror = winerror
        self.funcname = funcname
        self.strerror = strerror


WindowsError.__module__, WindowsError.__qualname__ = "pywintypes", "error"


class WinVaultKeyring(FolderKeyring):
    """Refuses what Windows' Credential Manager refuses: more than 2,560 bytes an entry."""

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password.encode("utf-16-le")) > 2560:
            raise WindowsError(1783, "CredWrite", "The stub received bad data")
        super().set_password(service, username, password)


# What is known of a back end is known by its class's name.
WinVaultKeyring.__module__ = "keyring.backends.Windows"


class MemoryKeyring:
    """Entries that end with the test; ``before`` is called first with each operation's name."""

    def __init__(self, before: Callable[[str], None] = lambda operation: None) -> None:
        self.entries: dict[str, str] = {}
        self.before = before

    def names(self) -> set[str]:
        """The names of all entries."""
        return set(self.entries)

    def get_password(self, service: str, username: str) -> str | None:
        self.before("get")
        return self.entries.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.before("set")
        self.entries[username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.before("delete")
        if username not in self.entries:
            raise PasswordDeleteError("No such password!")
        del self.entries[username]


class HangingKeyring(MemoryKeyring):
    """Does not answer ``hanging`` until ``answer`` is set: a prompt that nobody looks at."""

    def __init__(self, *hanging: str) -> None:
        self._hanging = hanging or ("get", "set", "delete")
        self.answer = threading.Event()
        self.asked = threading.Event()
        self.deleted = threading.Event()
        super().__init__(self._wait)

    def _wait(self, operation: str) -> None:
        if operation in self._hanging:
            self.asked.set()
            assert self.answer.wait(60), "no test answered the prompt"

    def delete_password(self, service: str, username: str) -> None:
        super().delete_password(service, username)
        self.deleted.set()


def keyring_over(*backends: Backend) -> Keyring:
    """A keyring over these back ends, the first one first."""

    def find() -> Iterator[Backend]:
        yield from backends

    return Keyring(find)
