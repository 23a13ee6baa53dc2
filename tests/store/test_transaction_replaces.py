"""What a change replaces: settings that wait, and settings that are damaged, whatever the damage is."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store import KEEP, Store
from hubmail_gui.store.lock import Lock
from tests.store.documents import Json, content, document, making, names, refused, save
from tests.store.keyrings import MemoryKeyring

LONG = "x" * (1 << 20)


def judge(read: Json) -> None:
    """Refuses what a word in it says is none of ours."""
    if read.get("colour"):
        raise FaultError(Fault("settings.corrupt", params={"path": "of these"}))


class TestPrepared:
    def test_the_second_takes_the_place_of_the_first(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        store.prepare(document(1), "hunter2", Cancel())
        second = store.prepare(document(2), "hunter3", Cancel())
        assert store.next_document() == second
        assert backend.names() == {second["secret"]}
        assert "journal.json" not in names(store)

    def test_what_is_dropped_goes_with_its_secret_and_at_once(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        stored = save(store, 1, "hunter2")
        store.prepare(document(2), "hunter3", Cancel())
        store.drop_next(Cancel())
        assert store.next_document() is None
        assert backend.names() == {stored["secret"]}
        assert "journal.json" not in names(store)

    def test_what_would_be_too_long_to_read_is_not_kept(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        keeping: dict[str, Callable[[], Json]] = {
            "next.json": lambda: store.prepare(document(1, text=LONG), "hunter2", Cancel()),
            "settings.json": lambda: store.commit(making(1, text=LONG), "hunter2", Cancel()),
        }
        for name, keep in keeping.items():
            with refused("settings.unwritable") as faults:
                keep()
            assert faults[0].params == {"path": str(Path(store.folder) / name)}
            assert faults[0].reply == os.strerror(errno.EFBIG)
        assert backend.names() == set()

    def test_whoever_gives_up_waits_for_no_other_writer(self, store: Store) -> None:
        store.prepare(document(1), "hunter2", Cancel())
        cancel = Cancel()
        cancel.request()
        with Lock(str(Path(store.folder) / "settings.lock"), Cancel()):
            with pytest.raises(Cancelled):
                store.drop_next(cancel)
            with pytest.raises(Cancelled):
                store.prepare(document(2), "hunter3", cancel)
            with pytest.raises(Cancelled):
                store.forget(cancel)

    def test_that_are_damaged_are_not_dropped_unseen(
        self, store: Store, backend: MemoryKeyring
    ) -> None:
        store.prepare(document(1), "hunter2", Cancel())
        (Path(store.folder) / "next.json").write_bytes(b"{")
        with refused("settings.corrupt"):
            store.drop_next(Cancel())
        assert len(backend.names()) == 1


class TestDamaged:
    @pytest.fixture
    def path(self, store: Store) -> Path:
        save(store, 1, "hunter2")
        store.mark_good()
        return Path(store.folder) / "settings.json"

    @pytest.mark.parametrize(
        "damaged",
        [b'{"sender_name": "Zo\xe9"', b"{" + b" " * (3 << 20), b""],
        ids=["not UTF-8", "very long", "empty"],
    )
    def test_they_are_kept_whole_beside_the_new_ones(
        self, damaged: bytes, store: Store, path: Path
    ) -> None:
        path.write_bytes(damaged)
        stored = store.commit(making(2), None, Cancel(), judge)
        assert store.stored_document() == stored
        assert path.with_name("settings.json.damaged").read_bytes() == damaged

    def test_what_is_read_is_judged(self, store: Store, path: Path) -> None:
        save(store, 2, "hunter3")
        stored = store.commit(making(3, colour="red"), None, Cancel(), judge)
        old = content(store)
        with refused("settings.locked"):
            # What stands there counts as none, so nothing of it can be carried over.
            store.commit(making(4, secret="hubmail-" + "0" * 32), KEEP, Cancel(), judge)
        assert content(store) == old
        assert store.stored_document() == stored
        store.commit(making(4), None, Cancel(), judge)
        assert path.with_name("settings.json.damaged").read_bytes() == old

    def test_nothing_is_put_aside_of_good_ones_or_of_none(self, store: Store, path: Path) -> None:
        store.commit(making(2), None, Cancel(), judge)
        path.unlink()
        store.commit(making(3), None, Cancel(), judge)
        assert "settings.json.damaged" not in names(store)
