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
from hubmail_gui.store import Store, door, files, history
from hubmail_gui.store.lock import Lock
from hubmail_gui.store.references import Journal
from tests.store.conftest import NOBODY
from tests.store.documents import making, refused, save
from tests.store.keyrings import MemoryKeyring

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


def use_everything(store: Store) -> set[str]:
    """Read and write all files there are; the codes of the faults."""
    codes = set()
    for act in (
        store.stored_document,
        store.last_good_document,
        lambda: store.commit(making(9), "another", Cancel()),
        lambda: store.mark_good(9),
        lambda: store.keep_result({"revision": 9}),
        store.result,
        lambda: store.keep_profile({"name": "x"}),
        store.profile,
        lambda: store.record({"who": "x"}),
        lambda: list(store.history()),
        lambda: store.tail(2),
    ):
        try:
            act()
        except FaultError as error:
            codes.add(error.fault.code)
    return codes


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


# ------------------------------------------------------------------ owner and mode

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


# ------------------------------------------------------------------ the journal


@pytest.mark.parametrize("number", ["EMFILE", "ENOSPC", "EACCES", "EIO"])
def test_a_journal_that_cannot_be_opened_is_not_empty(
    number: str, store: Store, backend: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    save(store, 1, "hunter2")
    orphan = "hubmail-" + "0" * 32
    backend.set_password("hubmail", orphan, "left behind")
    Journal(str(Path(store.folder) / "journal.json")).write({orphan})
    opening = os.open

    def refuse(path: object, *given: object, **named: object) -> int:
        if str(path).endswith("journal.json"):
            code = getattr(errno, number)
            raise OSError(code, os.strerror(code))
        return opening(path, *given, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        again = Store(store.folder, store._keyring)
        assert again.stored_document() is not None
        with refused("settings.corrupt"):
            save(again, 2, "hunter3")
    assert (Path(store.folder) / "journal.json").exists()
    assert orphan in backend.names()
    Store(store.folder, store._keyring).stored_document()
    assert orphan not in backend.names()
    assert not (Path(store.folder) / "journal.json").exists()


@pytest.mark.parametrize("damage", [
    lambda text: text[:-3], lambda text: b"[" * 30_000 + text, lambda text: b"\xff\0" + text,
    lambda text: text.replace(b"references", b"other"),
], ids=["torn", "deep", "no text", "other key"])  # fmt: skip
def test_a_damaged_journal_still_names_what_it_names(
    damage: Callable[[bytes], bytes], store: Store, backend: MemoryKeyring
) -> None:
    save(store, 1, "hunter2")
    orphan = "hubmail-" + "0" * 32
    backend.set_password("hubmail", orphan, "left behind")
    journal = Path(store.folder) / "journal.json"
    Journal(str(journal)).write({orphan})
    journal.write_bytes(damage(journal.read_bytes()))
    Store(store.folder, store._keyring).stored_document()
    assert orphan not in backend.names()
    assert len(backend.names()) == 1


# ------------------------------------------------------------------ what is written can be read


def test_a_result_of_any_size_can_be_read_again(store: Store) -> None:
    save(store, 1, "hunter2")
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


# ------------------------------------------------------------------ no other way

# The door itself, and what reads files that a person names.
DOORS = {"store/door.py", "store/files.py", "store/given.py"}
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
