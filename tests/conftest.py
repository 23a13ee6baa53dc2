"""What holds for every test: a world of its own, and no skip that nobody notices."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.again import pytest_runtest_protocol
from tests.left_out import pytest_collection_modifyitems, pytest_ignore_collect
from tests.servers.ending import close_with_the_loop

__all__ = ["pytest_collection_modifyitems", "pytest_ignore_collect", "pytest_runtest_protocol"]

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

# Variables that would let the machine or its user decide about a test.
FOREIGN_VARIABLES = (
    "HUBMAIL_CONFIG_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "PYTHON_KEYRING_BACKEND",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "SUDO_USER",
    "DOAS_USER",
    "PKEXEC_UID",
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
)

close_with_the_loop()

# The machine may be busy: how long an example takes says nothing about it.
hypothesis.settings.register_profile("hubmail", deadline=None, print_blob=True)
hypothesis.settings.load_profile("hubmail")


def pytest_make_parametrize_id(val: object) -> str | None:
    r"""The name of a case whose value holds control or foreign letters: \r is written as %r.

    A test is picked by its name, and not every tool takes a backslash for what it is.
    """
    if not isinstance(val, str | bytes):
        return None
    text = val if isinstance(val, str) else val.decode("latin-1")
    name = text.encode("unicode_escape").decode("ascii")
    return name.replace("\\", "%") if "\\" in name else None


@pytest.fixture(scope="session", autouse=True)
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the user's settings, keyring, proxy and language out of every test; yields the home."""
    home = tmp_path_factory.mktemp("home")
    # A shell has what it starts in the background ignore Ctrl-C, and so would all that is started here.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.MonkeyPatch.context() as patch:
        for name in FOREIGN_VARIABLES:
            patch.delenv(name, raising=False)
        patch.setenv("HOME", str(home))
        patch.setenv("USERPROFILE", str(home))
        patch.setenv("APPDATA", str(home / "AppData" / "Roaming"))
        patch.setenv("LOCALAPPDATA", str(home / "AppData" / "Local"))
        patch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
        patch.setenv("XDG_DATA_HOME", str(home / ".local" / "share"))
        patch.setenv("XDG_CACHE_HOME", str(home / ".cache"))
        patch.setenv("LANG", "C.UTF-8")
        yield home


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """Start every test in English, whatever language the test before it left."""
    from hubmail_gui.core import texts

    texts.use("en")
    yield
    texts.use("en")


@pytest.fixture(scope="session", autouse=True)
def traced_workers() -> Iterator[None]:
    """Have coverage see the window's worker: it follows Python's threads, and this is one of Qt's."""
    trace = threading.gettrace()
    if trace is None:
        yield
        return
    from hubmail_gui.window.worker import Worker

    outcome = Worker.outcome

    def traced(worker: Worker) -> object:
        sys.settrace(trace)
        return outcome(worker)

    # Not run() itself, which is a slot: replaced, it would be called in the window's thread.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Worker, "outcome", traced)
        yield


def _unless_skipped_in_ci(
    report: pytest.TestReport | pytest.CollectReport,
) -> None:
    """CI has all that the tests need: there a skipped test is a hole, so it counts as failed."""
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"not run, and CI must run everything: {reason}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _unless_skipped_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _unless_skipped_in_ci(report)
    return report
