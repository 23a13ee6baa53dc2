"""The corpus of real replies: every entry can be used, and says where it was read."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.core.resources import path

REPLIES = Path(__file__).parent / "replies"
STEPS = {"greet", "ehlo", "starttls", "auth", "mail", "rcpt", "data"}
REQUIRED = {"id", "family", "step", "reply", "want", "source"}
OPTIONAL = {"coarse", "auth", "early", "starttls", "temporary", "encoding", "note"}
LINE = re.compile(r"[0-9]{3}([ -].*)?")
Entry = dict[str, Any]


def load(name: str) -> list[Entry]:
    """The entries of one corpus file, in its order."""
    entries: list[Entry] = tomllib.loads((REPLIES / name).read_text(encoding="utf-8"))["reply"]
    return entries


def lines(entry: Entry) -> list[str]:
    """The reply's lines, whether it has one or several."""
    reply = entry["reply"]
    return [reply] if isinstance(reply, str) else list(reply)


FILES = sorted(file.name for file in REPLIES.glob("*.toml"))
EVERY = [(file, entry) for file in FILES for entry in load(file)]


@pytest.fixture(scope="module")
def fault_codes() -> set[str]:
    """The codes of the shipped catalogue, which is section 6 of the contract."""
    catalogue = tomllib.loads(Path(path("faults/faults.toml")).read_text(encoding="utf-8"))
    return set(catalogue["codes"])


@pytest.mark.parametrize("file", FILES)
def test_entries_have_the_agreed_keys(file: str) -> None:
    for entry in load(file):
        assert set(entry) >= REQUIRED, entry
        assert set(entry) <= REQUIRED | OPTIONAL, entry
        assert entry["step"] in STEPS, entry["id"]
        assert entry["source"].strip(), entry["id"]


@pytest.mark.parametrize("file", FILES)
def test_replies_can_be_sent(file: str) -> None:
    for entry in load(file):
        sent = lines(entry)
        assert all(LINE.fullmatch(line) for line in sent), entry["id"]
        assert len({line[:3] for line in sent}) == 1, entry["id"]
        assert all(line[3:4] == "-" for line in sent[:-1]), entry["id"]
        assert sent[-1][3:4] in {"", " "}, entry["id"]
        "".join(sent).encode(entry.get("encoding", "utf-8"))


@pytest.mark.parametrize("file", FILES)
def test_wanted_codes_exist(file: str, fault_codes: set[str]) -> None:
    for entry in load(file):
        exact, coarse = entry["want"], entry.get("coarse", [])
        assert exact, entry["id"]
        assert set(exact) | set(coarse) <= fault_codes, entry["id"]
        assert not set(exact) & set(coarse), entry["id"]


def test_identifiers_are_unique() -> None:
    identifiers = sorted(entry["id"] for _, entry in EVERY)
    assert not [one for one, other in pairwise(identifiers) if one == other]


def test_no_reply_is_measured_and_learned_from() -> None:
    def key(entry: Entry) -> tuple[str, str]:
        return entry["step"], " ".join(lines(entry)).casefold()

    held_out = {key(entry) for file, entry in EVERY if file == "heldout.toml"}
    learned = {key(entry) for file, entry in EVERY if file != "heldout.toml"}
    assert not held_out & learned
