"""Files that are made, replaced in vain, and removed: nothing half done is left, and no fault is kept quiet."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.store import files
from hubmail_gui.store.door import Folder
from tests.left_out import WINDOWS
from tests.store.documents import refused
from tests.store.test_files import no_room_for

OLD, NEW = b"the old content", b"the new content, which is longer"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.json"


def names(path: Path) -> list[str]:
    return [one.name for one in path.parent.iterdir()]


class TestCreate:
    def test_makes_it_for_its_owner_only(self, path: Path) -> None:
        before = os.umask(0)
        try:
            files.create(str(path), NEW)
        finally:
            os.umask(before)
        assert path.read_bytes() == NEW
        assert WINDOWS or stat.S_IMODE(path.stat().st_mode) == 0o600
        assert names(path) == ["a.json"]

    def test_leaves_what_is_there(self, path: Path) -> None:
        path.write_bytes(OLD)
        with pytest.raises(FileExistsError):
            files.create(str(path), NEW)
        assert path.read_bytes() == OLD

    def test_leaves_no_half_of_it(self, path: Path) -> None:
        with no_room_for(10), pytest.raises(OSError, match="File too large"):
            files.create(str(path), NEW)
        assert names(path) == []


class TestReplace:
    def test_that_fails_at_the_last_step_changes_nothing(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path.write_bytes(OLD)

        def broken(*_given: object, **_named: object) -> None:
            raise OSError(errno.EIO, "Input/output error")

        monkeypatch.setattr(os, "replace", broken)
        with refused("settings.unwritable") as faults:
            files.replace(str(path), NEW)
        assert faults[0].reply == "Input/output error"
        assert faults[0].params == {"path": str(path)}
        assert path.read_bytes() == OLD
        assert names(path) == ["a.json"]

    def test_writes_all_of_it_however_little_the_system_takes_at_once(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write = os.write
        monkeypatch.setattr(os, "write", lambda descriptor, rest: write(descriptor, rest[:3]))
        files.replace(str(path), NEW)
        assert path.read_bytes() == NEW

    def test_without_a_folder_is_told(self, path: Path) -> None:
        with refused("settings.unwritable") as faults:
            files.replace(str(path / "b.json"), NEW)
        assert faults[0].params == {"path": str(path / "b.json")}

    def test_of_a_file_that_may_only_be_read_by_others_is_done(self, path: Path) -> None:
        path.write_bytes(OLD)
        path.chmod(0o644)
        files.replace(str(path), NEW)
        assert path.read_bytes() == NEW

    def test_leaves_nothing_open(self, path: Path) -> None:
        before = os.dup(0)
        os.close(before)
        files.replace(str(path), NEW)
        with no_room_for(10), refused("settings.unwritable"):
            files.replace(str(path), NEW)
        files.read(str(path), 100)
        files.sync_folder(str(path.parent))
        after = os.dup(0)
        os.close(after)
        assert after == before


class TestRemove:
    def test_takes_it_away(self, path: Path) -> None:
        path.write_bytes(OLD)
        path.with_name("b.json").write_bytes(OLD)
        files.remove(str(path))
        assert names(path) == ["b.json"]

    def test_of_nothing_is_done_at_once(self, path: Path) -> None:
        files.remove(str(path))
        files.remove(str(path / "no folder" / "b.json"))
        assert names(path) == []

    def test_takes_a_link_and_not_what_it_names(self, path: Path) -> None:
        other = path.with_name("other")
        other.write_bytes(OLD)
        path.symlink_to(other)
        files.remove(str(path))
        assert names(path) == ["other"]
        assert other.read_bytes() == OLD
        path.symlink_to("not there")
        files.remove(str(path))
        path.symlink_to(path.parent)
        files.remove(str(path))
        assert names(path) == ["other"]

    def test_leaves_a_folder(self, path: Path) -> None:
        path.mkdir()
        with refused("settings.not_a_file") as faults:
            files.remove(str(path))
        assert faults[0].params == {"path": str(path)}
        assert path.is_dir()

    def test_that_is_not_permitted_is_told(self, unprivileged: Path) -> None:
        path = unprivileged / "a.json"
        path.write_bytes(OLD)
        unprivileged.chmod(0o500)
        with refused("settings.unwritable") as faults:
            files.remove(str(path))
        assert faults[0].reply == "Permission denied"
        assert faults[0].params == {"path": str(path)}

    def test_waits_for_a_virus_scanner(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path.write_bytes(OLD)
        unlink, refusals = os.unlink, [PermissionError(13, "in use")] * 2

        def busy(*given: Any, **named: Any) -> None:
            if refusals:
                raise refusals.pop()
            unlink(*given, **named)

        monkeypatch.setattr(os, "unlink", busy)
        with Folder(str(path.parent)) as folder:
            files.discard(folder, path.name, tries=3)
        assert names(path) == []

    def test_on_windows_of_a_file_that_forbids_it(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """There the mode of the file decides, not that of its folder."""
        path.write_bytes(OLD)
        path.chmod(0o400)
        unlink, modes = os.unlink, []

        def noted(entry: str, **named: Any) -> None:
            modes.append(path.stat().st_mode & 0o777)
            unlink(entry, **named)

        monkeypatch.setattr(os, "unlink", noted)
        monkeypatch.setattr(sys, "platform", "win32")
        files.remove(str(path))
        assert modes[0] & stat.S_IWUSR
        assert modes[0] & 0o077 == 0 or WINDOWS
        assert names(path) == []


def test_a_folder_goes_when_nothing_is_left_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "hubmail"
    folder.mkdir()
    (folder / "of somebody else").write_bytes(OLD)
    files.remove_folder(str(folder))
    assert (folder / "of somebody else").exists()
    (folder / "of somebody else").unlink()
    files.remove_folder(str(folder))
    assert not folder.exists()
    files.remove_folder(str(folder))


def test_a_folder_that_cannot_be_made_is_told_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(OLD)
    with refused("settings.unwritable") as faults:
        files.make_folder(str(tmp_path / "file" / "hubmail"))
    assert faults[0].params == {"path": str(tmp_path / "file" / "hubmail")}
    assert faults[0].reply


def test_why_a_file_cannot_be_read_is_told() -> None:
    fault = files.unreadable("/a.json", PermissionError(13, "Permission denied")).fault
    assert (fault.code, fault.reply) == ("settings.corrupt", "Permission denied")
    assert fault.params == {"path": "/a.json"}


def test_whatever_the_limit_one_byte_more_is_seen(path: Path) -> None:
    path.write_bytes(b"x" * 200_000)
    for limit in (0, 1, 65_535, 65_536, 65_537, 131_072):
        assert len(files.read(str(path), limit) or b"") == limit + 1


def test_a_power_cut_finds_the_new_name_in_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[os.stat_result] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor)))
    monkeypatch.chdir("/")
    files.replace(str(tmp_path / "a.json"), NEW)
    assert WINDOWS or synced[-1].st_ino == tmp_path.stat().st_ino


def test_the_folder_of_a_bare_name_is_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[os.stat_result] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor)))
    monkeypatch.chdir(tmp_path)
    files.sync_folder("")
    assert WINDOWS or [one.st_ino for one in synced] == [tmp_path.stat().st_ino]
