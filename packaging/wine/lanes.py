"""Groups of tests beside each other, each in a Windows of its own.

One Windows takes one program of ours at a time: what ends its programs ends all of them, and two
servers of Wine would write one registry. So each lane has a copy of the Windows that was made, as
fresh as that, which goes when the tests have run. There is one more of them than processors, as each
waits for its server half of the time; three at the most, since a copy takes 800 MiB.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

from wine.groups import Group
from wine.places import PREFIX

T = TypeVar("T")

MOST = 3


def run(groups: Sequence[Group], work: Callable[[Group, Path], T]) -> list[T]:
    """What ``work`` returns for each group and the Windows that it may use, in their order.

    Those that may take longest begin first. What is raised, an interruption among it, ends the run:
    lanes do not outlive the program, nor what they have started (:func:`wine.machine.start`).
    """
    waiting: SimpleQueue[Group] = SimpleQueue()
    for group in sorted(groups, key=lambda group: -group.minutes):
        waiting.put(group)
    ended: SimpleQueue[tuple[Group, T] | BaseException] = SimpleQueue()

    def lane(windows: Path) -> None:
        try:
            while group := _next(waiting):
                ended.put((group, work(group, windows)))
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            ended.put(error)

    found: dict[Group, T] = {}
    with _copies(min(MOST, len(groups), (os.cpu_count() or 1) + 1)) as places:
        for place in places:
            Thread(target=lane, args=(place,), daemon=True).start()
        while len(found) < len(groups):
            one = ended.get()
            if isinstance(one, BaseException):
                raise one
            found[one[0]] = one[1]
    return [found[group] for group in groups]


def _next(waiting: SimpleQueue[Group]) -> Group | None:
    try:
        return waiting.get_nowait()
    except Empty:
        return None


@contextmanager
def _copies(count: int) -> Iterator[list[Path]]:
    places = [PREFIX.with_name(f"{PREFIX.name}-{number}") for number in range(count)]
    try:
        for place in places:
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(PREFIX, place, symlinks=True)
        yield places
    finally:
        for place in places:
            shutil.rmtree(place, ignore_errors=True)
