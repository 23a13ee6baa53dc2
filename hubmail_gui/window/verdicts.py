"""What a finished test says: the words of a success, a failure, a cancelled test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hubmail_gui.core.texts import _
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.claim_list import ClaimList
from hubmail_gui.window.widgets.receipt import Receipt
from hubmail_gui.window.widgets.verdict import Verdict

Json = Mapping[str, Any]


def write(verdict: Verdict, result: Json, transcript: Sequence[str]) -> Receipt | None:
    """Write ``result`` into ``verdict``.

    Returns:
        the field for the receipt code, when a mail was accepted.
    """
    failure = result.get("failure")
    receipt = None
    if failure is None:
        receipt = _success(verdict, result)
    elif failure["code"] == "cancelled":
        verdict.add_title(failure["title"], "stopped", Tone.WARNING)
        verdict.add_text(_saved_words(result))
        verdict.add_text(str(failure.get("cause") or ""))
    else:
        verdict.add_title(failure["title"], "failed", Tone.BAD)
        verdict.add_text(_saved_words(result), bold=True)
        verdict.add_failure(failure)
    for warning in result.get("warnings") or ():
        verdict.add_note(warning["title"], "warning", Tone.WARNING)
    _add_quotes(verdict, result, transcript)
    if failure is not None:
        verdict.add_text(str(failure["code"]), Tone.QUIET)
    return receipt


def _success(verdict: Verdict, result: Json) -> Receipt:
    verdict.add_title(_("The test mail was accepted"), "ok", Tone.GOOD)
    server, reply = result.get("server") or "", result.get("reply") or ""
    words = (
        _("Accepted by {server} at {time} ({reply}).")
        if reply
        else _("Accepted by {server} at {time}.")
    )
    verdict.add_text(words.format(server=server, time=_clock(result), reply=reply))
    verdict.add_text(
        _(
            "Accepted does not mean received yet: look into the mailbox of {recipient}."
            " The mail holds a code of six digits."
        ).format(recipient=result.get("recipient") or "")
    )
    receipt = Receipt(verdict)
    verdict.add(receipt)
    if result.get("received_after") is not None:
        receipt.show_answer(True)
    if not result.get("saved"):
        verdict.add_note(_("These settings work. They are not saved yet."), "info", Tone.QUIET)
    return receipt


def _saved_words(result: Json) -> str:
    if not result.get("saved"):
        return ""
    if result.get("changed"):
        return _("Saved, but Hub cannot send mail for now.")
    return _("Hub cannot send mail for now.")


def _clock(result: Json) -> str:
    from datetime import datetime

    from hubmail_gui.core import dates

    at = result.get("at")
    return dates.clock(datetime.fromisoformat(at), seconds=True) if at else ""


def _add_quotes(verdict: Verdict, result: Json, transcript: Sequence[str]) -> None:
    failure = result.get("failure")
    reply = failure.get("reply") if failure else result.get("reply")
    verdict.add_fold(_("The server's own words"), str(reply).splitlines() if reply else [])
    if claims := result.get("claims"):
        verdict.add_content(_("What the access token says"), ClaimList(claims), is_open=True)
    verdict.add_fold(_("The whole exchange"), transcript)
