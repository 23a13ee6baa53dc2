"""How results reach the terminal: a verdict in words, or one JSON object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from hubmail_gui import methods
from hubmail_gui.cli import exits
from hubmail_gui.cli.terminal import dump as dump
from hubmail_gui.cli.terminal import say as say
from hubmail_gui.cli.terminal import tell as tell
from hubmail_gui.core import texts
from hubmail_gui.core.outcome import Fault
from hubmail_gui.core.problems import Problem
from hubmail_gui.core.texts import N_, _

if TYPE_CHECKING:
    from hubmail_gui.cli.context import Context
    from hubmail_gui.core.outcome import Fault
    from hubmail_gui.core.problems import Problem
    from hubmail_gui.service.result import Result


def finish(context: Context, result: Result, more: Mapping[str, object] | None = None) -> int:
    """Show a result and return the exit status that says the same.

    Args:
        context: of the command.
        result: what it came to.
        more: what this command's JSON has beside the result's own keys.
    """
    from hubmail_gui.service.result import result_json

    if context.json:
        dump({**result_json(result), **(more or {})})
        return exits.status(result.failure)
    if result.failure is not None:
        _explain(result)
    warn(result.attempt.warnings)
    for address, reply in result.attempt.refused.items():
        tell("  " + texts.labelled(address, reply))
    return exits.status(result.failure)


def end(
    context: Context,
    told: Mapping[str, object],
    fault: Fault | None,
    errors: tuple[Problem, ...] = (),
) -> int:
    """End a command whose JSON is an object of its own; ``told`` is all of it but ``failure``."""
    if context.json:
        _dump(told, fault, errors)
    elif fault is not None:
        explain(fault, errors)
    return exits.status(fault)


def failure(context: Context, fault: Fault, errors: tuple[Problem, ...] = ()) -> int:
    """End a command that came to no result of its own."""
    from hubmail_gui.service.result import failed

    command = context.arguments.command
    if command in _EMPTY:
        return end(context, _EMPTY[command], fault, errors)
    return finish(context, failed(fault, errors=errors), _MORE.get(command))


def wrong_usage(command: str | None, message: str, *, json: bool) -> int:
    """End a command that cannot be called like that; no fault, so only the message is shown."""
    tell(message)
    if json:
        fault = Fault("settings.invalid", False, params={"count": "1"})
        _dump_failure(command, fault, (Problem("", "usage", {"reason": message}),))
    return exits.USAGE


def _dump_failure(command: str | None, fault: Fault, errors: tuple[Problem, ...]) -> None:
    from hubmail_gui.service.result import failed, result_json

    name = command or ""
    if name in _EMPTY:
        _dump(_EMPTY[name], fault, errors)
    else:
        dump({**result_json(failed(fault, errors=errors)), **_MORE.get(name, {})})


def _dump(told: Mapping[str, object], fault: Fault | None, errors: tuple[Problem, ...]) -> None:
    from hubmail_gui.service.result import fault_json, problem_json

    found = {"errors": [problem_json(one) for one in errors]} if errors else {}
    dump({**told, "failure": fault_json(fault), **found})


# What the commands that test nothing print where they fail.
_EMPTY: dict[str, dict[str, object]] = {
    "show": {
        "settings": None,
        "revision": None,
        "secret_stored": False,
        "last_test": None,
        "handover": None,
    },
    "history": {"history": []},
    "faults": {"faults": []},
    "schema": {},
    "letter": {"subject": None, "text": None},
    "explain": {"meaning": [], "recipient": None, "reporting_mta": None, "status": None},
    "detect": {"asked": None, "candidates": [], "tried": []},
    "sender": {
        "domain": None,
        "mx": [],
        "spf": {"record": None, "covers_route": None, "lookups": 0, "code": None},
        "dmarc": {"record": None, "policy": None, "code": None},
        "dkim": [],
        "warnings": [],
    },
    "firewall": {"needs": [], "proxy": None},
    "scope": {"forbidden": None, "refused": False, "code": None},
    "compare": {"differences": []},
    "send": {
        "accepted": [],
        "refused": {},
        "message_id": None,
        "reply": None,
        "warnings": [],
        "errors": [],
    },
    "relay": {"mails": 0},
    "bundle": {"file": None, "bytes": None},
    "received": {
        "received": False,
        "after_seconds": None,
        "hops": [],
        "spf": None,
        "dkim": None,
        "dmarc": None,
        "spam": None,
        "warnings": [],
    },
}

# What the commands that test print beside a result where they come to none.
_MORE: dict[str, dict[str, object]] = {
    "watch": {"attempts": []},
    "rotate": {"attempts": [], "swapped": False},
    "handover": {"account": None, "unit": None, "folder": None, "store": None, "undone": False},
}


_RECIPIENT = N_("The recipient is given with --recipient, or by the address in the profile.")


def _hints(missing: Iterable[str]) -> Iterator[str]:
    """How what stands in no settings file comes from the command line."""
    secrets = methods.secrets()
    for field in missing:
        if field == "recipient":
            yield _RECIPIENT
        elif field in secrets:
            yield secrets[field].hint


def warn(warnings: Iterable[Fault]) -> None:
    """The warnings of a result, on standard error."""
    for one in warnings:
        from hubmail_gui.service.verdict import title

        tell(_("Warning: {title}").format(title=title(one)))


def explain(fault: Fault, errors: tuple[Problem, ...] = ()) -> None:
    """A failure that belongs to no result."""
    from hubmail_gui.service.result import failed

    _explain(failed(fault, errors=errors))


def _explain(result: Result) -> None:
    """A failure: what, why, who, what to do, and the server's own words."""
    from hubmail_gui.service.verdict import is_local, quoted, verdict

    told = verdict(result)
    tell()
    tell(told.title)
    for problem in told.problems:
        tell("  " + problem)
    again = ("field.required", "field.secret_again")
    missing = [one.field for one in result.errors if one.code in again]
    for hint in dict.fromkeys(_hints(missing)):
        tell("  " + _(hint))
    for sentence in told.sentences:
        tell(sentence)
    if told.remedy:
        tell()
        tell(told.who)
        for number, step in enumerate(told.remedy, 1):
            tell(f"  {number}. {step}")
    if told.why:
        tell()
        tell(_("It would go better with: {settings}").format(settings=_changes(result)))
        tell("  " + told.why)
    if told.reply:
        tell()
        if is_local(told.code):
            tell(texts.labelled(quoted(told.code), told.reply))
        else:
            tell(_("Answer received: {reply}").format(reply=told.reply))
    tell(f"[{told.code}]")


def _changes(result: Result) -> str:
    """The settings that a suggestion changes, as the file names them."""
    fault = result.attempt.fault
    suggestion = None if fault is None else fault.suggestion
    patch = dict(suggestion.settings) if suggestion else {}
    inner = patch.pop("authentication", {})
    import json

    changed = {**patch, **inner}.items()
    return ", ".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in changed)
