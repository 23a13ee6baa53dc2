"""The project's tests, run as Windows programs: by groups, each with its own Windows to itself."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests import journal, left_out
from wine import installer, lanes, machine, prefix, source
from wine.bundle import INTERPRETER
from wine.groups import FROM_SOURCE, OF_THE_BUILT, Group, chosen
from wine.machine import MachineError, say
from wine.places import INSTALLER, PROGRAM, SOURCE, WINDOWS, WORK, inside, on_windows

# A test that hangs is shown where it does, and its process is ended; the rest goes on in another one.
TEST_SECONDS = 300
RESULTS = WORK / "results"
LEFT_OUT = WINDOWS / "left-out.txt"
# Wine itself fails now and then, where Windows would not: so few failures of a group are tried once
# more, and those that pass then are told apart.
SECOND_TRIES = 5
# What pytest ends with when its tests have all run: passed, failed, or all were left out or known.
NOTHING_LEFT = 5
_RAN = (0, 1, NOTHING_LEFT)


class Count(NamedTuple):
    """What became of a group.

    Attributes:
        group: its name.
        passed: how many.
        failed: names of the tests.
        left_out: names of the tests, each with the reason.
        minutes: it took.
        again: names of the tests that passed only when they were run again.
    """

    group: str
    passed: int
    failed: tuple[str, ...]
    left_out: dict[str, str]
    minutes: float
    again: frozenset[str]


def everything() -> int:
    """Run all groups and tell the figures; the exit status."""
    return _tell([*FROM_SOURCE, *OF_THE_BUILT])


def built() -> int:
    """Run the groups of what was built and tell the figures; the exit status."""
    return _tell(OF_THE_BUILT)


def some(words: Sequence[str]) -> int:
    """Run the groups that are named, or what pytest is told with all that a test may ask for."""
    return _tell(chosen(words))


def _tell(groups: Sequence[Group]) -> int:
    _prepare(groups)
    counts = lanes.run(groups, _run)
    left_out = {name: why for count in counts for name, why in count.left_out.items()}
    LEFT_OUT.write_text(
        "".join(f"{name}\t{why}\n" for name, why in sorted(left_out.items())), encoding="utf-8"
    )
    print("\nLeft out, and why:")
    for why, number in sorted(Counter(left_out.values()).items()):
        print(f"{number:6}  {why}")
    print(f"\nTests left out are listed one by one in {LEFT_OUT}\n")
    for count in counts:
        print(f"{count.group:10} {_figures([count])}, {count.minutes:.1f} minutes")
    for name in (name for count in counts for name in sorted(count.again)):
        print(f"PASSED AGAIN {name}: failed at first")
    for name in (name for count in counts for name in count.failed):
        print(f"FAILED {name}")
    print(_figures(counts))
    good = all(count.passed and not count.failed for count in counts)
    return 0 if good else 1


def _figures(counts: Sequence[Count]) -> str:
    passed = sum(count.passed for count in counts)
    failed = sum(len(count.failed) for count in counts)
    # Parts of one folder know each of the files there that are left out whole.
    left_out = len({name for count in counts for name in count.left_out})
    again = sum(len(count.again) for count in counts)
    told = f", {again} of those at the second try" if again else ""
    return f"{passed} passed{told}, {failed} failed, {left_out} left out"


def _prepare(groups: Sequence[Group]) -> None:
    source.copy()
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    if not any(group.built for group in groups):
        return
    for path in (PROGRAM / "hubmail.exe", INSTALLER):
        if not path.exists():
            raise MachineError(f"{path} is not built yet: make windows")
    shutil.rmtree(WORK / "built", ignore_errors=True)
    shutil.copytree(PROGRAM, WORK / "built" / "hubmail")
    shutil.copyfile(INSTALLER, WORK / "built" / "hubmail.msi")
    shutil.copyfile(installer.make_old(), WORK / "built" / "older.msi")


def _variables(group: Group) -> dict[str, str]:
    """What the tests are told of their world."""
    found = {
        "CI": "true",
        left_out.LIST: on_windows(_path(group, "left-out")),
        journal.FILE: on_windows(_path(group, "journal")),
        # Wine hands QT_ variables to no program, and these by the other name.
        "WINEQT_LOGGING_RULES": "",
    }
    if group.built:
        there = WORK / "built"
        found |= {
            "HUBMAIL_FOLDER": on_windows(there / "hubmail"),
            "HUBMAIL_INSTALLER": on_windows(there / "hubmail.msi"),
            "HUBMAIL_OLDER_INSTALLER": on_windows(there / "older.msi"),
            "HUBMAIL_BUILT": on_windows(there / "hubmail" / "hubmail.exe"),
        }
    return found


def _words(group: Group, windows: Path) -> list[str]:
    """What to start outside for the tests of a group in a Windows of their own."""
    marked = ("-m", "windows or not packaging", "-p", "no:randomly") if group.built else ()
    program = (
        INTERPRETER, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.journal",
        "-o", f"faulthandler_timeout={TEST_SECONDS}", "-o", "faulthandler_exit_on_timeout=true",
        "--tb=short", "--continue-on-collection-errors", *marked, *group.words,
    )  # fmt: skip
    return machine.command(
        *prefix.words(*program, screen=group.screen, folder=inside(SOURCE)),
        extra={**prefix.VARIABLES, "WINEPREFIX": inside(windows), **_variables(group)},
    )


def _run(group: Group, windows: Path) -> Count:
    say(f"tests: {group.name}")
    began = time.monotonic()
    last = began + group.minutes * 60
    log = WINDOWS / f"test-{group.name}.log"
    log.unlink(missing_ok=True)
    more = _to_the_end(group, windows, log, last)
    at_first = _journal(group).failed
    if 0 < len(at_first) <= SECOND_TRIES and not more:
        say(f"{group.name}: once more {', '.join(sorted(at_first))}")
        journal.forget(_path(group, "journal"), at_first)
        more = _to_the_end(group, windows, log, last)
    found = _journal(group)
    failed = (*sorted(found.failed), *more)
    if failed or at_first:
        print("\n".join(_lines(_path(group, "journal" + journal.FAILURES))[-400:]))
        print(f"All that the tests of this group said is in {log}")
    left = dict(line.split("\t", 1) for line in _lines(_path(group, "left-out")))
    minutes = (time.monotonic() - began) / 60
    count = Count(group.name, len(found.passed), failed, left, minutes, at_first & found.passed)
    say(f"{group.name}: {_figures([count])}, {count.minutes:.1f} minutes")
    return count


def _to_the_end(group: Group, windows: Path, log: Path, last: float) -> tuple[str, ...]:
    """Run a group's tests that have not run yet, whatever ends their process; what else failed."""
    more = None
    while more is None:
        seen = _journal(group)
        status = _process(_words(group, windows), log, last - time.monotonic())
        more = ended(group, status, _journal(group), seen)
    return more


def _process(words: Sequence[str], log: Path, seconds: float) -> int | None:
    """Run a group's tests that have not run yet; the exit status, or None if time was over."""
    running = machine.start(words, log)
    try:
        return running.wait(max(seconds, 0))
    except subprocess.TimeoutExpired:
        return None
    finally:
        running.kill()
        running.wait()


def ended(
    group: Group, status: int | None, now: journal.Journal, before: journal.Journal
) -> tuple[str, ...] | None:
    """What else failed in a group that has come to its end, or None if it goes on."""
    if status is None:
        return (f"{group.name}: not at its end after {group.minutes} minutes",)
    if now.unfinished is not None and now != before:
        say(f"{now.unfinished} ended its process; going on without it")
        return None
    return () if status in _RAN else (f"{group.name}: pytest ended with {status}",)


def _journal(group: Group) -> journal.Journal:
    return journal.read(_path(group, "journal"))


def _path(group: Group, kind: str) -> Path:
    return RESULTS / f"{group.name}.{kind}"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
