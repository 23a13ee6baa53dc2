"""Files are replaced whole or not at all, for their owner's eyes only."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.store import files
from hubmail_gui.store.door import Folder
from tests.left_out import WINDOWS
from tests.store.documents import refused

OLD, NEW = b"the old content", b"the new content, which is longer"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def no_room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond ``size``: writing fails as on a full disk, after a part of it."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "hubmail"
    before = os.umask(0)
    try:
        files.make_folder(str(folder))
        files.replace(str(folder / "a.json"), NEW)
    finally:
        os.umask(before)
    assert mode(folder) == 0o700
    assert mode(folder / "a.json") == 0o600


def test_a_wider_mode_is_narrowed_by_the_next_change(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(OLD)
    path.chmod(0o644)
    files.replace(str(path), NEW)
    assert mode(path) == 0o600


def test_what_a_killed_program_left_is_overwritten(tmp_path: Path) -> None:
    left = tmp_path / "a.json.new"
    left.write_bytes(OLD * 100)
    left.chmod(0o444)
    files.replace(str(tmp_path / "a.json"), NEW)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [NEW]


def test_a_planted_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(OLD)
    (tmp_path / "a.json.new").symlink_to(victim)
    files.replace(str(tmp_path / "a.json"), NEW)
    assert victim.read_bytes() == OLD


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "b.json", tmp_path / "a.json"
    real.write_bytes(OLD)
    link.symlink_to(real)
    with refused("settings.not_a_file"):
        files.replace(str(link), NEW)
    assert link.is_symlink()
    assert real.read_bytes() == OLD


def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(OLD)
    with no_room_for(10), refused("settings.unwritable") as faults:
        files.replace(str(path), NEW)
    assert faults[0].reply == "File too large"
    assert faults[0].params["path"] == str(path)
    assert path.read_bytes() == OLD
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]


def test_a_read_only_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(OLD)
    path.chmod(0o400)
    with refused("settings.unwritable") as faults:
        files.replace(str(path), NEW)
    assert faults[0].reply == "Permission denied"
    assert path.read_bytes() == OLD


def test_a_read_only_folder(unprivileged: Path) -> None:
    path = unprivileged / "a.json"
    path.write_bytes(OLD)
    unprivileged.chmod(0o500)
    with refused("settings.unwritable") as faults:
        files.replace(str(path), NEW)
    assert faults[0].reply == "Permission denied"
    assert path.read_bytes() == OLD


@pytest.mark.parametrize("taken", ["a.json", "a.json.new"])
def test_a_folder_in_the_way(taken: str, tmp_path: Path) -> None:
    (tmp_path / taken).mkdir()
    with refused("settings.not_a_file"):
        files.replace(str(tmp_path / "a.json"), NEW)
    assert [path.name for path in tmp_path.iterdir()] == [taken]


def test_a_file_where_the_folder_belongs(tmp_path: Path) -> None:
    (tmp_path / "hubmail").write_bytes(OLD)
    with refused("settings.not_a_file"):
        files.make_folder(str(tmp_path / "hubmail"))
    with refused("settings.unwritable"):
        files.make_folder(str(tmp_path / "hubmail" / "below"))


def test_a_power_cut_finds_the_content_before_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, rename = os.fsync, os.rename

    def noted_fsync(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "content")
        fsync(descriptor)

    def noted_replace(source: str, target: str, **folders: Any) -> None:
        done.append("name")
        rename(source, target, **folders)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    files.replace(str(tmp_path / "a.json"), NEW)
    # Windows opens no folder, and needs none of this.
    assert done == (["content", "name"] if WINDOWS else ["content", "name", "folder"])


@pytest.mark.parametrize("folder", ["/proc", "/nowhere"], ids=["cannot", "gone"])
def test_a_folder_that_cannot_be_synced_is_no_fault(folder: str) -> None:
    files.sync_folder(folder)


class TestVirusScanner:
    """Windows lets nobody rename a file that another program has open."""

    @pytest.fixture
    def open_for(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
        rename = os.rename

        def scan(times: int) -> None:
            left = [None] * times

            def replace(source: str, target: str, **folders: Any) -> None:
                if left:
                    left.pop()
                    raise PermissionError(13, "Permission denied")
                rename(source, target, **folders)

            monkeypatch.setattr(os, "replace", replace)

        return scan

    def test_is_waited_for(self, open_for: Callable[[int], None], tmp_path: Path) -> None:
        (tmp_path / "new").write_bytes(NEW)
        open_for(2)
        with Folder(str(tmp_path)) as folder:
            files.rename(folder, "new", "a.json", tries=3)
        assert (tmp_path / "a.json").read_bytes() == NEW

    def test_is_not_waited_for_for_ever(
        self, open_for: Callable[[int], None], tmp_path: Path
    ) -> None:
        (tmp_path / "new").write_bytes(NEW)
        open_for(3)
        with Folder(str(tmp_path)) as folder, pytest.raises(PermissionError):
            files.rename(folder, "new", "a.json", tries=3)


def test_reading_stops_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"x" * 200_000)
    assert files.read(str(path), 100_000) == b"x" * 100_001
    assert files.read(str(path), 1 << 20) == b"x" * 200_000
    assert files.read(str(tmp_path / "none"), 10) is None
