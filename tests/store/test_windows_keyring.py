"""The keyring library's code for Windows, over an imitation of the Credential Manager."""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.store.references import new_reference
from hubmail_gui.store.secrets import Keyring
from tests.store.contract import KeyringContract
from tests.store.documents import refused
from tests.store.keyrings import WindowsError

NOT_FOUND, BAD_DATA, NO_LOGON_SESSION, ACCESS_DENIED = 1168, 1783, 1312, 5


class CredentialManager:
    """What wincred.h promises: CredRead, CredWrite and CredDelete, and their errors."""

    CRED_TYPE_GENERIC = 1
    CRED_PERSIST_ENTERPRISE = 3

    def __init__(self) -> None:
        self.credentials: dict[str, dict[str, Any]] = {}
        self.refusal = 0

    def _fail(self, number: int, function: str) -> None:
        raise WindowsError(number, function, "words")

    def _check(self, function: str) -> None:
        if self.refusal:
            self._fail(self.refusal, function)

    def CredRead(self, Type: int, TargetName: str) -> dict[str, Any]:  # noqa: N802, N803
        self._check("CredRead")
        if TargetName not in self.credentials:
            self._fail(NOT_FOUND, "CredRead")
        return self.credentials[TargetName]

    def CredWrite(self, credential: dict[str, Any], _flags: int) -> None:  # noqa: N802
        self._check("CredWrite")
        blob = credential["CredentialBlob"].encode("utf-16-le")
        if len(blob) > 2560:
            self._fail(BAD_DATA, "CredWrite")
        self.credentials[credential["TargetName"]] = {**credential, "CredentialBlob": blob}

    def CredDelete(self, Type: int, TargetName: str) -> None:  # noqa: N802, N803
        self._check("CredDelete")
        if TargetName not in self.credentials:
            self._fail(NOT_FOUND, "CredDelete")
        del self.credentials[TargetName]


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[CredentialManager]:
    """The library's Windows back end, imported anew over the imitation."""
    manager = CredentialManager()
    errors = types.SimpleNamespace(error=WindowsError)
    package = types.SimpleNamespace(win32cred=manager, pywintypes=errors)
    manager.__dict__["__name__"] = "win32cred"
    monkeypatch.setitem(sys.modules, "win32ctypes", types.ModuleType("win32ctypes"))
    monkeypatch.setitem(sys.modules, "win32ctypes.pywin32", package)
    name = "keyring.backends.Windows"
    before = sys.modules.pop(name, None)
    importlib.import_module(name)
    monkeypatch.setattr(sys, "platform", "win32")
    yield manager
    del sys.modules[name]
    if before is not None:
        sys.modules[name] = before


class TestWindows(KeyringContract):
    @pytest.fixture
    def keyring(self, windows: CredentialManager) -> Keyring:
        self.manager = windows
        return Keyring()

    def entry_names(self) -> set[str]:
        return {one["UserName"] for one in self.manager.credentials.values()}

    def test_every_part_fits(self, keyring: Keyring) -> None:
        keyring.keep(new_reference(), "🔑" * 2000, Cancel())
        sizes = [len(one["CredentialBlob"]) for one in self.manager.credentials.values()]
        assert max(sizes) <= 2560

    @pytest.mark.parametrize(
        ("number", "code"),
        [(NO_LOGON_SESSION, "keyring.unavailable"), (ACCESS_DENIED, "keyring.denied")],
        ids=["no logon session", "access denied"],
    )
    def test_a_refusal_is_named(self, keyring: Keyring, number: int, code: str) -> None:
        reference = new_reference()
        keyring.keep(reference, "hunter2", Cancel())
        self.manager.refusal = number
        with refused(code):
            keyring.read(reference, Cancel())
        with refused(code):
            keyring.keep(new_reference(), "hunter2", Cancel())
        with refused(code):
            keyring.remove(reference, Cancel())


def test_macos_is_asked_for_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    # The library knows better where it runs, and has no keychain here.
    with refused("keyring.unavailable"):
        Keyring().read(new_reference(), Cancel())
