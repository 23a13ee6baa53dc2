"""The small language in which rules quote what servers say.

A phrase is words in their order. ``relay*`` is any word that begins so, ``...`` up to 40 characters
of anything between, ``(denied|was refused)`` one of several, ``(a|)`` one or nothing, ``<refused>``
one of the words that a rule file lists by that name. Case, accents and punctuation do not count, and
words of the alphabetic scripts are whole words. So ``relay* ... (denied|refused)`` is in "Relaying to
<bob@example.test> was refused".

The strategy: when the rules are read, a phrase becomes a row of places, each with its choices as
literal texts in the reply's own plain form. Matching looks for the first place anywhere, and for each
further one right behind, or within the few characters that ``...`` may stand for; where a choice leads
nowhere, the next is tried. The look-back is thus never longer than a phrase, however long the reply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hubmail_gui.diagnosis.reply_text import words

NEAR = 40  # characters that ``...`` may stand for
_NAME = re.compile(r"<([a-z-]+)>")
_CHOICE = re.compile(r"\(([^()]*)\)")
_TOKEN = re.compile(r"\s*(\.\.\.|\([^()]*\)|(?:[^\s()|*.]|\.(?!\.))+(?:\*(?!\w))?)\s*")
# From here on scripts are written without spaces between words.
_UNSPACED = "\u2e80"


@dataclass(frozen=True, slots=True)
class Literal:
    """Words that stand as they are.

    Attributes:
        text: the words; an empty one matches nothing at all, anywhere.
        open_ended: its last word may go on.
    """

    text: str
    open_ended: bool = False

    def ends(self, text: str, start: int) -> int:
        """Where it ends if it stands at ``start`` as whole words; else -1."""
        end = start + len(self.text)
        if self.text[0] < _UNSPACED and text[start - 1] != " ":
            return -1
        if self.text[-1] >= _UNSPACED:
            return end
        if self.open_ended:
            return text.find(" ", end)
        return end if text[end] == " " else -1


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a phrase: what may stand there, and whether anything may come before it."""

    choices: tuple[Literal, ...]
    near: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a rule."""

    elements: tuple[Element, ...]

    def weight(self, text: str) -> int:
        """How many characters of ``text`` it quotes; 0 if it is not in it.

        ``text`` is as in :attr:`hubmail_gui.diagnosis.reply_text.Reading.words`.
        """
        return self._begun(text, 0)

    def _begun(self, text: str, index: int) -> int:
        """The weight of the elements from ``index`` on, the first of them anywhere in ``text``."""
        for choice in self.elements[index].choices:
            if not choice.text:
                if index + 1 < len(self.elements) and (weight := self._begun(text, index + 1)):
                    return weight
                continue
            start = text.find(choice.text)
            while start >= 0:
                end = choice.ends(text, start)
                if end >= 0:
                    rest = self._rest(text, end, index + 1)
                    if rest >= 0:
                        return len(choice.text) + rest
                start = text.find(choice.text, start + 1)
        return 0

    def _rest(self, text: str, end: int, index: int) -> int:
        """The weight of the elements from ``index`` on, right after ``end``; -1 if not there."""
        if index == len(self.elements):
            return 0
        element = self.elements[index]
        for choice in element.choices:
            if not choice.text:
                rest = self._rest(text, end, index + 1)
                if rest >= 0:
                    return rest
                continue
            limit = end + (NEAR if element.near else 0) + 1 + len(choice.text)
            start = text.find(choice.text, end, limit)
            while start >= 0:
                stop = choice.ends(text, start)
                rest = self._rest(text, stop, index + 1) if stop >= 0 else -1
                if rest >= 0:
                    return len(choice.text) + rest
                start = text.find(choice.text, start + 1, limit)
        return -1


def parse_phrases(text: str, named: Mapping[str, str]) -> tuple[Phrase, ...]:
    """Reads a phrase of a rule: itself, and one more for each choice that is a phrase in turn.

    Args:
        text: the phrase.
        named: what ``<name>`` stands for, with ``|`` between the words.

    Raises:
        ValueError: it is not well formed, or says nothing.
    """
    return _parse_all(_NAME.sub(lambda match: _spell_out(match, named), text))


def _spell_out(match: re.Match[str], named: Mapping[str, str]) -> str:
    if match[1] not in named:
        raise ValueError(f"no words are named {match[1]}: {match.string}")
    before = match.string[: match.start()]
    in_brackets = before.count("(") > before.count(")")
    return named[match[1]] if in_brackets else f"({named[match[1]]})"


def _parse_all(text: str) -> tuple[Phrase, ...]:
    for group in _CHOICE.finditer(text):
        choices = group[1].split("|")
        simple = [one for one in choices if "..." not in one and "*" not in one.strip()[:-1]]
        if len(simple) < len(choices):
            before, after = text[: group.start()], text[group.end() :]
            inner = [one for one in choices if one not in simple]
            inner += [f"({'|'.join(simple)})"] if simple else []
            return tuple(
                phrase for one in inner for phrase in _parse_all(f"{before} {one} {after}")
            )
    return (_parse(text),)


def _parse(text: str) -> Phrase:
    elements: list[Element] = []
    near = False
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise ValueError(f"no phrase: {text}")
        position = token.end()
        if token[1] == "...":
            near = True
            continue
        choices = tuple(_literal(one) for one in _choices(token[1]))
        if near and not all(choice.text for choice in choices):
            raise ValueError(f"nothing is always near: {text}")
        elements.append(Element(choices, near))
        near = False
    joined = _join(elements)
    if near or not any(choice.text for element in joined for choice in element.choices):
        raise ValueError(f"a phrase that says nothing, or ends with ...: {text}")
    return Phrase(joined)


def _choices(token: str) -> list[str]:
    return token[1:-1].split("|") if token.startswith("(") else [token]


def _literal(text: str) -> Literal:
    plain = text.strip()
    return Literal(words(plain), plain.endswith("*"))


def _join(elements: list[Element]) -> tuple[Element, ...]:
    """Plain words that follow each other as one element: one search instead of several."""
    joined: list[Element] = []
    for element in elements:
        last = joined[-1] if joined else None
        if last and not element.near and _plain(last) and len(element.choices) == 1:
            one, other = last.choices[0], element.choices[0]
            literal = Literal(words(f"{one.text} {other.text}"), other.open_ended)
            joined[-1] = Element((literal,), last.near)
        else:
            joined.append(element)
    return tuple(joined)


def _plain(element: Element) -> bool:
    return len(element.choices) == 1 and not element.choices[0].open_ended
