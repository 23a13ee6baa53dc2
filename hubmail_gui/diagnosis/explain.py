"""What something pasted means: a reply, a log, a stack trace, a service's answer, a whole bounce.

Of a log of any length the newest failure is looked for, from its end. No more than
:data:`UNDERSTOOD` characters are judged, and a password among them is never repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hubmail_gui.core import foreign
from hubmail_gui.core.masking import HIDDEN, Mask
from hubmail_gui.diagnosis import bounces, log_words
from hubmail_gui.diagnosis.log_words import Evidence

UNDERSTOOD = 4000
_BEFORE = 2600  # of these so many stand before the line that caught the eye
_PLACES = 60  # in a log that are looked at, the newest first
_WORDS = 600  # of one meaning are shown
_ANSI = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_SECRET = re.compile(
    r"(?:pass(?:word|wd|phrase)?|pwd|mot de passe|kennwort|passwort|contraseña|secret|client_secret|api[_-]?key"
    r"|access_token|refresh_token|auth_password|smtp_pass\w{0,10})[\"']?\s{0,3}(?:=>|[:=])\s{0,3}[\"']?([^\s\"',;&<>]{3,200})",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"\bAUTH(?: (?:PLAIN|LOGIN|XOAUTH2|CRAM-MD5))?[ :]{1,3}([A-Za-z0-9+/=]{8,2000})"
)
_BLOB = re.compile(r"(?m)(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{12,400}={0,2})\r?$")
_IN_URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,100}:([^\s/@]{1,200})@")
_BEARER = re.compile(
    r"\b(?:Bearer|Basic) ([\w.~+/=-]{8,4000})|\b(eyJ[\w-]{8,2000}(?:\.[\w-]{0,4000}){0,4})"
)

_SESSION = re.compile(r"\b(?:AUTH|334)\b")
# Of a text that is longer than this, secrets are looked for in so much of its beginning and end, and
# around what is told; so many of them are hidden.
_WHOLE, _HEAD, _AROUND, _TAIL = 256 * 1024, 64 * 1024, 32 * 1024, 192 * 1024
_SECRETS = 200


class Meaning(NamedTuple):
    """One thing that was understood.

    Attributes:
        code: the fault.
        temporary: whether trying again may help; None: as the catalogue says.
        reply: the words that it was told by, without any password.
        params: values for the placeholders of the fault's words.
    """

    code: str
    temporary: bool | None
    reply: str
    params: dict[str, str]


class Explanation(NamedTuple):
    """All that was understood.

    Attributes:
        meanings: the finest first; empty where nothing was recognised.
        recipients: of a bounce those who did not get the mail.
        reporting_mta, status: of a bounce, None where it does not say them.
    """

    meanings: tuple[Meaning, ...] = ()
    recipients: tuple[str, ...] = ()
    reporting_mta: str | None = None
    status: str | None = None


def explain(raw: bytes) -> Explanation:
    """What ``raw`` means; never fails, and says nothing rather than guess."""
    if bounces.is_mail(raw):
        bounce = bounces.read(raw)
        return Explanation() if bounce is None else _of_bounce(bounce)
    text = _tidied(_decoded(raw))
    found, at = _newest(text)
    return Explanation(_meanings(found, _mask(text, at)))


def _of_bounce(bounce: bounces.Bounce) -> Explanation:
    mask = _mask("\n".join((*(one.words for one in bounce.failed), bounce.text)), 0)
    found: list[Evidence] = []
    for one in bounce.failed:
        # A status beside words without a number is a reply all the same.
        words = one.words
        if one.status and not re.search(r"\b[45]\d\d\b", words):
            words = f"{'450' if one.status[0] == '4' else '550'} {one.status} {words}".strip()
        # A recipient was refused: that alone shows that it is about mail.
        about = f"{words[:2000]} (in reply to RCPT TO command)"
        found += (log_words.find(words[:UNDERSTOOD]) or log_words.find(about))[:1]
    if not any(one.tier > 1 for one in found):
        # A system folds what a server said; others write a line for each part of it.
        folded = re.sub(r"\n[ \t]+(?=\S)", " ", bounce.text)
        told = log_words.find(f"mail:\n{folded}"[:UNDERSTOOD])
        found += told or log_words.find(f"mail:\n{bounce.text}"[:UNDERSTOOD])
    found.sort(key=lambda one: -one.tier)
    recipients = tuple(dict.fromkeys(foreign.line(one.recipient) for one in bounce.failed))
    status = next((one.status for one in bounce.failed if one.status), None)
    mta = bounce.reporting_mta and foreign.line(bounce.reporting_mta)
    meanings = _meanings(found, mask, recipient=", ".join(recipients))
    delayed = bool(bounce.failed) and all(one.delayed for one in bounce.failed)
    if delayed:
        meanings = tuple(one._replace(temporary=True) for one in meanings)
    return Explanation(meanings, recipients, mta, status)


def _newest(text: str) -> tuple[list[Evidence], int]:
    """What the newest place in a text says that says anything, the finest that is near it; and where."""
    if len(text) <= UNDERSTOOD:
        return log_words.find(text), 0
    best: list[Evidence] = []
    where = 0
    for at in _places(text):
        start = max(0, at - _BEFORE)
        if start:  # not in the middle of a line
            start = text.find("\n", start - 1, at) + 1 or start
        found = log_words.find(text[start : start + UNDERSTOOD])
        if found and found[0].tier > 1:
            return found, at
        if found and not best:
            best, where = found, at
    return best, where


def _places(text: str) -> Iterator[int]:
    """Where it is worth to look in a long text, from its end, no two within one look."""
    lower = text.lower()
    lower = lower if len(lower) == len(text) else text  # a letter that grows would shift the places
    end = len(lower)
    last = {sign: lower.rfind(sign, 0, end) for sign in log_words.SIGNS}
    for _place in range(_PLACES):
        at = max(last.values())
        if at < 0:
            return
        yield at
        end = max(0, at - _BEFORE)
        for sign, where in last.items():
            if where >= end:
                last[sign] = lower.rfind(sign, 0, end)


def _meanings(found: list[Evidence], mask: Mask, **params: str) -> tuple[Meaning, ...]:
    """The finest, and what is as fine as it beside it; each code once."""
    kept: dict[str, Meaning] = {}
    for one in found:
        if one.tier < found[0].tier and one.tier < 3:
            continue
        shown = foreign.cut(foreign.lines(_unlabelled(mask(foreign.cut(one.words)))), _WORDS)
        values = {key: mask(value) for key, value in one.params.items()}
        known = {key: value for key, value in params.items() if value}
        kept.setdefault(one.code, Meaning(one.code, one.temporary, shown, {**known, **values}))
    return tuple(kept.values())[:3]


def _decoded(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    # A log that was cut in the middle of a letter is still UTF-8.
    text = raw.decode("utf-8", "replace")
    return (
        text if text.count("\ufffd") <= 3 + len(text) // 2000 else raw.decode("cp1252", "replace")
    )


def _tidied(text: str) -> str:
    """The text as it was before something quoted it: without colours, entities and escapes."""
    text = _ANSI.sub("", text).replace("\r\n", "\n").replace("\u00a0", " ").replace("\0", "")
    if "&" in text and re.search(r"&(?:quot|#\d{1,4}|lt|gt|amp|apos);", text):
        text = foreign.without_entities(text)
    if '\\"' in text or "\\n" in text:
        text = text.replace('\\"', '"').replace("\\r", "").replace("\\n", "\n").replace("\\t", " ")
    return text


def _mask(text: str, at: int) -> Mask:
    """Hides what the text itself shows to be secret, wherever it is repeated; what is near ``at`` first."""
    mask = Mask()
    found = sorted(_secrets(text, at), key=lambda one: abs(one[0] - at))
    for secret in list(dict.fromkeys(secret for _place, secret in found))[:_SECRETS]:
        if secret.strip("*•.xX"):
            mask.add(secret)
        for inner in _inside(secret):
            mask.add(inner)
    return mask


def _secrets(text: str, at: int) -> Iterator[tuple[int, str]]:
    """What is a secret by what stands beside it, with its place; of a long text near ``at`` and its ends."""
    spans = [(0, len(text))]
    if len(text) > _WHOLE:
        spans = [(0, _HEAD), (max(0, at - _AROUND), at + _AROUND), (len(text) - _TAIL, len(text))]
    session = any(_SESSION.search(text, *span) for span in spans)
    patterns = [_SECRET, _LOGIN, _IN_URL, _BEARER, *([_BLOB] if session else [])]
    for span in spans:
        for pattern in patterns:
            for match in pattern.finditer(text, *span):
                yield match.start(), match[match.lastindex or 0]


def _inside(secret: str) -> list[str]:
    """The password in what AUTH PLAIN or LOGIN was given (RFC 4616)."""
    import base64
    import binascii

    try:
        plain = base64.b64decode(secret + "=" * (-len(secret) % 4), validate=True).decode("utf-8")
    except (ValueError, binascii.Error):
        return []
    return [last] if (last := plain.rpartition("\0")[2]) else []


def _unlabelled(text: str) -> str:
    """A second look at what is shown: what stands behind "password" is not repeated, either."""
    return _SECRET.sub(lambda match: match[0].replace(match[1], HIDDEN), text)
