"""What something pasted means, in short: for the tests of it."""

from __future__ import annotations

from hubmail_gui.diagnosis.explain import Meaning, explain

UNKNOWN = "550 5.1.1 User unknown"
REFUSED = "smtp: Connection refused"
EXPIRED = "smtp: certificate has expired"


def codes(text: str | bytes) -> list[str]:
    raw = text.encode() if isinstance(text, str) else text
    return [one.code for one in explain(raw).meanings]


def only(text: str | bytes) -> Meaning:
    (meaning,) = explain(text.encode() if isinstance(text, str) else text).meanings
    return meaning
