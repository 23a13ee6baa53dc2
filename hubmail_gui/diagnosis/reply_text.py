"""What a mail server said, made comparable: one alphabet, one case, addresses and links set apart.

Servers answer in any language and in any encoding, and one sentence comes with an address in it
today and another one tomorrow. Rules quote words; this module decides what counts as a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_ENOUGH = 4096  # characters of a reply that are looked at; what comes after is no explanation
# Encodings that servers use besides UTF-8; GBK and GB 2312 are parts of GB 18030.
_OTHER_ENCODINGS = ("gb18030", "shift_jis", "euc_jp", "cp1251", "koi8_r")
_LINK = re.compile(r"(?:https?:\s?//|www\.)[^\s<>\"']+", re.IGNORECASE)
# Begins only where a word begins: from each of its letters on a long word would be read once more.
_ADDRESS = re.compile(r"(?<![^\s<>()\[\]:;,\"'=])[^\s<>()\[\]:;,\"'=]+@[^\s<>()\[\]:;,\"']+")
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]{0,9}\d)")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}[0-9a-f:.]*", re.IGNORECASE)
_ENHANCED = re.compile(r"(?<![\w.])[245]\.[0-7]\.\d{1,3}(?![\w.]{0,9}\d)")
_LEADING = re.compile(r"\s*([245]\.[0-7]\.\d{1,3})(?![\w.]{0,9}\d)")
_PAIRS = re.compile(rb"(?:[\x80-\xff]{2}){2}")
_NO_WORD = re.compile(r"[^\w@]+|_+")
_SCRIPTS_MEET = re.compile(
    r"(?<=[a-z0-9@])(?=[\u2e80-\ud7ff\uf900-\ufaff])|(?<=[\u2e80-\ud7ff\uf900-\ufaff])(?=[a-z0-9@])"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A reply's text as rules look at it.

    Attributes:
        words: lower case without accents and punctuation, with one space around every word;
            ``@`` stands for each mail address, ``ipaddr`` for each IP address.
        links: the addresses of web pages in it, in lower case.
    """

    words: str
    links: str


def read(text: str) -> Reading:
    """Makes ``text`` comparable; never fails.

    A text that was decoded with the wrong encoding is read in the likely right ones as well.
    """
    text = text[:_ENOUGH]
    variants = (text, *_other_readings(text))
    links = " ".join(link for one in variants for link in _LINK.findall(one)).casefold()
    return Reading(f" {' '.join(_words_of(one)[:_ENOUGH] for one in variants)} ", links)


def words(text: str) -> str:
    """``text`` as words with one space between them, as in :attr:`Reading.words`."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(char for char in text if not unicodedata.combining(char))
    return _SCRIPTS_MEET.sub(" ", " ".join(_NO_WORD.sub(" ", text).split()))


def _words_of(text: str) -> str:
    for pattern, name in (
        (_LINK, " "),
        (_ADDRESS, " @ "),
        (_IPV4, " ipaddr "),
        (_IPV6, " ipaddr "),
    ):
        text = pattern.sub(name, text)
    return words(_ENHANCED.sub(" ", text))


def _other_readings(text: str) -> list[str]:
    """What the bytes of ``text`` say in other encodings, where it seems to be misread."""
    if text.isascii():
        return []
    try:
        raw = text.encode("utf-8" if _has_raw_bytes(text) else "latin-1", "surrogateescape")
        encodings: tuple[str, ...] = ("utf-8", *_OTHER_ENCODINGS)
    except UnicodeEncodeError:
        # Proper Chinese, or something else that was taken for Chinese.
        raw = text.encode("gb18030", "replace")
        encodings = ("cp1252", *_OTHER_ENCODINGS[1:])
    return [raw.decode(encoding, "ignore") for encoding in encodings]


def _has_raw_bytes(text: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in text)


def decode_reply(raw: bytes) -> str:
    """The text of a reply's bytes; never fails.

    RFC 6531 section 3.7.4.1 allows UTF-8. Chinese providers send GBK without being asked; it is
    taken for GBK when most of what is not ASCII reads as common Chinese characters, and for
    ISO 8859-1, which loses nothing, otherwise.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
    foreign = [char for char in text if not char.isascii()]
    # Two letters with accents in a row are rare in Latin script, and usual by chance never.
    chinese = [char for char in foreign if "\u3000" <= char <= "\u9fff" or char >= "\uff00"]
    paired = _PAIRS.search(raw) is not None
    return text if paired and len(chinese) == len(foreign) else raw.decode("latin-1")


def parse_enhanced(text: str) -> str | None:
    """The enhanced status code that ``text`` begins with (RFC 2034 section 4), such as ``5.7.1``."""
    match = _LEADING.match(text)
    return match[1] if match else None


def split_lines(lines: Sequence[str]) -> tuple[str | None, str]:
    """The enhanced status code of a reply and its text, both as a ReplyFact has them.

    Args:
        lines: the reply's lines without the three digits and what follows them; with
            ENHANCEDSTATUSCODES each repeats the enhanced code (RFC 2034 section 4).
    """
    codes = [parse_enhanced(line) for line in lines]
    texts = (line[_end_of_code(line) :].strip() for line in lines)
    return next((code for code in codes if code), None), " ".join(text for text in texts if text)


def _end_of_code(line: str) -> int:
    match = _LEADING.match(line)
    return match.end() if match else 0


def hinted_enhanced(text: str) -> str | None:
    """An enhanced status code elsewhere in ``text``, such as qmail's ``(#5.7.1)``: a weaker hint."""
    match = _ENHANCED.search(_LINK.sub(" ", text[:_ENOUGH]))
    return match[0] if match else None
