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
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from wine.groups import Group
from wine.places import PREFIX

T = TypeVar("T")

MOST = 3


def run(groups: Sequence[Group], work: Callable[[Group, Path], T]) -> list[T]:
    """What ``work`` returns for each group and the Windows that it may use, in their order.

    Those that may take longest begin first.
    """
    count = min(MOST, len(groups), (os.cpu_count() or 1) + 1)
    with _copies(count) as free, ThreadPoolExecutor(count) as lanes:

        def one(group: Group) -> T:
            windows = free.get()
            try:
                return work(group, windows)
            finally:
                free.put(windows)

        order = sorted(groups, key=lambda group: -group.minutes)
        running = {group: lanes.submit(one, group) for group in order}
        return [running[group].result() for group in groups]


@contextmanager
def _copies(count: int) -> Iterator[SimpleQueue[Path]]:
    free: SimpleQueue[Path] = SimpleQueue()
    places = [PREFIX.with_name(f"{PREFIX.name}-{number}") for number in range(count)]
    try:
        for place in places:
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(PREFIX, place, symlinks=True)
            free.put(place)
        yield free
    finally:
        for place in places:
            shutil.rmtree(place, ignore_errors=True)
