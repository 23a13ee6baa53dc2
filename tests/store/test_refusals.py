"""A save that is refused, by whatever it meets, changes nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked, PasswordSetError

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store import Store
from tests.store.documents import Json, content, making, names, refused, save
from tests.store.keyrings import MemoryKeyring, keyring_over
from tests.store.test_files import no_room_for


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

    @pytest.mark.parametrize("name", ["last-good.json", "journal.json"])
    def test_a_folder_where_a_file_belongs(
        self, name: str, store: Store, backend: MemoryKeyring
    ) -> None:
        stored = save(store, 1, "hunter2")
        (Path(store.folder) / name).mkdir()
        changes: dict[str, Callable[[], object]] = {
            "last-good.json": store.mark_good,
            "journal.json": lambda: save(store, 2),
        }
        with pytest.raises(FaultError) as caught:
            changes[name]()
        assert caught.value.fault.params["path"] == str(Path(store.folder) / name)
        assert store.stored_document() == stored
        assert backend.names() == {stored["secret"]}

    def test_what_the_caller_raises_ends_it(self, store: Store, backend: MemoryKeyring) -> None:
        def make(_old: Json | None) -> Json:
            raise FaultError(Fault("settings.invalid"))

        with refused("settings.invalid"):
            store.commit(make, "hunter2", Cancel())
        assert backend.names() == set()
        assert names(store) == {"settings.lock"}
