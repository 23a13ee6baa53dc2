"""One configuration folder: what is kept in it is found by the next start, and nothing waits for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.store import KEEP, Store
from hubmail_gui.store import store as store_module
from hubmail_gui.store.lock import Lock
from hubmail_gui.store.references import new_reference
from tests.store.documents import document, making, names, refused, save
from tests.store.keyrings import HangingKeyring, MemoryKeyring, keyring_over

# Nothing here takes as long; a test that waits for all of it has failed.
LONG = 60.0


def again(store: Store, backend: MemoryKeyring) -> Store:
    """The same folder as the next start of the program sees it."""
    return Store(store.folder, keyring_over(backend))


class TestSettings:
    def test_nothing_is_stored_yet(self, store: Store) -> None:
        assert store.stored_document() is None
        assert store.last_good_document() is None
        assert store.next_document() is None
        assert not Path(store.folder).exists()

    def test_the_last_good_ones_stay_when_others_are_stored(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        good = save(store, 1, "hunter2")
        store.mark_good()
        other = save(store, 2, "hunter3")
        assert again(store, backend).last_good_document() == good
        assert again(store, backend).stored_document() == other
        assert store.secret(good["secret"], Cancel()) == "hunter2"

    def test_only_what_was_tested_is_good(self, store: Store) -> None:
        save(store, 2)
        store.mark_good(1)
        assert store.last_good_document() is None
        store.mark_good(2)
        assert store.last_good_document() == store.stored_document()

    def test_marking_can_be_called_off(self, store: Store) -> None:
        save(store, 1)
        cancel = Cancel()
        cancel.request()
        with Lock(str(Path(store.folder) / "settings.lock"), Cancel()), pytest.raises(Cancelled):
            store.mark_good(1, cancel)
        assert store.last_good_document() is None

    def test_prepared_ones_wait_beside_those_in_force(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        stored = save(store, 1, "hunter2")
        prepared = store.prepare(document(2), "hunter3", Cancel())
        assert again(store, backend).next_document() == prepared
        assert again(store, backend).stored_document() == stored
        assert store.secret(prepared["secret"], Cancel()) == "hunter3"
        store.drop_next(Cancel())
        assert again(store, backend).next_document() is None
        assert backend.names() == {stored["secret"]}

    def test_preparing_and_dropping_can_be_called_off(self, store: Store) -> None:
        cancel = Cancel()
        cancel.request()
        with pytest.raises(Cancelled):
            store.prepare(document(1), "hunter2", cancel)
        assert store.next_document() is None
        prepared = store.prepare(document(1), "hunter2", Cancel())
        with pytest.raises(Cancelled):
            store.drop_next(cancel)
        assert store.next_document() == prepared

    def test_a_secret_is_kept_where_it_was(self, store: Store) -> None:
        before = save(store, 1, "hunter2")
        after = store.commit(making(2, secret=before["secret"]), KEEP, Cancel())
        assert store.secret(after["secret"], Cancel()) == "hunter2"


class TestSecret:
    def test_that_another_program_has_replaced_is_to_be_read_again(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        before = save(store, 1, "hunter2")
        save(again(store, backend), 2, "hunter3")
        with refused("settings.locked") as faults:
            store.secret(before["secret"], Cancel())
        assert faults[0].temporary
        assert faults[0].params == {"path": str(Path(store.folder) / "settings.json")}

    @pytest.mark.parametrize("whose", ["settings.json", "last-good.json", "next.json"])
    def test_that_the_settings_name_and_the_keyring_has_lost_is_missing(
        self, store: Store, backend: MemoryKeyring, whose: str
    ) -> None:
        if whose == "next.json":
            reference = store.prepare(document(1), "hunter2", Cancel())["secret"]
        else:
            reference = save(store, 1, "hunter2")["secret"]
        if whose == "last-good.json":
            store.mark_good()
            save(store, 2)
        backend.entries.clear()
        with refused("keyring.missing"):
            store.secret(reference, Cancel())

    def test_of_a_locked_keyring_is_no_matter_of_the_settings(self, tmp_path: Path) -> None:
        def locked(_operation: str) -> None:
            raise RuntimeError

        store = Store(str(tmp_path), keyring_over(MemoryKeyring(locked)))
        with refused("keyring.unavailable"):
            store.secret(new_reference(), Cancel())


class TestForgetting:
    def test_leaves_nothing_but_what_is_not_ours(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        save(store, 1, "hunter2")
        store.mark_good()
        store.prepare(document(2), "hunter3", Cancel())
        store.keep_result({"revision": 1})
        store.keep_profile({"name": "Zoé"})
        store.keep_handover({"account": "hub"})
        store.record({"action": "changed"})
        (Path(store.folder) / "notes.txt").write_text("mine", "utf-8")
        store.forget(Cancel())
        assert names(store) == {"notes.txt"}
        assert backend.names() == set()

    def test_can_be_called_off(self, store: Store, backend: MemoryKeyring) -> None:
        stored = save(store, 1, "hunter2")
        cancel = Cancel()
        cancel.request()
        with pytest.raises(Cancelled):
            store.forget(cancel)
        assert store.stored_document() == stored


class TestHandover:
    def test_is_remembered_until_it_is_taken_back(self, store: Store) -> None:
        assert store.handover() is None
        store.keep_handover({"account": "hub"})
        assert Store(store.folder).handover() == {"account": "hub"}
        store.keep_handover(None)
        assert Store(store.folder).handover() is None
        store.keep_handover(None)

    @pytest.mark.parametrize("name", ["handover", "profile"])
    def test_what_is_no_file_of_ours_counts_as_none(self, name: str, store: Store) -> None:
        (Path(store.folder) / f"{name}.json").mkdir(parents=True)
        assert not (store.handover() if name == "handover" else store.profile())

    @pytest.mark.parametrize("more", [0, 1])
    def test_what_is_too_long_counts_as_none(self, store: Store, more: int) -> None:
        Path(store.folder).mkdir()
        content = b'{"account": "hub"}'
        # A file that is longer is cut there, and so is no JSON any more.
        text = b" " * ((1 << 20) + 1 + more - len(content)) + content
        (Path(store.folder) / "handover.json").write_bytes(text)
        assert store.handover() == (None if more else {"account": "hub"})

    def test_only_one_writes_at_a_time(self, store: Store) -> None:
        store.until = time.monotonic()
        acts: tuple[Callable[[], object], ...] = (
            lambda: store.keep_handover({"account": "hub"}),
            lambda: store.keep_handover(None),
            lambda: store.keep_profile({}),
            lambda: store.record({}),
        )
        with Lock(str(Path(store.folder) / "state.lock"), Cancel()):
            for act in acts:
                with refused("settings.locked") as faults:
                    act()
                assert faults[0].params["path"] == str(Path(store.folder) / "state.lock")


class TestHistory:
    def test_is_one_for_every_way_of_reading(self, store: Store) -> None:
        for number in range(3):
            store.record({"revision": number})
        index = store.history_index()
        index.read(Cancel())
        assert [entry["revision"] for entry in store.history()] == [0, 1, 2]
        assert [entry["revision"] for entry in store.tail(2)] == [1, 2]
        assert [entry["revision"] for _, entry in index.entries()] == [0, 1, 2]
        assert names(store) == {"history.jsonl", "state.lock"}


class TestWaiting:
    """A journal is left, and the keyring that would have to be asked does not answer."""

    @pytest.fixture
    def backend(self) -> HangingKeyring:
        return HangingKeyring("delete")

    @pytest.fixture
    def left(self, store: Store, backend: HangingKeyring) -> Store:
        backend.answer.set()
        save(store, 1, "hunter2")
        reference = new_reference()
        backend.entries[reference] = "hunter3"
        (Path(store.folder) / "journal.json").write_text(
            f'{{"references": ["{reference}"]}}', "utf-8"
        )
        backend.answer.clear()
        return again(store, backend)

    def test_a_look_does_not_take_longer_than_it_may(
        self, left: Store, backend: HangingKeyring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(store_module, "RECOVERY_SECONDS", 0.05)
        began = time.monotonic()
        assert left.stored_document() is not None
        assert time.monotonic() - began < 4
        assert backend.asked.is_set()
        backend.asked.clear()
        assert left.stored_document() is not None
        assert not backend.asked.is_set(), "only the first look clears up"
        backend.answer.set()

    def test_nor_than_the_whole_command_may(self, left: Store, backend: HangingKeyring) -> None:
        left.until = began = time.monotonic()
        assert left.stored_document() is not None
        assert time.monotonic() - began < 4
        backend.answer.set()

    def test_a_keyring_that_takes_its_time_is_given_it(
        self, left: Store, backend: HangingKeyring
    ) -> None:
        threading.Timer(0.1, backend.answer.set).start()
        assert left.stored_document() is not None
        assert "journal.json" not in names(left)

    def test_a_window_clears_up_once_and_apart(self, left: Store, backend: HangingKeyring) -> None:
        left.recover_apart()
        assert backend.asked.wait(LONG)
        (thread,) = [one for one in threading.enumerate() if one.name == "hubmail-recovery"]
        assert thread.daemon, "the program ends without it"
        left.recover_apart()
        assert sum(one.name == "hubmail-recovery" for one in threading.enumerate()) == 1
        backend.answer.set()
        thread.join(LONG)
        assert "journal.json" not in names(left)

    def test_a_change_ends_the_clearing_up_and_does_it_itself(
        self, left: Store, backend: HangingKeyring
    ) -> None:
        left.recover_apart()
        assert backend.asked.wait(LONG)
        backend.before = lambda _operation: None  # only that one call hangs
        began = time.monotonic()
        save(left, 2)
        assert time.monotonic() - began < 4
        assert "journal.json" not in names(left)
        backend.answer.set()

    def test_what_was_looked_at_is_not_cleared_up_again(
        self, left: Store, backend: HangingKeyring
    ) -> None:
        left.until = time.monotonic()
        left.stored_document()
        backend.answer.set()
        left.recover_apart()
        assert "journal.json" in names(left)


def test_without_a_keyring_of_its_own_it_is_the_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    store = Store(str(tmp_path / "hubmail"))
    with refused("keyring.unavailable"):
        save(store, 1, "hunter2")
    with refused("keyring.unavailable"):
        store.relay_login().read(Cancel())
    with refused("keyring.unavailable"):
        store.tokens().read(new_reference(), Cancel())
