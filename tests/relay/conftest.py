"""Fixtures that the tests of the relay share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli import conftest as cli
from tests.cli.program import Program
from tests.relay.running import Running, relay
from tests.secret_service import secret_service

__all__ = ["secret_service"]
running_server, server, program, write, secret_file, applied = (
    cli.running_server, cli.server, cli.program, cli.write, cli.secret_file, cli.applied
)  # fmt: skip


@pytest.fixture
def running(applied: Program) -> Iterator[Running]:
    with relay(applied) as started:
        yield started
