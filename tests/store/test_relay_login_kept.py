"""What clients of other machines show to the relay: one login a folder, in the keyring."""

from __future__ import annotations

from pathlib import Path

import pytest
from keyring import errors

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.store import Store
from hubmail_gui.store.relay_login import RelayLogin
from tests.store.documents import refused
from tests.store.keyrings import MemoryKeyring, keyring_over


def login(backend: MemoryKeyring, folder: str = "/etc/hubmail") -> RelayLogin:
    return RelayLogin(keyring_over(backend), folder)


def test_the_next_start_finds_it(backend: MemoryKeyring) -> None:
    login(backend).keep("hub:hunter2", Cancel())
    assert login(backend).read(Cancel()) == "hub:hunter2"


def test_none_is_no_fault(backend: MemoryKeyring) -> None:
    assert login(backend).read(Cancel()) is None
    login(backend).forget(Cancel())


def test_a_forgotten_one_is_gone_from_the_keyring(backend: MemoryKeyring) -> None:
    login(backend).keep("hub:hunter2", Cancel())
    login(backend).forget(Cancel())
    assert login(backend).read(Cancel()) is None
    assert backend.names() == set()


def test_each_folder_has_its_own(backend: MemoryKeyring) -> None:
    login(backend, "/etc/hubmail").keep("hub:hunter2", Cancel())
    login(backend, "/srv/other").keep("hub:hunter3", Cancel())
    login(backend, "/srv/other").forget(Cancel())
    assert login(backend, "/etc/hubmail").read(Cancel()) == "hub:hunter2"


def test_the_folder_cannot_be_read_off_the_list_of_entries(backend: MemoryKeyring) -> None:
    login(backend, "/home/claire/secret-project").keep("hub:hunter2", Cancel())
    (name,) = backend.names()
    assert "claire" not in name
    assert "/" not in name


def test_an_update_finds_what_an_earlier_version_kept(backend: MemoryKeyring) -> None:
    """The name in the keyring is the same for ever: another one would ask for a login anew."""
    backend.entries["relay-d0658e275681a9129f40488cf6d43a95"] = "hub:hunter2"
    assert login(backend, "/etc/hubmail").read(Cancel()) == "hub:hunter2"


def test_the_folder_of_the_store_is_the_one(tmp_path: Path, backend: MemoryKeyring) -> None:
    folder = str(tmp_path / "hubmail")
    Store(folder, keyring_over(backend)).relay_login().keep("hub:hunter2", Cancel())
    assert login(backend, folder).read(Cancel()) == "hub:hunter2"


def test_a_locked_keyring_is_a_fault_and_not_no_login() -> None:
    def locked(_operation: str) -> None:
        raise errors.KeyringLocked("Failed to unlock")

    with refused("keyring.locked"):
        login(MemoryKeyring(locked)).read(Cancel())
    with refused("keyring.locked"):
        login(MemoryKeyring(locked)).forget(Cancel())


def test_whoever_has_given_up_asks_the_keyring_nothing(backend: MemoryKeyring) -> None:
    asked: list[str] = []
    backend.before = asked.append
    cancel = Cancel()
    cancel.request()
    kept = login(backend)
    for act in (kept.read, kept.forget, lambda stop: kept.keep("hub:hunter2", stop)):
        with pytest.raises(Cancelled):
            act(cancel)
    assert asked == []


def test_a_keyring_that_forgets_is_found_out_before_the_old_one_goes() -> None:
    class Forgetful(MemoryKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            """Keep nothing, and say so to nobody."""

    backend = Forgetful()
    backend.entries["relay-d0658e275681a9129f40488cf6d43a95"] = "hub:old"
    with refused("keyring.unavailable"):
        login(backend, "/etc/hubmail").keep("hub:new", Cancel())
    assert login(backend, "/etc/hubmail").read(Cancel()) == "hub:old"
