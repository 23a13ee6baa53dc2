"""The manual page, from the command line's own parser and the texts in packaging/manual."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from distribution import project
from hubmail_gui.cli import arguments
from hubmail_gui.core import texts

LANGUAGES = tuple(sorted(file.stem for file in (project.PACKAGING / "manual").glob("*.toml")))


def page(language: str) -> str:
    """hubmail(1) in ``language``, in the macros of man(7)."""
    written = tomllib.loads(
        (project.PACKAGING / "manual" / f"{language}.toml").read_text(encoding="utf-8")
    )
    texts.use(language)
    try:
        return "\n".join(_lines(written, arguments.parser())) + "\n"
    finally:
        texts.use(texts.FALLBACK)


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parser of each command."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def options(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """What a parser offers, without the commands and what it hides."""
    return [
        action
        for action in parser._actions
        if action.help != argparse.SUPPRESS and not isinstance(action, argparse._SubParsersAction)
    ]


def _lines(written: dict[str, Any], parser: argparse.ArgumentParser) -> Iterator[str]:
    heading = written["headings"]
    date = project.date().strftime("%Y-%m-%d")
    yield f'.TH HUBMAIL 1 "{date}" "hubmail {project.VERSION}"'
    yield from (_section(heading["name"]), rf"hubmail, hubmail\-gui \- {_text(written['name'])}")
    yield _section(heading["synopsis"])
    yield f".B hubmail\n[\\fI{heading['option']}\\fR ...] [\\fI{heading['command']}\\fR ...]\n.br"
    yield f".B hubmail\\-gui\n[\\fI{heading['option']}\\fR ...]"
    yield _section(heading["description"])
    yield "\n.PP\n".join(_text(part) for part in written["text"]["description"].split("\n\n"))
    yield _section(heading["options"])
    yield from _described(options(parser))
    yield _section(heading["commands"])
    common = {option for action in options(parser) for option in action.option_strings}
    for name, command in commands(parser).items():
        yield from _command(name, command, common)
    for part in ("status", "environment", "files"):
        yield _section(heading[part])
        for name, meaning in written[part].items():
            yield f".TP\n\\fB{_text(name)}\\fR\n{_text(meaning)}"
    yield _section(heading["examples"])
    for example in written["examples"]:
        yield f".PP\n{_text(example['text'])}\n.PP\n.RS\n.EX\n{_text(example['command'])}\n.EE\n.RE"
    yield from (_section(heading["also"]), _text(written["text"]["also"]))


def _command(name: str, parser: argparse.ArgumentParser, common: set[str]) -> Iterator[str]:
    own = [one for one in options(parser) if not common.intersection(one.option_strings)]
    words = " ".join(_signature(one) for one in own)
    yield f".SS \\fBhubmail {_text(name)}\\fR {words}".rstrip()
    yield _text(parser.description or "")
    yield from _described(own)


def _described(actions: Iterable[argparse.Action]) -> Iterator[str]:
    for action in actions:
        names = ", ".join(f"\\fB{_text(one)}\\fR" for one in action.option_strings)
        value = _value(action)
        title = f"{names} {value}".strip() if names else value
        yield f".TP\n{title}\n{_text(action.help or '')}"


def _signature(action: argparse.Action) -> str:
    if action.option_strings:
        return f"[\\fB{_text(action.option_strings[0])}\\fR {_value(action)}".rstrip() + "]"
    value = _value(action)
    return {None: value, "?": f"[{value}]", "*": f"[{value} ...]"}.get(str(action.nargs), value)


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.choices is not None:
        return "|".join(f"\\fI{_text(str(one))}\\fR" for one in action.choices)
    return f"\\fI{_text(str(action.metavar or action.dest).upper())}\\fR"


def _section(title: str) -> str:
    return f".SH {title}"


def _text(words: str) -> str:
    """Words as roff wants them: no line of them may begin like one of its requests."""
    escaped = words.strip().replace("\\", r"\e").replace("-", r"\-")
    # In manual pages ' and ` would become typographic quotes, which nobody can copy.
    escaped = escaped.replace("'", r"\(aq").replace("`", r"\(ga").replace("~", r"\(ti")
    return "\n".join(rf"\&{line}" if line.startswith(".") else line for line in escaped.split("\n"))
