"""To whom the settings were handed over, and whether they are still those that are stored."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from hubmail_gui.core.outcome import Fault
from hubmail_gui.service.handover.parcel import Target

if TYPE_CHECKING:
    from hubmail_gui.store import Store


class State(StrEnum):
    """What is known of a handover."""

    WORKS = "works"
    FAILED = "failed"
    STALE = "stale"
    # The program ended in between: what the service has is not known.
    UNFINISHED = "unfinished"


class Note(NamedTuple):
    """What the administrator's own folder remembers.

    Attributes:
        target: who has them.
        store: where the secret is there.
        revision: of the administrator's settings that were handed over.
        at: RFC 3339 time at which the test as that account ended.
        ok: whether it passed.
        code: the fault's, if it did not.
        finished: false from before anything was done until all was.
    """

    target: Target
    revision: int
    store: str = ""
    at: str = ""
    ok: bool = False
    code: str | None = None
    finished: bool = False

    def state(self, revision: int | None) -> State:
        """What it says about the settings that are stored as ``revision``."""
        if not self.finished:
            return State.UNFINISHED
        if self.revision != revision:
            return State.STALE
        return State.WORKS if self.ok else State.FAILED


def of(store: Store) -> Note | None:
    """What is remembered; None where nothing was handed over, or the file is none of ours."""
    known = store.handover()
    if known is None:
        return None
    try:
        names = (known["account"], known["unit"], known["folder"])
        code = known.get("code")
        return Note(
            Target(*map(str, names)), int(known["revision"]), str(known.get("store") or ""),
            str(known.get("at") or ""), known.get("ok") is True,
            None if code is None else str(code), known.get("finished") is True,
        )  # fmt: skip
    except (KeyError, OverflowError, TypeError, ValueError):
        return None


def keep(store: Store, note: Note) -> None:
    """Remember ``note``.

    Raises:
        FaultError: ``settings.unwritable`` or ``settings.locked``.
    """
    document = note._asdict()
    document.update(document.pop("target")._asdict())
    store.keep_handover(document)


def shown(note: Note | None, revision: int) -> dict[str, Any] | None:
    """What ``hubmail show --json`` says of it."""
    if note is None:
        return None
    known = {"account": note.target.account, "unit": note.target.unit or None}
    return {
        **known, "folder": note.target.folder or None, "store": note.store or None,
        "state": note.state(revision).value, "revision": note.revision, "at": note.at or None,
        "code": note.code,
    }  # fmt: skip


def warnings(store: Store, revision: int | None) -> tuple[Fault, ...]:
    """A warning where a service was given other settings than those of ``revision``."""
    note = of(store)
    if note is None or note.revision == revision:
        return ()
    params = {"account": note.target.account, "unit": note.target.unit}
    return (Fault("handover.stale", params=params),)
