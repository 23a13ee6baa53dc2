"""A journal that cannot be opened, or is damaged, makes no secret forgotten."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hubmail_gui.store import Store
from hubmail_gui.store.references import Journal
from tests.store.documents import refused, save
from tests.store.keyrings import MemoryKeyring


@pytest.mark.parametrize("number", ["EMFILE", "ENOSPC", "EACCES", "EIO"])
def test_a_journal_that_cannot_be_opened_is_not_empty(
    number: str, store: Store, backend: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    save(store, 1, "hunter2")
    orphan = "hubmail-" + "0" * 32
    backend.set_password("hubmail", orphan, "left behind")
    Journal(str(Path(store.folder) / "journal.json")).write({orphan})
    opening = os.open

    def refuse(path: object, *given: object, **named: object) -> int:
        if str(path).endswith("journal.json"):
            code = getattr(errno, number)
            raise OSError(code, os.strerror(code))
        return opening(path, *given, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        again = Store(store.folder, store._keyring)
        assert again.stored_document() is not None
        with refused("settings.corrupt"):
            save(again, 2, "hunter3")
    assert (Path(store.folder) / "journal.json").exists()
    assert orphan in backend.names()
    Store(store.folder, store._keyring).stored_document()
    assert orphan not in backend.names()
    assert not (Path(store.folder) / "journal.json").exists()


@pytest.mark.parametrize("damage", [
    lambda text: text[:-3], lambda text: b"[" * 30_000 + text, lambda text: b"\xff\0" + text,
    lambda text: text.replace(b"references", b"other"),
], ids=["torn", "deep", "no text", "other key"])  # fmt: skip
def test_a_damaged_journal_still_names_what_it_names(
    damage: Callable[[bytes], bytes], store: Store, backend: MemoryKeyring
) -> None:
    save(store, 1, "hunter2")
    orphan = "hubmail-" + "0" * 32
    backend.set_password("hubmail", orphan, "left behind")
    journal = Path(store.folder) / "journal.json"
    Journal(str(journal)).write({orphan})
    journal.write_bytes(damage(journal.read_bytes()))
    Store(store.folder, store._keyring).stored_document()
    assert orphan not in backend.names()
    assert len(backend.names()) == 1
