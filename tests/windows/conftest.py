"""The built Windows program and its installers, which whoever starts the tests names; a mail server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.mail_server import MailServer, running

FOLDER, INSTALLER, OLDER = "HUBMAIL_FOLDER", "HUBMAIL_INSTALLER", "HUBMAIL_OLDER_INSTALLER"


def _given(variable: str) -> Path:
    path = Path(os.environ.get(variable, ""))
    assert path.name, f"{variable} does not say what to try"
    assert path.exists(), path
    return path


@pytest.fixture(scope="session")
def folder() -> Path:
    """The program's folder as it was built."""
    return _given(FOLDER)


@pytest.fixture(scope="session")
def installer() -> Path:
    """The installer of the same program."""
    return _given(INSTALLER)


@pytest.fixture(scope="session")
def older() -> Path:
    """The installer of an older version, with one file more."""
    return _given(OLDER)


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with running() as server:
        yield server
