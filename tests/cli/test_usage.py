"""The command line itself: where options may stand, and what is said of a wrong one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from hubmail_gui.core import resources
from hubmail_gui.diagnosis import catalogue
from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import Program
from tests.cli.results import ACTORS

WRONG = {
    "unknown option": ("show", "--nonsense"),
    "abbreviated option": ("show", "--jso"),
    "unknown command": ("display",),
    "no file": ("apply",),
    "another language": ("show", "--lang", "de"),
    "no number": ("test", "--timeout", "soon"),
    "no time": ("test", "--timeout", "0"),
    "not a number": ("test", "--timeout", "nan"),
    "too long": ("test", "--timeout", "1e9"),
    "two secrets": ("apply", "x", "--secret-stdin", "--secret-file", "x"),
    "two secrets apart": ("--secret-stdin", "apply", "x", "--secret-file", "x"),
    "two inputs": ("apply", "-", "--secret-stdin"),
    "two inputs of a message": ("send", "--secret-stdin", "a@example.com"),
    "too much": ("show", "more"),
}


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_wrong_usage(plain: Program, arguments: tuple[str, ...]) -> None:
    done = plain.run(*arguments)
    assert done.status == 64
    assert done.out == ""
    assert "usage:" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_wrong_usage_is_one_object_too(plain: Program, arguments: tuple[str, ...]) -> None:
    done = plain.run(*arguments, "--json")
    assert done.status == 64
    assert done.code == "settings.invalid"
    (error,) = done.json["errors"]
    assert error["code"] == "usage"
    assert error["title"] in done.err


def test_a_secret_is_never_an_argument(plain: Program) -> None:
    for option in ("--secret", "--password"):
        assert plain.run("apply", "x", option, "y").status == 64


@pytest.mark.parametrize(
    "arguments",
    [("--json", "--config-dir", "{}", "show"), ("show", "--config-dir", "{}", "--json"),
     ("--config-dir={}", "show", "--json")],
    ids=["before", "after", "both"],
)  # fmt: skip
def test_options_stand_before_or_after_the_command(
    plain: Program, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    folder = tmp_path / "another"
    done = plain.run(*(one.format(folder) for one in arguments))
    assert done.status == 78
    assert done.json["failure"]["params"]["path"] == str(folder)


def test_the_folder_comes_from_the_option_then_the_variable_then_the_platform(
    plain: Program, tmp_path: Path
) -> None:
    def named(done_json: dict[str, object]) -> object:
        failure = done_json["failure"]
        assert isinstance(failure, dict)
        return failure["params"]["path"]

    elsewhere = str(tmp_path / "a")
    option = plain.run("show", "--json", "--config-dir", elsewhere)
    variable = plain.run("show", "--json")
    platform = plain.run(
        "show",
        "--json",
        HUBMAIL_CONFIG_DIR="",
        XDG_CONFIG_HOME=str(tmp_path),
        APPDATA=str(tmp_path),
    )
    assert named(option.json) == elsewhere
    assert named(variable.json) == str(plain.folder)
    assert named(platform.json) == str(tmp_path / "hubmail")


def test_help_and_version(plain: Program) -> None:
    helped = plain.run("--help")
    assert helped.status == 0
    for command in ("apply", "test", "show", "history", "restore", "send", "faults", "schema"):
        assert command in helped.out
        assert plain.run(command, "--help").status == 0
    assert plain.run("--version").out.startswith("hubmail ")


# ------------------------------------------------------------------ without a screen


def test_the_window_needs_a_display_and_says_so(plain: Program) -> None:
    done = plain.run()
    assert done.status == 64
    assert "display" in done.err


def test_the_trial_runs_without_a_display(plain: Program) -> None:
    done = plain.run("--demo")
    assert done.status == 0, done.err
    assert "250" in done.out
    assert re.search(r"127\.0\.0\.1:\d+ and handed .* heard: 250 2\.0\.0 Ok: queued", done.out)
    as_json = plain.run("--demo", "--json")
    assert as_json.json["ok"] is True
    assert not plain.folder.exists()


# ------------------------------------------------------------------ languages

LANGUAGES: dict[str, tuple[list[str], dict[str, str], str]] = {
    "option": (["--lang", "fr"], {}, "fr"),
    "option over system": (["--lang", "en"], {"LC_ALL": "fr_FR.UTF-8"}, "en"),
    "system": ([], {"LC_ALL": "fr_FR.UTF-8"}, "fr"),
    "Canada": ([], {"LANG": "fr_CA.UTF-8"}, "fr"),
    "rank of the variables": ([], {"LC_ALL": "en_GB.UTF-8", "LANG": "fr_FR.UTF-8"}, "en"),
    "another": ([], {"LC_ALL": "de_DE.UTF-8"}, "en"),
    "C": ([], {"LC_ALL": "C"}, "en"),
}


@pytest.mark.parametrize(("options", "variables", "language"), LANGUAGES.values(), ids=LANGUAGES)
def test_the_language_is_the_option_or_the_system_s(
    plain: Program, options: list[str], variables: dict[str, str], language: str
) -> None:
    program = Program(plain.folder, variables)
    done = program.run("faults", "keyring.locked", "--json", *options)
    assert done.json["faults"][0]["title"] == catalogue.words("keyring.locked", language).title


@pytest.mark.secret_service
def test_the_last_test_is_told_in_the_language_that_is_asked_for(
    applied: Program, server: MailServer
) -> None:
    applied.run("test", "--recipient", "unknown@example.com", "--lang", "fr")
    english, french = (
        applied.run("show", "--json", "--lang", language).json["last_test"]["failure"]
        for language in ("en", "fr")
    )
    assert english["code"] == french["code"]
    assert english["title"] != french["title"]
    assert english["remedy"] != french["remedy"]
    assert french["reply"] == "550 5.1.1 No such mailbox"


@pytest.mark.secret_service
def test_problems_are_told_in_the_language_that_is_asked_for(
    program: Program, server: MailServer, write: Write
) -> None:
    file = write(server.document(port=0))
    english, french = (
        program.run("apply", file, "--json", "--lang", language).json["errors"]
        for language in ("en", "fr")
    )
    assert [one["code"] for one in english] == [one["code"] for one in french]
    assert english[0]["title"] != french[0]["title"]


# ------------------------------------------------------------------ faults and schema


def test_the_catalogue_of_faults(plain: Program) -> None:
    document = plain.run("faults", "--json").json
    assert document["failure"] is None
    codes = [one["code"] for one in document["faults"]]
    assert len(codes) == len(set(codes))
    assert {"settings.invalid", "smtp.auth.disabled", "graph.send_as_denied"} <= set(codes)
    for fault in document["faults"]:
        assert fault.keys() >= {"code", "title", "remedy", "actor", "temporary"}
        assert fault["actor"] in ACTORS
        assert fault["title"]
        assert fault["remedy"]
    listed = plain.run("faults").out.splitlines()
    assert [line.partition(":")[0] for line in listed] == codes


def test_one_fault(plain: Program) -> None:
    document = plain.run("faults", "smtp.greylisted", "--json").json
    assert [one["code"] for one in document["faults"]] == ["smtp.greylisted"]
    told = plain.run("faults", "smtp.greylisted").out
    assert "  1. " in told
    assert "{" not in told


EXAMPLES: dict[str, dict[str, object]] = {
    "password": {
        "type": "password", "host": "smtp.example.com", "port": 587, "encryption": "starttls",
        "smtp_authentication": True, "username": "hub",
    },
    "microsoft": {
        "type": "microsoft-oauth2", "application_id": "11111111-2222-3333-4444-555555555555",
        "directory_id": "example.com", "route": "graph", "cloud": "global", "credential": "secret",
    },
}  # fmt: skip


@pytest.mark.parametrize("login", EXAMPLES.values(), ids=EXAMPLES)
def test_the_schema_takes_the_examples_of_the_contract(
    plain: Program, login: dict[str, object]
) -> None:
    schema = plain.run("schema").json
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"sender": "hub@example.com", "authentication": login}, schema)
    jsonschema.validate({"authentication": {**login, "sender": "hub@example.com"}}, schema)
    refused: list[dict[str, object]] = [
        {"authentication": login},
        {"sender": "hub@example.com", "authentication": login, "colour": "red"},
        {"sender": "hub@example.com", "authentication": {**login, "password": "x"}},
        {"sender": "hub@example.com", "authentication": login, "secret": "a password"},
        {"sender": "hub@example.com", "authentication": login, "schema": 2},
        {"sender": "hub@example.com"},
    ]
    for document in refused:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, schema)


@pytest.mark.secret_service
def test_the_schema_takes_what_is_stored(applied: Program) -> None:
    jsonschema.validate(applied.settings(), applied.run("schema", "--json").json)


def test_the_schema_in_the_tree_is_current(plain: Program) -> None:
    """``make schema`` writes it anew."""
    kept = Path(resources.path("schema/settings.schema.json")).read_text(encoding="utf-8")
    assert json.loads(kept) == plain.run("schema").json
    assert kept == plain.run("schema").out


FILES_ASKED_FOR = """
import os, sys
from collections import Counter
asked = Counter()
real, listing = os.stat, os.listdir
def stat(path, **given):
    asked[str(path)] += 1
    return real(path, **given)
def listdir(path):
    asked[str(path)] += 1
    return listing(path)
os.stat, os.listdir = stat, listdir
from hubmail_gui.__main__ import main
main()
print(asked.most_common(1)[0][1], file=sys.stderr)
"""


def test_no_file_is_asked_for_again_and_again(plain: Program) -> None:
    # Windows, and a scanner there, take their time for each.
    done = subprocess.run(
        [sys.executable, "-c", FILES_ASKED_FOR, "faults"], capture_output=True, check=True,
        env=plain.variables(),
    )  # fmt: skip
    assert int(done.stderr.split()[-1]) <= 4
