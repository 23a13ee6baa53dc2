"""Completion for bash, zsh and PowerShell, from the command line's own parser."""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Iterable

import shtab

from distribution import manual, project
from hubmail_gui.cli import arguments

# What the values of these are: everything else is the user's own.
FILES = {"file", "secret_file"}
FOLDERS = {"config_dir"}

_POWERSHELL = """# PowerShell completion for hubmail {version}
Register-ArgumentCompleter -Native -CommandName hubmail, hubmail-gui -ScriptBlock {{
    param($wordToComplete, $commandAst, $cursorPosition)
    $known = ConvertFrom-Json '{known}'
    $given = $commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object {{ "$_" }}
    $command = $given | Where-Object {{ $known.PSObject.Properties.Name -contains $_ }} |
        Select-Object -First 1
    if (-not $command) {{ $command = '' }}
    $previous = if ($wordToComplete) {{ $given | Select-Object -SkipLast 1 -Last 1 }}
        else {{ $given | Select-Object -Last 1 }}
    $offered = $known.$command.words
    if ($previous -and $known.$command.values.PSObject.Properties.Name -contains $previous) {{
        $offered = $known.$command.values.$previous
    }}
    $offered | Where-Object {{ $_ -like "$wordToComplete*" }} | ForEach-Object {{
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }}
}}
"""


def bash() -> str:
    """For bash-completion's folder, as ``hubmail``."""
    script: str = shtab.complete(_parser(), shell="bash")  # noqa: S604 - a name
    return f"{script.rstrip()}\ncomplete -o bashdefault -F _shtab_hubmail hubmail-gui\n"


def zsh() -> str:
    """For a folder of zsh's fpath, as ``_hubmail``."""
    script: str = shtab.complete(_parser(), shell="zsh")  # noqa: S604
    return script.replace("#compdef hubmail", "#compdef hubmail hubmail-gui", 1)


def powershell() -> str:
    """For a profile, by ``. hubmail.ps1``."""
    parser = _parser()
    parsers = {"": parser, **manual.commands(parser)}
    known = {name: _known(one) for name, one in parsers.items()}
    known[""]["words"] = [*manual.commands(parser), *known[""]["words"]]
    text = json.dumps(known).replace("'", "''")
    return _POWERSHELL.format(version=project.VERSION, known=text)


def _known(parser: argparse.ArgumentParser) -> dict[str, list[str] | dict[str, list[str]]]:
    words: list[str] = []
    values: dict[str, list[str]] = {}
    for action in manual.options(parser):
        words += action.option_strings
        choices = [str(one) for one in action.choices or ()]
        values.update(dict.fromkeys(action.option_strings, choices) if action.nargs != 0 else {})
        if not action.option_strings:
            words += choices
    return {"words": words, "values": {name: one for name, one in values.items() if one}}


def _parser() -> argparse.ArgumentParser:
    """The program's parser, which also knows what can be completed."""
    parser = arguments.parser()
    for one in (parser, *manual.commands(parser).values()):
        _mark(one._actions)
    return parser


def _mark(actions: Iterable[argparse.Action]) -> None:
    for action in actions:
        if action.dest in FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.dest in FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif action.dest == "code":
            action.choices = _codes()


def _codes() -> list[str]:
    text = (project.ROOT / "resources" / "faults" / "faults.toml").read_text(encoding="utf-8")
    return sorted(tomllib.loads(text)["codes"])
