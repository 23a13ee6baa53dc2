"""The help pages: the same in every language, with links and commands that work."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from hubmail_gui.cli import arguments, commands
from hubmail_gui.core import resources
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.window import topics

FOLDER = Path(resources.path("help"))
LANGUAGES = catalogue.languages()
NAMES = sorted(
    (page.name for page in (FOLDER / "en").glob("*.md")), key=lambda name: int(name.split("-")[0])
)
PAGES = [
    pytest.param(language, name, id=f"{language}/{name}")
    for language in LANGUAGES
    for name in NAMES
]
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
NO_BREAK = "\u00a0\u202f"


def read(language: str, name: str) -> str:
    return (FOLDER / language / name).read_text("utf-8")


def title(language: str, name: str) -> str:
    return read(language, name).splitlines()[0].removeprefix("# ")


def prose(text: str) -> str:
    """``text`` without its code."""
    return re.sub(r"`[^`\n]*`", "code", re.sub(r"```.*?```", "code", text, flags=re.DOTALL))


def outline(text: str) -> list[str]:
    """The kinds of block in ``text``, one a line: headings, steps, rows, code."""
    kinds = r"^(#+ |\d+\. |- |\||```)"
    return [found[1] for line in text.splitlines() if (found := re.match(kinds, line))]


def test_every_language_has_the_same_pages() -> None:
    for language in LANGUAGES:
        assert {page.name for page in (FOLDER / language).iterdir()} == set(NAMES)


def test_a_page_begins_with_its_place_in_the_list_of_topics() -> None:
    assert [name.partition("-")[0] for name in NAMES] == [str(1 + n) for n in range(len(NAMES))]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_the_same_shape_in_every_language(name: str) -> None:
    english = outline(read("en", name))
    for language in LANGUAGES:
        assert outline(read(language, name)) == english


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_a_page_begins_with_its_only_title(language: str, name: str) -> None:
    levels = [kind for kind in outline(read(language, name)) if kind.startswith("#")]
    assert levels[0] == "# "
    assert levels.count("# ") == 1


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_links_lead_to_pages_and_name_their_titles(language: str, name: str) -> None:
    for text, target in LINK.findall(read(language, name)):
        assert target in NAMES
        assert text == title(language, target)


TOPICS = [one for one in vars(topics).values() if isinstance(one, topics.Topic)]


@pytest.mark.parametrize("topic", TOPICS, ids=str)
def test_what_a_dialog_leads_to_is_a_heading_of_that_page(topic: topics.Topic) -> None:
    assert f"## {topic.heading}" in read("en", topic.page).splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_that_faults_name_are_there(language: str) -> None:
    quoted = {"en": "help page “([^”]+)”", "fr": "page d'aide «\u00a0([^»]+)\u00a0»"}[language]
    titles = {title(language, name) for name in NAMES}
    named = {
        found
        for one in catalogue.entries()
        for step in catalogue.words(one.code, language).remedy
        for found in re.findall(quoted, step)
    }
    assert named
    assert named <= titles


def command_lines(text: str) -> list[list[str]]:
    """Every call of hubmail in ``text``, in a sentence or in a block of code, without redirections."""
    spans = re.findall(r"(?<!`)`(hubmail [^`\n]+)`", text)
    blocks = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    spans += [line for block in blocks for line in re.findall(r"^ *(hubmail .*)$", block, re.M)]
    return [shlex.split(span.partition(" <")[0].rstrip("'"))[1:] for span in spans]


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_a_command_that_is_shown_can_be_typed(language: str, name: str) -> None:
    for line in command_lines(read(language, name)):
        arguments.parse(line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_shown(language: str) -> None:
    shown = {line[0] for line in command_lines(read(language, "7-servers.md"))}
    assert shown == set(commands.COMMANDS)


@pytest.mark.parametrize("name", NAMES)
def test_french_typography(name: str) -> None:
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", prose(read("fr", name)))
    text = text.replace("|---", "").replace("\u00a0", " ~").replace("\u202f", " ~")
    assert re.findall(r"(?<! ~)[;?!»]|(?<! ~):(?!/)|«(?! ~)", text) == []


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_nothing_is_promised_that_was_not_proven(language: str, name: str) -> None:
    assert not re.search(
        r"\b(deliver(ed|y)?|livr[ée]e?s?|oops|oups)\b", read(language, name), re.IGNORECASE
    )
