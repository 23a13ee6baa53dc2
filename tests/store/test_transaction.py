"""A save keeps settings and secret together, whoever else is saving."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store import KEEP, Store
from hubmail_gui.store.lock import Lock
from hubmail_gui.store.references import Journal, is_reference, new_reference
from hubmail_gui.store.settings_file import LIMIT
from hubmail_gui.store.transaction import Transaction
from tests.store.documents import Json, document, making, names, refused, save
from tests.store.keyrings import MemoryKeyring, keyring_over


class TestReferences:
    def test_the_file_has_a_reference_and_the_keyring_the_secret(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        stored = save(store, 1, "hunter2")
        assert is_reference(stored["secret"])
        assert store.stored_document() == stored == {**document(1), "secret": stored["secret"]}
        assert backend.entries == {stored["secret"]: "hunter2"}
        assert names(store) == {"settings.json", "settings.lock"}

    def test_the_secret_is_in_no_file(self, store: Store) -> None:
        save(store, 1, "hunter2")
        store.mark_good(1)
        save(store, 2, "hunter3")
        for path in Path(store.folder).iterdir():
            assert b"hunter" not in path.read_bytes()

    def test_every_secret_has_a_reference_of_its_own(self, store: Store) -> None:
        made = {save(store, revision, "same")["secret"] for revision in range(1, 6)}
        assert len(made) == 5

    def test_a_secret_that_is_kept_keeps_its_reference(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        first = save(store, 1, "hunter2")
        store.commit(making(2, secret=first["secret"]), KEEP, Cancel())
        assert (store.stored_document() or {})["secret"] == first["secret"]
        assert backend.names() == {first["secret"]}

    def test_settings_that_name_no_secret_keep_none(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        save(store, 1, "hunter2")
        assert store.commit(making(2), KEEP, Cancel()) == document(2)
        assert backend.names() == set()

    def test_the_last_good_secret_outlives_the_settings_that_had_it(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        good = save(store, 1, "hunter2")
        store.mark_good(1)
        save(store, 2, "hunter3")
        save(store, 3)
        assert store.last_good_document() == good
        assert backend.names() == {good["secret"]}
        store.commit(making(4, secret=good["secret"]), KEEP, Cancel())
        assert store.secret(good["secret"], Cancel()) == "hunter2"

    def test_a_good_secret_goes_when_another_is_good(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        save(store, 1, "hunter2")
        store.mark_good(1)
        second = save(store, 2, "hunter3")
        store.mark_good(2)
        assert backend.names() == {second["secret"]}

    @pytest.mark.parametrize("secret", ["hunter2", None], ids=["with secret", "without"])
    def test_a_reference_cannot_be_smuggled_in(self, store: Store, secret: str | None) -> None:
        planted = new_reference()
        stored = store.commit(making(1, secret=planted), secret, Cancel())
        assert stored.get("secret") != planted

    def test_a_secret_that_another_writer_replaced_is_not_kept(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        seen = save(store, 1, "hunter2")
        overtaken = save(store, 2, "hunter3")
        with refused("settings.locked") as faults:
            store.commit(making(3, secret=seen["secret"]), KEEP, Cancel())
        assert faults[0].temporary
        assert faults[0].params == {"path": str(Path(store.folder) / "settings.json")}
        assert store.stored_document() == overtaken
        assert backend.names() == {overtaken["secret"]}


class TestTogether:
    def test_a_reader_that_was_overtaken_is_told_to_read_again(self, store: Store) -> None:
        seen = save(store, 1, "hunter2")
        save(store, 2, "hunter3")
        with refused("settings.locked") as faults:
            store.secret(seen["secret"], Cancel())
        assert faults[0].temporary

    def test_a_secret_that_somebody_deleted_is_missing(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        stored = save(store, 1, "hunter2")
        backend.entries.clear()
        with refused("keyring.missing"):
            store.secret(stored["secret"], Cancel())

    def test_a_revision_is_used_once(self, store: Store, tmp_path: Path) -> None:
        def next_one(old: Json | None) -> Json:
            return document((old or {"revision": 0})["revision"] + 1)

        def work() -> None:
            other = Store(store.folder, keyring_over(MemoryKeyring()))
            for _ in range(5):
                made.append(other.commit(next_one, None, Cancel())["revision"])

        made: list[int] = []
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(made) == list(range(1, 21))

    def test_the_stored_settings_cannot_be_changed_by_the_maker(self, store: Store) -> None:
        save(store, 1)

        def make(old: Json | None) -> Json:
            assert old is not None
            old["revision"] = 99
            raise FaultError(Fault("settings.invalid"))

        with refused("settings.invalid"):
            store.commit(make, None, Cancel())
        assert store.stored_document() == document(1)

    def test_a_test_that_another_change_overtook_makes_nothing_good(self, store: Store) -> None:
        save(store, 1)
        save(store, 2)
        store.mark_good(1)
        assert store.last_good_document() is None
        store.mark_good(2)
        assert store.last_good_document() == document(2)

    def test_nothing_stored_is_nothing_good(self, store: Store) -> None:
        store.mark_good()
        assert store.last_good_document() is None

    def test_a_damaged_last_good_file_is_replaced_with_its_secret(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        save(store, 1, "hunter2")
        store.mark_good(1)
        second = save(store, 2, "hunter3")
        path = Path(store.folder) / "last-good.json"
        path.write_bytes(path.read_bytes()[:-3])
        with refused("settings.corrupt"):
            store.last_good_document()
        store.mark_good(2)
        assert backend.names() == {second["secret"]}

    def test_an_unchanged_good_one_is_not_written_again(self, store: Store) -> None:
        save(store, 1)
        store.mark_good(1)
        path = Path(store.folder) / "last-good.json"
        before = path.stat().st_ino
        store.mark_good(1)
        assert path.stat().st_ino == before


class TestForgotten:
    def test_nothing_of_ours_is_left_and_nothing_else_goes(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        save(store, 1, "hunter2")
        store.mark_good(1)
        save(store, 2, "hunter3")
        store.prepare(document(3), "hunter4", Cancel())
        backend.entries["hubmail-of-another-kind"] = "theirs"
        (Path(store.folder) / "theirs.txt").write_text("theirs", "utf-8")
        store.forget(Cancel())
        assert backend.entries == {"hubmail-of-another-kind": "theirs"}
        assert names(store) == {"theirs.txt"}

    @pytest.mark.parametrize("name", ["settings.json", "last-good.json", "next.json"])
    def test_the_secret_that_a_damaged_file_still_names_goes_with_it(
        self, store: Store, backend: MemoryKeyring, name: str
    ) -> None:
        save(store, 1, "hunter2")
        store.mark_good(1)
        save(store, 2, "hunter3")
        store.prepare(document(3), "hunter4", Cancel())
        path = Path(store.folder) / name
        path.write_bytes(b"\xff" + path.read_bytes()[:-3])
        store.forget(Cancel())
        assert backend.names() == set()
        assert names(store) == set()

    def test_a_keyring_that_refuses_is_told_and_asked_again(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        stored = save(store, 1, "hunter2")

        def refuse(operation: str) -> None:
            if operation == "delete":
                raise KeyringLocked("locked again")

        backend.before = refuse
        with refused("keyring.locked"):
            store.forget(Cancel())
        assert (store.stored_document(), backend.names()) == (None, {stored["secret"]})
        backend.before = lambda _operation: None
        store.forget(Cancel())
        assert (backend.names(), names(store)) == (set(), set())

    def test_nothing_is_forgotten_once_stopping_was_asked_for(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        stored, cancel = save(store, 1, "hunter2"), Cancel()
        cancel.request()
        with Lock(str(Path(store.folder) / "settings.lock"), Cancel()), pytest.raises(Cancelled):
            store.forget(cancel)
        assert store.stored_document() == stored
        assert backend.names() == {stored["secret"]}


class TestDamagedLastGood:
    def test_its_secret_can_still_be_kept(self, store: Store, backend: MemoryKeyring) -> None:
        good = save(store, 1, "hunter2")
        store.mark_good(1)
        save(store, 2, "hunter3")
        path = Path(store.folder) / "last-good.json"
        path.write_bytes(b"\xff" + path.read_bytes())
        stored = store.commit(making(3, secret=good["secret"]), KEEP, Cancel())
        assert stored["secret"] == good["secret"]
        assert backend.entries[good["secret"]] == "hunter2"


def test_recovery_that_is_stopped_raises_nothing_and_leaves_the_journal(
    store: Store, backend: MemoryKeyring
) -> None:
    save(store, 1, "hunter2")
    folder = Path(store.folder)
    Journal(str(folder / "journal.json")).write({new_reference()})
    cancel = Cancel()
    cancel.request()
    where = (str(folder / "settings.json"), str(folder / "last-good.json"))
    with Lock(str(folder / "settings.lock"), Cancel()):
        Transaction(*where, keyring_over(backend)).recover(cancel)
    assert "journal.json" in names(store)


class TestDamagedNext:
    def test_settings_keep_their_secret_beside_it(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        stored = save(store, 1, "hunter2")
        waiting = store.prepare(document(2), "hunter3", Cancel())
        path = Path(store.folder) / "next.json"
        path.write_bytes(b"\xff" + path.read_bytes())
        kept = store.commit(making(2, secret=stored["secret"]), KEEP, Cancel())
        assert kept["secret"] == stored["secret"]
        # What the damaged file may refer to stays.
        assert backend.names() == {stored["secret"], waiting["secret"]}


class TestTooLarge:
    """What could not be read again is not written."""

    def test_the_settings_stay(self, store: Store, backend: MemoryKeyring) -> None:
        stored = save(store, 1, "hunter2")
        with refused("settings.unwritable") as faults:
            store.commit(making(2, ca_certificates="x" * LIMIT), "hunter3", Cancel())
        assert faults[0].reply == os.strerror(errno.EFBIG)
        assert store.stored_document() == stored
        assert backend.names() == {stored["secret"]}

    def test_nothing_is_prepared(self, store: Store, backend: MemoryKeyring) -> None:
        with refused("settings.unwritable"):
            store.prepare(document(1, ca_certificates="x" * LIMIT), "hunter2", Cancel())
        assert store.next_document() is None
        assert backend.names() == set()


class TestClearingUp:
    """What is left to clear up after the change takes nothing back of it."""

    def test_a_journal_that_cannot_be_read_any_more(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A virus scanner may hold it just then."""
        save(store, 1, "hunter2")
        known = Journal.references
        asked: list[Journal] = []

        def held(journal: Journal) -> frozenset[str]:
            asked.append(journal)
            if len(asked) > 1:
                raise FaultError(Fault("settings.corrupt"))
            return known(journal)

        monkeypatch.setattr(Journal, "references", held)
        second = save(store, 2, "hunter3")
        assert len(asked) == 2
        assert store.stored_document() == second
        assert "journal.json" in names(store)

    def test_a_keyring_that_refuses_the_removal(self, store: Store, backend: MemoryKeyring) -> None:
        first = save(store, 1, "hunter2")

        def refuse(operation: str) -> None:
            if operation == "delete":
                raise KeyringLocked("locked again")

        backend.before = refuse
        second = save(store, 2, "hunter3")
        assert store.stored_document() == second
        assert backend.names() == {first["secret"], second["secret"]}
        assert "journal.json" in names(store)

    def test_stopping_while_old_secrets_are_removed(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        save(store, 1, "hunter2")
        orphans = {new_reference(): "one", new_reference(): "other"}
        backend.entries.update(orphans)
        Journal(str(Path(store.folder) / "journal.json")).write(orphans.keys())
        cancel, removed = Cancel(), list[str]()

        def stop(operation: str) -> None:
            if operation == "delete":
                removed.append(operation)
                cancel.request()

        backend.before = stop
        second = store.commit(making(2), "hunter3", cancel)
        assert len(removed) == 1
        assert "journal.json" in names(store)
        # Whoever reads next clears up.
        assert store.stored_document() == second
        assert backend.names() == {second["secret"]}


def test_last_good_settings_that_cannot_be_read_are_named(unprivileged: Path) -> None:
    store = Store(str(unprivileged / "hubmail"), keyring_over(MemoryKeyring()))
    save(store, 1)
    store.mark_good(1)
    save(store, 2)
    path = Path(store.folder) / "last-good.json"
    path.chmod(0)
    with refused("settings.corrupt") as faults:
        store.mark_good(2)
    assert (faults[0].params["path"], faults[0].reply) == (str(path), os.strerror(errno.EACCES))
