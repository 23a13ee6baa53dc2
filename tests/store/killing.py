"""Kills a save at any line, or in the middle of a write, and tells what the next start finds.

Run as a program: it answers one JSON object a line on standard input with one on standard output.
A process forks faster than it starts, so each action runs in a fork of this one, which has
everything imported and no second thread::

    {"folder": "...", "keyring": "folder" | "windows" | "real", "action": "commit" | "good" |
     "start" | "prepare" | "drop", "revision": 2, "secret": "…" | null,
     "keep": "stored" | "good" | "next" | null, "rescue": true | false, "die_at": 7}
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import hubmail_gui.store
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.store import KEEP, Store
from hubmail_gui.store.secrets import SERVICE, Keyring
from tests.store import keyrings
from tests.store.keyrings import FolderKeyring, WinVaultKeyring, keyring_over

Json = dict[str, Any]

# A module that is imported later would have lines to die at in its first fork only.
for module in pkgutil.iter_modules(hubmail_gui.store.__path__, "hubmail_gui.store."):
    importlib.import_module(module.name)

# Every line of these is a place to die at, whatever is added to them.
TRACED = (str(Path(hubmail_gui.store.__file__).parent), str(keyrings.__file__))


class Death:
    """Counts the places at which the process may die, and dies at one of them.

    Attributes:
        count: how many places were passed so far.
        distinct: those before which something was done that another process could see. Python
            announces every call to the system, so no new way of doing something is missed; at a
            place between two of these everything is as at the one before it.
    """

    def __init__(self, place: int | None) -> None:
        self.count = 0
        self.distinct: list[int] = []
        self._place = place
        self._acted = True

    @contextmanager
    def lurking(self) -> Iterator[None]:
        """Count, in every thread, what the block passes by."""
        write = os.write

        def torn(descriptor: int, content: bytes) -> int:
            self._acted = True
            self.pass_by(lambda: write(descriptor, content[: len(content) // 2]))
            self._acted = True
            return write(descriptor, content)

        os.write = torn  # type: ignore[assignment]
        watching.append(self)
        threading.settrace(self._trace)
        sys.settrace(self._trace)
        try:
            yield
        finally:
            sys.settrace(None)
            threading.settrace(None)
            os.write = write
            watching.remove(self)

    def pass_by(self, last_act: Callable[[], object] = lambda: None) -> None:
        """Die here, after ``last_act``, if this is the place."""
        self.count += 1
        if self._acted:
            self.distinct.append(self.count)
            self._acted = False
        if self.count == self._place:
            last_act()
            os.kill(os.getpid(), signal.SIGKILL)

    def acted(self) -> None:
        """Note that something was done that another process could see."""
        self._acted = True

    def _trace(self, frame: FrameType, event: str, _argument: object) -> Any:
        if not frame.f_code.co_filename.startswith(TRACED):
            return None
        if event == "line":
            self.pass_by()
        return self._trace


watching: list[Death] = []


def announced(event: str, _arguments: object) -> None:
    """Hear of every call to the system; Python forgets no hook, so there is one for all."""
    if watching and (event == "open" or event.startswith(("os.", "socket.", "fcntl."))):
        watching[-1].acted()


def keyring_of(request: Json) -> Keyring:
    folder = Path(request["folder"]) / "keyring"
    kinds: dict[str, Callable[[], Keyring]] = {
        "folder": lambda: keyring_over(FolderKeyring(folder)),
        "windows": lambda: keyring_over(WinVaultKeyring(folder)),
        "real": Keyring,
    }
    return kinds[request["keyring"]]()


def entry_names(request: Json) -> list[str]:
    """The names of everything in the keyring."""
    if request["keyring"] != "real":
        return sorted(FolderKeyring(Path(request["folder"]) / "keyring").names())
    import secretstorage

    with secretstorage.dbus_init() as connection:
        items = secretstorage.search_items(connection, {"service": SERVICE})
        return sorted(item.get_attributes()["username"] for item in items)


def act(request: Json, store: Store) -> None:
    """Do what the request asks for."""
    if request["action"] == "start":
        store.stored_document()
        return
    if request["action"] == "good":
        store.mark_good(request.get("revision"))
        return
    if request["action"] == "drop":
        store.drop_next(Cancel())
        return
    if request["action"] == "prepare":
        waiting = {"schema": 1, "revision": request["revision"], "authentication": {}}
        store.prepare(waiting, request["secret"], Cancel())
        return
    kept = {
        None: lambda: None,
        "stored": store.stored_document,
        "good": store.last_good_document,
        "next": store.next_document,
    }[request.get("keep")]()

    def make(old: Json | None) -> Json:
        document = {"schema": 1, "revision": request["revision"], "authentication": {}}
        return document if kept is None else {**document, "secret": kept.get("secret")}

    secret = KEEP if request.get("keep") else request.get("secret")
    store.commit(make, secret, Cancel(), (lambda one: one) if request.get("rescue") else None)


def described(store: Store, document: Json | None) -> list[Any] | None:
    """Settings as their revision and their secret, or what became of it."""
    if document is None:
        return None
    reference = document.get("secret")
    if reference is None:
        return [document["revision"], None]
    try:
        return [document["revision"], store.secret(reference, Cancel())]
    except FaultError as error:
        return [document["revision"], error.fault.code]


def state(request: Json, store: Store) -> Json:
    """All that a start finds."""
    stored, good = store.stored_document(), store.last_good_document()
    waiting = store.next_document()
    documents = [one for one in (stored, good, waiting) if one is not None]
    entries = entry_names(request)
    used = {one["secret"] for one in documents if "secret" in one}
    files = {path.name for path in Path(request["folder"], "hubmail").glob("*")}
    return {
        "stored": described(store, stored),
        "good": described(store, good),
        "next": described(store, waiting),
        "orphans": [name for name in entries if name.partition(".")[0] not in used],
        "entries": entries,
        "journal": "journal.json" in files,
        "files": sorted(files),
    }


def answer(request: Json) -> Json:
    """Run one request to its end, or to the process's."""
    store = Store(str(Path(request["folder"]) / "hubmail"), keyring_of(request))
    death = Death(request.get("die_at"))
    fault = None
    try:
        with death.lurking():
            act(request, store)
    except FaultError as error:
        fault = error.fault.code
    return {
        "died": False,
        "places": death.count,
        "distinct": death.distinct,
        "fault": fault,
        **state(request, store),
    }


def forked(request: Json) -> Json:
    """The answer of a fork, which may not live to give it."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os.write(writer, json.dumps(answer(request)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return {"died": True}
    assert status == 0, f"the action failed with status {status}"
    answered: Json = json.loads(said)
    return answered


def replied(request: Json) -> Json:
    """Who only looks needs no fork: nothing outlives a store but what it has written."""
    looking = request["action"] == "start" and not request.get("die_at")
    return answer(request) if looking else forked(request)


if __name__ == "__main__":
    sys.addaudithook(announced)
    gc.freeze()  # a collection in a fork would copy every page of it
    gc.disable()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(replied(json.loads(line))) + "\n")
        sys.stdout.flush()
