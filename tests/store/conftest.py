"""Fixtures that the store's tests share."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubmail_gui.store import Store
from tests.secret_service import secret_service
from tests.store.keyrings import MemoryKeyring, keyring_over

__all__ = ["secret_service"]

NOBODY = 65534


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """An empty folder of an account that the file modes bind, and this process is it.

    root may write everywhere, so for root this becomes somebody else for a while.
    """
    import shutil

    folder = Path(tempfile.mkdtemp(prefix="hubmail-"))  # pytest's own folders are closed to others
    if os.geteuid() != 0:
        yield folder
    else:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        yield folder
        os.seteuid(0)
    shutil.rmtree(folder)


@pytest.fixture
def backend() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def store(tmp_path: Path, backend: MemoryKeyring) -> Store:
    return Store(str(tmp_path / "hubmail"), keyring_over(backend))


@pytest.fixture
def nothing_stays_open() -> Iterator[None]:
    """Fail a test that leaves a file open: the next number that the system gives is the same as before."""
    before = os.dup(0)
    os.close(before)
    yield
    after = os.dup(0)
    os.close(after)
    assert after == before
