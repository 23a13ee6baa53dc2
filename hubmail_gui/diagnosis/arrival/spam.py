"""What the receiver's spam filter said, in the fields of the filters that are met most.

Each reader below knows one filter's field. The first that finds something answers: Microsoft's
first, whose mailboxes keep the fields of filters on the way.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from hubmail_gui.diagnosis.arrival.header import Header


class Spam(NamedTuple):
    """A filter's verdict.

    Attributes:
        spam: whether it took the mail for spam.
        score: its own number, on its own scale; None when it gives none.
    """

    spam: bool
    score: float | None


# Microsoft's spam confidence level: 5 and more goes to the junk folder.
# https://learn.microsoft.com/defender-office-365/anti-spam-spam-confidence-level-scl-about
_SPAM_CONFIDENCE = 5

_NUMBER = re.compile(r"[+-]?\d{1,6}(?:\.\d{1,6})?")


def spam_of(header: Header) -> Spam | None:
    """The verdict of the receiver's filter; None when there is none."""
    for reader in (_microsoft, _spamassassin, _rspamd, _barracuda, _flags):
        if (found := reader(header)) is not None:
            return found
    return None


def _microsoft(header: Header) -> Spam | None:
    level = _number(header.first("x-ms-exchange-organization-scl"))
    if level is None:
        report = header.first("x-forefront-antispam-report")
        parts = dict(part.strip().partition(":")[::2] for part in report.split(";"))
        # Outgoing mail is looked at too: that is the sender's side, not the receiver's.
        level = None if parts.get("DIR", "").strip() == "OUT" else _number(parts.get("SCL", ""))
    return None if level is None else Spam(level >= _SPAM_CONFIDENCE, level)


def _spamassassin(header: Header) -> Spam | None:
    status = header.first("x-spam-status").strip()
    verdict = status.partition(",")[0].strip().lower()
    if verdict not in ("yes", "no"):
        return None
    score = _behind(status, "score=")
    return Spam(verdict == "yes", _behind(status, "hits=") if score is None else score)


def _rspamd(header: Header) -> Spam | None:
    result = header.first("x-spamd-result")
    score = _number(result.partition("[")[2])
    action = header.first("x-rspamd-action").strip().lower()
    if not result and not action:
        return None
    # "default: False" tells about the limit for refusing; what counts as spam is the action's.
    marked = "true" in result.partition("[")[0].lower().split()
    acted = action in ("add header", "rewrite subject", "quarantine", "reject")
    flagged = _flag(header, "x-spam") or _flag(header, "x-spam-flag")
    return Spam(bool(marked or acted or flagged), score)


def _barracuda(header: Header) -> Spam | None:
    status = header.first("x-barracuda-spam-status")
    verdict = status.partition(",")[0].strip().lower()
    if verdict not in ("yes", "no"):
        return None
    return Spam(verdict == "yes", _behind(status.lower(), "score="))


# A field that says yes or no, and where its number stands, if it has one.
_FLAGS = (
    ("x-spam-flag", "x-spam-score"),
    ("x-spam", "x-spam-score"),
)


def _flags(header: Header) -> Spam | None:
    for name, number in _FLAGS:
        flagged = _flag(header, name)
        if flagged is not None:
            return Spam(flagged, _number(header.first(number)))
    return None


def _flag(header: Header, name: str) -> bool | None:
    words = header.first(name).lower().replace(",", " ").split()
    known = {"yes": True, "true": True, "spam": True, "no": False, "false": False, "ham": False}
    return known.get(words[0]) if words else None


def _behind(text: str, sign: str) -> float | None:
    return _number(text.partition(sign)[2])


def _number(text: str) -> float | None:
    match = _NUMBER.match(text.strip())
    return float(match[0]) if match else None
