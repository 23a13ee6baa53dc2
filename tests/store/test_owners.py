"""Files and folders of another account, or that others may write to, are refused; ours are private."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from hubmail_gui.store import Store, files
from tests.store.conftest import NOBODY
from tests.store.documents import refused, save, use_everything

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@needs_root
@pytest.mark.parametrize("name", ["settings.json", "result.json", "history.jsonl", "settings.lock"])
def test_a_file_of_another_account(name: str, store: Store) -> None:
    save(store, 1, "hunter2")
    place = Path(store.folder) / name
    place.touch()
    os.chown(place, NOBODY, NOBODY)
    assert "settings.not_private" in use_everything(store)
    assert place.stat().st_uid == NOBODY


@needs_root
def test_a_folder_of_another_account(store: Store) -> None:
    save(store, 1, "hunter2")
    os.chown(store.folder, NOBODY, NOBODY)
    assert use_everything(store) == {"settings.not_private"}


@needs_root
def test_what_root_has_put_there_may_be_read(unprivileged: Path) -> None:
    os.seteuid(0)
    (unprivileged / "settings.json").write_bytes(b"{}")
    os.seteuid(NOBODY)
    assert files.read(str(unprivileged / "settings.json"), 10) == b"{}"


@pytest.mark.parametrize("mode", [0o777, 0o757, 0o1777, 0o703])
def test_a_folder_that_others_may_write_to(mode: int, store: Store) -> None:
    save(store, 1, "hunter2")
    Path(store.folder).chmod(mode)
    assert use_everything(store) == {"settings.not_private"}


@pytest.mark.parametrize("mode", [0o666, 0o602])
def test_a_file_that_others_may_write_to(mode: int, store: Store) -> None:
    save(store, 1, "hunter2")
    (Path(store.folder) / "settings.json").chmod(mode)
    with refused("settings.not_private") as faults:
        store.stored_document()
    assert faults[0].params["path"].endswith("settings.json")


@needs_root
def test_a_group_of_others_is_others(store: Store) -> None:
    save(store, 1, "hunter2")
    os.chown(store.folder, 0, NOBODY)
    Path(store.folder).chmod(0o770)
    assert use_everything(store) == {"settings.not_private"}


def test_above_it_anybody_may_write(tmp_path: Path) -> None:
    above = tmp_path / "above"
    above.mkdir()
    store = Store(str(above / "hubmail"))
    store.keep_result({"revision": 1})
    above.chmod(0o777)
    assert use_everything(store) == {"settings.not_private"}
    # As in /tmp: nobody can rename what is another's.
    above.chmod(0o1777)
    store.keep_result({"revision": 1})


def test_folders_on_the_way_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        Store(str(tmp_path / "a" / "b" / "hubmail")).keep_result({"revision": 1})
    finally:
        os.umask(before)
    made = [tmp_path / "a", tmp_path / "a" / "b", tmp_path / "a" / "b" / "hubmail"]
    assert [stat.S_IMODE(one.stat().st_mode) for one in made] == [0o700] * 3
    assert {stat.S_IMODE(one.stat().st_mode) for one in made[2].iterdir()} == {0o600}
