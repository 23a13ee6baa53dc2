"""What an application may not do, proven against Microsoft's stand-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.watch import Watch
from hubmail_gui.service import scope
from tests.servers.microsoft import Microsoft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubmail_gui.service.service import Service

CEO = "ceo@example.com"


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    started = Microsoft.started()
    yield started
    started.stop()


@pytest.fixture
def hub(service: Service, microsoft: Microsoft) -> Service:
    """The service with an application that works."""
    settings = microsoft.settings()
    microsoft.cloud.directory.mailboxes = {settings.sender, CEO}
    service.changes.put(core_settings.write(settings), microsoft.secret, Cancel())
    return service


def prove(hub: Service, forbidden: str = CEO) -> scope.Scope:
    return scope.prove(hub.configuration, forbidden, "admin@example.com", None, Watch())


def last(hub: Service) -> tuple[str, bool, str | None]:
    entry = list(hub.configuration.history())[-1]
    return entry["action"], entry["ok"], entry["code"]


def test_refused_as_it_should_be(hub: Service, microsoft: Microsoft) -> None:
    microsoft.cloud.directory.allowed = {microsoft.settings().sender}
    found = prove(hub)
    assert (found.refused, found.code) == (True, "graph.mailbox_out_of_scope")
    assert found.failure is None
    assert last(hub) == ("scoped", True, None)


def test_an_open_scope_is_found_out(hub: Service) -> None:
    found = prove(hub)
    assert (found.refused, found.code) == (False, "scope.open")
    assert found.failure is not None
    assert found.failure.params["sender"] == CEO
    assert last(hub) == ("scoped", False, "scope.open")


def test_a_mailbox_that_is_not_there_proves_nothing(hub: Service) -> None:
    found = prove(hub, "nobody@example.com")
    assert (found.refused, found.code) == (False, "graph.mailbox_not_found")
    assert found.failure is not None


@pytest.mark.parametrize(
    ("forbidden", "code"),
    [("", "email.malformed"), ("no address", "email.malformed")],
)
def test_an_address_that_is_none(hub: Service, forbidden: str, code: str) -> None:
    found = prove(hub, forbidden)
    assert [one.code for one in found.errors] == [code]


def test_the_sender_itself(hub: Service, microsoft: Microsoft) -> None:
    found = prove(hub, microsoft.settings().sender.upper())
    assert [one.code for one in found.errors] == ["scope.own_mailbox"]
    assert "scoped" not in {entry["action"] for entry in hub.configuration.history()}


def test_nothing_stored(service: Service) -> None:
    found = prove(service)
    assert found.code == "settings.missing"
