"""Text from outside: cut to a length before anything looks at it, made harmless before it is shown.

Servers, name servers, keyrings and people's files can send anything at any length. Whoever takes
text from them bounds it with :func:`cut` first; whoever shows it uses :func:`printable`, after
secrets were masked (``hubmail_gui.core.masking``), for cleaning first would hide them from the mask.
"""

from __future__ import annotations

# Characters of one text that are kept: a page of a report. No server explains itself at more length.
MOST_KEPT = 32 * 1024
# Of a line that stands by itself, such as the words of a keyring's or a proxy's error.
LONGEST_LINE = 500

# Blanks that Python does not count as printable, and that do no harm.
_BLANKS = "\t\u00a0\u202f\u3000"


def cut(text: str, most: int = MOST_KEPT) -> str:
    """The first ``most`` characters of ``text``, with an ellipsis where there were more."""
    return text if len(text) <= most else text[: most - 1] + "…"


def printable(text: str) -> str:
    r"""``text`` with every control character written as ``\x1b``, so that it can do no harm.

    That goes for what turns the direction of writing (U+202E) and for what cannot be seen, too.
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in _BLANKS else ascii(one)[1:-1] for one in text)


def lines(text: str) -> str:
    """``text`` as :func:`printable` makes it, with its line ends left as they are."""
    return "\n".join(map(printable, text.split("\n")))


def line(text: str, most: int = LONGEST_LINE) -> str:
    """``text`` on one line of at most ``most`` characters, fit to be shown."""
    return cut(printable(" ".join(cut(text, 4 * most).split())), most)


def without_entities(text: str) -> str:
    """``text`` with HTML's character references resolved; one that cannot be is left out.

    ``html.unescape`` raises ValueError for a number of more than 4,300 digits.
    """
    from html import unescape

    try:
        return unescape(text)
    except ValueError:
        return text.replace("&#", " ")
