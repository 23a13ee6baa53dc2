"""The service account's own part: it stores what was handed over, and tests it as itself."""

from __future__ import annotations

import os

from hubmail_gui.core.watch import Watch
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.draft import Given
from hubmail_gui.service.guard import guarded, unless_failed
from hubmail_gui.service.handover.parcel import CREDENTIAL, Parcel
from hubmail_gui.service.result import Result
from hubmail_gui.service.service import Service
from hubmail_gui.store import files

# No secret is longer.
_LIMIT = 1 << 16


def receive(service: Service, parcel: Parcel, watch: Watch) -> Result:
    """Store and test what a parcel holds, or remove what an earlier one has brought."""
    if parcel.undo:
        return guarded(lambda: _removed(service.configuration, watch))
    if parcel.seconds is not None:
        watch = Watch(watch.stepped, watch.cancel, parcel.seconds, watch.waiting)

    def work() -> Result:
        path = os.path.join(service.configuration.folder, CREDENTIAL)
        new = parcel.secret.encode() if parcel.file and parcel.secret is not None else None
        # Before the settings: where it cannot be written, the service has what it had.
        before = None if new is None else _replaced(path, new)
        given = Given(parcel.document, parcel.secret)
        result = service.apply(given, parcel.recipient, watch, always_test=True)
        if new is None and result.saved:
            return result.warned(*unless_failed(lambda: files.remove(path)))
        if new is not None and not result.saved:
            files.remove(path) if before is None else files.replace(path, before)
        return result

    return guarded(work, parcel.secret)


def _replaced(path: str, content: bytes) -> bytes | None:
    """Put ``content`` there; what was there before, if anything."""
    files.make_folder(os.path.dirname(path))
    try:
        before = files.read(path, _LIMIT)
    except OSError as error:
        raise files.unreadable(path, error) from None
    files.replace(path, content)
    return before


def _removed(configuration: Configuration, watch: Watch) -> Result:
    files.remove(os.path.join(configuration.folder, CREDENTIAL))
    configuration.store.forget(watch.cancel)
    return Result()
