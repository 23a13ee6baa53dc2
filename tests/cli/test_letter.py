"""``hubmail letter``: the request, from what is stored or from half a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import Program

HALF = {"authentication": {"type": "microsoft-oauth2", "application_id": "6f1b3a52"}}


def written(folder: Path, document: object) -> str:
    path = folder / "half.json"
    path.write_text(json.dumps(document), "utf-8")
    return str(path)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["password", "microsoft-oauth2"])
def test_every_type_has_a_letter(plain: Program, tmp_path: Path, language: str, kind: str) -> None:
    path = written(tmp_path, {"sender": "hub@example.com", "authentication": {"type": kind}})
    done = plain.run("letter", path, "--json", "--lang", language)
    told = done.json
    assert done.status == 0
    assert set(told) == {"subject", "text", "failure"}
    assert told["failure"] is None
    assert "hub@example.com" in told["subject"]
    assert "{" not in told["text"]


def test_half_a_file_leaves_blanks(plain: Program, tmp_path: Path) -> None:
    done = plain.run("letter", written(tmp_path, HALF), "--lang", "en")
    assert done.status == 0
    assert "6f1b3a52" in done.out
    assert "<sender's address>" in done.out.splitlines()[0]


def test_without_a_login_nobody_is_asked_for_an_account(plain: Program, tmp_path: Path) -> None:
    inner = {"type": "password", "host": "mx.example.com", "smtp_authentication": False}
    done = plain.run("letter", written(tmp_path, {"authentication": inner}), "--lang", "en")
    assert "without a login" in done.out
    assert "Account" not in done.out


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({}, "field.required"),
        ({"authentication": {"type": "pigeon"}}, "field.choice"),
        ([], "field.type"),
    ],
)
def test_without_a_type_there_is_no_letter(
    plain: Program, tmp_path: Path, document: object, code: str
) -> None:
    done = plain.run("letter", written(tmp_path, document), "--json")
    told = done.json
    assert done.status == 65
    assert (told["subject"], told["text"]) == (None, None)
    assert [one["code"] for one in told["errors"]] == [code]


def test_with_nothing_stored_it_says_so(plain: Program) -> None:
    done = plain.run("letter", "--json")
    assert done.status == 78
    assert done.json["failure"]["code"] == "settings.missing"
