"""A save that was given up or cut short is cleared up later, by the next start or save."""

from __future__ import annotations

import errno
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.store import KEEP, Store
from hubmail_gui.store.lock import Lock
from hubmail_gui.store.references import new_reference
from tests.store.documents import content, making, names, refused, save
from tests.store.keyrings import HangingKeyring, MemoryKeyring, keyring_over


class TestCancelled:
    def test_before_anything_was_done(self, store: Store, backend: MemoryKeyring) -> None:
        cancel = Cancel()
        cancel.request()
        with pytest.raises(Cancelled):
            store.commit(making(1), "hunter2", cancel)
        assert store.stored_document() is None
        assert backend.names() == set()

    def test_at_a_prompt_that_is_answered_later(self, tmp_path: Path) -> None:
        backend, cancel = HangingKeyring(), Cancel()
        store = Store(str(tmp_path), keyring_over(backend))

        def give_up() -> None:
            assert backend.asked.wait(10)
            cancel.request()

        threading.Thread(target=give_up).start()
        with pytest.raises(Cancelled):
            store.commit(making(1), "hunter2", cancel)
        assert store.stored_document() is None
        assert "journal.json" in names(store)
        backend.answer.set()
        assert backend.deleted.wait(10)
        again = Store(str(tmp_path), keyring_over(backend))
        assert again.stored_document() is None
        assert backend.names() == set()
        assert "journal.json" not in names(store)

    def test_the_next_save_clears_up_too(self, tmp_path: Path) -> None:
        backend, cancel = MemoryKeyring(), Cancel()
        store = Store(str(tmp_path), keyring_over(backend))
        # Given up when the secret is kept already.
        backend.before = lambda operation: cancel.request() if operation == "get" else None
        with pytest.raises(Cancelled):
            store.commit(making(1), "hunter2", cancel)
        backend.before = lambda operation: None
        stored = save(store, 1, "hunter3")
        assert backend.names() == {stored["secret"]}
        assert "journal.json" not in names(store)


class TestRecovery:
    @pytest.fixture
    def orphan(self, store: Store, backend: MemoryKeyring) -> str:
        """What a process left that died before it replaced the file."""
        save(store, 1, "hunter2")
        reference = new_reference()
        backend.entries[reference] = "hunter3"
        journal = Path(store.folder) / "journal.json"
        journal.write_text(json.dumps({"references": [reference]}), "utf-8")
        return reference

    def test_an_orphan_is_removed_at_the_next_start(
        self, store: Store, backend: MemoryKeyring, orphan: str
    ) -> None:
        stored = Store(store.folder, keyring_over(backend)).stored_document()
        assert stored is not None
        assert backend.names() == {stored["secret"]}
        assert "journal.json" not in names(store)

    def test_a_change_being_made_is_left_alone(
        self, store: Store, backend: MemoryKeyring, orphan: str
    ) -> None:
        with Lock(str(Path(store.folder) / "settings.lock"), Cancel()):
            Store(store.folder, keyring_over(backend)).stored_document()
        assert orphan in backend.names()
        assert "journal.json" in names(store)

    def test_a_window_does_not_wait_for_a_keyring_and_a_change_does_not_either(
        self, store: Store, backend: MemoryKeyring, orphan: str
    ) -> None:
        asked, answer = threading.Event(), threading.Event()

        def hang(operation: str) -> None:
            if operation == "delete" and not asked.is_set():
                asked.set()
                answer.wait()

        again = Store(store.folder, keyring_over(backend))
        backend.before = hang
        again.recover_apart()
        assert asked.wait(20)
        # It hangs, and holds the lock; what is shown is read all the same.
        assert again.stored_document() is not None
        save(again, 2, "hunter3")
        answer.set()
        assert orphan not in backend.names()
        assert "journal.json" not in names(store)

    def test_without_a_journal_there_is_nothing_to_clear_up(self, store: Store) -> None:
        before = threading.active_count()
        store.recover_apart()
        assert threading.active_count() == before
        assert not Path(store.folder).exists()

    @pytest.mark.parametrize("damaged", ["settings.json", "last-good.json"])
    def test_nothing_is_removed_that_an_illegible_file_may_refer_to(
        self, store: Store, backend: MemoryKeyring, orphan: str, damaged: str
    ) -> None:
        (Path(store.folder) / damaged).write_bytes(b"{")
        again = Store(store.folder, keyring_over(backend))
        if damaged == "settings.json":
            with refused("settings.corrupt"):
                again.stored_document()
        else:
            assert again.stored_document() is not None
        assert orphan in backend.names()
        assert "journal.json" in names(store)

    @pytest.mark.parametrize(
        "garbage", [b"", b"{", b"[]", b'{"references": 7}', b'{"references": ["x", 1]}']
    )
    def test_an_illegible_journal_goes(
        self, store: Store, backend: MemoryKeyring, garbage: bytes
    ) -> None:
        stored = save(store, 1, "hunter2")
        (Path(store.folder) / "journal.json").write_bytes(garbage)
        again = Store(store.folder, keyring_over(backend))
        assert again.stored_document() == stored
        assert backend.names() == {stored["secret"]}
        assert "journal.json" not in names(store)

    def test_reading_without_a_journal_needs_neither_keyring_nor_lock(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        stored = save(store, 1, "hunter2")
        touched: list[str] = []
        backend.before = touched.append
        with Lock(str(Path(store.folder) / "settings.lock"), Cancel()):
            assert Store(store.folder, keyring_over(backend)).stored_document() == stored
        assert touched == []


class TestDamaged:
    """Settings that cannot be understood, in whose place the last good ones are put."""

    @pytest.fixture
    def good(self, store: Store) -> dict[str, Any]:
        good = save(store, 1, "hunter2")
        store.mark_good(1)
        save(store, 2, "hunter3")
        path = Path(store.folder) / "settings.json"
        path.write_bytes(path.read_bytes()[:-3])
        return good

    def test_they_are_kept_and_their_secret_is_no_orphan(
        self, store: Store, backend: MemoryKeyring, good: dict[str, Any]
    ) -> None:
        damaged = content(store)
        with refused("settings.corrupt"):
            store.commit(making(3), KEEP, Cancel())
        assert content(store) == damaged
        make = making(3, secret=good["secret"])
        assert store.commit(make, KEEP, Cancel(), lambda one: one)["secret"] == good["secret"]
        assert (Path(store.folder) / "settings.json.damaged").read_bytes() == damaged
        assert backend.names() == {good["secret"]}
        assert "journal.json" not in names(store)
        store.forget(Cancel())
        assert names(store) == set()

    def test_what_ends_it_before_leaves_them(self, store: Store, good: dict[str, Any]) -> None:
        damaged, cancel = content(store), Cancel()
        cancel.request()
        with pytest.raises(Cancelled):
            store.commit(making(3, secret=good["secret"]), KEEP, cancel, lambda one: one)
        assert content(store) == damaged

    def test_what_the_system_does_not_give_to_read_stays(
        self, store: Store, good: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(_descriptor: int, _size: int) -> bytes:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        damaged = content(store)
        with monkeypatch.context() as patched, refused("settings.corrupt") as faults:
            patched.setattr(os, "read", fails)
            store.commit(making(3, secret=good["secret"]), KEEP, Cancel(), lambda one: one)
        assert faults[0].reply == os.strerror(errno.EIO)
        assert content(store) == damaged
