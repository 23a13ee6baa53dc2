"""What something pasted means, in the catalogue's words: with no settings and no network."""

from __future__ import annotations

from typing import Any, NamedTuple

from hubmail_gui.core import texts
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.diagnosis.catalogue import Words
from hubmail_gui.diagnosis.explain import Explanation, Meaning, explain

# Of a mail the beginning is looked at, of a log the end (bytes).
HEAD, TAIL = 1 << 19, 6 << 20


class Understood(NamedTuple):
    """What was understood, with its words in the language in use.

    Attributes:
        found: what it is.
        words: of each meaning, in the same order.
    """

    found: Explanation
    words: tuple[Words, ...]


def understand(raw: bytes) -> Understood:
    """What ``raw`` means: a reply, a log, a stack trace, a service's answer or a whole bounce."""
    found = explain(raw)
    return Understood(found, tuple(map(_words, found.meanings)))


def as_json(understood: Understood) -> dict[str, Any]:
    """The same as the commands print it (``docs/interface.md``)."""
    found = understood.found
    recipients = found.recipients
    return {
        "meaning": [
            {
                "code": words.code,
                "title": words.title,
                "cause": words.cause,
                "remedy": "\n".join(words.remedy),
                "actor": words.actor,
                "temporary": is_temporary(meaning, words),
                "reply": meaning.reply,
            }
            for meaning, words in zip(found.meanings, understood.words, strict=True)
        ],
        "recipient": list(recipients) if len(recipients) > 1 else next(iter(recipients), None),
        "reporting_mta": found.reporting_mta,
        "status": found.status,
        "failure": None,
    }


def is_temporary(meaning: Meaning, words: Words) -> bool:
    """Whether trying again may help: by the reply at hand, else as it usually is."""
    return words.temporary if meaning.temporary is None else meaning.temporary


def _words(meaning: Meaning) -> Words:
    return catalogue.words(meaning.code, texts.language(), meaning.params)
