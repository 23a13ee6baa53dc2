"""The catalogues of the interface: complete, with the same placeholders, in good typography."""

from __future__ import annotations

import io
import re
import string
from pathlib import Path

import pytest
from babel.messages import extract, pofile
from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).parent.parent
CATALOGUES = sorted((ROOT / "resources" / "locale").glob("*/LC_MESSAGES/hubmail.po"))
KEYWORDS: dict[str, tuple[int, int] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}


def catalogue(path: Path) -> Catalog:
    return pofile.read_po(io.BytesIO(path.read_bytes()))


def texts(message: Message) -> tuple[list[str], list[str]]:
    """What a message says in English, and in the other language."""
    ids = list(message.id) if isinstance(message.id, tuple | list) else [str(message.id)]
    strings = message.string
    return ids, list(strings) if isinstance(strings, tuple | list) else [str(strings)]


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _form, _conversion in string.Formatter().parse(text) if name}


def marked() -> set[str]:
    found: set[str] = set()
    for _file, _line, message, _comments, _context in extract.extract_from_dir(
        str(ROOT / "hubmail_gui"), keywords=KEYWORDS
    ):
        found.add(message if isinstance(message, str) else message[0])
    return found


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_marked_text_is_translated_and_none_is_left_over(path: Path) -> None:
    translated = {
        texts(message)[0][0] for message in catalogue(path) if message.id and all(texts(message)[1])
    }
    assert translated == marked()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_placeholders_are_the_same(path: Path) -> None:
    for message in catalogue(path):
        originals, translations = texts(message)
        for one in translations:
            if message.id:
                assert placeholders(one) == placeholders(originals[0]), one


def test_french_typography() -> None:
    for message in catalogue(ROOT / "resources/locale/fr/LC_MESSAGES/hubmail.po"):
        if not message.id:
            continue
        for one in texts(message)[1]:
            # Not inside an address or a time, and not in front of a slash.
            bare = re.search(r"[^\u00a0\u202f](?=[:;?!»](?:\s|$))|«(?![\u00a0\u202f])", one)
            assert bare is None, one


def test_no_blank_is_gained_or_lost_at_either_end() -> None:
    for path in CATALOGUES:
        for message in catalogue(path):
            originals, translations = texts(message)
            for one in translations:
                if message.id:
                    ends = (one[:1].isspace(), one[-1:].isspace())
                    assert ends == (originals[0][:1].isspace(), originals[0][-1:].isspace()), one
