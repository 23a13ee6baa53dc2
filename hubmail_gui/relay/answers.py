"""What a client hears: the route's own words under the reply code that says the same.

A refusal for now is 451, with the seconds where the route asks to wait; one for good is 550 at the
envelope and 554 at the mail. A lost answer to the end of a mail is 451 whatever broke: nobody knows
what became of it, and trying again is the client's to decide (RFC 5321 section 4.2.4).
"""

from __future__ import annotations

import re

from hubmail_gui.core import foreign
from hubmail_gui.core.outcome import Fault
from hubmail_gui.diagnosis import catalogue

TEMPORARY = 451
REFUSED = 550
FAILED = 554
# Longer lines are not taken by every client (RFC 5321 section 4.5.3.1.5).
_LONGEST = 400

_CODE = re.compile(r"\A[2-5]\d\d[ -]")
_ENHANCED = re.compile(r"\A[245]\.\d{1,3}\.\d{1,3}\b")
# "Conversion required but not supported" (RFC 3463 section 3.7), where nobody said it but we.
_ENHANCED_OURS = {"smtp.8bit_unsupported": "6.3", "smtp.utf8_unsupported": "6.3"}
# Broken off while an answer was due: whether the mail was taken is not known.
_LOST = frozenset(
    {"smtp.disconnected", "smtp.timeout", "network.reset", "network.timeout", "graph.unreachable",
     "google.unreachable", "smtp.protocol", "cancelled", "internal"}
)  # fmt: skip


def granted(words: str) -> str:
    """The reply to what the route granted."""
    text = _line(words) or "2.0.0 OK"
    return f"250 {text if _ENHANCED.match(text) else f'2.0.0 {text}'}"


def refused(fault: Fault, *, at_end: bool = False) -> str:
    """The reply to what the route refused, or could not be asked.

    Args:
        fault: why.
        at_end: it is the answer to the end of a mail.
    """
    entry = catalogue.entry(fault.code)
    temporary = entry.temporary if fault.temporary is None else fault.temporary
    lost = at_end and fault.code in _LOST
    code = TEMPORARY if temporary or lost else FAILED if at_end else REFUSED
    text = _line(fault.reply or "") or catalogue.words(fault.code, "en", fault.params).title
    if lost:
        text = "4.4.2 No answer to the end of the mail; nothing is tried again"
    enhanced = _ENHANCED.match(text)
    # A class that contradicts the code would mislead the client.
    if enhanced is None or text[0] != str(code)[0]:
        rest = text[enhanced.end() :].strip() if enhanced else text
        detail = _ENHANCED_OURS.get(fault.code, "0.0") if at_end else "0.0"
        text = f"{str(code)[0]}.{detail} {rest}"
    seconds = fault.params.get("retry_after", "")
    wait = f" (try again in {seconds} s)" if code == TEMPORARY and seconds.isdigit() else ""
    return f"{code} {text}{wait} [{fault.code}]"


def _line(words: str) -> str:
    """A reply of the route on one line, without its code, in ASCII."""
    lines = [_CODE.sub("", one).strip() for one in words.splitlines()[:20]]
    text = foreign.line(" ".join(filter(None, lines)), _LONGEST)
    return text.encode("ascii", "replace").decode("ascii")
