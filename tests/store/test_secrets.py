"""The keyring: what it keeps, how it refuses, and that it never holds anybody up."""

from __future__ import annotations

import sys
import threading
import traceback
from pathlib import Path

import pytest
from keyring import errors

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.store.backends import CAPACITY, name_of
from hubmail_gui.store.references import new_reference
from hubmail_gui.store.secrets import Keyring, NotKeptError
from tests.store.contract import KeyringContract
from tests.store.keyrings import (
    FolderKeyring,
    HangingKeyring,
    MemoryKeyring,
    WinVaultKeyring,
    keyring_over,
)

SECRET = "correct horse battery staple"


class TestMemory(KeyringContract):
    @pytest.fixture
    def keyring(self) -> Keyring:
        self.backend = MemoryKeyring()
        return keyring_over(self.backend)

    def entry_names(self) -> set[str]:
        return self.backend.names()


class TestWindows(KeyringContract):
    @pytest.fixture
    def keyring(self, tmp_path: Path) -> Keyring:
        self.backend = WinVaultKeyring(tmp_path)
        return keyring_over(self.backend)

    def entry_names(self) -> set[str]:
        return self.backend.names()

    def test_is_known_by_its_name(self, keyring: Keyring) -> None:
        assert name_of(self.backend) in CAPACITY

    @pytest.mark.parametrize(
        ("secret", "entries"),
        [("x" * 1280, 1), ("x" * 1281, 3), ("🔑" * 640, 1), ("🔑" * 640 + "x", 3)],
        ids=["full", "one more", "full of wide ones", "one more than those"],
    )
    def test_it_is_cut_only_where_it_must(
        self, keyring: Keyring, secret: str, entries: int
    ) -> None:
        keyring.keep(new_reference(), secret, Cancel())
        assert len(self.entry_names()) == entries

    @pytest.mark.parametrize("lost", [".1", ".2", ".3", ".4"])
    def test_half_a_secret_is_none(self, keyring: Keyring, tmp_path: Path, lost: str) -> None:
        reference = new_reference()
        keyring.keep(reference, "x" * 5000, Cancel())
        (tmp_path / "hubmail" / (reference + lost)).unlink()
        with pytest.raises(FaultError) as caught:
            keyring.read(reference, Cancel())
        assert caught.value.fault.code == "keyring.missing"

    def test_a_changed_part_is_no_secret(self, keyring: Keyring, tmp_path: Path) -> None:
        reference = new_reference()
        keyring.keep(reference, "x" * 5000, Cancel())
        (tmp_path / "hubmail" / f"{reference}.2").write_text("y" * 1280, "utf-8")
        with pytest.raises(FaultError) as caught:
            keyring.read(reference, Cancel())
        assert caught.value.fault.code == "keyring.missing"

    def test_what_a_crash_left_of_a_long_secret_is_removed(
        self, keyring: Keyring, tmp_path: Path
    ) -> None:
        reference = new_reference()
        keyring.keep(reference, "x" * 5000, Cancel())
        (tmp_path / "hubmail" / f"{reference}.4").unlink()
        (tmp_path / "hubmail" / f"{reference}.1").unlink()
        keyring.remove(reference, Cancel())
        assert self.entry_names() == set()


def refusing(error: BaseException, operation: str) -> MemoryKeyring:
    """A back end that raises ``error`` at one of its operations."""

    def before(called: str) -> None:
        if called == operation:
            raise error

    return MemoryKeyring(before)


class TestRefusals:
    def test_keeping_in_a_locked_keyring_keeps_nothing(self) -> None:
        keyring = keyring_over(refusing(errors.KeyringLocked("Failed to unlock"), "set"))
        with pytest.raises(NotKeptError) as caught:
            keyring.keep(new_reference(), SECRET, Cancel())
        assert caught.value.fault.code == "keyring.locked"
        assert caught.value.fault.reply == "Failed to unlock"

    def test_a_refusal_between_two_parts_leaves_something_to_take_back(
        self, tmp_path: Path
    ) -> None:
        class LockedLater(FolderKeyring):
            def set_password(self, service: str, username: str, password: str) -> None:
                super().set_password(service, username, password)
                (self.folder / "locked").touch()

        # A secret that looks like the header of a long one is kept in parts everywhere.
        with pytest.raises(FaultError) as caught:
            keyring_over(LockedLater(tmp_path)).keep(
                new_reference(), "hubmail-parts/1 of mine", Cancel()
            )
        assert caught.value.fault.code == "keyring.locked"
        assert not isinstance(caught.value, NotKeptError)

    def test_a_refused_removal_is_told(self) -> None:
        backend = refusing(errors.PasswordDeleteError("Cancelled by user"), "delete")
        reference = new_reference()
        keyring = keyring_over(backend)
        keyring.keep(reference, SECRET, Cancel())
        with pytest.raises(FaultError) as caught:
            keyring.remove(reference, Cancel())
        assert caught.value.fault.code == "keyring.denied"

    def test_the_secret_is_in_no_error(self) -> None:
        error = UnicodeEncodeError("utf-8", SECRET, 0, 1, SECRET)
        keyring = keyring_over(refusing(error, "set"))
        with pytest.raises(FaultError) as caught:
            keyring.keep(new_reference(), SECRET, Cancel())
        told = "".join(traceback.format_exception(caught.value)) + repr(caught.value.fault)
        assert SECRET not in told
        assert caught.value.__context__ is None
        assert caught.value.__cause__ is None

    def test_the_secret_is_in_no_name(self) -> None:
        assert SECRET not in repr(keyring_over(MemoryKeyring()))

    def test_a_second_keyring_is_asked_too(self) -> None:
        first, second = MemoryKeyring(), MemoryKeyring()
        reference = new_reference()
        keyring_over(second).keep(reference, SECRET, Cancel())
        both = keyring_over(first, second)
        assert both.read(reference, Cancel()) == SECRET
        both.remove(reference, Cancel())
        assert second.names() == set()


class TestHanging:
    @pytest.fixture
    def backend(self) -> HangingKeyring:
        return HangingKeyring()

    def test_a_keyring_without_answer_is_given_up(self, backend: HangingKeyring) -> None:
        with pytest.raises(FaultError) as caught:
            keyring_over(backend).read(new_reference(), Cancel(), seconds=0.01)
        assert caught.value.fault.code == "keyring.unavailable"
        assert caught.value.fault.temporary
        backend.answer.set()

    def test_where_only_a_prompt_can_be_the_reason_it_is(
        self, backend: HangingKeyring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "platform", "darwin")
        with pytest.raises(FaultError) as caught:
            keyring_over(backend).read(new_reference(), Cancel(), seconds=0.01)
        assert caught.value.fault.code == "keyring.locked"
        backend.answer.set()

    def test_cancel_ends_the_waiting(self, backend: HangingKeyring) -> None:
        cancel = Cancel()
        ended: list[Cancelled] = []

        def read() -> None:
            try:
                keyring_over(backend).read(new_reference(), cancel)
            except Cancelled as error:
                ended.append(error)

        thread = threading.Thread(target=read)
        thread.start()
        assert backend.asked.wait(10)
        cancel.request()
        thread.join(10)
        assert ended
        backend.answer.set()

    def test_what_is_kept_too_late_is_taken_back(self) -> None:
        backend, reference = HangingKeyring("set"), new_reference()
        keyring = keyring_over(backend)
        with pytest.raises(FaultError):
            keyring.keep(reference, SECRET, Cancel(), seconds=0.01)
        # It may still be kept at any moment, so that it is gone cannot be promised.
        with pytest.raises(FaultError) as caught:
            keyring.remove(reference, Cancel())
        assert caught.value.fault.code == "keyring.locked"
        backend.answer.set()
        assert backend.deleted.wait(10)
        assert backend.names() == set()

    def test_a_cancelled_change_asks_nothing(self, backend: HangingKeyring) -> None:
        cancel = Cancel()
        cancel.request()
        with pytest.raises(Cancelled):
            keyring_over(backend).keep(new_reference(), SECRET, cancel)
        assert not backend.asked.is_set()
