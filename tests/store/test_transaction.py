"""A save is whole or not at all: refused, cancelled, overtaken, or in the way of another."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked, PasswordSetError

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store import KEEP, Store
from hubmail_gui.store.lock import Lock
from hubmail_gui.store.references import is_reference, new_reference
from tests.store.documents import Json, document, making, refused
from tests.store.keyrings import HangingKeyring, MemoryKeyring, keyring_over
from tests.store.test_files import no_room_for


@pytest.fixture
def backend() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def store(tmp_path: Path, backend: MemoryKeyring) -> Store:
    return Store(str(tmp_path / "hubmail"), keyring_over(backend))


def save(store: Store, revision: int, secret: str | None = None) -> Json:
    return store.commit(making(revision), secret, Cancel())


def names(store: Store) -> set[str]:
    return {path.name for path in Path(store.folder).glob("*")}


def content(store: Store) -> bytes:
    return (Path(store.folder) / "settings.json").read_bytes()


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
        assert store.stored_document() == overtaken
        assert backend.names() == {overtaken["secret"]}


class TestRefused:
    @dataclass(frozen=True)
    class Refusal:
        name: str
        error: Exception
        operation: str
        code: str

    CASES = (
        Refusal("locked", KeyringLocked("locked"), "set", "keyring.locked"),
        Refusal("not taken", PasswordSetError("no"), "set", "keyring.denied"),
        Refusal("kept but not given back", KeyringLocked("locked"), "get", "keyring.locked"),
        Refusal("a defect below", TypeError("what"), "set", "keyring.unavailable"),
    )

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
    def test_the_old_stays(self, case: Refusal, store: Store, backend: MemoryKeyring) -> None:
        stored = save(store, 1, "hunter2")
        before = content(store)
        done: list[str] = []

        def fail_once(operation: str) -> None:
            if operation == case.operation and operation not in done:
                done.append(operation)
                raise case.error

        backend.before = fail_once
        with refused(case.code):
            save(store, 2, "hunter3")
        assert content(store) == before
        assert backend.entries == {stored["secret"]: "hunter2"}
        assert names(store) == {"settings.json", "settings.lock"}

    def test_a_refusal_is_not_asked_about_again(self, store: Store, backend: MemoryKeyring) -> None:
        asked: list[str] = []

        def refuse(operation: str) -> None:
            asked.append(operation)
            raise KeyringLocked("dismissed")

        backend.before = refuse
        with refused("keyring.locked"):
            save(store, 1, "hunter2")
        assert asked == ["set"]
        assert "journal.json" not in names(store)

    def test_a_keyring_that_forgets_is_found_out(self, tmp_path: Path) -> None:
        class Forgetful(MemoryKeyring):
            def set_password(self, service: str, username: str, password: str) -> None:
                super().set_password(service, username, password[:5])

        store = Store(str(tmp_path), keyring_over(Forgetful()))
        with refused("keyring.unavailable"):
            save(store, 1, "longer than five")
        assert store.stored_document() is None

    def test_no_room_for_the_settings(self, store: Store, backend: MemoryKeyring) -> None:
        stored = save(store, 1, "hunter2")
        before = content(store)
        # The journal still has room, the settings do not.
        with no_room_for(200), refused("settings.unwritable"):
            store.commit(making(2, sender="x" * 500), "hunter3", Cancel())
        assert content(store) == before
        assert backend.names() == {stored["secret"]}
        assert names(store) == {"settings.json", "settings.lock"}

    def test_no_room_for_the_journal(self, store: Store, backend: MemoryKeyring) -> None:
        touched: list[str] = []
        backend.before = touched.append
        with no_room_for(40), refused("settings.unwritable"):
            save(store, 1, "hunter2")
        assert touched == []
        assert store.stored_document() is None

    @pytest.mark.parametrize(
        ("damage", "code"),
        [(b"{", "settings.corrupt"), (b'{"schema": 99}', "settings.newer"), (b"[]", "settings.corrupt")],
        ids=["corrupt", "newer", "foreign"],
    )  # fmt: skip
    def test_what_cannot_be_read_is_not_overwritten(
        self, damage: bytes, code: str, store: Store, backend: MemoryKeyring
    ) -> None:
        save(store, 1, "hunter2")
        (Path(store.folder) / "settings.json").write_bytes(damage)
        touched: list[str] = []
        backend.before = touched.append
        for change in (lambda: save(store, 2, "hunter3"), lambda: store.mark_good(1)):
            with refused(code):
                change()
        assert content(store) == damage
        assert touched == []

    def test_what_the_caller_raises_ends_it(self, store: Store, backend: MemoryKeyring) -> None:
        def make(_old: Json | None) -> Json:
            raise FaultError(Fault("settings.invalid"))

        with refused("settings.invalid"):
            store.commit(make, "hunter2", Cancel())
        assert backend.names() == set()
        assert names(store) == {"settings.lock"}


class TestTogether:
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
