"""Real answers of Entra ID, of Graph and of what stands between get the fault that they mean."""

from __future__ import annotations

import pytest

from hubmail_gui.diagnosis.cloud_rules import classify_cloud
from tests.diagnosis.cloud_corpus import FILES, Entry, entries, load

EVERY = [entry for file in FILES for entry in load(file)]
REQUIRED = {"id", "stage", "status", "body", "want", "source", "temporary"}
OPTIONAL = {"headers", "coarse", "rebuilt", "secret", "note"}
# Of the answers that no rule was written for. The field will do a little worse.
EXACT_FLOOR = 0.97


def _name(entry: Entry) -> str:
    return f"{entry.file.removesuffix('.toml')}-{entry.id}"


@pytest.mark.parametrize("file", FILES)
def test_entries_have_the_agreed_keys(file: str) -> None:
    for raw in entries(file):
        assert set(raw) >= REQUIRED, raw["id"]
        assert set(raw) <= REQUIRED | OPTIONAL, raw["id"]
        assert raw["source"].strip(), raw["id"]
        assert raw["temporary"] in (True, False, "any"), raw["id"]


def test_names_are_unique_in_each_file() -> None:
    for file in FILES:
        names = [raw["id"] for raw in entries(file)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("entry", [e for e in EVERY if e.file != "heldout.toml"], ids=_name)
def test_known_answers_are_exact(entry: Entry) -> None:
    assert classify_cloud(entry.fact).code in entry.want


@pytest.mark.parametrize("entry", EVERY, ids=_name)
def test_no_answer_gets_a_wrong_fault(entry: Entry) -> None:
    verdict = classify_cloud(entry.fact)

    assert verdict.code in entry.want + entry.coarse, verdict.rule


@pytest.mark.parametrize("entry", [e for e in EVERY if e.temporary != "any"], ids=_name)
def test_temporary_is_that_of_the_answer(entry: Entry) -> None:
    verdict = classify_cloud(entry.fact)

    assert verdict.temporary is entry.temporary, verdict.rule


def test_unseen_answers_are_exact_as_a_rule() -> None:
    unseen = load("heldout.toml")

    exact = [entry for entry in unseen if classify_cloud(entry.fact).code in entry.want]

    assert len(exact) >= EXACT_FLOOR * len(unseen)
