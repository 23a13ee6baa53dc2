"""The door where groups share a file, and on Windows, both of them imitated."""

from __future__ import annotations

import os
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.store import door
from tests.store.documents import refused
from tests.store.test_door_opens import CONTENT, content


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.json"


class TestGroup:
    """Who may write besides its owner: a group that is this account's own."""

    def ours(self, monkeypatch: pytest.MonkeyPatch, **group: object) -> None:
        import grp
        import pwd

        def account(_number: int) -> object:
            return types.SimpleNamespace(pw_name="claire", pw_gid=os.getegid())

        def found(number: int) -> object:
            assert number == os.getegid()
            return types.SimpleNamespace(**{"gr_name": "claire", "gr_mem": [], **group})

        monkeypatch.setattr(pwd, "getpwuid", account)
        monkeypatch.setattr(grp, "getgrgid", found)

    @pytest.fixture(autouse=True)
    def writable(self, path: Path) -> None:
        path.write_bytes(CONTENT)
        path.chmod(0o660)

    @pytest.mark.parametrize("members", [[], ["claire"]])
    def test_of_this_account_alone(
        self, members: list[str], path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.ours(monkeypatch, gr_mem=members)
        assert content(path) == CONTENT

    @pytest.mark.parametrize(
        "group",
        [{"gr_mem": ["bob"]}, {"gr_mem": ["claire", "bob"]}, {"gr_name": "staff"}],
        ids=["another", "one more", "of another name"],
    )
    def test_of_others(
        self, group: dict[str, object], path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.ours(monkeypatch, **group)
        with refused("settings.not_private") as faults:
            content(path)
        assert faults[0].params == {"path": str(path)}

    def test_that_is_not_the_accounts_first(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import pwd

        self.ours(monkeypatch)
        account = types.SimpleNamespace(pw_name="claire", pw_gid=os.getegid() + 1)
        monkeypatch.setattr(pwd, "getpwuid", lambda _number: account)
        with refused("settings.not_private"):
            content(path)

    def test_that_the_system_does_not_know(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import grp

        def unknown(_number: int) -> object:
            raise KeyError

        self.ours(monkeypatch)
        monkeypatch.setattr(grp, "getgrgid", unknown)
        with refused("settings.not_private"):
            content(path)


class TestWindows:
    """The same with the platform of Windows, which opens no folders and has no modes."""

    @pytest.fixture(autouse=True)
    def windows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "platform", "win32")

    def test_reads_by_the_whole_path(self, path: Path) -> None:
        path.write_bytes(CONTENT)
        path.chmod(0o666)
        assert content(path) == CONTENT

    def test_no_folder_is_in_the_place_of_a_file_nor_a_file_in_that_of_a_folder(
        self, path: Path
    ) -> None:
        path.write_bytes(CONTENT)
        with refused("settings.not_a_file") as faults:
            content(path / "a.json")
        assert faults[0].params == {"path": str(path)}
        with pytest.raises(FileNotFoundError):
            content(path.with_name("nowhere") / "a.json")

    @pytest.mark.parametrize(
        ("tag", "is_link"),
        [
            (0xA000000C, True),
            (0xA0000003, True),
            (0x80000013, False),
            (0x9000001A, False),
            (0, False),
        ],
        ids=["link", "junction", "deduplicated", "in a cloud", "plain"],
    )
    def test_only_what_stands_for_another_name_is_no_file(
        self, tag: int, is_link: bool, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path.write_bytes(CONTENT)
        look = os.stat

        def tagged(name: str, **how: Any) -> object:
            status = look(name, **how)
            if name != str(path):
                return status
            return types.SimpleNamespace(st_mode=status.st_mode, st_reparse_tag=tag)

        monkeypatch.setattr(os, "stat", tagged)
        if not is_link:
            assert content(path) == CONTENT
            return
        with refused("settings.not_a_file") as faults:
            content(path)
        assert faults[0].params == {"path": str(path)}

    def test_nobody_is_shown_anything(self, path: Path) -> None:
        path.write_bytes(CONTENT)
        before = path.stat()
        door.show(str(path), 0o604)
        assert path.stat() == before
