"""The whole exchange, line by line, fit to be shown to anyone."""

from __future__ import annotations

import re
from collections.abc import Callable

from hubmail_gui.core.outcome import Line

# Controls of both kinds, and what hides characters or reverses the reading direction.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def printable(text: str) -> str:
    r"""``text`` with every control character written as ``\x1b``, so that it can do no harm."""
    return _UNPRINTABLE.sub(lambda match: ascii(match[0])[1:-1], text)


class Transcript:
    """Collects lines, with their time and without secrets.

    Args:
        mask: takes secrets out of a text.
        elapsed_ms: milliseconds since the test began.
    """

    def __init__(self, mask: Callable[[str], str], elapsed_ms: Callable[[], float]) -> None:
        self._mask = mask
        self._elapsed_ms = elapsed_ms
        self._lines: list[Line] = []

    def client(self, text: str) -> None:
        """What the program sent."""
        self._add("client", text)

    def server(self, text: str) -> None:
        """What the server sent."""
        self._add("server", text)

    def note(self, text: str) -> None:
        """What the program remarks on."""
        self._add("note", text)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All of it so far."""
        return tuple(self._lines)

    def _add(self, source: str, text: str) -> None:
        self._lines.append(Line(self._elapsed_ms(), source, self._mask(printable(text))))
