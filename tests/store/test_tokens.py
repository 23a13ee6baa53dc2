"""Access tokens: kept beside the secret that they were fetched with, and gone with it."""

from __future__ import annotations

import pytest
from keyring import errors

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.store import Store
from hubmail_gui.store.references import new_reference
from hubmail_gui.store.tokens import Tokens
from tests.store.documents import refused, save
from tests.store.keyrings import MemoryKeyring, keyring_over


def tokens(backend: MemoryKeyring, *known: str) -> Tokens:
    """Those over ``backend``, where the settings refer to ``known``."""
    return Tokens(keyring_over(backend), known.__contains__)


def test_a_token_is_read_again_by_the_next_start(backend: MemoryKeyring) -> None:
    reference = new_reference()
    tokens(backend, reference).keep(reference, "ya29.a0", Cancel())
    assert tokens(backend, reference).read(reference, Cancel()) == "ya29.a0"


def test_no_token_is_no_fault(backend: MemoryKeyring) -> None:
    reference = new_reference()
    assert tokens(backend, reference).read(reference, Cancel()) is None
    tokens(backend, reference).forget(reference, Cancel())


def test_a_token_is_not_taken_for_that_of_another_secret(backend: MemoryKeyring) -> None:
    first, second = new_reference(), new_reference()
    both = tokens(backend, first, second)
    both.keep(first, "one", Cancel())
    assert both.read(second, Cancel()) is None
    both.keep(second, "two", Cancel())
    both.forget(first, Cancel())
    assert (both.read(first, Cancel()), both.read(second, Cancel())) == (None, "two")


def test_a_forgotten_token_leaves_its_secret(store: Store, backend: MemoryKeyring) -> None:
    reference = save(store, 1, "hunter2")["secret"]
    store.tokens().keep(reference, "ya29.a0", Cancel())
    store.tokens().forget(reference, Cancel())
    assert store.tokens().read(reference, Cancel()) is None
    assert store.secret(reference, Cancel()) == "hunter2"
    assert len(backend.names()) == 1


def test_a_token_of_a_secret_that_was_replaced_meanwhile_does_not_stay(
    store: Store, backend: MemoryKeyring
) -> None:
    before = save(store, 1, "hunter2")["secret"]
    after = save(store, 2, "hunter3")["secret"]
    store.tokens().keep(before, "of hunter2", Cancel())
    assert store.tokens().read(before, Cancel()) is None
    store.tokens().keep(after, "of hunter3", Cancel())
    assert store.tokens().read(after, Cancel()) == "of hunter3"
    assert backend.names() == {after, f"{after}.token"}


def test_a_locked_keyring_is_a_fault_and_not_no_token() -> None:
    def locked(_operation: str) -> None:
        raise errors.KeyringLocked("Failed to unlock")

    reference = new_reference()
    them = tokens(MemoryKeyring(locked), reference)
    with refused("keyring.locked"):
        them.read(reference, Cancel())
    with refused("keyring.locked"):
        them.keep(reference, "ya29.a0", Cancel())
    with pytest.raises(FaultError):
        them.forget(reference, Cancel())


def test_whoever_has_given_up_asks_the_keyring_nothing(backend: MemoryKeyring) -> None:
    asked: list[str] = []
    backend.before = asked.append
    reference, cancel = new_reference(), Cancel()
    cancel.request()
    them = tokens(backend, reference)
    for act in (them.read, them.forget, lambda name, stop: them.keep(name, "ya29.a0", stop)):
        with pytest.raises(Cancelled):
            act(reference, cancel)
    assert asked == []
