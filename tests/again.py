"""A test during which gnome-keyring aborted is run again, with another one.

Debian 12's gnome-keyring 42 did so in two of four whole runs, in the middle of making an entry
(SIGABRT, "recipient disconnected"), and took every later test of the run with it. Nothing else that
fails is run again.
"""

from __future__ import annotations

import gc
import sys
import warnings
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.secret_service import SHARED


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Take the place of pytest's own only where a shared keyring may have fallen."""
    if "secret_service" not in getattr(item, "fixturenames", ()):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    revived = [bus for bus in SHARED if bus.revive()]
    if revived and any(report.failed for report in reports):
        terminal: Any = item.config.pluginmanager.get_plugin("terminalreporter")
        terminal.write_line(f"\ngnome-keyring aborted during {item.nodeid}, which is run again")
        _forget()
        item._initrequest()  # type: ignore[attr-defined]
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _forget() -> None:
    """Drop what the test has left open: it is no other test's fault."""
    for name in ("last_type", "last_value", "last_traceback"):
        if hasattr(sys, name):
            delattr(sys, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
