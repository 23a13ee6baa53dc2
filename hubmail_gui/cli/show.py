"""``hubmail show``: the stored settings, never the secret, and the last test's result.

With ``--expiry`` it is a check for monitoring, by the convention of Nagios plug-ins.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hubmail_gui import methods
from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context, InputError
from hubmail_gui.core import dates, schema, texts
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.texts import _, ngettext
from hubmail_gui.service.record import kept_json
from hubmail_gui.store import given

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.core.settings import Stored
    from hubmail_gui.service.configuration import Configuration
    from hubmail_gui.service.record import Kept

# The statuses and words of Nagios plug-ins.
FINE, WARNING, CRITICAL = 0, 1, 2
_WORDS = {FINE: "OK", WARNING: "WARNING", CRITICAL: "CRITICAL"}


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument(
        "--expiry", action="store_true",
        help=_("exit with 0 while the secret is fine, 1 from 30 days before its end, 2 from 7 days before"),
    )  # fmt: skip
    options.add_argument(
        "--prometheus", action="store_true",
        help=_("print the last test and the secret's end for Prometheus' text-file collector"),
    )  # fmt: skip
    options.add_argument(
        "--ics", metavar="FILE",
        help=_("with --expiry: also write the secret's end as an entry for a calendar"),
    )  # fmt: skip


def run(context: Context) -> int:
    """Print what is stored; with ``--expiry`` only say how long its secret lasts."""
    context.require_administrator()
    configuration = context.configuration()
    stored = configuration.stored()
    if stored is None:
        raise FaultError(Fault("settings.missing", params={"path": context.folder}))
    if context.arguments.expiry:
        return _show_expiry(context, stored)
    last = configuration.last_test()
    if context.arguments.prometheus:
        return _show_metrics(context, stored, last)
    if context.json:
        output.dump(
            {
                "settings": _settings(stored),
                "revision": stored.revision,
                # The reference is only ever written after its secret was stored and read back.
                "secret_stored": stored.secret is not None,
                "last_test": kept_json(last) if last else None,
                "handover": _handover(configuration, stored),
                "failure": None,
            }
        )
    else:
        _print(stored, last)
        if handed := _handover(configuration, stored):
            _print_handover(handed)
    return exits.OK


def _handover(configuration: Configuration, stored: Stored) -> dict[str, Any] | None:
    """Which service has these settings, or had others; None where none was given any."""
    if configuration.store.handover() is None:
        return None
    from hubmail_gui.service.handover import note

    return note.shown(note.of(configuration.store), stored.revision)


def _print_handover(handed: dict[str, Any]) -> None:
    sentences = {
        "works": _("The service's account {account} has them and can send."),
        "failed": _("The service's account {account} has them, but could not send."),
        "stale": _("The service's account {account} still has older ones: hubmail handover"),
        "unfinished": _("They were not wholly handed over to {account}: hubmail handover"),
    }
    output.say(sentences[handed["state"]].format(account=handed["account"] or handed["unit"]))


def _show_metrics(context: Context, stored: Stored, last: Kept | None) -> int:
    from hubmail_gui.service import metrics

    known, labels = metrics.metrics(stored, last), metrics.labels(stored)
    if context.json:
        told = [{"name": one.name, "value": one.value} for one in known]
        output.dump({"metrics": told, "labels": labels, "failure": None})
    else:
        output.say(metrics.exposition(known, labels))
    return exits.OK


def _settings(stored: Stored) -> dict[str, Any]:
    document = dict(stored.document())
    document.pop("secret", None)
    return document


def _print(stored: Stored, last: Kept | None) -> None:
    for label, value in _rows(stored):
        output.say(texts.labelled(label, value))
    output.say()
    output.say(_last_test(stored, last))
    settings = stored.settings
    # Most settings have neither, and this command is on a start-up budget.
    if settings.secret_expires or getattr(settings.authentication, "certificate", None):
        from hubmail_gui.service import expiry

        if ending := expiry.warning(settings):
            output.warn((ending,))


def _rows(stored: Stored) -> Iterator[tuple[str, str]]:
    """Label and value of every setting that is set."""
    method = methods.of(stored.settings)
    ends = method.certificate_ends(stored.settings)
    yield _("Authentication type"), _(method.label)
    for group in (stored.settings.authentication, stored.settings):
        for key, spec in schema.settings_of(group).items():
            value = getattr(group, key)
            if key == "secret_expires" and ends is not None:
                yield _("Certificate expires on"), ends.isoformat()
            elif value is not None:
                yield _(spec.label), _shown(value)
    if secret := method.secret(stored.settings):
        yield _(secret.label), _where(stored)
    yield (
        _("Revision"),
        _("{revision}, by {who} on {when}").format(
            revision=stored.revision, who=stored.saved_by, when=dates.recorded(stored.saved_at)
        ),
    )


def _where(stored: Stored) -> str:
    if stored.settings.keeps_no_secret:
        return _("given at each run")
    return _("stored in the keyring") if stored.secret else _("missing")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if isinstance(value, StrEnum):
        return value.value
    text = str(value)
    return text if "\n" not in text else text.split("\n", 1)[0] + " …"


def _last_test(stored: Stored, last: Kept | None) -> str:
    """One sentence about the last test of these settings."""
    if last is None or last.result.revision != stored.revision:
        return _("Not tested since the change of {when}.").format(
            when=dates.recorded(stored.saved_at)
        )
    result = last.result
    when = dates.recorded(result.at)
    if result.failure:
        from hubmail_gui.service.verdict import title

        return _("The last test failed on {when}: {title} [{code}]").format(
            when=when, title=title(result.failure), code=result.failure.code
        )
    if last.received and last.received_after is None:
        return _("Works: accepted by {server} on {when}, and received.").format(
            server=result.server, when=when
        )
    if last.received_after is not None:
        return _("Works: accepted by {server} on {when}, received after {seconds} s.").format(
            server=result.server, when=when, seconds=round(last.received_after)
        )
    return _("Works: accepted by {server} on {when}.").format(server=result.server, when=when)


def _show_expiry(context: Context, stored: Stored) -> int:
    """Print one line on the secret's end and return 0 fine, 1 warning or 2 critical."""
    from hubmail_gui.service import expiry

    days, last = expiry.days_left(stored.settings), expiry.end(stored.settings)
    certificate = expiry.certificate_end(stored.settings) is not None
    status = _status(days)
    if path := context.arguments.ics:
        if last is None:
            raise InputError("secret_expires", "field.required")
        entry = expiry.calendar_entry(
            last, stored.settings.sender, context.folder, certificate=certificate
        )
        _write_calendar(path, entry)
    if context.json:
        expires = last.isoformat() if last else None
        output.dump({"status": status, "days_left": days, "expires": expires, "failure": None})
    else:
        output.say(f"HUBMAIL {_WORDS[status]} - {_sentence(days, certificate=certificate)}")
    return status


def _write_calendar(path: str, entry: bytes) -> None:
    try:
        given.write(path, entry)
    except OSError as error:
        raise InputError("ics", "output.unwritable", path=path, reason=error.strerror) from None


def _status(days: int | None) -> int:
    from hubmail_gui.service.expiry import CRITICAL_DAYS, NOTICE_DAYS

    if days is None or days > NOTICE_DAYS:
        return FINE
    return WARNING if days > CRITICAL_DAYS else CRITICAL


def _sentence(days: int | None, *, certificate: bool) -> str:
    if days is None:
        return _("no end date is known for the secret")
    count = abs(days)
    if certificate and days < 0:
        words = ngettext(
            "the certificate ended {days} day ago", "the certificate ended {days} days ago", count
        )
    elif certificate:
        words = ngettext(
            "the certificate ends in {days} day", "the certificate ends in {days} days", count
        )
    elif days < 0:
        words = ngettext(
            "the secret ended {days} day ago", "the secret ended {days} days ago", count
        )
    else:
        words = ngettext("the secret ends in {days} day", "the secret ends in {days} days", count)
    return words.format(days=count)
