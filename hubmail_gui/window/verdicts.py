"""What a finished test says: the words of a success, a failure, a cancelled test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hubmail_gui.core.texts import _
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.claim_list import ClaimList
from hubmail_gui.window.widgets.receipt import Receipt
from hubmail_gui.window.widgets.verdict import Passage, Verdict

Json = Mapping[str, Any]


def write(verdict: Verdict, more: Passage, result: Json, transcript: Sequence[str]) -> None:
    """Write ``result``: what decides into ``verdict``, what few need into ``more`` below it."""
    failure = result.get("failure")
    if failure is None:
        _success(verdict, result)
    elif failure["code"] == "cancelled":
        words = " ".join(filter(None, (_saved_words(result), str(failure.get("cause") or ""))))
        verdict.say(failure["title"], "stopped", Tone.WARNING, words)
    else:
        words = " ".join(filter(None, (_saved_words(result), str(failure.get("cause") or ""))))
        verdict.say(failure["title"], "failed", Tone.BAD, words)
        _add_evidence(verdict, failure)
    for warning in result.get("warnings") or ():
        verdict.add_note(warning["title"], "warning", Tone.WARNING)
    if claims := result.get("claims"):
        verdict.add_card(ClaimList(claims), _("What the access token says"))
    if failure is not None:
        more.add_message(str(failure.get("tell") or ""))
    more.add_fold(_("The whole exchange"), transcript)
    if failure is not None:
        more.add_text(str(failure["code"]), Tone.QUIET)


def asks_for_receipt(result: Json) -> bool:
    """Whether the test mail was accepted, and is not known to have been received."""
    accepted = result.get("failure") is None and bool(result.get("steps"))
    return accepted and result.get("received_after") is None


def not_yet_received(result: Json) -> str:
    """What acceptance does not say."""
    return _(
        "Accepted does not mean received yet: look into the mailbox of {recipient}."
        " The mail holds a code of six digits."
    ).format(recipient=result.get("recipient") or "")


def _success(verdict: Verdict, result: Json) -> None:
    accepted = _("Accepted by {server} at {time}.").format(
        server=result.get("server") or "", time=_clock(result)
    )
    if asks_for_receipt(result):
        accepted = f"{accepted} {not_yet_received(result)}"
    verdict.say(_("The test mail was accepted"), "ok", Tone.GOOD, accepted)


def answered(verdict: Verdict, result: Json) -> None:
    """The code was right: nothing is open any more."""
    accepted = _("Accepted by {server} at {time}.").format(
        server=result.get("server") or "", time=_clock(result)
    )
    verdict.head.words.setText(accepted)


def receipt_card(verdict: Verdict, result: Json) -> Receipt | None:
    """The field for the code, where a mail was accepted, and the server's words on that."""
    if result.get("failure") is not None or not result.get("steps"):
        return None
    receipt = Receipt(verdict)
    verdict.add_card(receipt)
    if not asks_for_receipt(result):
        receipt.show_answer(True)
    verdict.add_quote(str(result.get("reply") or ""), _("The server's own words"))
    return receipt


def _add_evidence(verdict: Verdict, failure: Json) -> None:
    if chain := failure.get("chain"):
        from hubmail_gui.window.widgets.presented import Presented

        verdict.add(Presented(chain, verdict))
    suggestion = failure.get("suggestion") or {}
    if why := suggestion.get("why"):
        verdict.add_note(str(why), "info", Tone.ACCENT)
    verdict.add_remedies(failure)
    verdict.add_quote(str(failure.get("reply") or ""), _("The server's own words"))


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
