"""The relay's login: whatever interrupts its change, the one from before or the new one is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.store.relay_login import RelayLogin
from tests.store.keyrings import MemoryKeyring, WinVaultKeyring, keyring_over

OLD, NEW = "hub:old", "hub:new"


class Failing(MemoryKeyring):
    """Refuses, or dies, at the operation with a number."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(self._count)
        self._error = error
        self.count = 0
        self.at = -1

    def _count(self, operation: str) -> None:
        # Only what changes something: reading again is no harm.
        self.count += operation != "get"
        if operation != "get" and self.count == self.at:
            raise self._error


def login(*keyrings: MemoryKeyring | WinVaultKeyring) -> RelayLogin:
    return RelayLogin(keyring_over(*keyrings), "/etc/hubmail")


@pytest.mark.parametrize("kept_before", [1, 2, 3])
@pytest.mark.parametrize("at", range(1, 9))
def test_a_change_that_fails_loses_no_login(at: int, kept_before: int) -> None:
    keyring = Failing(RuntimeError("the daemon has gone"))
    kept = login(keyring)
    for _time in range(kept_before):
        kept.keep(OLD, Cancel())
    keyring.count, keyring.at = 0, at
    try:
        kept.keep(NEW, Cancel())
    except FaultError:
        assert kept.read(Cancel()) in {OLD, NEW}
    else:
        assert kept.read(Cancel()) == NEW
        assert list(keyring.entries.values()) == [NEW]
    keyring.at = -1
    kept.keep("hub:third", Cancel())
    assert kept.read(Cancel()) == "hub:third"
    kept.forget(Cancel())
    assert (kept.read(Cancel()), keyring.entries) == (None, {})


def test_what_another_keyring_has_from_before_does_not_count() -> None:
    here, away = MemoryKeyring(), MemoryKeyring()
    login(away).keep(OLD, Cancel())
    login(here).keep(OLD, Cancel())
    both = login(here, away)
    both.keep(NEW, Cancel())
    assert both.read(Cancel()) == NEW
    both.forget(Cancel())
    assert (here.entries, away.entries) == ({}, {})


def test_long_ones_are_whole(tmp_path: Path) -> None:
    kept = login(WinVaultKeyring(tmp_path))
    for letter in "abc":
        kept.keep(f"hub:{letter * 5000}", Cancel())
        assert kept.read(Cancel()) == f"hub:{letter * 5000}"
    kept.forget(Cancel())
    assert WinVaultKeyring(tmp_path).names() == set()
