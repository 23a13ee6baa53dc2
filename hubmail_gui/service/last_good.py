"""The last settings that passed their test: which they are, and what going back to them changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui import methods
from hubmail_gui.core import dates
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.texts import _
from hubmail_gui.service import comparison, past

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MailSettings, Stored
    from hubmail_gui.service.configuration import Configuration

# So far back the test of these settings is looked for, in lines of the history.
_LINES = 2000


class Good(NamedTuple):
    """What *Restore* puts back.

    Attributes:
        server: who takes the mail, with the port where the person chose one.
        at: RFC 3339 time of the last test that they passed, or of their storing where none is noted.
        who: the login name of whoever tested, or stored, them.
        tested: the time is that of a test.
        changes: each setting that differs from what is stored: what it is called, old and new.
            Empty where nothing differs, or where what is stored is damaged.
        readable: what is stored is not damaged.
    """

    server: str
    at: str
    who: str
    tested: bool
    changes: tuple[tuple[str, str], ...]
    readable: bool = True


def known(configuration: Configuration) -> Good | None:
    """What is known of the last good settings; None where none ever passed.

    Raises:
        FaultError: a ``settings`` fault: they, or what is stored, cannot be read.
    """
    good = configuration.last_good()
    if good is None:
        return None
    test = _test(configuration, good.revision)
    at, who = test or (good.saved_at, good.saved_by)
    stored, damaged = configuration.stored_or_damaged()
    if damaged:
        return Good(_server(good.settings), at, who, test is not None, (), readable=False)
    changes = () if stored is None else tuple(_changes(stored, good))
    return Good(_server(good.settings), at, who, test is not None, changes)


def sentence(good: Good) -> str:
    """Which settings they are: ``localhost:2587, tested today at 20:26 by root``."""
    try:
        when = dates.day_and_clock(datetime.fromisoformat(good.at))
    except ValueError:
        return good.server
    words = (
        _("{server}, tested {when} by {who}")
        if good.tested
        else _("{server}, saved {when} by {who}")
    )
    return words.format(server=good.server, when=when, who=good.who)


def _server(settings: MailSettings) -> str:
    method = methods.of(settings)
    door = method.known_door(settings)
    return method.server(settings) if door is None else f"{door.host}:{door.port}"


def _test(configuration: Configuration, revision: int) -> tuple[str, str] | None:
    """When these settings last passed a test, and whose it was."""
    try:
        lines = configuration.store.tail(_LINES)
    except FaultError:
        return None
    for line in reversed(lines):
        if line.get("action") == "tested" and line.get("ok") and line.get("revision") == revision:
            return str(line["at"]), str(line["who"])
    return None


def _changes(stored: Stored, good: Stored) -> Iterator[tuple[str, str]]:
    fields = core_settings.changed_fields(stored.settings, good.settings)
    if stored.secret != good.secret:
        fields.append(methods.of(good.settings).secret_field(good.settings) or "secret")
    found = comparison.changes(dict(stored.document()), dict(good.document()))
    entry = {"fields": fields, "changes": {key: list(pair) for key, pair in found.items()}}
    yield from past.changes(entry)
