"""A folder that root makes for another account: never in a place that the account could exchange."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from hubmail_gui.store import way
from tests.store.documents import refused

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a folder away")

ACCOUNT, OTHER = 4711, 4712


def about(path: Path) -> tuple[int, int]:
    status = path.lstat()
    return status.st_uid, stat.S_IMODE(status.st_mode)


def owned(path: Path, account: int = ACCOUNT, mode: int = 0o755) -> Path:
    path.mkdir()
    os.chown(path, account, account)
    path.chmod(mode)
    return path


def test_it_is_the_accounts_and_the_way_is_roots(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        way.make_folder(str(tmp_path / "srv" / "hub" / "mail"), ACCOUNT, ACCOUNT)
    finally:
        os.umask(before)
    assert about(tmp_path / "srv") == (0, 0o755)
    assert about(tmp_path / "srv" / "hub") == (0, 0o755)
    assert about(tmp_path / "srv" / "hub" / "mail") == (ACCOUNT, 0o700)


@pytest.mark.parametrize("below", ["mail", "deep/mail"])
def test_below_a_folder_of_the_accounts_nothing_is_made(tmp_path: Path, below: str) -> None:
    home = owned(tmp_path / "home")
    way.make_folder(str(home / below), ACCOUNT, ACCOUNT)
    assert list(home.iterdir()) == []


def test_a_link_of_the_accounts_leads_nowhere(tmp_path: Path) -> None:
    """The hole: the way was looked at by its name, and another name for it later."""
    victim = tmp_path / "victim"
    (victim / "mail").mkdir(parents=True)
    home = owned(tmp_path / "home")
    (home / "a").symlink_to(victim)
    os.chown(home / "a", ACCOUNT, ACCOUNT, follow_symlinks=False)
    for name in ("mail", "new"):
        way.make_folder(str(home / "a" / name), ACCOUNT, ACCOUNT)
    way.remove_folder(str(home / "a" / "mail"))
    assert about(victim / "mail")[0] == 0
    assert not (victim / "new").exists()


def test_a_link_in_a_folder_for_all_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "victim").mkdir()
    everybodys = owned(tmp_path / "tmp", 0, 0o1777)
    (everybodys / "a").symlink_to(tmp_path / "victim")
    os.chown(everybodys / "a", OTHER, OTHER, follow_symlinks=False)
    with refused("settings.not_private") as faults:
        way.make_folder(str(everybodys / "a" / "mail"), ACCOUNT, ACCOUNT)
    assert faults[0].params["path"] == str(everybodys / "a")
    assert list((tmp_path / "victim").iterdir()) == []
    way.make_folder(str(everybodys / "mail"), ACCOUNT, ACCOUNT)
    assert about(everybodys / "mail") == (ACCOUNT, 0o700)


@pytest.mark.parametrize(("owner", "mode"), [(OTHER, 0o755), (0, 0o777), (0, 0o775)])
def test_where_others_may_write_it_is_refused(tmp_path: Path, owner: int, mode: int) -> None:
    shared = owned(tmp_path / "shared", owner, mode)
    with refused("settings.not_private") as faults:
        way.make_folder(str(shared / "mail"), ACCOUNT, ACCOUNT)
    assert faults[0].params["path"] == str(shared)
    assert list(shared.iterdir()) == []


def test_links_that_root_has_put_are_followed(tmp_path: Path) -> None:
    (tmp_path / "disk" / "srv").mkdir(parents=True)
    (tmp_path / "srv").symlink_to(tmp_path / "disk" / "srv")
    (tmp_path / "disk" / "beside").symlink_to("../srv/one")
    way.make_folder(str(tmp_path / "srv" / "one"), ACCOUNT, ACCOUNT)
    assert about(tmp_path / "disk" / "srv" / "one") == (ACCOUNT, 0o700)
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OSError, match="loop"):
        way.make_folder(str(tmp_path / "loop" / "mail"), ACCOUNT, ACCOUNT)
    way.make_folder(str(tmp_path / "disk" / "beside" / "mail"), ACCOUNT, ACCOUNT)
    # What is linked to is the account's, and what it holds the account's own matter.
    assert list((tmp_path / "disk" / "srv" / "one").iterdir()) == []


def test_one_that_is_there_is_taken_if_it_is_the_accounts(tmp_path: Path) -> None:
    mine, theirs = owned(tmp_path / "mine", mode=0o750), owned(tmp_path / "theirs", OTHER)
    way.make_folder(str(mine), ACCOUNT, ACCOUNT)
    assert about(mine) == (ACCOUNT, 0o750)
    for path in (theirs, tmp_path, Path("/")):
        with refused("settings.not_private"):
            way.make_folder(str(path), ACCOUNT, ACCOUNT)


def test_only_an_empty_one_is_removed(tmp_path: Path) -> None:
    way.make_folder(str(tmp_path / "a" / "mail"), ACCOUNT, ACCOUNT)
    (tmp_path / "a" / "mail" / "more").touch()
    with pytest.raises(OSError, match="not empty"):
        way.remove_folder(str(tmp_path / "a" / "mail"))
    (tmp_path / "a" / "mail" / "more").unlink()
    way.remove_folder(str(tmp_path / "a" / "mail"))
    assert list((tmp_path / "a").iterdir()) == []


def test_a_link_in_the_place_of_the_folder_is_its_owners(tmp_path: Path) -> None:
    everybodys, mine = owned(tmp_path / "tmp", 0, 0o1777), owned(tmp_path / "mine")
    (everybodys / "mail").symlink_to(mine)
    os.chown(everybodys / "mail", OTHER, OTHER, follow_symlinks=False)
    with refused("settings.not_private"):
        way.make_folder(str(everybodys / "mail"), ACCOUNT, ACCOUNT)


def test_what_the_account_has_linked_is_its_own_matter(tmp_path: Path) -> None:
    everybodys, mine = owned(tmp_path / "tmp", 0, 0o1777), owned(tmp_path / "mine")
    (everybodys / "a").symlink_to(mine)
    os.chown(everybodys / "a", ACCOUNT, ACCOUNT, follow_symlinks=False)
    way.make_folder(str(everybodys / "a" / "mail"), ACCOUNT, ACCOUNT)
    assert list(mine.iterdir()) == []


def test_removing_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        way.remove_folder(str(tmp_path / "a" / "b" / "mail"))
    assert list(tmp_path.iterdir()) == []


def test_the_way_is_at_no_moment_open_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    chmod = os.chmod

    def noted(name: str, mode: int, *, dir_fd: int) -> None:
        made.append(stat.S_IMODE(os.stat(name, dir_fd=dir_fd).st_mode))
        chmod(name, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "chmod", noted)
    before = os.umask(0)
    try:
        way.make_folder(str(tmp_path / "a" / "b" / "mail"), ACCOUNT, ACCOUNT)
    finally:
        os.umask(before)
    assert made == [0o755] * 2
