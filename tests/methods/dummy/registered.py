"""The dummy among the methods, for as long as a test needs it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from hubmail_gui import methods
from hubmail_gui.core import problems, resources

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def registered() -> Iterator[None]:
    modules, titles, roots = dict(methods._MODULES), dict(problems.TITLES), list(resources._more)
    methods.register("dummy", "tests.methods.dummy")
    # Its words are known once it has been asked for.
    methods.method("dummy")
    try:
        yield
    finally:
        for known, before in ((methods._MODULES, modules), (problems.TITLES, titles)):
            known.clear()
            known.update(before)
        resources._more[:] = roots
