"""The rules about SMTP replies: well formed, sourced, each of use, never silent, never tied."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core.facts import ReplyFact, Stage
from hubmail_gui.core.resources import path
from hubmail_gui.diagnosis.rules import FLAGS, classify_reply, decode_reply, entries, ranked
from tests.diagnosis.reply_cases import fact_of

Entry = dict[str, Any]
FILES = entries()
EVERY: list[Entry] = [entry for data in FILES.values() for entry in data.get("rule", ())]
PRECEDENCE: list[str] = [code for data in FILES.values() for code in data.get("precedence", ())]
FIRST_STAGE = {"transaction": "mail", "any": "greet"}
# What a 4xx or 5xx says where no word helps.
COARSEST = {
    ("auth", "4"): "smtp.auth.temporary",
    ("auth", "5"): "smtp.auth.rejected",
    ("mail", "4"): "smtp.temporary",
    ("mail", "5"): "smtp.refused",
    ("rcpt", "4"): "smtp.temporary",
    ("rcpt", "5"): "smtp.refused",
    ("data", "4"): "smtp.temporary",
    ("data", "5"): "smtp.refused",
    ("greet", "4"): "smtp.turned_away",
    ("greet", "5"): "smtp.turned_away",
    ("ehlo", "4"): "smtp.ehlo_refused",
    ("ehlo", "5"): "smtp.ehlo_refused",
    ("starttls", "4"): "tls.starttls_refused",
    ("starttls", "5"): "tls.starttls_refused",
}
# The enhanced codes that rules name, and their neighbours.
NUMBERS = re.findall(r"[245x]\.(\d)\.(\d+)(?:-(\d+))?", repr([e.get("enhanced") for e in EVERY]))
ENHANCED = sorted(
    {
        f"{subject}.{int(detail) + step}"
        for subject, first, last in NUMBERS
        for detail in (first, last or first)
        for step in (0, 1)
    }
)
# The reply codes that rules name; all others of a class are one to them.
NAMED = {code for entry in EVERY for code in entry.get("code", []) if "x" not in code}
CODES = [int(code) for code in sorted(NAMED | {"400", "450", "499", "520", "560", "599"})]


def first_stage(entry: Entry) -> str:
    stage = entry["stage"]
    name: str = stage if isinstance(stage, str) else stage[0]
    return FIRST_STAGE.get(name, name)


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: str(entry["id"]))
def test_sample_selects_its_own_rule(entry: Entry) -> None:
    flags = {name: entry[name] for name in FLAGS if name in entry}
    fact = fact_of(first_stage(entry), entry["sample"], **flags)
    verdict = classify_reply(fact)
    assert verdict.rule == entry["id"]
    assert verdict.code == entry["fault"]


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: str(entry["id"]))
def test_rule_says_where_it_was_read(entry: Entry) -> None:
    assert entry["source"].keys() == {"ref", "checked"}
    assert len(entry["source"]["ref"]) > 8
    assert entry["source"]["checked"] >= date(2026, 11, 1)


def test_ids_are_unique() -> None:
    ids = [entry["id"] for entry in EVERY]
    assert len(ids) == len(set(ids))


def test_precedence_names_each_fault_once_and_none_in_vain() -> None:
    assert len(PRECEDENCE) == len(set(PRECEDENCE))
    assert set(PRECEDENCE) == {entry["fault"] for entry in EVERY}


def test_faults_are_in_the_catalogue() -> None:
    catalogue = tomllib.loads(Path(path("faults/faults.toml")).read_text(encoding="utf-8"))
    assert set(PRECEDENCE) <= set(catalogue["codes"])


@pytest.mark.parametrize("stage", list(Stage))
def test_every_number_has_one_answer(stage: Stage) -> None:
    cases = [*product(range(400, 600), [None, "0.0"]), *product(CODES, ENHANCED)]
    for code, detail in cases:
        number = detail and f"{code // 100}.{detail}"
        held = ranked(ReplyFact(stage, code, number, ""))
        assert held, (code, number)
        # A rank ends in the rule's name, which must not be what decides.
        best = held[0][0][:-1]
        answers = {(rule.fault, rule.temporary) for rank, rule in held if rank[:-1] == best}
        assert len(answers) == 1, (code, number, answers)


@pytest.mark.parametrize(("stage", "first"), COARSEST, ids="-".join)
def test_unknown_words_give_the_coarse_code(stage: str, first: str) -> None:
    fact = ReplyFact(Stage(stage), int(f"{first}59"), None, "Zyx wvu tsrq")
    verdict = classify_reply(fact)
    assert verdict.code == COARSEST[stage, first]
    assert verdict.temporary is (first == "4")


@given(
    stage=st.sampled_from(Stage),
    code=st.integers(0, 999),
    enhanced=st.none() | st.from_regex(r"\A[245]\.[0-9]{1,3}\.[0-9]{1,3}\Z"),
    raw=st.binary(max_size=300),
    login=st.booleans(),
    encrypted=st.booleans(),
)
def test_any_bytes_give_a_verdict(
    stage: Stage, code: int, enhanced: str | None, raw: bytes, login: bool, encrypted: bool
) -> None:
    fact = ReplyFact(stage, code, enhanced, decode_reply(raw), login=login, encrypted=encrypted)
    verdict = classify_reply(fact)
    assert verdict.code in PRECEDENCE
    assert classify_reply(fact) == verdict


@given(text=st.text(max_size=200))
def test_any_text_gives_a_verdict(text: str) -> None:
    assert classify_reply(ReplyFact(Stage.RCPT, 550, None, text)).code in PRECEDENCE
