"""The report of a test as plain text: all that a colleague needs to act, and no secret."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from hubmail_gui import __version__
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core import system, texts
from hubmail_gui.core.steps import LABELS, StepState
from hubmail_gui.core.texts import N_, _, ngettext
from hubmail_gui.service.verdict import Kind, verdict

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.service.result import Result

STATE_WORDS = {
    StepState.RUNNING: N_("running"),
    StepState.OK: N_("done"),
    StepState.FAILED: N_("failed"),
    StepState.SKIPPED: N_("not reached"),
    StepState.CANCELLED: N_("cancelled"),
}


def text(result: Result, settings: MailSettings | None) -> str:
    """The whole report in the language in use."""
    parts = [_verdict(result), _about(result, settings), _ladder(result), _transcript(result)]
    return "\n".join("\n".join(part) + "\n" for part in map(list, parts) if part)


def _verdict(result: Result) -> Iterator[str]:
    # Without the code: whoever the report is sent to has not received that mail.
    told = verdict(result, alone=False)
    if told.kind is Kind.UNCHANGED:
        return
    if told.code:
        yield told.title
    yield from told.sentences
    if told.remedy:
        yield ""
        yield told.who
        yield from (f"  {number}. {step}" for number, step in enumerate(told.remedy, 1))
    if told.reply:
        yield ""
        yield _("Answer received: {reply}").format(reply=told.reply)
    yield from (f"  {problem}" for problem in told.problems)


def _about(result: Result, settings: MailSettings | None) -> Iterator[str]:
    platform = system.python_platform()
    code = result.failure.code if result.failure else "ok"
    moment = result.at or datetime.now().astimezone().isoformat(timespec="seconds")
    yield f"hubmail {__version__}, {sys.platform} {platform.release()}, {moment}, [{code}]"
    if result.recipient:
        yield texts.labelled(_("Test email recipient"), result.recipient)
    if result.message_id:
        yield f"Message-ID: {result.message_id}"
    if settings is not None:
        yield from _settings(settings)


def _settings(settings: MailSettings) -> Iterator[str]:
    for key, value in _flat(core_settings.write(settings)):
        yield f"{key} = {_short(str(value))}"


def _short(value: str) -> str:
    """A value as one line; certificates are public but long: how many there are."""
    count = value.count("-----BEGIN CERTIFICATE-----")
    if count:
        words = ngettext("{count} certificate", "{count} certificates", count)
        return words.format(count=count)
    return value.splitlines()[0] if value else ""


def _flat(document: dict[str, object], path: str = "") -> Iterator[tuple[str, object]]:
    for key, value in document.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def _ladder(result: Result) -> Iterator[str]:
    for report in result.attempt.steps:
        line = texts.labelled(_(LABELS[report.step]), _(STATE_WORDS[report.state]))
        if report.state is not StepState.SKIPPED:
            line += f", {report.elapsed_ms:.0f} ms"
        yield f"{line}, {report.detail}" if report.detail else line


def _transcript(result: Result) -> Iterator[str]:
    arrows = {"client": ">", "server": "<", "note": "*"}
    for line in result.attempt.transcript:
        yield f"{line.at_ms:9.1f} {arrows[line.source]} {line.text}"
