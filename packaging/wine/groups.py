"""The groups of tests that run as Windows programs, each in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


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


FROM_SOURCE = (
    Group("core", ("tests/core",)),
    Group("store", ("tests/store",)),
    Group("diagnosis", ("tests/diagnosis", "tests/explain")),
    Group("methods", ("tests/methods", "tests/playbooks")),
    Group("service", ("tests/service", "tests/demo", "tests/inputs", "tests/relay")),
    Group("delivery", ("tests/delivery", "tests/discovery", "tests/integration")),
    # Hundreds of commands, each a process of its own.
    Group("cli", ("tests/cli",), 120),
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
        words: names of groups only, or words for pytest only.
    """
    named = {group.name: group for group in (*FROM_SOURCE, *OF_THE_BUILT)}
    if words and set(words) <= named.keys():
        return [named[word] for word in words]
    built = any("tests/windows" in word for word in words)
    return [Group("some", tuple(words), screen=True, built=built)]
