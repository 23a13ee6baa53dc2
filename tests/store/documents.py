"""Settings documents for the store's tests, what refuses them, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store import Store

Json = dict[str, Any]


def document(revision: int = 1, **more: object) -> Json:
    """A document as the service makes it, without its secret."""
    return {"schema": 1, "revision": revision, "authentication": {"type": "password"}, **more}


def making(revision: int = 1, **more: object) -> Callable[[Json | None], Json]:
    """What makes such a document, whatever was stored."""
    return lambda _old: document(revision, **more)


@contextmanager
def refused(code: str) -> Iterator[list[Fault]]:
    """The block must raise this fault; it is in the list afterwards."""
    faults: list[Fault] = []
    with pytest.raises(FaultError) as caught:
        yield faults
    assert caught.value.fault.code == code
    faults.append(caught.value.fault)


def save(store: Store, revision: int, secret: str | None = None) -> Json:
    """Store such a document."""
    return store.commit(making(revision), secret, Cancel())


def names(store: Store) -> set[str]:
    """The names of the files in its folder."""
    return {path.name for path in Path(store.folder).glob("*")}


def content(store: Store) -> bytes:
    """The settings file as it stands."""
    return (Path(store.folder) / "settings.json").read_bytes()


def use_everything(store: Store) -> set[str]:
    """Read and write all files there are; the codes of the faults."""
    codes = set()
    for act in (
        store.stored_document,
        store.last_good_document,
        lambda: store.commit(making(9), "another", Cancel()),
        lambda: store.mark_good(9),
        lambda: store.keep_result({"revision": 9}),
        store.result,
        lambda: store.keep_profile({"name": "x"}),
        store.profile,
        lambda: store.record({"who": "x"}),
        lambda: list(store.history()),
        lambda: store.tail(2),
    ):
        try:
            act()
        except FaultError as error:
            codes.add(error.fault.code)
    return codes
