"""The state line: one sentence that is true, dated, and says who knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core import dates
from hubmail_gui.core.texts import _, ngettext
from hubmail_gui.service.status import Kind
from hubmail_gui.window.theme import Tone

if TYPE_CHECKING:
    from hubmail_gui.service.status import Status

LONGEST_NAME = 48


def tone(status: Status) -> Tone:
    """How good the news is."""
    if status.kind in (Kind.FAILED, Kind.BROKEN):
        return Tone.BAD
    if status.kind is Kind.NOT_SET_UP:
        return Tone.QUIET
    if status.kind is Kind.UNTESTED or status.expires_in is not None:
        return Tone.WARNING
    return Tone.GOOD


def sentence(status: Status) -> str:
    """What is known of the stored settings, in words."""
    said = _known(status)
    days = status.expires_in
    if days is None:
        return said
    if days < 0:
        return said + " " + _("The secret has expired.")
    if days == 0:
        return said + " " + _("The secret expires today.")
    expires = ngettext(
        "The secret expires in {days} day.", "The secret expires in {days} days.", days
    )
    return said + " " + expires.format(days=days)


def _known(status: Status) -> str:
    when = dates.day_and_clock(status.at) if status.at else ""
    server = shortened(status.server)
    if status.kind is Kind.NOT_SET_UP:
        return _("Not set up yet: Hub cannot send mail.")
    if status.kind is Kind.UNTESTED:
        return _("Not tested since the change {when} ({who}).").format(when=when, who=status.who)
    if status.kind is Kind.ACCEPTED:
        return _("Works. Accepted by {server} {when} ({who}).").format(
            server=server, when=when, who=status.who
        )
    if status.kind is Kind.RECEIVED:
        return _("Works. Received {seconds} s after {server} accepted it {when} ({who}).").format(
            seconds=round(status.seconds or 0), server=server, when=when, who=status.who
        )
    if status.kind is Kind.FAILED:
        return _("The last test failed {when} ({who}): {title}.").format(
            when=when, who=status.who, title=status.title
        )
    return _("The settings cannot be read: {title}.").format(title=status.title)


def shortened(name: str, longest: int = LONGEST_NAME) -> str:
    """A host name short enough for a sentence; its ends tell it apart from others."""
    if len(name) <= longest:
        return name
    start = longest * 3 // 5
    return f"{name[:start]}…{name[start + 1 - longest :]}"


def certificates(pem: str) -> str:
    """How many certificates there are in a text in PEM form; empty for none."""
    count = pem.count("-----BEGIN CERTIFICATE-----")
    words = ngettext("{count} certificate", "{count} certificates", count)
    return words.format(count=count) if count else ""
