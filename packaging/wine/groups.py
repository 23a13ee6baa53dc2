"""The groups of tests that run as Windows programs, each in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wine.places import ROOT


class Group(NamedTuple):
    """Tests that run in one process.

    Attributes:
        name: of its log and its results.
        words: what pytest is told.
        minutes: how long it may take; what has not run by then counts as failed.
        screen: whether they need one.
        built: whether they try what was built, instead of the source.
    """

    name: str
    words: tuple[str, ...]
    minutes: int = 40
    screen: bool = False
    built: bool = False


def _divided(name: str, folder: str, count: int) -> Iterator[Group]:
    """Groups that have the files of one folder between them: ``name-1`` and so on."""
    files = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / folder).glob("test_*.py"))
    for number in range(count):
        yield Group(f"{name}-{number + 1}", tuple(files[number::count]), 60)


FROM_SOURCE = (
    Group("core", ("tests/core",)),
    Group("store", ("tests/store",)),
    Group("diagnosis", ("tests/diagnosis", "tests/explain")),
    Group("methods", ("tests/methods", "tests/playbooks")),
    Group("service", ("tests/service", "tests/demo", "tests/inputs", "tests/relay")),
    Group("delivery", ("tests/delivery", "tests/discovery", "tests/integration")),
    # Hundreds of commands, each a process of its own: longer than all the others.
    *_divided("cli", "tests/cli", 3),
    Group("gui", ("tests/gui",), screen=True),
)
_ON_WINDOWS = tuple(
    f"tests/windows/test_{name}.py" for name in ("program", "system", "kept", "pipes")
)
OF_THE_BUILT = (
    Group("built", _ON_WINDOWS, 15, screen=True, built=True),
    Group("built-cli", ("tests/cli/test_microsoft.py", "tests/cli/test_cancel.py"), 15, built=True),
    Group("installer", ("tests/windows/test_installer.py",), 15, built=True),
)  # fmt: skip


def chosen(words: Sequence[str]) -> list[Group]:
    """The groups that ``words`` name, or one of what else pytest is told.

    Args:
        words: names of groups only, ``cli`` for all of its parts, or words for pytest only.
    """
    named: dict[str, list[Group]] = {}
    for group in (*FROM_SOURCE, *OF_THE_BUILT):
        for name in {group.name, group.name.rstrip("-123456789")}:
            named.setdefault(name, []).append(group)
    if words and set(words) <= named.keys():
        return [group for word in words for group in named[word]]
    built = any("tests/windows" in word for word in words)
    return [Group("some", tuple(words), screen=True, built=built)]
