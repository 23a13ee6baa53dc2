"""A keyring that forgets everything when the program ends, for trials that leave no trace."""

from __future__ import annotations

from collections.abc import Iterator

from hubmail_gui.store.backends import Backend
from hubmail_gui.store.secrets import Keyring


class MemoryKeyring(Keyring):
    """Keeps secrets in this process alone."""

    def __init__(self) -> None:
        backend = _Memory()

        def find() -> Iterator[Backend]:
            yield backend

        super().__init__(find)


class _Memory:
    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._entries.pop((service, username), None)
