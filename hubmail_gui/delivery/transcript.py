"""The whole exchange, line by line, fit to be shown to anyone."""

from __future__ import annotations

from collections.abc import Callable

from hubmail_gui.core.foreign import cut, printable
from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import Line

# Characters of a line that is shown, and of all lines together as they came.
LONGEST_LINE = 2000
LONGEST = 128 * 1024


class Transcript:
    """Collects lines, with their time and without secrets.

    They are masked when they are read: a secret may become known, as a token does, or run over
    several lines.

    Args:
        mask: takes secrets out of a text.
        elapsed_ms: milliseconds since the test began.
    """

    def __init__(self, mask: Mask, elapsed_ms: Callable[[], float]) -> None:
        self._mask = mask
        self._elapsed_ms = elapsed_ms
        self._lines: list[Line] = []
        self._room = LONGEST

    def client(self, text: str) -> None:
        """What the program sent."""
        self._add("client", text)

    def server(self, text: str) -> None:
        """What the server sent."""
        self._add("server", text)

    def note(self, text: str) -> None:
        """What the program remarks on."""
        self._add("note", text)

    def masked(self, text: str) -> str:
        """``text`` without the secrets that are known by now."""
        return self._mask(text)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All of it so far."""
        texts = self._mask.lines([line.text for line in self._lines])
        return tuple(
            line._replace(text=cut(printable(text), LONGEST_LINE))
            for line, text in zip(self._lines, texts, strict=True)
        )

    def _add(self, source: str, text: str) -> None:
        # What a server says at such length is no conversation; that there was more is shown once.
        if self._room <= 0:
            return
        # Longer than what is shown: half a secret at the end would not be known for one.
        text = cut(text, min(2 * LONGEST_LINE, self._room))
        self._room -= len(text) + 1
        self._lines.append(Line(self._elapsed_ms(), source, text if self._room > 0 else "…"))
