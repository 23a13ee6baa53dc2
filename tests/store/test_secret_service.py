"""The keyring over a real gnome-keyring, in every state in which it was ever met."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.store.references import new_reference
from hubmail_gui.store.secrets import SERVICE, Keyring, NotKeptError
from tests.secret_service import SessionBus, prompter_that_never_asks, require_programs
from tests.store.contract import KeyringContract

pytestmark = pytest.mark.secret_service


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[SessionBus]:
    """A session of the test's own, without a keyring yet."""
    require_programs()
    with SessionBus() as session:
        for name, value in session.environment.items():
            monkeypatch.setenv(name, value)
        yield session


class TestUnlocked(KeyringContract):
    @pytest.fixture
    def keyring(self, secret_service: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Keyring:
        for name, value in secret_service.items():
            monkeypatch.setenv(name, value)
        return Keyring()

    def entry_names(self) -> set[str]:
        import secretstorage

        with secretstorage.dbus_init() as connection:
            items = secretstorage.search_items(connection, {"service": SERVICE})
            return {item.get_attributes()["username"] for item in items}


class TestLibrarysOwn(TestUnlocked):
    """The same by way of the keyring library, for those who chose its back end."""

    @pytest.fixture
    def keyring(self, secret_service: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Keyring:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.SecretService.Keyring")
        for name, value in secret_service.items():
            monkeypatch.setenv(name, value)
        return Keyring()

    def test_finds_what_was_kept_without_it(
        self, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reference = new_reference()
        with monkeypatch.context() as patch:
            patch.delenv("PYTHON_KEYRING_BACKEND")
            keyring.keep(reference, "hunter2", Cancel())
        assert keyring.read(reference, Cancel()) == "hunter2"
        keyring.keep(reference, "hunter3", Cancel())
        with monkeypatch.context() as patch:
            patch.delenv("PYTHON_KEYRING_BACKEND")
            assert keyring.read(reference, Cancel()) == "hunter3"
        keyring.remove(reference, Cancel())


def test_a_desktop_that_prefers_kwallet_and_has_none(
    bus: SessionBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus.start_keyring()
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    keyring = Keyring()
    assert keyring.read(kept(keyring), Cancel()) == "hunter2"


def kept(keyring: Keyring) -> str:
    reference = new_reference()
    keyring.keep(reference, "hunter2", Cancel())
    return reference


def test_a_locked_keyring_and_no_screen_to_ask_on(bus: SessionBus) -> None:
    bus.start_keyring()
    keyring = Keyring()
    reference = kept(keyring)
    bus.lock_keyring()
    with pytest.raises(NotKeptError) as keeping:
        keyring.keep(new_reference(), "hunter2", Cancel())
    with pytest.raises(FaultError) as reading:
        keyring.read(reference, Cancel())
    with pytest.raises(FaultError) as removing:
        keyring.remove(reference, Cancel())
    caught = {one.value.fault.code for one in (keeping, reading, removing)}
    assert caught == {"keyring.locked"}


def test_no_collection_yet_and_the_prompt_for_one_dismissed(bus: SessionBus) -> None:
    bus.start_keyring(unlocked=False)
    with pytest.raises(NotKeptError) as keeping:
        Keyring().keep(new_reference(), "hunter2", Cancel())
    assert keeping.value.fault.code == "keyring.locked"
    # Reading asks nobody to create a keyring.
    with pytest.raises(FaultError) as reading:
        Keyring().read(new_reference(), Cancel())
    assert reading.value.fault.code == "keyring.missing"


def test_a_keyring_started_after_the_program_is_found(bus: SessionBus) -> None:
    keyring = Keyring()
    with pytest.raises(FaultError) as caught:
        kept(keyring)
    assert caught.value.fault.code == "keyring.unavailable"
    bus.start_keyring()
    assert keyring.read(kept(keyring), Cancel()) == "hunter2"


def test_a_daemon_that_ended_under_the_program(bus: SessionBus) -> None:
    bus.start_keyring()
    keyring = Keyring()
    reference = kept(keyring)
    bus.stop_keyring()
    with pytest.raises(FaultError) as caught:
        keyring.read(reference, Cancel())
    assert caught.value.fault.code == "keyring.unavailable"


def test_a_daemon_that_hangs(bus: SessionBus) -> None:
    bus.start_keyring()
    keyring = Keyring()
    reference = kept(keyring)
    bus.freeze_keyring()
    with pytest.raises(FaultError) as caught:
        keyring.read(reference, Cancel(), seconds=0.2)
    assert caught.value.fault.code == "keyring.unavailable"
    assert caught.value.fault.temporary


def test_a_prompt_that_nobody_answers(bus: SessionBus) -> None:
    bus.start_keyring()
    keyring = Keyring()
    reference = kept(keyring)
    bus.lock_keyring()
    with prompter_that_never_asks(bus.environment["DBUS_SESSION_BUS_ADDRESS"]) as ordered:
        with pytest.raises(FaultError) as caught:
            keyring.read(reference, Cancel(), seconds=1)
        assert ordered.is_set()
        assert caught.value.fault.code == "keyring.locked"
        assert caught.value.fault.temporary


def test_a_prompt_is_cancelled(bus: SessionBus) -> None:
    bus.start_keyring()
    keyring = Keyring()
    reference = kept(keyring)
    bus.lock_keyring()
    with prompter_that_never_asks(bus.environment["DBUS_SESSION_BUS_ADDRESS"]) as ordered:
        cancel = Cancel()

        def give_up() -> None:
            ordered.wait(10)
            cancel.request()

        threading.Thread(target=give_up).start()
        with pytest.raises(Cancelled):
            keyring.read(reference, cancel)
        assert ordered.is_set()


def test_a_keyring_of_tests_that_aborted_is_followed_by_an_empty_one(bus: SessionBus) -> None:
    bus.start_keyring()
    Keyring().keep("kept", "of before", Cancel())
    assert not bus.revive()
    bus.abort_keyring()
    with pytest.raises(FaultError):
        Keyring().read("kept", Cancel())
    assert bus.revive()
    with pytest.raises(FaultError) as raised:
        Keyring().read("kept", Cancel())
    assert raised.value.fault.code == "keyring.missing"
    Keyring().keep("kept", "of now", Cancel())
    assert Keyring().read("kept", Cancel()) == "of now"
