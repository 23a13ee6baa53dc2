"""A credential that is made here, before the service that it is for knows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class Renewal(NamedTuple):
    """A credential to take the place of the present one, made here and not known to the service yet.

    Attributes:
        changes: the settings that go with it, by their keys in the method's group.
        secret: its private part.
        public: what the service has to be given, as the bytes of a file.
        name: by which a person recognises it there, such as a thumbprint.
        ends: its last day.
    """

    changes: Mapping[str, object]
    secret: str
    public: bytes
    name: str
    ends: date

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Renewal({self.name!r}, {self.ends!r})"
