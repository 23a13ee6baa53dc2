"""Turns labelled replies of tests/diagnosis/replies into the facts that a test would state."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubmail_gui.core.facts import ReplyFact, Stage
from hubmail_gui.diagnosis.reply_text import decode_reply, split_lines

REPLIES = Path(__file__).parent / "replies"
HELD_OUT = "heldout"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A reply with the codes that a perfect diagnosis gives."""

    id: str
    fact: ReplyFact
    want: tuple[str, ...]
    coarse: tuple[str, ...]
    temporary: bool | None  # None: either


def fact_of(
    stage: str, reply: str | list[str], *, encoding: str = "utf-8", **flags: bool
) -> ReplyFact:
    """The fact that the reply's lines, digits included, are to the command ``stage``."""
    lines = [reply] if isinstance(reply, str) else reply
    texts = [decode_reply(line[4:].encode(encoding)) for line in lines]
    enhanced, text = split_lines(texts)
    return ReplyFact(Stage(stage), int(lines[0][:3]), enhanced, text, **flags)


def labelled(*, held_out: bool) -> list[Labelled]:
    """The corpus that rules may be written from, or the one that only measures them."""
    files = sorted(REPLIES.glob("*.toml"))
    chosen = [file for file in files if file.stem.startswith(HELD_OUT) is held_out]
    return [_labelled(entry) for file in chosen for entry in _entries(file)]


def _entries(file: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["reply"]
    return entries


def _labelled(entry: dict[str, Any]) -> Labelled:
    step, login, early = entry["step"], entry.get("auth", True), entry.get("early", False)
    fact = fact_of(
        step,
        entry["reply"],
        encoding=entry.get("encoding", "utf-8"),
        early=early,
        login=login,
        # Without an accepted login no mail would have been begun.
        logged_in=login and step in {"mail", "rcpt", "data"},
        password_sent=step == "auth" and not early,
        starttls_offered=entry.get("starttls", False),
    )
    temporary = None if entry.get("temporary") == "any" else fact.code // 100 == 4
    return Labelled(
        entry["id"], fact, tuple(entry["want"]), tuple(entry.get("coarse", ())), temporary
    )
