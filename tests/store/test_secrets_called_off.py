"""Calls of the keyring that come too late, fail half way or are given up: what is kept then is known."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from keyring import errors

from hubmail_gui.core import memory
from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store import backends, secrets
from hubmail_gui.store.backends import Backend
from hubmail_gui.store.references import new_reference
from hubmail_gui.store.secrets import SERVICE, Keyring, NotKeptError, token_name
from tests.store.documents import refused
from tests.store.keyrings import HangingKeyring, MemoryKeyring, keyring_over

SECRET = "correct horse battery staple"
# Nothing here takes as long; a test that waits for all of it has failed.
LONG = 60.0


def nobody() -> list[Backend]:
    """No keyring at all."""
    raise FaultError(Fault("keyring.unavailable", reply="none"))


class TestEntries:
    def test_are_all_hubmails(self) -> None:
        asked: set[tuple[str, str]] = set()

        class Noting(MemoryKeyring):
            def get_password(self, service: str, username: str) -> str | None:
                asked.add((service, username))
                return super().get_password(service, username)

            def set_password(self, service: str, username: str, password: str) -> None:
                asked.add((service, username))
                super().set_password(service, username, password)

        keyring = keyring_over(Noting())
        keyring.keep("hubmail-1", SECRET, Cancel())
        keyring.read("hubmail-1", Cancel())
        keyring.remove("hubmail-1", Cancel())
        assert {service for service, _ in asked} == {SERVICE} == {"hubmail"}

    def test_a_new_secret_goes_into_the_first_keyring_only(self) -> None:
        first, second = MemoryKeyring(), MemoryKeyring()
        keyring_over(first, second).keep("hubmail-1", SECRET, Cancel())
        assert (first.names(), second.names()) == ({"hubmail-1"}, set())

    def test_a_token_goes_with_its_secret_and_before_it(self) -> None:
        removed: list[str] = []

        class Noting(MemoryKeyring):
            def delete_password(self, service: str, username: str) -> None:
                super().delete_password(service, username)
                removed.append(username)

        keyring = keyring_over(Noting())
        for name in ("hubmail-1", token_name("hubmail-1"), "hubmail-2", token_name("hubmail-2")):
            keyring.keep(name, SECRET, Cancel())
        keyring.forget_token("hubmail-2", Cancel())
        keyring.remove("hubmail-1", Cancel())
        assert removed == [token_name("hubmail-2"), token_name("hubmail-1"), "hubmail-1"]
        assert keyring.read("hubmail-2", Cancel()) == SECRET


class TestFaults:
    def test_without_any_keyring_it_is_named_and_nothing_was_kept(self) -> None:
        keyring = Keyring(nobody)
        with pytest.raises(NotKeptError) as keeping:
            keyring.keep("hubmail-1", SECRET, Cancel())
        assert keeping.value.fault == Fault("keyring.unavailable", reply="none")
        with refused("keyring.unavailable"):
            keyring.read("hubmail-1", Cancel())
        with refused("keyring.unavailable"):
            keyring.remove("hubmail-1", Cancel())
        with refused("keyring.unavailable"):
            keyring.forget_token("hubmail-1", Cancel())

    def test_what_may_have_been_kept_is_not_said_to_be_nothing(self) -> None:
        def broken(operation: str) -> None:
            raise errors.PasswordSetError("half done")

        with pytest.raises(FaultError) as caught:
            keyring_over(MemoryKeyring(broken)).keep("hubmail-1", SECRET, Cancel())
        assert not isinstance(caught.value, NotKeptError)
        assert caught.value.fault == Fault("keyring.denied", reply="half done")

    def test_reading_never_says_that_nothing_was_kept(self) -> None:
        def locked(_operation: str) -> None:
            raise errors.KeyringLocked("locked")

        with pytest.raises(FaultError) as caught:
            keyring_over(MemoryKeyring(locked)).read("hubmail-1", Cancel())
        assert not isinstance(caught.value, NotKeptError)

    def test_after_a_failure_it_can_be_tried_again(self) -> None:
        failures = [errors.KeyringLocked("locked")]

        def once(operation: str) -> None:
            if failures:
                raise failures.pop()

        keyring = keyring_over(MemoryKeyring(once))
        with refused("keyring.locked"):
            keyring.keep("hubmail-1", SECRET, Cancel())
        keyring.remove("hubmail-1", Cancel())
        keyring.keep("hubmail-1", SECRET, Cancel())
        assert keyring.read("hubmail-1", Cancel()) == SECRET


def test_no_crash_leaves_a_secret_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(memory, "keep_private", lambda: done.append("private"))
    backend = MemoryKeyring(done.append)
    backend.entries["hubmail-1"] = SECRET
    keyring_over(backend).read("hubmail-1", Cancel())
    assert done[:2] == ["private", "get"], "before anything is read"


class TestWaiting:
    @pytest.fixture
    def backend(self) -> Iterator[HangingKeyring]:
        hanging = HangingKeyring()
        yield hanging
        hanging.answer.set()

    @pytest.mark.parametrize("act", ["keep", "read", "remove", "forget_token"])
    def test_a_command_whose_time_is_up_waits_no_longer(
        self, act: str, backend: HangingKeyring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(backends, "prompts", lambda: False)
        keyring, cancel, began = (
            keyring_over(backend),
            Cancel(until=time.monotonic()),
            time.monotonic(),
        )
        given = (SECRET, cancel) if act == "keep" else (cancel,)
        with refused("keyring.unavailable") as faults:
            getattr(keyring, act)("hubmail-1", *given)
        assert faults[0].temporary
        assert time.monotonic() - began < 4

    @pytest.mark.parametrize(
        ("asks", "code"), [(True, "keyring.locked"), (False, "keyring.unavailable")]
    )
    def test_a_prompt_is_told_from_a_daemon_that_is_gone(
        self, asks: bool, code: str, backend: HangingKeyring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def slowly() -> bool:
            threading.Event().wait(0.05)
            return asks

        monkeypatch.setattr(backends, "prompts", slowly)
        for cancel in (Cancel(), Cancel(until=time.monotonic())):
            with refused(code) as faults:
                keyring_over(backend).read("hubmail-1", cancel, seconds=0.01)
            assert faults[0].temporary

    def test_even_that_is_not_waited_for(
        self, backend: HangingKeyring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hung = threading.Event()
        monkeypatch.setattr(backends, "prompts", lambda: hung.wait(LONG))
        monkeypatch.setattr(secrets, "PING_SECONDS", 0.05)
        began = time.monotonic()
        with refused("keyring.unavailable"):
            keyring_over(backend).read("hubmail-1", Cancel(), seconds=0.01)
        assert time.monotonic() - began < LONG / 3
        hung.set()

    def test_whoever_gives_up_meanwhile_is_let_go(
        self, backend: HangingKeyring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cancel, hung = Cancel(), threading.Event()

        def hang() -> bool:
            cancel.request()
            return hung.wait(LONG)

        monkeypatch.setattr(backends, "prompts", hang)
        monkeypatch.setattr(secrets, "PING_SECONDS", LONG)
        with pytest.raises(Cancelled):
            keyring_over(backend).read("hubmail-1", cancel, seconds=0.01)
        hung.set()

    def test_other_secrets_can_be_removed_while_one_is_being_kept(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(backends, "prompts", lambda: True)
        backend, reference = HangingKeyring("set"), new_reference()
        keyring = keyring_over(backend)
        with refused("keyring.locked"):
            keyring.keep(reference, SECRET, Cancel(), seconds=0.01)
        keyring.remove(new_reference(), Cancel())
        with refused("keyring.locked") as faults:
            keyring.remove(reference, Cancel())
        assert faults[0].temporary
        backend.answer.set()
        assert backend.deleted.wait(LONG)


class TestInThisProcess:
    """The keyring of a trial, which nothing outlives."""

    def test_keeps_services_and_names_apart(self) -> None:
        backend = secrets._Memory()
        backend.set_password("hubmail", "a", "one")
        backend.set_password("other", "a", "two")
        assert backend.get_password("hubmail", "a") == "one"
        backend.delete_password("hubmail", "a")
        backend.delete_password("hubmail", "a")
        assert (backend.get_password("hubmail", "a"), backend.get_password("other", "a")) == (
            None,
            "two",
        )

    def test_keeps_reads_and_removes(self) -> None:
        keyring = secrets.MemoryKeyring()
        keyring.keep("hubmail-1", SECRET, Cancel())
        assert keyring.read("hubmail-1", Cancel()) == SECRET
        keyring.remove("hubmail-1", Cancel())
        with refused("keyring.missing"):
            keyring.read("hubmail-1", Cancel())
