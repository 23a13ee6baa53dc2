"""The stored settings and the last test, as lines a person reads."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hubmail_gui import methods
from hubmail_gui.core import dates, schema
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    from hubmail_gui.core.settings import Stored


def rows(stored: Stored) -> Iterator[tuple[str, str]]:
    """Label and value of every setting that is set."""
    method = methods.of(stored.settings)
    yield _("Authentication type"), _(method.label)
    for group in (stored.settings.authentication, stored.settings):
        for key, spec in schema.settings_of(group).items():
            value = getattr(group, key)
            if value is not None:
                yield _(spec.label), _shown(value)
    if method.secret_field(stored.settings):
        yield _(method.secret_label), _("stored in the keyring") if stored.secret else _("missing")
    yield (
        _("Revision"),
        _("{revision}, by {who} on {when}").format(
            revision=stored.revision, who=stored.saved_by, when=dates.recorded(stored.saved_at)
        ),
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if isinstance(value, StrEnum):
        return value.value
    text = str(value)
    return text if "\n" not in text else text.split("\n", 1)[0] + " …"


def last_test(stored: Stored, last: dict[str, Any] | None) -> str:
    """One sentence about the last test of these settings."""
    if last is None or last.get("revision") != stored.revision:
        return _("Not tested since the change of {when}.").format(
            when=dates.recorded(stored.saved_at)
        )
    failure = last.get("failure")
    if failure:
        return _("The last test failed on {when}: {title} [{code}]").format(
            when=dates.recorded(last["at"]), title=failure["title"], code=failure["code"]
        )
    seconds = last.get("received_after")
    if seconds is not None:
        return _("Works: accepted by {server} on {when}, received after {seconds} s.").format(
            server=last["server"], when=dates.recorded(last["at"]), seconds=round(seconds)
        )
    return _("Works: accepted by {server} on {when}.").format(
        server=last["server"], when=dates.recorded(last["at"])
    )
