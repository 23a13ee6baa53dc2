"""The one place where secrets are taken out of what is shown, printed, stored, copied or bundled.

Masking comes before any cleaning, cutting or folding of a text: a secret that was made printable is
another text than the secret. What is looked for are the dresses in which servers, proxies, libraries
and formats give a secret back (see ``docs/architecture.md``): plain, in any case; escaped for JSON,
HTML, Python, URLs and quoted-printable, within each other too; in base64 and hexadecimal at any
offset; with what cannot be seen between its letters; over several lines of a reply; and a good part.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from hubmail_gui.core import dress
from hubmail_gui.core.dress import Reading

HIDDEN = "********"

# Shorter secrets occur in ordinary words: hiding them everywhere would tell what they are, and
# leave no text to read. Only the messages that are made of them are hidden.
SHORTEST = 4
# From here on blanks do not count, and a good part is as telling as the whole.
_LONG = 8
# A token or key is looked for in pieces of this length.
_PIECE = 24
# Characters of a secret that is looked for in UTF-16 as well: longer ones are tokens and keys.
_SHORT = 256
_BESIDE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789+/=")


class _Part(NamedTuple):
    """A part of a form of a secret that is looked for, and its place in the whole of it."""

    text: str
    place: int
    whole: str


# By their texts and wholes: secrets, and the forms of one, may have a part in common.
_Parts = dict[tuple[str, str], _Part]


class Mask:
    """Replaces secrets, and what is made of them on the wire, by asterisks."""

    def __init__(self, secret: str | None = None, username: str = "") -> None:
        # By the reading in which they are looked for.
        self._seen: _Parts = {}
        self._closed: _Parts = {}
        self._base64: _Parts = {}
        self._hex: _Parts = {}
        if secret:
            self.add(secret, username)

    def add(self, secret: str, username: str = "") -> None:
        """Hide this secret, too; ``username`` is who uses it to log in.

        Of a private key in PEM the base64 counts, however its lines are broken.
        """
        secret = _body(secret)
        for form in _written(secret):
            closed = "".join(form.split())
            if len(closed) >= _LONG:
                _keep(self._closed, closed)
            elif len(form) >= SHORTEST:
                _keep(self._seen, form)
        for raw in _encoded(secret):
            for core in _shifted(raw):
                self._add_base64(core)
            if len(raw) >= SHORTEST:
                _keep(self._hex, raw.hex())
        for message in _messages(secret, username):
            if len(encoded := _base64(message).rstrip("=")) >= _LONG:
                self._add_base64(encoded)

    def _add_base64(self, encoded: str) -> None:
        # What is short and stands in ordinary words is looked for where blanks still count.
        if len(encoded) >= _LONG:
            _keep(self._base64, _folded(encoded))
        elif len(encoded) >= SHORTEST:
            _keep(self._seen, _folded(encoded))

    def __call__(self, text: str) -> str:
        """``text`` without the secrets; its lines stay as many as they are."""
        found = self._found(text)
        if not found:
            return text
        result, at = [], 0
        for start, end in found:
            hidden = _between(text, start, end)
            result += [text[at:start], hidden]
            at = end
        return "".join((*result, text[at:]))

    def lines(self, lines: Sequence[str]) -> list[str]:
        """``lines`` without the secrets, those that run over several of them too."""
        return _split_alike(self("\n".join(lines)), lines)

    def finds(self, text: str) -> bool:
        """Whether a secret is in ``text``."""
        return bool(self._found(text))

    def _found(self, text: str) -> list[tuple[int, int]]:
        """Where secrets stand in ``text``, in order and without overlaps."""
        # What a login is made of is in base64, however short the secret is.
        if not self._base64:
            return []
        spans: list[tuple[int, int]] = []
        for reading in dress.readings(text):
            seen = dress.seen(reading)
            closed = dress.closed_up(seen)
            spans += _spans(seen, self._seen)
            spans += _spans(closed, self._closed)
            spans += _spans(_standard(closed), self._base64, beside=True)
            spans += _spans(dress.digits(closed), self._hex)
        return _merged(spans)


def occurs(secret: str, data: bytes) -> bool:
    """Whether ``secret`` is in ``data`` in any dress; for files that leave this computer.

    Secrets of less than four characters count only in what is made of them to log in.
    """
    mask = Mask(secret)
    texts = [data.decode("utf-8", "replace"), data.decode("latin-1")]
    if b"\0" in data:
        texts += [data.decode("utf-16-le", "replace"), data.decode("utf-16-be", "replace")]
    return any(map(mask.finds, dict.fromkeys(texts)))


def _body(secret: str) -> str:
    """The secret part of ``secret``: of a private key in PEM its base64."""
    if "-----BEGIN" not in secret:
        return secret
    lines = (line.strip() for line in secret.splitlines())
    # A password may begin like one, too.
    return "".join(line for line in lines if line and not line.startswith("-----")) or secret


def _keep(parts: _Parts, whole: str) -> None:
    """Look for ``whole``: all of it where it is short, else its beginning, its end, or a piece."""
    length = len(whole)
    if length < _LONG:
        places, size = [0], length
    elif length < 2 * _PIECE:
        size = max(_LONG, length * 3 // 4 if length < 2 * _LONG else length // 2)
        places = [0, length - size]
    else:
        size = _PIECE
        places = [*range(0, length - size, size), length - size]
    for place in places:
        part = whole[place : place + size]
        parts.setdefault((part, whole), _Part(part, place, whole))


def _spans(reading: Reading, parts: _Parts, *, beside: bool = False) -> Iterator[tuple[int, int]]:
    """Where the parts are; of base64 with its neighbours, which hold bits of the secret, too."""
    text = _folded(reading.text)
    for part in parts.values():
        if part.text not in text:
            continue
        at = text.find(part.text)
        while at >= 0:
            start, end = _grown(text, part, at)
            first = start - (beside and text[start - 1 : start] in _BESIDE)
            last = end + (beside and text[end : end + 1] in _BESIDE)
            yield reading.origin(first, last)
            # The same secret once more may begin with the letter that ends this one.
            at = text.find(part.text, at + 1)


def _standard(reading: Reading) -> Reading:
    """Base64 in the standard alphabet; the one for URLs has another for two of its letters."""
    text = reading.text.replace("-", "+").replace("_", "/")
    return reading if text == reading.text else reading.written(text)


def _grown(text: str, part: _Part, at: int) -> tuple[int, int]:
    """From where to where ``text`` says the same as the secret, around a part of it."""
    start, end = at, at + len(part.text)
    before, after = part.place - 1, part.place + len(part.text)
    while start > 0 and before >= 0 and text[start - 1] == part.whole[before]:
        start, before = start - 1, before - 1
    while end < len(text) and after < len(part.whole) and text[end] == part.whole[after]:
        end, after = end + 1, after + 1
    return start, end


def _folded(text: str) -> str:
    """Without case, and as long as before: ``İ`` becomes two characters otherwise.

    A small ``Σ`` depends on what stands behind it, which is another thing in a text than in a secret.
    """
    low = text.lower()
    if len(low) != len(text):
        low = "".join(small if len(small := one.lower()) == 1 else one for one in text)
    return low.replace("\u03c2", "\u03c3")


def _written(secret: str) -> Iterable[str]:
    """The forms of a secret as a text: composed or not, in capitals, as a form writes blanks."""
    forms = {secret}
    if not secret.isascii():
        from unicodedata import normalize

        forms |= {normalize(kind, secret) for kind in ("NFC", "NFD", "NFKC")}
        forms |= {one.upper() for one in forms}
    if " " in secret:
        forms |= {one.replace(" ", "+") for one in forms}
    plain = {_folded(dress.seen(Reading(one)).text) for one in forms}
    return sorted(one for one in plain if one)


def _encoded(secret: str) -> Iterable[bytes]:
    """The bytes of a secret, as they may be encoded once more."""
    found = [secret.encode("utf-8", "ignore")]
    if len(secret) <= _SHORT:
        found.append(secret.encode("utf-16-le", "ignore"))
        # Of ASCII the other order of bytes is the same but for the first one.
        if not secret.isascii():
            found += [secret.encode("utf-16-be", "ignore"), secret.encode("latin-1", "ignore")]
    return dict.fromkeys(found)


def _messages(secret: str, username: str) -> Iterator[bytes]:
    """What a login is made of, for secrets that are too short to be seen in it."""
    raw, user = (text.encode("utf-8", "replace") for text in (secret, username))
    yield b"\0" + user + b"\0" + raw
    yield b"user=" + user + b"\1auth=Bearer " + raw + b"\1\1"
    yield user + b":" + raw
    yield raw


def _shifted(raw: bytes) -> Iterator[str]:
    """What base64 makes of ``raw`` in the middle of something longer, at each of three offsets."""
    for offset in range(3):
        encoded = _base64(b"\0" * offset + raw)
        # The first and last characters also hold bits of what stands beside the secret.
        start = (offset * 8 + 5) // 6
        end = (offset + len(raw)) * 8 // 6
        yield encoded[start:end]


def _base64(raw: bytes) -> str:
    return b2a_base64(raw, newline=False).decode("ascii")


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _between(text: str, start: int, end: int) -> str:
    """What stands in place of a secret: asterisks, on each of the lines that it ran over."""
    broken = [match[0] for match in dress.UNSEEN.finditer(text, start, end) if "\n" in match[0]]
    return HIDDEN + "".join(one + HIDDEN for one in broken)


def _split_alike(masked: str, lines: Sequence[str]) -> list[str]:
    """``masked`` as lines again, where every one of ``lines`` may have had line ends of its own."""
    split = masked.split("\n")
    result, at = [], 0
    for line in lines:
        count = line.count("\n") + 1
        result.append("\n".join(split[at : at + count]))
        at += count
    return result
