"""What each language of the interface lacks, and so shows in English: ``make languages``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import polib

from distribution import project
from hubmail_gui.core import resources, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

# Folder and ending of the texts that are files, with the language in their path.
_FILES = (("help/{language}", ".md"), ("requests", ".{language}.txt"))


def missing(language: str) -> Iterator[str]:
    """One line for each text that this language has not."""
    catalogue = Path(resources.path(f"locale/{language}/LC_MESSAGES/hubmail.po"))
    if not catalogue.exists():
        yield f"no {catalogue.name}"
    else:
        for entry in polib.pofile(str(catalogue)):
            if not entry.obsolete and not entry.translated():
                yield f"not translated: {entry.msgid}"
    yield from _words(language)
    for folder, ending in _FILES:
        there, wanted = (
            {
                name.removesuffix(ending.format(language=one))
                for name in resources.names(
                    folder.format(language=one), ending.format(language=one)
                )
            }
            for one in (language, texts.FALLBACK)
        )
        for name in sorted(wanted - there):
            yield "no " + f"{folder}/{name}{ending}".format(language=language)
    if not (project.PACKAGING / "manual" / f"{language}.toml").exists():
        yield f"no packaging/manual/{language}.toml"


def _words(language: str) -> Iterator[str]:
    """The words of faults."""
    have, wanted = _book(language), _book(texts.FALLBACK)
    for key, table in wanted.items():
        for name in table:
            if name not in have.get(key, {}):
                yield f"faults/{language}.toml: no {key}, {name}"


def _book(language: str) -> dict[str, dict[str, object]]:
    path = Path(resources.path(f"faults/{language}.toml"))
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def main() -> int:
    """Say it for all languages; how many texts are missing decides the exit status."""
    count = 0
    for language in texts.languages():
        if language == texts.FALLBACK:
            continue
        found = list(missing(language))
        count += len(found)
        print(f"{language}, {texts.language_name(language)}: {len(found)} texts are English")
        for line in found:
            print(f"  {line}")
    return 1 if count else 0


if __name__ == "__main__":
    raise SystemExit(main())
