"""Writes down what becomes of each test at once, so that a run that is ended by force is not lost.

A pytest plugin: ``-p tests.journal`` with the variable ``HUBMAIL_JOURNAL``, the path of the journal.
A run with the journal of an earlier one goes on where that one ended: what was begun is not begun
again. Its lines are a word, a tab and the name of a test. What a failed test says stands in a file
beside it, since pytest would tell it at the end only.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

    import pytest

FILE = "HUBMAIL_JOURNAL"
FAILURES = ".failures"
BEGUN, PASSED, FAILED, ENDED = "begun", "passed", "failed", "ended"


class Journal(NamedTuple):
    """What became of the tests.

    Attributes:
        passed: their names.
        failed: their names.
        unfinished: the test that was running when the process was ended, or None.
    """

    passed: frozenset[str]
    failed: frozenset[str]
    unfinished: str | None


def read(path: Path) -> Journal:
    """What the journal says so far; nothing if there is none."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    named: dict[str, set[str]] = {word: set() for word in (BEGUN, PASSED, FAILED, ENDED)}
    for word, _, name in (line.partition("\t") for line in lines):
        named[word].add(name)
    open_ones = named[BEGUN] - named[ENDED]
    failed = frozenset(named[FAILED] | open_ones)
    last = lines[-1].partition("\t")[2] if lines else ""
    return Journal(frozenset(named[PASSED] - failed), failed, last if last in open_ones else None)


def forget(path: Path, names: Collection[str]) -> None:
    """Take tests out of the journal: the next run runs them again."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.rstrip("\n").partition("\t")[2] not in names]
    path.write_text("".join(kept), encoding="utf-8")


def _note(word: str, name: str) -> None:
    if target := os.environ.get(FILE):
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(f"{word}\t{name}\n")


def _fail(report: pytest.CollectReport | pytest.TestReport) -> None:
    _note(FAILED, report.nodeid)
    if target := os.environ.get(FILE):
        with Path(target + FAILURES).open("a", encoding="utf-8") as file:
            file.write(f"== {report.nodeid}\n{report.longreprtext}\n")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    known = read(Path(os.environ.get(FILE, os.devnull)))
    over = known.passed | known.failed
    if done := [item for item in items if item.nodeid in over]:
        config.hook.pytest_deselected(items=done)
        items[:] = [item for item in items if item.nodeid not in over]


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        _fail(report)


def pytest_runtest_logstart(nodeid: str) -> None:
    _note(BEGUN, nodeid)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        _fail(report)
    elif report.passed and report.when == "call":
        _note(PASSED, report.nodeid)


def pytest_runtest_logfinish(nodeid: str) -> None:
    _note(ENDED, nodeid)
