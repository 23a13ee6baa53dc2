"""The manual pages and the completions know every command and option that the program knows."""

from __future__ import annotations

import argparse
import json
import re
import subprocess

import pytest

from distribution import completion, manual
from hubmail_gui.cli import arguments, commands

PARSER = arguments.parser()
PARSERS: dict[str, argparse.ArgumentParser] = manual.commands(PARSER)
COMMANDS = sorted(commands.COMMANDS)
OPTIONS = sorted({
    name for one in (PARSER, *PARSERS.values())
    for action in manual.options(one) for name in action.option_strings
})  # fmt: skip


def words(page: str) -> str:
    """A manual page without its macros."""
    return re.sub(r"\\f[BIR]|\\&", "", page).replace(r"\-", "-")


@pytest.mark.parametrize("language", manual.LANGUAGES)
def test_the_manual_says_all(language: str) -> None:
    page = words(manual.page(language))
    assert [name for name in COMMANDS if f".SS hubmail {name}" not in page] == []
    assert [name for name in OPTIONS if name not in page] == []


def test_the_manual_is_translated() -> None:
    pages = {language: words(manual.page(language)) for language in manual.LANGUAGES}
    assert ".SH FICHIERS" in pages["fr"]
    assert "folder of the settings" in pages["en"]
    assert "folder of the settings" not in pages["fr"]


@pytest.mark.parametrize("make", [completion.bash, completion.zsh], ids=["bash", "zsh"])
def test_a_shell_knows_all(make: object) -> None:
    assert callable(make)
    script = make()
    assert [name for name in (*COMMANDS, *OPTIONS) if name not in script] == []
    assert "tls.certificate.expired" in script


def test_powershell_knows_all() -> None:
    script = completion.powershell()
    found = re.search(r"ConvertFrom-Json '(.*)'\n", script)
    assert found
    known = json.loads(found[1].replace("''", "'"))
    assert set(known) == {"", *COMMANDS}
    assert set(COMMANDS) < set(known[""]["words"])
    assert "tls.certificate.expired" in known["faults"]["words"]
    assert known["apply"]["values"]["--lang"] == ["en", "fr"]
    for name, parser in PARSERS.items():
        own = {option for one in manual.options(parser) for option in one.option_strings}
        assert own <= set(known[name]["words"])


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        pytest.param("hubmail hist", "history", id="command"),
        pytest.param("hubmail apply --secret-f", "--secret-file", id="option"),
        pytest.param("hubmail faults smtp.auth.disa", "smtp.auth.disabled", id="fault"),
        pytest.param("hubmail show --lang f", "fr", id="value"),
    ],
)
def test_bash_completes(line: str, offered: str) -> None:
    given = line.split()
    script = f"""{completion.bash()}
        COMP_WORDS=({" ".join(given)}) COMP_CWORD={len(given) - 1} COMP_LINE='{line}'
        COMP_POINT={len(line)}
        _shtab_hubmail hubmail {given[-1]} {given[-2]}
        echo "${{COMPREPLY[@]}}"
    """
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [offered], run.stderr
