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


def receive(service: Service, parcel: Parcel, watch: Watch) -> Result:
    """Store and test what a parcel holds, or remove what an earlier one has brought."""
    if parcel.undo:
        return guarded(lambda: _removed(service.configuration, watch))
    if parcel.seconds is not None:
        watch = Watch(watch.stepped, watch.cancel, parcel.seconds, watch.waiting)

    def work() -> Result:
        given = Given(parcel.document, parcel.secret)
        result = service.apply(given, parcel.recipient, watch, always_test=True)
        # Where an earlier version has kept it.
        path = os.path.join(service.configuration.folder, CREDENTIAL)
        return result.warned(*unless_failed(lambda: files.remove(path))) if result.saved else result

    return guarded(work, parcel.secret)


def _removed(configuration: Configuration, watch: Watch) -> Result:
    files.remove(os.path.join(configuration.folder, CREDENTIAL))
    configuration.store.forget(watch.cancel)
    # Where root does not: below what is the account's own.
    files.remove_folder(configuration.folder)
    return Result()
