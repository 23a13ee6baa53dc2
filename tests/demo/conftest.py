"""The stand-in, fresh for every test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers.microsoft import Microsoft

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    started = Microsoft.started()
    yield started
    started.stop()
