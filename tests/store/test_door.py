"""Whatever stands in the place of a file of ours is neither followed, read, written nor waited for."""

from __future__ import annotations

import ast
import contextlib
import os
import socket
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.store import Store, door, history
from hubmail_gui.store.lock import Lock
from tests.store.documents import refused, save, use_everything

VICTIM = b"somebody else's, and to stay as it is"
NAMES = (
    "settings.json", "settings.json.new", "last-good.json", "last-good.json.new", "settings.lock",
    "state.lock", "journal.json", "journal.json.new", "result.json", "result.json.new",
    "profile.json", "history.jsonl",
)  # fmt: skip


def own_device(path: Path) -> Path:
    """What reads as ``/dev/zero``; for root, who could replace that, a device of the test's own."""
    if os.geteuid() != 0:
        return Path("/dev/zero")
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("no device can be made here")
    return path


def as_link(path: Path, victim: Path) -> None:
    path.symlink_to(victim)


def as_relative_link(path: Path, victim: Path) -> None:
    path.symlink_to(os.path.relpath(victim, path.parent))


def as_link_to_nothing(path: Path, victim: Path) -> None:
    path.symlink_to(victim.with_name("not-there"))


def as_link_to_itself(path: Path, victim: Path) -> None:
    path.symlink_to(path)


def as_link_to_a_device(path: Path, victim: Path) -> None:
    path.symlink_to(own_device(victim.with_name("zero")))


def as_hard_link(path: Path, victim: Path) -> None:
    path.hardlink_to(victim)


def as_pipe(path: Path, victim: Path) -> None:
    os.mkfifo(path)


def as_folder(path: Path, victim: Path) -> None:
    path.mkdir()


def as_socket(path: Path, victim: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(path.parent)
        listening.bind(path.name)


Plant = Callable[[Path, Path], None]
PLANTS: tuple[Plant, ...] = (
    as_link, as_relative_link, as_link_to_nothing, as_link_to_itself, as_link_to_a_device,
    as_hard_link, as_pipe, as_folder, as_socket,
)  # fmt: skip


def taken_away(name: str) -> bool:
    """Whether it is a leftover, whatever it is, that gives way."""
    return name.endswith(".new")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_what_stands_there_is_left_alone(
    name: str, plant: Plant, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    save(store, 1, "hunter2")
    victim = tmp_path / "victim"
    victim.write_bytes(VICTIM)
    place = Path(store.folder) / name
    place.unlink(missing_ok=True)
    plant(place, victim)
    before = place.lstat()
    codes = use_everything(store)
    assert victim.read_bytes() == VICTIM
    assert not victim.with_name("not-there").exists()
    assert plant is not as_link_to_a_device or place.resolve().is_char_device() or taken_away(name)
    replaced = plant is as_hard_link and not name.endswith((".lock", ".jsonl"))
    if (taken_away(name) and plant is not as_folder) or replaced:
        assert "internal" not in codes
    else:
        assert codes >= {"settings.not_a_file"}
        after = place.lstat()
        assert (after.st_mode, after.st_ino) == (before.st_mode, before.st_ino)


@pytest.mark.parametrize("plant", [as_link, as_link_to_nothing, as_pipe, as_link_to_a_device],
                         ids=lambda plant: plant.__name__)  # fmt: skip
def test_a_folder_that_is_something_else(plant: Plant, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    plant(tmp_path / "hubmail", other)
    store = Store(str(tmp_path / "hubmail"))
    assert use_everything(store) == {"settings.not_a_file"}
    assert list(other.iterdir()) == []


def test_the_lock_is_not_made_where_it_would_be_followed(tmp_path: Path) -> None:
    (tmp_path / "a.lock").symlink_to(tmp_path / "elsewhere")
    with refused("settings.not_a_file"), Lock(str(tmp_path / "a.lock"), Cancel()):
        pass
    assert not (tmp_path / "elsewhere").exists()
    with refused("settings.not_a_file"):
        history.append(str(tmp_path / "a.lock"), {})


@pytest.mark.faults
@pytest.mark.parametrize("name", ["result.json", "result.json.new", "history.jsonl", "state.lock"])
def test_a_link_that_comes_and_goes_meanwhile(name: str, store: Store, tmp_path: Path) -> None:
    """Somebody swaps the name while it is used, thousands of times: nothing is ever followed."""
    victim = tmp_path / "victim"
    victim.write_bytes(VICTIM)
    store.keep_result({"revision": 1})
    place, link = Path(store.folder) / name, tmp_path / "link"
    ended = threading.Event()

    def swap() -> None:
        while not ended.is_set():
            link.unlink(missing_ok=True)
            link.symlink_to(victim)
            link.replace(place)
            place.unlink(missing_ok=True)

    swapping = threading.Thread(target=swap)
    swapping.start()
    try:
        for number in range(3000):
            with contextlib.suppress(FaultError):
                store.keep_result({"revision": number})
            with contextlib.suppress(FaultError):
                store.record({"revision": number})
    finally:
        ended.set()
        swapping.join()
    assert victim.read_bytes() == VICTIM


# The door itself, what reads files that a person names, and root's own way to another's folder.
DOORS = {"store/door.py", "store/files.py", "store/given.py", "store/way.py"}
# On a path, an open file descriptor or one of the program's own data files, which nobody else may
# change, these are calls of our own modules or of Qt's.
OPENING = {
    "open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "makedirs", "unlink",
    "rename", "touch", "truncate", "symlink", "link", "chmod", "chown", "rmdir", "remove",
}  # fmt: skip
OWN = {"door", "files", "folder", "opened", "self", "given", "_cancel", "cancel", "_journal"}


def opened(path: Path) -> list[str]:
    """Calls in a file of the package that open or change a file without going through the door."""
    text = path.read_text(encoding="utf-8")
    reads_resources = "resources" in text
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = getattr(function, "id", getattr(function, "attr", ""))
        owner = getattr(function, "value", None)
        whose = getattr(owner, "id", getattr(owner, "attr", ""))
        call = ast.unparse(node)
        if name not in OPENING or whose in OWN or "descriptor" in call or "os.devnull" in call:
            continue
        # A dialog is opened without a word, a list's member removed.
        method = isinstance(function, ast.Attribute) and whose != "os"
        if method and (name == "remove" or (name == "open" and not node.args)):
            continue
        if reads_resources and name in {"open", "read_text"} and "w" not in call.partition(",")[2]:
            continue
        found.append(f"{node.lineno}: {call}")
    return found


PACKAGE = Path(door.__file__).parent.parent


@pytest.mark.parametrize(
    "folder",
    ["core", "store", "diagnosis", "discovery", "delivery", "methods", "service", "cli", "window"],
)
def test_no_file_is_opened_but_through_the_door(folder: str) -> None:
    found = {
        str(path.relative_to(PACKAGE)): opened(path)
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        if path.relative_to(PACKAGE).as_posix() not in DOORS
    }
    assert {name: calls for name, calls in found.items() if calls} == {}
