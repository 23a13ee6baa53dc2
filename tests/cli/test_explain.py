"""``hubmail explain``: what is pasted is understood, and what means nothing is not."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.diagnosis import catalogue
from hubmail_gui.diagnosis.explain import UNDERSTOOD, explain
from tests.cli.program import Program

SAMPLES = Path(__file__).parents[1] / "explain"
EVERY: list[dict[str, Any]] = [
    text
    for file in ("sample.toml", "gathered.toml")
    for text in tomllib.loads((SAMPLES / file).read_text("utf-8"))["text"]
]
# In the samples of logs in which somebody left a password.
LEFT_IN = ("winter-Marker-2019", "d2ludGVyLU1hcmtlci0yMDE5")
KEYS = {"code", "title", "cause", "remedy", "actor", "temporary", "reply"}


def raw(text: dict[str, Any]) -> bytes:
    content: str = text["text"]
    return content.lstrip("\n").encode(text.get("encoding", "utf-8"))


def by_id(name: str) -> dict[str, Any]:
    return next(text for text in EVERY if text["id"] == name)


@pytest.mark.parametrize("text", EVERY, ids=lambda text: str(text["id"]))
def test_each_sample_is_answered_exactly(text: dict[str, Any]) -> None:
    found = explain(raw(text))
    codes = [one.code for one in found.meanings]
    assert codes[:1] == ([codes[0]] if text["want"] and codes else [])
    assert bool(codes) == bool(text["want"])
    assert all(code in text["want"] for code in codes[:1]), codes
    assert all(code in (*text["want"], *text.get("coarse", ())) for code in codes), codes
    if "recipient" in text:
        assert found.recipients == (text["recipient"],)
        assert found.status == text.get("status")
        assert found.reporting_mta == text.get("mta")
    shown = repr(found)
    assert not any(secret in shown for secret in LEFT_IN)


def test_every_code_of_the_rules_is_in_the_catalogue() -> None:
    from hubmail_gui.core import resources

    rules = tomllib.loads(Path(resources.path("explain/words.toml")).read_text("utf-8"))["rule"]
    known = {entry.code for entry in catalogue.entries()}
    assert {rule["fault"] for rule in rules} <= known
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        codes = [one.code for one in explain(f"mail: {rule['sample']}".encode()).meanings]
        assert codes[:1] == [rule["fault"]], rule["id"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_json_object_without_settings_and_network(
    plain: Program, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "bounce.eml"
    file.write_bytes(raw(by_id("bounce-postfix-dmarc")))
    done = plain.run("explain", file, "--json", "--lang", language)
    assert done.status == 0, done.err
    assert set(done.json) == {"meaning", "recipient", "reporting_mta", "status", "failure"}
    (meaning,) = done.json["meaning"]
    assert set(meaning) == KEYS
    assert meaning["code"] == "smtp.sender.domain_policy"
    assert meaning["actor"] == "mail-admin"
    assert meaning["temporary"] is False
    assert "DMARC policy" in meaning["reply"]
    assert done.json["recipient"] == "bob@example.org"
    assert not plain.folder.exists()
    human = plain.run("explain", file, "--lang", language)
    assert human.status == 0
    assert "bob@example.org" in human.out
    assert meaning["title"] in human.out


def test_nothing_is_recognised_with_69(plain: Program) -> None:
    done = plain.run("explain", "--json", stdin=raw(by_id("nothing-prose")))
    assert done.status == 69
    assert done.json["meaning"] == []
    assert "Not recognised" in plain.run("explain", "-", "--lang", "en", stdin=b"hello").err


def test_a_file_that_cannot_be_read(plain: Program, tmp_path: Path) -> None:
    done = plain.run("explain", tmp_path / "none", "--json")
    assert done.status == 65
    assert done.json["meaning"] == []


def test_the_newest_failure_in_a_log_of_megabytes(plain: Program, tmp_path: Path) -> None:
    quiet = "Nov  3 18:05:55 mail postfix/qmgr[1]: 81571C2D: removed\n" * 60_000
    old = "Nov  1 mail postfix/smtp[1]: to=<a@example.test>, status=bounced (host mx said: 550 5.1.1 User unknown)\n"
    new = "Nov  3 mail postfix/smtp[1]: to=<a@example.test>, status=deferred (connect to mx[192.0.2.1]:25: Connection refused)\n"
    file = tmp_path / "mail.log"
    file.write_text(old + quiet + new + quiet, encoding="utf-8")
    for given, stdin in ((str(file), b""), ("-", file.read_bytes())):
        done = plain.run("explain", given, "--json", stdin=stdin)
        assert done.status == 0
        assert [one["code"] for one in done.json["meaning"]] == ["network.refused"]


def test_no_more_than_is_allowed_is_understood() -> None:
    reply = "550 5.7.1 Relaying denied " + "x" * 2 * UNDERSTOOD
    (meaning,) = explain(f"mail error: {reply}".encode()).meanings
    assert len(meaning.reply) <= UNDERSTOOD
    # Two failures that are further apart are two; the newest one counts.
    apart = "smtp: Connection refused\n" + "ok\n" * UNDERSTOOD + "smtp: certificate has expired\n"
    assert [one.code for one in explain(apart.encode()).meanings] == ["tls.certificate.expired"]


@pytest.mark.parametrize(
    "line",
    [
        "password: hunter2-Marker",
        "SMTP_PASSWORD=hunter2-Marker",
        '"pass" => "hunter2-Marker"',
        "smtp://hub:hunter2-Marker@mx.example.test:587",
        "AUTH PLAIN AGh1YgBodW50ZXIyLU1hcmtlcg==",
        "> AUTH LOGIN\n< 334 UGFzc3dvcmQ6\n> aHVudGVyMi1NYXJrZXI=",
    ],
)
def test_a_password_is_never_repeated(plain: Program, line: str) -> None:
    text = f"{line}\n535 5.7.8 authentication failed: hunter2-Marker is wrong"
    for arguments in (("--json",), ()):
        done = plain.run("explain", *arguments, stdin=text.encode())
        assert done.status == 0
        assert "hunter2-Marker" not in done.out + done.err
        assert "smtp.auth.rejected" in done.out


def test_several_recipients_are_a_list(plain: Program) -> None:
    text = raw(by_id("bounce-postfix-dmarc")).decode()
    block = "Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.1.1\n"
    block += "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n\n"
    text = text.replace("Final-Recipient: rfc822; bob", f"{block}Final-Recipient: rfc822; bob")
    done = plain.run("explain", "--json", stdin=text.encode())
    assert done.json["recipient"] == ["ann@example.org", "bob@example.org"]
    assert {one["code"] for one in done.json["meaning"]} == {
        "smtp.recipient.rejected",
        "smtp.sender.domain_policy",
    }


def test_an_internationalised_report(plain: Program) -> None:
    text = raw(by_id("bounce-postfix-dmarc")).decode()
    text = text.replace("message/delivery-status", "message/global-delivery-status")
    text = text.replace("rfc822; bob@example.org", "utf-8; bøb@example.org")
    done = plain.run("explain", "--json", stdin=text.encode())
    assert done.json["recipient"] == "bøb@example.org"
    assert json.loads(done.out)["status"] == "5.7.26"
