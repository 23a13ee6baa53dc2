"""What comes along when a value is copied: it is taken off where a value's alphabet is known."""

from __future__ import annotations

import re

# Characters that cannot be seen, and that no address, host name, identifier or key has.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff"))
# Blanks, and the marks of the writing direction that Windows puts around what its dialogs show.
EDGES = (
    " \t\r\n\v\f\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"
    "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
)
QUOTES = "\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a\u00ab\u00bb"
# East Asian keyboards write ASCII in full width (Unicode block FF00).
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
_MASKED = "*\u2022\u25cf\u2217\u00b7\u2026\u25aa\u26ab"
# What a page or a program says in the place of a secret, or of none.
_HIDDEN = frozenset(("hidden", "masked", "redacted"))
_NOTHING = frozenset(("none", "null", "nil", "undefined", "n/a"))
_LABELLED = re.compile(
    r"[\"'{(-]?\s?(?:client[ _-]?)?(?:secret|value|password)(?:[ _-]?value)?[\"']?\s?[:=]\s?(\S+)",
    re.IGNORECASE,
)
# What stands around a name that a template wants replaced.
_AROUND = (("<", ">"), ("${", "}"), ("{{", "}}"), ("%", "%"))
_WORDS = re.compile(r"[a-z]+|[^a-z _.-]", re.IGNORECASE)
_ASKING = frozenset(
    ("your", "change", "changeme", "changeit", "replace", "replaceme", "insert", "enter", "paste", "todo",
     "placeholder", "tbd", "xxx")
)  # fmt: skip
_NAMING = frozenset(
    ("the", "my", "new", "client", "app", "application", "azure", "directory", "tenant", "secret", "id",
     "value", "here", "goes", "password", "clientsecret", "mysecret", "yoursecret")
)  # fmt: skip
_NAMED = frozenset(("secret", "id", "password", "clientsecret", "mysecret", "yoursecret"))


def visible(value: str) -> str:
    """Without what cannot be seen: zero-width and soft characters anywhere, blanks at the ends."""
    return value.translate(_UNSEEN).strip(EDGES)


def typed(value: str) -> str:
    """The same, with full-width letters, digits and signs as the ASCII that they stand for."""
    return visible(value.translate(_FULL_WIDTH))


def plain(value: str) -> str:
    """The same, without quotation marks around it and with typographic hyphens as plain ones."""
    return unquoted(typed(value)).translate(_HYPHENS)


def unquoted(value: str) -> str:
    """Without the quotation marks around it, where there is one at either end."""
    while len(value) > 1 and value[0] in QUOTES and value[-1] in QUOTES:
        value = value[1:-1].strip(EDGES)
    return value


def unlabelled(value: str) -> str:
    """The value alone out of ``client_secret=…``, ``Value: …`` or ``"secret": "…",``."""
    match = _LABELLED.fullmatch(value)
    return value if match is None else match[1].strip(QUOTES + ",")


def is_masked(value: str) -> bool:
    """Whether it is what a page shows of a secret that it does not show: ``abc*****``."""
    run = value.rstrip(".\u2026")  # three dots are what an ellipsis is typed as
    if (len(value) - len(run) > 2 or value[-1:] == "\u2026") and len(run) <= 8:
        return True
    if value.strip("()[]").lower() in _HIDDEN:
        return True
    dots = sum(character in _MASKED for character in value)
    return dots >= 3 and len(value) - dots <= 8


def is_placeholder(value: str) -> bool:
    """Whether a manual or a template wants it replaced: ``<secret>``, ``${SECRET}``, ``xxxx``."""
    if not 2 <= len(value) <= 200:
        return False
    if any(value.startswith(first) and value.endswith(last) for first, last in _AROUND):
        return True
    if value.lower() in _NOTHING:
        return True
    words = {one.lower() for one in _WORDS.findall(value)}
    if not words or any(not one.isalpha() for one in words):
        return False
    if len(value) > 3 and len(set("".join(words))) == 1:
        return True
    return bool(_ASKING & words) or (bool(_NAMED & words) and words <= _NAMING)
