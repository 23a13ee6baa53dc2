"""The whole exchange, line by line, fit to be shown to anyone."""

from __future__ import annotations

from collections.abc import Callable

from hubmail_gui.core.outcome import Line

# Blanks that Python does not count as printable, and that do no harm.
_BLANKS = "\t\u00a0\u202f\u3000"


def printable(text: str) -> str:
    r"""``text`` with every control character written as ``\x1b``, so that it can do no harm."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in _BLANKS else ascii(one)[1:-1] for one in text)


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
