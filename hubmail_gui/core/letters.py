"""Letters to whoever runs a service: templates in ``resources/requests``, filled with what is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui.core import texts
from hubmail_gui.core.texts import _, labelled

if TYPE_CHECKING:
    from hubmail_gui.core.schema import Document


class Letter(NamedTuple):
    """A request to whoever runs a service, ready to be sent."""

    subject: str
    text: str

    @property
    def whole(self) -> str:
        """Subject and text, to be read or copied."""
        return labelled(_("Subject"), self.subject) + "\n\n" + self.text


def fill(name: str, known: Mapping[str, str]) -> Letter:
    """The letter ``name`` in the language in use.

    The first line of a template is its subject, after a colon; the second one is empty.
    """
    path = texts.localized(f"requests/{name}.{{language}}.txt")
    with open(path, encoding="utf-8") as file:
        head, _blank, text = file.read().partition("\n\n")
    subject = head.partition(":")[2].strip()
    return Letter(subject.format_map(known), text.format_map(known))


def values(document: Document) -> dict[str, str]:
    """The texts of a settings document, whole or half, by their key; each on one line."""
    inner = document.get("authentication")
    whole = {**document, **(inner if isinstance(inner, Mapping) else {})}
    return {key: line(str(value)) for key, value in whole.items() if isinstance(value, str | int)}


def line(text: str) -> str:
    """``text`` without line breaks: one would begin a command of its own."""
    return "".join(one if one.isprintable() else " " for one in text).strip()
