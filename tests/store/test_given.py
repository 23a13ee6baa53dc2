"""Files that a person names: links and pipes too, read so far and waited for so long, no more."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubmail_gui.store import given

# Nothing here takes as long; a test that waits for all of it has failed.
LONG = 60.0

pytestmark = pytest.mark.usefixtures("nothing_stays_open")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "given.log"


@contextlib.contextmanager
def piped(*parts: bytes, ends: bool = True) -> Iterator[int]:
    """A pipe in which these come one after the other, each by itself."""
    reading, writing = os.pipe()

    def write() -> None:
        for part in parts:
            threading.Event().wait(0.01)
            with contextlib.suppress(BrokenPipeError):  # nobody reads on
                os.write(writing, part)
        if ends:
            os.close(writing)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    try:
        yield reading
    finally:
        os.close(reading)
        writer.join(LONG)
        if not ends:
            os.close(writing)


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


class TestRead:
    @pytest.mark.parametrize("size", [0, 1, 300_000])
    def test_all_of_it_up_to_the_limit(self, size: int, path: Path) -> None:
        content = os.urandom(size)
        path.write_bytes(content)
        assert given.read(str(path), size, LONG) == content

    def test_one_more_is_too_large(self, path: Path) -> None:
        path.write_bytes(b"x" * 11)
        with pytest.raises(given.TooLargeError) as caught:
            given.read(str(path), 10, LONG)
        assert caught.value.errno == errno.EFBIG
        assert caught.value.strerror == os.strerror(errno.EFBIG)

    def test_a_folder_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(OSError) as caught:  # noqa: PT011 - Windows opens no folder at all
            given.read(str(tmp_path), 10, LONG)
        assert caught.value.errno in {errno.EISDIR, errno.EACCES}
        assert caught.value.filename == str(tmp_path)
        assert caught.value.strerror

    def test_a_file_that_is_not_there(self, path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            given.read(str(path), 10, LONG)

    def test_line_ends_stay_as_they_are(self, path: Path) -> None:
        path.write_bytes(b"a\r\nb\n\x1ac")
        assert given.read(str(path), 10, LONG) == b"a\r\nb\n\x1ac"


class TestPipe:
    def test_is_read_to_its_end(self) -> None:
        with piped(b"one", b"two", b"three") as pipe:
            assert given.read_open(pipe, 11, LONG) == b"onetwothree"

    def test_whoever_names_no_limit_waits_for_it(self) -> None:
        with piped(b"one", b"two") as pipe:
            assert given.read_open(pipe, 100, None) == b"onetwo"

    def test_gives_more_than_is_wanted(self) -> None:
        with piped(b"one", b"two", b"three") as pipe, pytest.raises(given.TooLargeError):
            given.read_open(pipe, 10, LONG)

    def test_that_gives_nothing_is_waited_for_so_long(self) -> None:
        began = time.monotonic()
        with piped(ends=False) as pipe, within(LONG / 3), pytest.raises(TimeoutError) as caught:
            given.read_open(pipe, 10, 0.2)
        assert time.monotonic() - began >= 0.2
        assert caught.value.errno == errno.ETIMEDOUT
        assert caught.value.strerror == os.strerror(errno.ETIMEDOUT)

    def test_the_time_is_for_all_of_it(self) -> None:
        with piped(*[b"x"] * 100, ends=False) as pipe, pytest.raises(TimeoutError):
            given.read_open(pipe, 1000, 0.3)

    def test_with_a_name_is_waited_for_no_longer_though_nobody_opens_its_other_end(
        self, path: Path
    ) -> None:
        os.mkfifo(path)
        with within(LONG / 3), pytest.raises(TimeoutError):
            given.read(str(path), 10, 0.1)

    def test_of_a_log_gives_its_ends(self) -> None:
        with piped(b"ab", b"cd", b"ef", b"gh", b"ij") as pipe:
            path = f"/dev/fd/{pipe}"
            assert given.read_ends(path, 3, 4, LONG) == b"abc\nghij"

    def test_of_a_short_log_gives_all_of_it(self) -> None:
        with piped(b"ab", b"cd", b"efg") as pipe:
            assert given.read_ends(f"/dev/fd/{pipe}", 3, 4, LONG) == b"abcdefg"

    def test_of_a_log_that_never_ends_is_given_up(self) -> None:
        with piped(b"ab", ends=False) as pipe, within(LONG / 3), pytest.raises(TimeoutError):
            given.read_ends(f"/dev/fd/{pipe}", 3, 4, 0.1)


def test_a_device_without_end() -> None:
    with within(LONG / 2), pytest.raises(given.TooLargeError):
        given.read("/dev/zero", 1_000_000, LONG)
    with within(LONG / 2), pytest.raises(TimeoutError):
        given.read_ends("/dev/zero", 10, 10, 0.1)


class TestEnds:
    @pytest.mark.parametrize(
        ("content", "ends"),
        [
            (b"", b""),
            (b"abc", b"abc"),
            (b"abcdefg", b"abcdefg"),
            (b"abcdefgh", b"abc\nefgh"),
            (b"abc" + b"x" * 300_000 + b"efgh", b"abc\nefgh"),
        ],
        ids=["empty", "short", "just as long", "one more", "long"],
    )
    def test_of_a_file(self, content: bytes, ends: bytes, path: Path) -> None:
        path.write_bytes(content)
        assert given.read_ends(str(path), 3, 4, LONG) == ends
        assert given.read_ends(str(path), 3, 4, None) == ends

    @pytest.mark.parametrize("content", [b"abcdefg", b"abcdefgh", b"abc" + b"x" * 300_000 + b"efgh"],
                             ids=["short", "one more", "long"])  # fmt: skip
    def test_of_standard_input_from_where_it_is(
        self, content: bytes, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path.write_bytes(b"read before" + content)
        with path.open("rb", buffering=0) as file:
            file.read(len(b"read before"))
            monkeypatch.setattr(sys, "stdin", file)
            ends = given.read_ends(None, 3, 4, LONG)
            file.seek(0)  # it is still open: others may go on with it
        assert ends == (content if len(content) <= 7 else b"abc\nefgh")

    def test_only_the_last_of_it(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path.write_bytes(b"abcdefgh")
        with path.open("rb", buffering=0) as file:
            monkeypatch.setattr(sys, "stdin", file)
            assert given.read_ends(None, 0, 4, LONG) == b"efgh", "no line is begun before it"

    def test_of_an_endless_log_fit_into_memory(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with path.open("w+b", buffering=0) as file:
            file.truncate(16 << 20)
            monkeypatch.setattr(sys, "stdin", file)
            tracemalloc.start()
            try:
                ends = given.read_ends(None, 10, 1000, LONG)
                _, most = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
        assert ends == bytes(10) + b"\n" + bytes(1000)
        assert most < 1 << 20

    def test_a_folder_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(OSError) as caught:  # noqa: PT011 - Windows opens no folder at all
            given.read_ends(str(tmp_path), 3, 4, LONG)
        assert caught.value.errno in {errno.EISDIR, errno.EACCES}
        assert caught.value.filename == str(tmp_path)
        assert caught.value.strerror


class TestWrite:
    def test_takes_the_place_of_all_that_was_there(self, path: Path) -> None:
        path.write_bytes(b"what was there before, and longer")
        given.write(str(path), b"new\r\n\n")
        assert path.read_bytes() == b"new\r\n\n"

    def test_of_a_new_file_spares_one_that_is_there(self, path: Path) -> None:
        given.write(str(path), b"first", new=True)
        with pytest.raises(FileExistsError):
            given.write(str(path), b"second", new=True)
        assert path.read_bytes() == b"first"

    def test_where_nothing_can_be(self, path: Path) -> None:
        with pytest.raises(OSError, match="given"):
            given.write(str(path / "below"), b"new")


@pytest.mark.parametrize("new", [False, True])
def test_a_new_file_is_its_owners_alone(new: bool, path: Path) -> None:
    before = os.umask(0)
    try:
        given.write(str(path), b"secret", new=new)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
