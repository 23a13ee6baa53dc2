"""The keyring of Linux desktops by way of SecretStorage, which the keyring library uses as well.

The same entries in a third of the time: what the keyring library loads before it comes to the same
calls takes 0.1 s, more than all the rest of sending a mail. It also leaves a D-Bus connection
open whenever the keyring refuses, and asks to create a collection where there is nothing to read.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection
    from secretstorage import Collection


class SecretService:
    """A back end like the keyring library's own, with its names, so that both find the entries.

    Its methods raise SecretStorage's exceptions, and those of D-Bus below it.
    """

    @staticmethod
    def available() -> bool:
        """Whether a Secret Service is on the session bus, or can be started by it."""
        import secretstorage
        from secretstorage.exceptions import SecretStorageException

        try:
            with secretstorage.dbus_init() as connection:
                return secretstorage.check_service_availability(connection)
        except SecretStorageException:
            return False

    def get_password(self, service: str, username: str) -> str | None:
        """The entry's secret, or None if there is no such entry."""
        with _existing_collection() as collection:
            if collection is None:
                return None
            for item in collection.search_items(_attributes(service, username)):
                return item.get_secret().decode()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        """Make or replace an entry, and the collection if there is none."""
        import secretstorage

        with secretstorage.dbus_init() as connection:
            collection = secretstorage.get_default_collection(connection)
            _unlock(collection)
            attributes = _attributes(service, username)
            attributes["application"] = "Python keyring library"
            label = f"Password for '{username}' on '{service}'"
            collection.create_item(label, attributes, password.encode(), replace=True)

    def delete_password(self, service: str, username: str) -> None:
        """Remove an entry if it is there."""
        with _existing_collection() as collection:
            if collection is not None:
                for item in collection.search_items(_attributes(service, username)):
                    item.delete()


def _attributes(service: str, username: str) -> dict[str, str]:
    return {"service": service, "username": username}


@contextlib.contextmanager
def _existing_collection() -> Iterator[Collection | None]:
    """The default collection, unlocked; None where nothing was ever kept."""
    import secretstorage

    with secretstorage.dbus_init() as connection:
        collection = _default(connection)
        if collection is not None:
            _unlock(collection)
        yield collection


def _default(connection: DBusConnection) -> Collection | None:
    from secretstorage import Collection
    from secretstorage.exceptions import ItemNotFoundException

    try:
        return Collection(connection)
    except ItemNotFoundException:
        return None


def _unlock(collection: Collection) -> None:
    """Have the person asked for the keyring's password if it is locked."""
    from secretstorage.exceptions import LockedException

    if collection.is_locked():
        collection.unlock()
        if collection.is_locked():
            raise LockedException("The prompt was dismissed, or there is no screen to show it on.")
