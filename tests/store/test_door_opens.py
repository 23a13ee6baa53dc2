"""What the door lets through, what it says of the rest, and what changes between the look and the opening."""

from __future__ import annotations

import errno
import os
import stat
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from hubmail_gui.store import door
from hubmail_gui.store.door import Folder
from tests.store.conftest import NOBODY
from tests.store.documents import refused

CONTENT = b"of ours"

pytestmark = pytest.mark.usefixtures("nothing_stays_open")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.json"


def content(path: Path, flags: int = os.O_RDONLY, **how: bool) -> bytes:
    descriptor = door.open_file(str(path), flags, **how)
    try:
        return os.read(descriptor, 100)
    finally:
        os.close(descriptor)


class TestPatience:
    @pytest.fixture
    def waited(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        times: list[float] = []
        event = types.SimpleNamespace(wait=times.append)
        monkeypatch.setattr(door, "threading", types.SimpleNamespace(Event=lambda: event))
        return times

    @pytest.mark.parametrize(("refusals", "tries"), [(0, 1), (1, 2), (2, 3), (2, 9)])
    def test_ends_with_the_first_success(
        self, refusals: int, tries: int, waited: list[float]
    ) -> None:
        left = [PermissionError(13, "in use")] * refusals

        def act() -> str:
            if left:
                raise left.pop()
            return "done"

        assert door.patiently(act, tries) == "done"
        assert waited == [0.05] * refusals

    def test_has_an_end(self, waited: list[float]) -> None:
        asked: list[int] = []

        def act() -> None:
            asked.append(1)
            raise PermissionError(13, f"try {len(asked)}")

        with pytest.raises(PermissionError, match="try 3"):
            door.patiently(act, 3)
        assert len(waited) == 2

    def test_is_for_nothing_else(self, waited: list[float]) -> None:
        def act() -> None:
            raise FileNotFoundError

        with pytest.raises(FileNotFoundError):
            door.patiently(act, 3)
        assert waited == []


class TestOpening:
    def test_reads_and_writes_what_is_ours(self, path: Path) -> None:
        path.write_bytes(CONTENT)
        assert content(path) == CONTENT
        assert content(path, os.O_RDWR, alone=True) == CONTENT

    def test_of_what_is_missing_names_it(self, path: Path) -> None:
        with pytest.raises(FileNotFoundError) as caught:
            content(path)
        assert caught.value.errno == errno.ENOENT
        assert caught.value.strerror == os.strerror(errno.ENOENT)
        assert caught.value.filename == str(path)
        with pytest.raises(FileNotFoundError):
            content(path / "below")

    def test_makes_it_for_its_owner_only(self, path: Path) -> None:
        before = os.umask(0)
        try:
            assert content(path, os.O_RDWR | os.O_CREAT) == b""
        finally:
            os.umask(before)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_of_a_second_name_is_for_reading_only(self, path: Path) -> None:
        path.write_bytes(CONTENT)
        path.with_name("second").hardlink_to(path)
        assert content(path) == CONTENT
        with refused("settings.not_a_file") as faults:
            content(path, os.O_RDWR, alone=True)
        assert faults[0].params == {"path": str(path)}
        with Folder(str(path.parent)) as folder:
            os.close(folder.open(path.name, os.O_RDONLY))

    def test_looks_before_it_opens(self, path: Path) -> None:
        path.write_bytes(CONTENT)
        with Folder(str(path.parent)) as folder:
            status = folder.look(path.name)
            assert status is not None
            assert status.st_size == len(CONTENT)
            assert folder.look("nothing") is None


def as_link(path: Path) -> None:
    path.symlink_to("victim")


def as_link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing")


def as_pipe(path: Path) -> None:
    os.mkfifo(path)


def as_folder(path: Path) -> None:
    path.mkdir()


def as_second_name(path: Path) -> None:
    path.hardlink_to(path.with_name("victim"))


@pytest.mark.parametrize("flags", [os.O_WRONLY, os.O_RDWR], ids=["to write", "to read, too"])
@pytest.mark.parametrize("plant", [as_link, as_link_to_nothing, as_pipe, as_folder, as_second_name],
                         ids=lambda plant: plant.__name__)  # fmt: skip
def test_what_is_put_there_after_the_look_is_found_out(
    plant: Callable[[Path], None], flags: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.with_name("victim").write_bytes(CONTENT)
    monkeypatch.setattr(Folder, "look", lambda _folder, _name: plant(path))
    with refused("settings.not_a_file") as faults:
        content(path, flags | os.O_CREAT, alone=True)
    assert faults[0].params == {"path": str(path)}
    assert path.with_name("victim").read_bytes() == CONTENT
    assert not path.with_name("nothing").exists()


def test_what_cannot_be_opened_says_why(unprivileged: Path) -> None:
    path = unprivileged / "a.json"
    path.write_bytes(CONTENT)
    path.chmod(0)
    with pytest.raises(PermissionError):
        content(path)


class TestFolder:
    def test_once_open_it_stays_the_one_whatever_takes_its_name(self, tmp_path: Path) -> None:
        ours, theirs = tmp_path / "hubmail", tmp_path / "theirs"
        for one in (ours, theirs):
            one.mkdir()
            (one / "a.json").write_bytes(str(one).encode())
        with Folder(str(ours)) as folder:
            ours.rename(tmp_path / "elsewhere")
            theirs.rename(ours)
            descriptor = folder.open("a.json", os.O_RDONLY)
        found = os.read(descriptor, 1000)
        os.close(descriptor)
        assert found == str(ours).encode()

    def test_that_others_may_write_to_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "hubmail").mkdir()
        (tmp_path / "hubmail").chmod(0o777)
        with refused("settings.not_private") as faults:
            content(tmp_path / "hubmail" / "a.json")
        assert faults[0].params == {"path": str(tmp_path / "hubmail")}

    @pytest.mark.parametrize("plant", [as_link, as_link_to_nothing, as_pipe],
                             ids=lambda plant: plant.__name__)  # fmt: skip
    def test_that_is_something_else_is_refused(
        self, plant: Callable[[Path], None], tmp_path: Path
    ) -> None:
        (tmp_path / "victim").mkdir()
        plant(tmp_path / "hubmail")
        with refused("settings.not_a_file") as faults:
            content(tmp_path / "hubmail" / "a.json")
        assert faults[0].params == {"path": str(tmp_path / "hubmail")}

    def test_below_a_file_is_no_fault_of_ours(self, path: Path) -> None:
        path.write_bytes(CONTENT)
        with pytest.raises(NotADirectoryError):
            content(path / "hubmail" / "a.json")

    def test_that_may_be_passed_through_but_not_listed_will_do(self, unprivileged: Path) -> None:
        (unprivileged / "a.json").write_bytes(CONTENT)
        unprivileged.chmod(0o100)
        try:
            assert content(unprivileged / "a.json") == CONTENT
        finally:
            unprivileged.chmod(0o700)

    def test_that_stands_where_anybody_may_put_another_is_refused(self, tmp_path: Path) -> None:
        far = tmp_path / "open" / "between" / "hubmail"
        far.mkdir(parents=True)
        (tmp_path / "open").chmod(0o777)
        with refused("settings.not_private") as faults:
            content(far / "a.json")
        assert faults[0].params == {"path": str(tmp_path / "open")}

    def test_is_made_with_its_way(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        mkdir = os.mkdir

        def another_was_faster(folder: str, mode: int) -> None:
            mkdir(folder, mode)
            mkdir(folder, mode)

        monkeypatch.setattr(os, "mkdir", another_was_faster)
        before = os.umask(0)
        try:
            door.make_folder(str(tmp_path / "a" / "b" / "hubmail"))
            door.make_folder(str(tmp_path / "a" / "b" / "hubmail"))
        finally:
            os.umask(before)
        made = [tmp_path / one for one in ("a", "a/b", "a/b/hubmail")]
        assert [stat.S_IMODE(one.stat().st_mode) for one in made] == [0o700] * 3

    def test_is_not_made_of_a_link_to_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "hubmail").symlink_to("nothing")
        with refused("settings.not_a_file"):
            door.make_folder(str(tmp_path / "hubmail"))
        assert not (tmp_path / "nothing").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_of_another_account_is_named(path: Path) -> None:
    path.write_bytes(CONTENT)
    os.chown(path, NOBODY, NOBODY)
    with refused("settings.not_private") as faults:
        content(path)
    assert faults[0].params == {"path": str(path)}


def test_what_is_shown_has_the_mode_that_was_asked_for(path: Path) -> None:
    path.write_bytes(CONTENT)
    door.show(str(path), 0o644)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
