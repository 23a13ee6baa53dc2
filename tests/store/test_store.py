"""What is kept beside the settings: the last result and the profile."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.store import Store
from hubmail_gui.store.secrets import MemoryKeyring
from tests.store.documents import making, refused


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "hubmail"), MemoryKeyring())


def save(store: Store, revision: int) -> None:
    store.commit(making(revision), None, Cancel())


class TestResult:
    def test_survives_the_process(self, store: Store) -> None:
        save(store, 1)
        store.keep_result({"revision": 1, "ok": True, "detail": "é"})
        assert Store(store.folder).result() == {"revision": 1, "ok": True, "detail": "é"}

    def test_is_not_that_of_other_settings(self, store: Store) -> None:
        save(store, 1)
        store.keep_result({"revision": 1, "ok": True})
        save(store, 2)
        assert store.result() is None
        store.keep_result({"revision": 2, "ok": False})
        assert store.result() == {"revision": 2, "ok": False}

    def test_says_nothing_without_settings(self, store: Store) -> None:
        assert store.result() is None
        store.keep_result({"revision": None, "ok": True})
        assert store.result() is None

    @pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
    def test_counts_as_absent_when_damaged(self, store: Store, damage: bytes) -> None:
        save(store, 1)
        (Path(store.folder) / "result.json").write_bytes(damage)
        assert store.result() is None

    def test_fails_with_the_settings(self, store: Store) -> None:
        save(store, 1)
        (Path(store.folder) / "settings.json").write_bytes(b"{")
        with refused("settings.corrupt"):
            store.result()

    def test_of_any_size_can_be_read_again(self, store: Store) -> None:
        save(store, 1)
        long = "x" * 4_000_000
        store.keep_result({
            "revision": 1, "reply": long, "failure": {"code": "smtp.refused", "reply": long,
            "params": {str(number): long for number in range(5)}},
            "refused": {f"{number}@example.com": long for number in range(50)},
            "steps": [{"detail": long}] * 12,
        })  # fmt: skip
        kept = store.result()
        assert kept is not None
        assert kept["failure"]["code"] == "smtp.refused"
        assert kept["reply"].startswith("xxx")


class TestProfile:
    def test_is_kept(self, store: Store) -> None:
        assert store.profile() == {}
        store.keep_profile({"name": "Zoé", "address": "zoe@example.com"})
        assert store.profile() == {"name": "Zoé", "address": "zoe@example.com"}

    def test_is_empty_when_damaged(self, store: Store) -> None:
        Path(store.folder).mkdir()
        (Path(store.folder) / "profile.json").write_bytes(b'{"name":')
        assert store.profile() == {}

    def test_is_refused_where_nothing_may_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with refused("settings.unwritable"):
            Store(str(tmp_path / "file" / "hubmail")).keep_profile({})


def test_a_trial_forgets_what_it_was_told(store: Store) -> None:
    stored = store.commit(making(1), "hunter2", Cancel())
    assert store.secret(stored["secret"], Cancel()) == "hunter2"
    again = Store(store.folder, MemoryKeyring())
    with refused("keyring.missing"):
        again.secret(stored["secret"], Cancel())


def test_a_folder_given_relative_to_here_stays_that_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = Store("hubmail", MemoryKeyring())
    monkeypatch.chdir("/")
    save(store, 1)
    assert (tmp_path / "hubmail" / "settings.json").exists()


def test_a_folder_whose_name_is_no_text_has_its_relay_login(tmp_path: Path) -> None:
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    kept = Store(folder, MemoryKeyring()).relay_login()
    kept.keep("hub:hunter2", Cancel())
    assert kept.read(Cancel()) == "hub:hunter2"
