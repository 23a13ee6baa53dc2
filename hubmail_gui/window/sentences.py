"""How mail stands, in words: an answer in large letters, and a dated sentence that is true."""

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


def headline(status: Status) -> str:
    """Does mail work? The answer."""
    if status.kind is Kind.NOT_SET_UP:
        return _("Not set up yet")
    if status.kind is Kind.UNTESTED:
        return _("Not tested since the change")
    if status.kind is Kind.FAILED:
        return _("Mail does not work")
    if status.kind is Kind.BROKEN:
        return status.title
    return _("Mail works")


def sentence(status: Status) -> str:
    """Since when that is known, by whom, and what is near."""
    said = _known(status)
    expires = _expires(status)
    return f"{said} {expires}" if expires else said


def _expires(status: Status) -> str:
    days, certificate = status.expires_in, status.certificate
    if days is None:
        return ""
    if days < 0:
        return _("The certificate has expired.") if certificate else _("The secret has expired.")
    if days == 0:
        today = _("The certificate expires today."), _("The secret expires today.")
        return today[0 if certificate else 1]
    if certificate:
        words = ngettext(
            "The certificate expires in {days} day.",
            "The certificate expires in {days} days.",
            days,
        )
    else:
        words = ngettext(
            "The secret expires in {days} day.", "The secret expires in {days} days.", days
        )
    return words.format(days=days)


def _known(status: Status) -> str:
    when = dates.day_and_clock(status.at) if status.at else ""
    server = shortened(status.server)
    if status.kind is Kind.NOT_SET_UP:
        return _("Hub cannot send mail.")
    if status.kind is Kind.UNTESTED:
        return _("Changed {when} ({who}).").format(when=when, who=status.who)
    if status.kind is Kind.ACCEPTED:
        return _("Accepted by {server} {when} ({who}). Not confirmed as received.").format(
            server=server, when=when, who=status.who
        )
    if status.kind is Kind.RECEIVED:
        return _("Accepted by {server} {when} ({who}), and received.").format(
            server=server, when=when, who=status.who
        )
    if status.kind is Kind.FAILED:
        return _("{title}. Tested {when} ({who}).").format(
            when=when, who=status.who, title=status.title
        )
    return _("Nothing can be changed or tested until this is mended.")


def shortened(name: str, longest: int = LONGEST_NAME) -> str:
    """A host name short enough for a sentence; its ends tell it apart from others."""
    if len(name) <= longest:
        return name
    start = longest * 3 // 5
    return f"{name[:start]}…{name[start + 1 - longest :]}"
