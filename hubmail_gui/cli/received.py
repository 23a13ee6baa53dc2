"""``hubmail received CODE`` or ``--message FILE``: the test mail arrived, and by which way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context, InputError, read_source
from hubmail_gui.core import texts
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.texts import _
from hubmail_gui.service import receipts
from hubmail_gui.service.result import warning_json

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.diagnosis.arrival import Arrival
    from hubmail_gui.service.receipts import Receipt


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument("code", metavar="CODE", nargs="?", help=_("the six digits in the mail"))
    options.add_argument(
        "--message", metavar="FILE",
        help=_("the mail's source, or its header, from a file or - for standard input"),
    )  # fmt: skip


def run(context: Context) -> int:
    """Mark the last test as received; with the mail's source also tell the way that it took."""
    context.require_administrator()
    code, path = context.arguments.code, context.arguments.message
    if (code is None) == (path is None):
        unclear = _("Give the code in the mail, or its source with --message.")
        return output.wrong_usage("received", unclear, json=context.json)
    configuration = context.configuration()
    if path is None:
        receipt = receipts.by_code(configuration, code)
    else:
        try:
            receipt = receipts.by_message(configuration, read_source(path, context.arguments))
        except ProblemError as error:
            raise InputError("message", error.code, **error.params) from None
    if context.json:
        output.dump({**_json(receipt), "failure": None})
    else:
        _print(receipt)
    return exits.OK


def _json(receipt: Receipt) -> dict[str, Any]:
    return {
        "received": True,
        **_way(receipt.arrival),
        "warnings": [warning_json(one) for one in receipt.warnings],
    }


def _way(arrival: Arrival | None) -> dict[str, Any]:
    if arrival is None:
        nothing = dict.fromkeys(("spf", "dkim", "dmarc", "spam"))
        return {"after_seconds": None, "hops": [], **nothing}
    spam = arrival.spam
    return {
        "after_seconds": arrival.after_seconds,
        "hops": [
            {
                "from": hop.sender,
                "by": hop.receiver,
                "tls": hop.tls,
                "delay_seconds": hop.delay,
            }
            for hop in arrival.hops
        ],
        "spf": arrival.checks.spf,
        "dkim": arrival.checks.dkim,
        "dmarc": arrival.checks.dmarc,
        "spam": spam and {"verdict": "yes" if spam.spam else "no", "score": spam.score},
    }


def _print(receipt: Receipt) -> None:
    arrival = receipt.arrival
    output.say(receipts.sentence(receipt))
    if arrival is not None:
        for hop in arrival.hops:
            output.say("  " + _hop(hop.sender, hop.receiver, hop.tls, hop.delay))
        for name, word in (("SPF", arrival.checks.spf), ("DKIM", arrival.checks.dkim),
                           ("DMARC", arrival.checks.dmarc)):  # fmt: skip
            output.say(texts.labelled(name, word or _("the receiver says nothing")))
        if arrival.spam is not None:
            verdict = _("spam") if arrival.spam.spam else _("no spam")
            score = "" if arrival.spam.score is None else f" ({arrival.spam.score:g})"
            output.say(texts.labelled(_("Spam filter"), verdict + score))
    output.warn(receipt.warnings)


def _hop(sender: str | None, receiver: str | None, tls: bool | None, delay: float | None) -> str:
    unknown = _("unknown")
    line = f"{sender or unknown} → {receiver or unknown}"
    if tls is not None:
        line += f", {_('with TLS') if tls else _('without TLS')}"
    return line if delay is None else f"{line}, {delay:+.0f} s"
