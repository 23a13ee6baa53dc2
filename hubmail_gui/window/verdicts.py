"""Writes the verdict on a finished test: what decides on top, what few need below."""

from __future__ import annotations

from collections.abc import Sequence

from hubmail_gui.core.outcome import Attempt
from hubmail_gui.core.texts import _
from hubmail_gui.service.verdict import Kind, Verdict, quoted
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import LinkButton
from hubmail_gui.window.widgets.claim_list import ClaimList
from hubmail_gui.window.widgets.receipt import Receipt
from hubmail_gui.window.widgets.verdict import Passage, VerdictView

_LOOKS = {
    Kind.ACCEPTED: ("ok", Tone.GOOD),
    Kind.UNCHANGED: ("ok", Tone.GOOD),
    Kind.STOPPED: ("stopped", Tone.WARNING),
    Kind.FAILED: ("failed", Tone.BAD),
}


def write(
    view: VerdictView,
    more: Passage,
    verdict: Verdict,
    attempt: Attempt,
    transcript: Sequence[str],
) -> None:
    """Write ``verdict``: what decides into ``view``, what few need into ``more`` below it."""
    words = " ".join(filter(None, (verdict.standing, *verdict.sentences)))
    icon, tone = _LOOKS[verdict.kind]
    view.say(verdict.title, icon, tone, words)
    if verdict.kind is Kind.FAILED:
        _add_evidence(view, verdict, attempt)
    for warning in verdict.warnings:
        view.add_note(warning, "warning", Tone.WARNING)
    if attempt.claims:
        view.add_card(ClaimList(attempt.claims), _("What the access token says"))
    more.add_message(verdict.tell)
    more.add_fold(_("The whole exchange"), transcript)
    more.add_text(verdict.code, Tone.QUIET)


def answered(view: VerdictView, verdict: Verdict) -> None:
    """The code was right: nothing is open any more."""
    view.head.words.setText(verdict.sentences[0])


def receipt_card(view: VerdictView, verdict: Verdict, *, received: bool) -> Receipt | None:
    """The field for the code, where a mail was accepted, and the server's words on that."""
    if verdict.kind is not Kind.ACCEPTED:
        return None
    receipt = Receipt(view)
    view.add_card(receipt)
    if received:
        receipt.show_answer(True)
        answered(view, verdict)
    view.add_quote(verdict.reply, _("The server's own words"))
    return receipt


def domain_link(view: VerdictView, verdict: Verdict) -> LinkButton | None:
    """Beside a test that passed, the way to what others make of the sender's domain."""
    if verdict.kind is not Kind.ACCEPTED:
        return None
    link = LinkButton(_("Check the sender's domain…"), parent=view)
    view.add(link)
    return link


def _add_evidence(view: VerdictView, verdict: Verdict, attempt: Attempt) -> None:
    if attempt.fault is not None and attempt.fault.chain:
        from hubmail_gui.window.widgets.presented import Chain

        view.add(Chain(attempt.fault.chain, view))
    if verdict.why:
        view.add_note(verdict.why, "info", Tone.ACCENT)
    view.add_remedies(verdict)
    view.add_quote(verdict.reply, quoted(verdict.code))
