"""The Secret Service over an imitation of the library below it; ours and the keyring library's agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

import pytest
import secretstorage
from keyring.backends.SecretService import Keyring as LibrarysOwn
from secretstorage.exceptions import (
    ItemNotFoundException,
    LockedException,
    SecretServiceNotAvailableException,
)

from hubmail_gui.store.secret_service import SecretService


class Item:
    def __init__(self, service: Service, label: str, attributes: dict[str, str]) -> None:
        self.label, self.attributes, self.secret = label, attributes, b""
        self._service = service

    def get_secret(self) -> bytes:
        return self.secret

    def is_locked(self) -> bool:
        return self._service.locked

    def delete(self) -> None:
        self._service.items.remove(self)


class Service:
    """A daemon with one collection, if any.

    Attributes:
        opens: whether the person gives the password when asked.
        asked: how often the person was asked.
    """

    def __init__(self) -> None:
        self.there = self.activatable = self.collection = self.opens = True
        self.locked = False
        self.asked = self.connections = 0
        self.items: list[Item] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        self.connections -= 1

    def connect(self) -> Self:
        if not self.there:
            raise SecretServiceNotAvailableException("no bus")
        self.connections += 1
        return self

    def default(self, connection: Service) -> Collection:
        """The default collection, made if there is none."""
        self.collection = True
        return Collection(connection)


class Collection:
    def __init__(self, connection: Service) -> None:
        if not connection.collection:
            raise ItemNotFoundException("no collection")
        self.connection = connection

    def is_locked(self) -> bool:
        return self.connection.locked

    def unlock(self) -> None:
        self.connection.asked += 1
        self.connection.locked = not self.connection.opens

    def search_items(self, attributes: dict[str, str]) -> Iterator[Item]:
        for item in list(self.connection.items):
            if attributes.items() <= item.attributes.items():
                yield item

    def create_item(
        self, label: str, attributes: dict[str, str], secret: bytes | str, *, replace: bool = False
    ) -> None:
        same = [one for one in self.connection.items if one.attributes == attributes]
        item = same[0] if replace and same else Item(self.connection, label, attributes)
        item.secret = secret if isinstance(secret, bytes) else secret.encode()
        if item not in self.connection.items:
            self.connection.items.append(item)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    daemon = Service()
    monkeypatch.setattr(secretstorage, "dbus_init", daemon.connect)
    monkeypatch.setattr(secretstorage, "Collection", Collection)
    monkeypatch.setattr(secretstorage, "get_default_collection", daemon.default)
    monkeypatch.setattr(
        secretstorage, "check_service_availability", lambda connection: connection.activatable
    )
    yield daemon
    assert daemon.connections == 0, "a connection was left open"


ours = SecretService()
theirs: Any = LibrarysOwn()  # type: ignore[no-untyped-call, unused-ignore]
BOTH_WAYS: list[tuple[Any, Any]] = [(ours, ours), (ours, theirs), (theirs, ours)]


@pytest.mark.parametrize(("one", "other"), BOTH_WAYS, ids=["alone", "there", "back"])
def test_either_finds_replaces_and_removes_what_the_other_kept(
    one: Any, other: Any, service: Service
) -> None:
    one.set_password("hubmail", "a", "pässwörd ☕")
    one.set_password("hubmail", "b", "of b")
    one.set_password("another", "a", "of another program")
    assert other.get_password("hubmail", "a") == "pässwörd ☕"
    other.set_password("hubmail", "a", "changed")
    assert one.get_password("hubmail", "a") == "changed"
    assert len(service.items) == 3
    other.delete_password("hubmail", "a")
    assert one.get_password("hubmail", "a") is None
    assert one.get_password("hubmail", "b") == "of b"
    assert one.get_password("another", "a") == "of another program"


def test_the_person_finds_it_in_their_list_of_passwords_under_the_librarys_name(
    service: Service,
) -> None:
    ours.set_password("hubmail", "a", "hunter2")
    theirs.set_password("hubmail", "b", "hunter2")
    assert [item.label for item in service.items] == [
        "Password for 'a' on 'hubmail'",
        "Password for 'b' on 'hubmail'",
    ]
    assert [set(item.attributes) for item in service.items] == [
        {"service", "username", "application"}
    ] * 2


def test_two_entries_of_one_name_are_both_removed(service: Service) -> None:
    """Another program made the second one, with an attribute of its own."""
    ours.set_password("hubmail", "a", "hunter2")
    attributes = {"service": "hubmail", "username": "a", "xdg:schema": "org.example"}
    Collection(service).create_item("mine", attributes, b"hunter2")
    ours.delete_password("hubmail", "a")
    assert service.items == []


def test_removing_what_is_not_there_is_done_at_once(service: Service) -> None:
    ours.delete_password("hubmail", "a")
    service.collection = False
    ours.delete_password("hubmail", "a")
    assert not service.collection


def test_reading_makes_no_collection_and_keeping_does(service: Service) -> None:
    service.collection = False
    assert ours.get_password("hubmail", "a") is None
    assert not service.collection
    ours.set_password("hubmail", "a", "hunter2")
    assert ours.get_password("hubmail", "a") == "hunter2"


class TestLocked:
    @pytest.fixture
    def locked(self, service: Service) -> Service:
        ours.set_password("hubmail", "a", "hunter2")
        service.locked = True
        return service

    @pytest.mark.parametrize("act", ["get", "set", "delete"])
    def test_the_person_is_asked_once_and_it_is_done(self, act: str, locked: Service) -> None:
        if act == "get":
            assert ours.get_password("hubmail", "a") == "hunter2"
        elif act == "set":
            ours.set_password("hubmail", "a", "hunter3")
            assert locked.items[0].secret == b"hunter3"
        else:
            ours.delete_password("hubmail", "a")
            assert locked.items == []
        assert locked.asked == 1

    def test_whoever_is_not_let_in_says_so_and_changes_nothing(self, locked: Service) -> None:
        locked.opens = False
        with pytest.raises(LockedException, match=r"^The prompt was dismissed"):
            ours.get_password("hubmail", "a")
        with pytest.raises(LockedException, match=r"^The prompt was dismissed"):
            ours.set_password("hubmail", "a", "hunter3")
        with pytest.raises(LockedException, match=r"^The prompt was dismissed"):
            ours.delete_password("hubmail", "a")
        assert [item.secret for item in locked.items] == [b"hunter2"]

    def test_nobody_is_asked_about_an_open_one(self, locked: Service) -> None:
        locked.locked = False
        ours.get_password("hubmail", "a")
        assert locked.asked == 0


def test_it_is_there_when_it_runs_or_can_be_started(service: Service) -> None:
    assert SecretService.available() is True
    service.activatable = False
    assert SecretService.available() is False
    service.there = False
    assert SecretService.available() is False
