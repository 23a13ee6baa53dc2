"""The settings file: what is read from it, what is refused and how its fault is found."""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core.outcome import FaultError
from hubmail_gui.store import settings_file
from tests.store.documents import document, refused

REFERENCE = "hubmail-" + "0a" * 16
GOOD = b'{"schema": 1, "authentication": {}}'


@dataclass(frozen=True)
class Unreadable:
    name: str
    content: bytes
    code: str = "settings.corrupt"
    line: str | None = None
    column: str | None = None


UNREADABLE = [
    Unreadable("empty", b"", line="1", column="1"),
    Unreadable("torn", b'{"schema": 1,\n "sender": "hu', line="2", column="12"),
    Unreadable("torn in the third line", b'{"schema": 1,\n"a": 1,\n "b": tru', line="3", column="7"),
    Unreadable("after an empty line", b'\n{"schema" 1}', line="2", column="11"),
    Unreadable("no colon", b'{\n  "schema" 1\n}', line="2", column="12"),
    Unreadable("after a BOM", b'\xef\xbb\xbf{"schema" 1}', line="1", column="11"),
    Unreadable("column in characters", b'{"\xc3\xa9\xc3\xa9": nope}', line="1", column="8"),
    Unreadable("Latin-1", b'{"schema": 1,\n"sender_name": "\xe9"}', line="2", column="17"),
    Unreadable("UTF-16", '{"schema": 1}'.encode("utf-16"), line="1", column="1"),
    Unreadable("zeros", b"\0" * 512, line="1", column="1"),
    Unreadable("a list", b"[1, 2]", line="1", column="1"),
    Unreadable("a number", b"7", line="1", column="1"),
    Unreadable("another program's", b'{"editor.fontSize": 12}', line="1", column="1"),
    Unreadable("no number for its schema", b'{\n"schema": "1"}', line="2", column="1"),
    Unreadable("true for its schema", b'{"schema": true}', line="1", column="2"),
    Unreadable("schema nought", b'{"schema": 0}', line="1", column="2"),
    Unreadable("its schema spelled in another way", b'{"sch\\u0065ma": 0}', line="1", column="1"),
    Unreadable(
        "a schema within, too", b'{"schema": 0, "a": {"schema": 1}}', line="1", column="2"
    ),
    Unreadable("newer", b'{"schema": 2, "new": {}}', "settings.newer"),
    Unreadable("not a number", b'{"schema": 1, "timeout": NaN}'),
    Unreadable("a number without end", b'{"schema": ' + b"1" * 5000 + b"}"),
    Unreadable("a tower of lists", b'{"schema": 1, "authentication": ' + b"[" * 100_000),
    Unreadable("half a character", b'{"schema": 1, "sender": "\\uD83D"}'),
    Unreadable("too long", b'{"schema": 1, "a": "' + b"x" * (1 << 20) + b'"}'),
    Unreadable(
        "a password where its reference belongs", b'{"schema": 1,\n"secret": "hunter2"}',
        line="2", column="1",
    ),
    Unreadable(
        "a secret within, too", b'{"schema": 1, "secret": 5, "a": {"secret": 6}}',
        line="1", column="15",
    ),
    Unreadable(
        "a secret spelled in another way", b'{"schema": 1,\n"s\\u0065cret": "hunter2"}',
        line="1", column="1",
    ),
    Unreadable("a number for a reference", b'{"schema": 1, "secret": 5}', line="1", column="15"),
]  # fmt: skip


@pytest.mark.parametrize("case", UNREADABLE, ids=lambda case: case.name)
def test_refused_with_its_place(case: Unreadable, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(case.content)
    with refused(case.code) as faults:
        settings_file.read(str(path))
    params = dict(faults[0].params)
    assert params.pop("path") == str(path)
    assert (params.get("line"), params.get("column")) == (case.line, case.column)
    assert path.read_bytes() == case.content


def test_nothing_of_the_text_is_in_the_error(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b'{"secret": "hunter2", }')
    with pytest.raises(FaultError) as caught:
        settings_file.read(str(path))
    assert caught.value.__context__ is None
    assert "hunter2" not in repr(caught.value.fault)


def test_none_is_no_fault(tmp_path: Path) -> None:
    assert settings_file.read(str(tmp_path / "settings.json")) is None
    assert settings_file.read(str(tmp_path / "no" / "folder" / "settings.json")) is None


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
def test_a_byte_order_mark_is_passed_over(start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(start + GOOD)
    assert settings_file.read(str(path)) == {"schema": 1, "authentication": {}}


def test_settings_that_name_no_schema_are_read(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b'{"authentication": {}}')
    assert settings_file.read(str(path)) == {"authentication": {}}


@pytest.mark.parametrize("more", [0, 1], ids=["longest", "too long"])
def test_what_may_be_written_can_be_read_again_and_no_more(more: int, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    room = settings_file.LIMIT - len(settings_file.encode({"schema": 1, "a": ""}))
    written = {"schema": 1, "a": "x" * (room + more)}
    if not more:
        path.write_bytes(settings_file.content(written, str(path)))
        assert settings_file.read(str(path)) == written
        return
    with refused("settings.unwritable") as faults:
        settings_file.content(written, str(path))
    assert faults[0].params == {"path": str(path)}
    assert faults[0].reply == os.strerror(errno.EFBIG)
    path.write_bytes(settings_file.encode(written))
    with refused("settings.corrupt"):
        settings_file.read(str(path))


def test_people_read_and_change_this_file() -> None:
    written = settings_file.encode({"schema": 1, "sender_name": "Zoé"})
    assert written.decode() == '{\n  "schema": 1,\n  "sender_name": "Zoé"\n}\n'


@pytest.mark.parametrize(
    ("stored", "found"),
    [(None, None), ({}, None), ({"secret": None}, None), ({"secret": 5}, None),
     ({"secret": REFERENCE}, REFERENCE)],
    ids=["no settings", "none", "null", "damaged", "one"],
)  # fmt: skip
def test_the_reference_of_settings(stored: dict[str, object] | None, found: str | None) -> None:
    assert settings_file.reference(stored) == found


def assert_no_file(path: Path) -> None:
    with refused("settings.not_a_file") as faults:
        settings_file.read(str(path))
    assert faults[0].params["path"] == str(path)


@pytest.mark.parametrize("number", [53, 67], ids=["no such server", "no such share"])
def test_a_profile_on_a_server_that_is_away_is_no_empty_one(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = r"\\server\profiles\claire\hubmail"

    def away(*_given: object, **_named: object) -> None:
        error = FileNotFoundError(errno.ENOENT, "The network path was not found")
        error.winerror = number  # type: ignore[attr-defined, unused-ignore]
        raise error

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "stat", away)
    with refused("settings.corrupt") as faults:
        settings_file.read(f"{folder}/settings.json")
    assert faults[0].reply == "The network path was not found"


def test_a_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.mkdir()
    assert_no_file(path)


def test_a_pipe_is_named_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    os.mkfifo(path)
    assert_no_file(path)


def test_a_link_to_itself_is_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.symlink_to(path)
    assert_no_file(path)


def test_a_file_of_somebody_else(unprivileged: Path) -> None:
    path = unprivileged / "settings.json"
    path.write_bytes(GOOD)
    path.chmod(0)
    with refused("settings.corrupt") as faults:
        settings_file.read(str(path))
    assert faults[0].reply == "Permission denied"
    assert faults[0].params == {"path": str(path)}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    written = document(7, sender_name="Équipe ☕ 密码", secret=REFERENCE)
    path.write_bytes(settings_file.encode(written))
    assert settings_file.read(str(path)) == written
    assert settings_file.reference(written) == REFERENCE
    assert "Équipe" in path.read_text("utf-8"), "people read this file"


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda end: GOOD[:-2] + end))
def test_any_bytes_are_settings_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(content)
    try:
        document = settings_file.read(str(path))
    except FaultError as error:
        code = error.fault.code
    else:
        code = "read" if isinstance(document, dict) else "neither"
    assert code in {"read", "settings.corrupt", "settings.newer"}
