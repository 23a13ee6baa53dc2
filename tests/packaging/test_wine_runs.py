"""Runs of the tests as Windows programs: what became of each is known, whatever ended the process."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path
from threading import Barrier

import pytest
from wine import groups, lanes, testing
from wine.groups import Group

from tests import journal

TESTS = """
import os
import pytest

def test_good():
    pass

def test_bad():
    assert False

def test_ends_the_process():
    os._exit(1)

def test_after_it():
    pass

@pytest.fixture
def lame():
    yield
    raise OSError

def test_good_but_for_its_end(lame):
    pass
"""


@pytest.fixture
def run(tmp_path: Path) -> object:
    (tmp_path / "test_them.py").write_text(TESTS, encoding="ascii")
    root = Path(journal.__file__).parent.parent

    def run() -> int:
        words = ["-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-c", "/dev/null",
                 "--rootdir", str(tmp_path), "-p", "tests.journal", str(tmp_path)]  # fmt: skip
        return subprocess.run(
            [sys.executable, *words], cwd=tmp_path, check=False, capture_output=True, timeout=120,
            env={"PYTHONPATH": str(root), journal.FILE: str(tmp_path / "journal")},
        ).returncode  # fmt: skip

    return run


def test_a_run_goes_on_where_the_process_was_ended(run: object, tmp_path: Path) -> None:
    assert callable(run)
    run()
    found = journal.read(tmp_path / "journal")
    assert found.unfinished == "test_them.py::test_ends_the_process"
    assert found.passed == {"test_them.py::test_good"}
    assert "assert False" in (tmp_path / "journal.failures").read_text(encoding="utf-8")
    assert run() == 1
    found = journal.read(tmp_path / "journal")
    assert found.unfinished is None
    assert found.passed == {f"test_them.py::test_{name}" for name in ("good", "after_it")}
    assert found.failed == {
        f"test_them.py::test_{name}" for name in ("bad", "ends_the_process", "good_but_for_its_end")
    }
    assert run() == testing.NOTHING_LEFT


def test_what_is_forgotten_is_run_again(run: object, tmp_path: Path) -> None:
    assert callable(run)
    run()
    run()
    first = journal.read(tmp_path / "journal")
    changed = TESTS.replace("assert False", "assert True").replace("os._exit(1)", "pass")
    (tmp_path / "test_them.py").write_text(changed, encoding="ascii")
    journal.forget(tmp_path / "journal", first.failed)
    assert run() == 1
    found = journal.read(tmp_path / "journal")
    assert found.failed == {"test_them.py::test_good_but_for_its_end"}
    assert found.passed - first.passed == first.failed - found.failed


def test_a_file_that_cannot_be_read_counts_as_failed(run: object, tmp_path: Path) -> None:
    assert callable(run)
    (tmp_path / "test_lame.py").write_text("import nothing_of_this_name", encoding="ascii")
    run()
    assert journal.read(tmp_path / "journal").failed == {"test_lame.py"}


def test_no_journal_is_an_empty_one(tmp_path: Path) -> None:
    assert journal.read(tmp_path / "none") == journal.Journal(frozenset(), frozenset(), None)


def known(passed: str = "", failed: str = "", unfinished: str | None = None) -> journal.Journal:
    return journal.Journal(frozenset(passed.split()), frozenset(failed.split()), unfinished)


@pytest.mark.parametrize(
    ("status", "now", "before", "ended"),
    [
        (0, known("a"), known(), ()),
        (1, known("a", "b"), known(), ()),
        (1, known("a", "b", "b"), known(), None),
        (None, known("a"), known(), ("cli: not at its end after 40 minutes",)),
        (3, known("a"), known(), ("cli: pytest ended with 3",)),
        # The second process has found nothing left, or did not get as far as a test.
        (5, known("a", "b", "b"), known("a", "b", "b"), ()),
        (4, known("a", "b", "b"), known("a", "b", "b"), ("cli: pytest ended with 4",)),
    ],
)
def test_a_group_ends(
    status: int | None,
    now: journal.Journal,
    before: journal.Journal,
    ended: tuple[str, ...] | None,
) -> None:
    assert testing.ended(Group("cli", ("tests/cli",)), status, now, before) == ended


def test_groups_are_asked_for_by_name() -> None:
    named = [group.name for group in groups.chosen(["gui", "cli", "store"])]
    assert named == ["gui", "cli-1", "cli-2", "cli-3", "store"]
    assert [group.name for group in groups.chosen(["cli-2", "built-cli"])] == ["cli-2", "built-cli"]
    (group,) = groups.chosen(["tests/cli", "-x"])
    assert group.words == ("tests/cli", "-x")
    assert not group.built
    (group,) = groups.chosen(["tests/windows/test_program.py"])
    assert group.built


def test_every_test_of_the_commands_is_in_one_part_of_them() -> None:
    parts = [word for group in groups.chosen(["cli"]) for word in group.words]
    root = Path(__file__).parent.parent.parent
    assert sorted(parts) == sorted(
        path.relative_to(root).as_posix() for path in root.glob("tests/cli/test_*.py")
    )
    assert not list(root.glob("tests/cli/*/test_*.py"))


def test_a_file_that_is_left_out_counts_once_in_all() -> None:
    parts = [
        testing.Count(f"cli-{number}", 2, (), {"a": "Unix", str(number): "Unix"}, 1.0, frozenset())
        for number in (1, 2)
    ]
    assert testing._figures(parts) == "4 passed, 0 failed, 3 left out"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Windows as it was made."""
    windows = tmp_path / "prefix"
    (windows / "dosdevices").mkdir(parents=True)
    (windows / "system.reg").write_text("as it was made", encoding="ascii")
    (windows / "dosdevices" / "c:").symlink_to("../drive_c")
    monkeypatch.setattr(lanes, "PREFIX", windows)
    return windows


def test_groups_beside_each_other_have_each_a_windows_of_their_own(made: Path) -> None:
    both = Barrier(2, timeout=30)
    used: dict[str, Path] = {}

    def work(group: Group, windows: Path) -> str:
        assert (windows / "system.reg").read_text(encoding="ascii") == "as it was made"
        assert (windows / "dosdevices" / "c:").readlink() == Path("../drive_c")
        used[group.name] = windows
        both.wait()
        return group.name.upper()

    assert lanes.run([Group("a", ()), Group("long", (), 120)], work) == ["A", "LONG"]
    assert len({made, *used.values()}) == 3
    assert sorted(made.parent.iterdir()) == [made]


def test_what_may_take_longest_begins_first(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "MOST", 1)
    began: list[str] = []
    lanes.run([Group("a", ()), Group("long", (), 120)], lambda group, _to: began.append(group.name))
    assert began == ["long", "a"]


STARTER = """
import pathlib, sys
sys.path.insert(0, sys.argv[1])
from wine import machine
machine.start(["sh", "-c", "echo $$; exec sleep 600"], pathlib.Path(sys.argv[2]))
sys.stdin.read()
"""


def test_what_was_started_ends_with_who_started_it(tmp_path: Path) -> None:
    said, folder = tmp_path / "log", Path(lanes.__file__).parent.parent
    os.mkfifo(said)
    command = [sys.executable, "-c", STARTER, str(folder), str(said)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as starter:
        with said.open(encoding="ascii") as lines:
            started = os.pidfd_open(int(lines.readline()))
        starter.kill()
    assert select.select([started], [], [], 60)[0], "it goes on"
    os.close(started)


def test_no_copy_of_a_windows_stays_behind_a_failure(made: Path) -> None:
    def work(_group: Group, windows: Path) -> None:
        raise OSError(windows)

    with pytest.raises(OSError, match="prefix-0"):
        lanes.run([Group("a", ())], work)
    assert sorted(made.parent.iterdir()) == [made]
