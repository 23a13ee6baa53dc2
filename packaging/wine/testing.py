"""The project's tests, run as Windows programs: by groups, each with its own Windows to itself."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from wine import installer, machine, prefix, source
from wine.bundle import INTERPRETER
from wine.machine import MachineError, say
from wine.places import INSTALLER, PROGRAM, SOURCE, WINDOWS, WORK, inside, on_windows

# A group that hangs is ended, and counts as failed.
SECONDS = 2400
BUILT_SECONDS = 900
RESULTS = WORK / "results"
_LEFT_OUT = "HUBMAIL_LEFT_OUT"


class Group(NamedTuple):
    """Tests that run in one process.

    Attributes:
        name: of its log and its results.
        words: what pytest is told.
        screen: whether they need one.
        built: whether they try what was built, instead of the source.
    """

    name: str
    words: tuple[str, ...]
    screen: bool = False
    built: bool = False


class Count(NamedTuple):
    """What became of a group.

    Attributes:
        passed: how many.
        failed: names of the tests.
        left_out: name and reason of the tests.
        minutes: it took.
    """

    passed: int
    failed: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    minutes: float


FROM_SOURCE = (
    Group("core", ("tests/core",)),
    Group("store", ("tests/store",)),
    Group("diagnosis", ("tests/diagnosis",)),
    Group("methods", ("tests/methods", "tests/playbooks", "tests/service", "tests/demo")),
    Group("delivery", ("tests/delivery", "tests/integration")),
    Group("cli", ("tests/cli",)),
    Group("gui", ("tests/gui",), screen=True),
)
OF_THE_BUILT = (
    Group("built", ("tests/windows/test_program.py", "tests/windows/test_system.py"), screen=True, built=True),
    Group("built-cli", ("tests/cli/test_microsoft.py",
                        "tests/cli/test_cancel.py"), built=True),
    Group("installer", ("tests/windows/test_installer.py",), built=True),
)  # fmt: skip


def everything() -> int:
    """Run all groups and tell the figures; the exit status."""
    return _tell([*FROM_SOURCE, *OF_THE_BUILT])


def built() -> int:
    """Run the groups of what was built and tell the figures; the exit status."""
    return _tell(OF_THE_BUILT)


def some(words: Sequence[str]) -> int:
    """Run what pytest is told in ``words``, with everything that a test may ask for."""
    built = any("tests/windows" in word for word in words)
    return _tell([Group("some", tuple(words), screen=True, built=built)])


def _tell(groups: Sequence[Group]) -> int:
    _prepare(groups)
    counts = [(group, _run(group)) for group in groups]
    left_out = [one for _group, count in counts for one in count.left_out]
    print("\nLeft out, and why:")
    for why, number in sorted(Counter(why for _name, why in left_out).items()):
        print(f"{number:6}  {why}")
    print("\nTests left out are listed one by one in", WINDOWS / "left-out.txt")
    (WINDOWS / "left-out.txt").write_text(
        "".join(f"{name}\t{why}\n" for name, why in sorted(left_out)), encoding="utf-8"
    )
    print("\nMinutes:", ", ".join(f"{group.name} {count.minutes:.1f}" for group, count in counts))
    failed = [name for _group, count in counts for name in count.failed]
    for name in failed:
        print(f"FAILED {name}")
    passed = sum(count.passed for _group, count in counts)
    print(f"{passed} passed, {len(failed)} failed, {len(left_out)} left out")
    return 1 if failed or not passed else 0


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
        _LEFT_OUT: on_windows(RESULTS / f"{group.name}.left-out"),
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


def _run(group: Group) -> Count:
    say(f"tests: {group.name}")
    began = time.monotonic()
    results = RESULTS / f"{group.name}.xml"
    marked = ("-m", "windows or not packaging", "-p", "no:randomly") if group.built else ()
    program = (
        INTERPRETER, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short",
        "--continue-on-collection-errors", *marked,
        f"--junitxml={on_windows(results)}", *group.words,
    )  # fmt: skip
    words = machine.command(
        *prefix.words(*program, screen=group.screen, folder=inside(SOURCE)),
        extra={**prefix.VARIABLES, **_variables(group)},
    )
    log = WINDOWS / f"test-{group.name}.log"
    running = machine.start(words, log)
    seconds = BUILT_SECONDS if group.built else SECONDS
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        say(f"{group.name} takes longer than {seconds // 60} minutes, and is ended")
    finally:
        running.kill()
        running.wait()
    minutes = (time.monotonic() - began) / 60
    left_out = tuple(_left_out(RESULTS / f"{group.name}.left-out"))
    if not results.exists():
        print(log.read_text(encoding="utf-8", errors="replace")[-3000:])
        return Count(0, (f"{group.name}: ended by itself, see {log}",), left_out, minutes)
    passed, failed = _outcomes(results)
    if failed:
        print(log.read_text(encoding="utf-8", errors="replace")[-20000:])
    return Count(passed, failed, left_out, minutes)


def _outcomes(results: Path) -> tuple[int, tuple[str, ...]]:
    passed, failed = 0, []
    # pytest itself wrote it, from our own tests.
    for case in ElementTree.parse(results).getroot().iter("testcase"):  # noqa: S314
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        if case.find("failure") is None and case.find("error") is None:
            passed += 1
        else:
            failed.append(name)
    return passed, tuple(failed)


def _left_out(path: Path) -> Iterator[tuple[str, str]]:
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            name, _, why = line.partition("\t")
            yield name, why
