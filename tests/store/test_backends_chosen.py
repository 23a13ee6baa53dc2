"""Which keyring is taken where, without starting a program: by the system, the desktop or a choice."""

from __future__ import annotations

import contextlib
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from keyring import core

from hubmail_gui.core import system
from hubmail_gui.store import backends
from hubmail_gui.store.backends import KWALLET, MACOS, WINDOWS, name_of
from hubmail_gui.store.secret_service import SecretService
from tests.store.documents import refused

SECRET_SERVICE = "hubmail_gui.store.secret_service.SecretService"
LIBRARYS_SECRET_SERVICE = "keyring.backends.SecretService.Keyring"
CHAIN = "keyring.backends.chainer.ChainerBackend"


def of_the_name(name: str, **members: object) -> Any:
    """A back end that is known by its name."""
    module, _, own = name.rpartition(".")
    return type(own, (), {"__module__": module, **members})()


@pytest.fixture(autouse=True)
def nothing_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)


class Running:
    """The keyrings that can be used now.

    Attributes:
        spared: how often Python was kept from starting a shell, as it does on Windows.
    """

    def __init__(self) -> None:
        self.spared = 0
        self._there: dict[str, Any] = {}

    def start(self, *names: str, **members: object) -> None:
        self._there |= {name: of_the_name(name, **members) for name in names}

    def load(self, name: str) -> object:
        """As the keyring library does it."""
        if name not in self._there:
            raise RuntimeError("No such daemon")
        return self._there[name]

    def spare(self) -> None:
        self.spared += 1

    def secret_service(self) -> bool:
        return SECRET_SERVICE in self._there


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Running:
    them = Running()
    monkeypatch.setattr(core, "load_keyring", them.load)
    monkeypatch.setattr(system, "python_platform", them.spare)
    monkeypatch.setattr(SecretService, "available", staticmethod(them.secret_service))
    return them


def found() -> list[str]:
    return [name_of(backend) for backend in backends.available()]


class TestOfTheSystem:
    @pytest.mark.parametrize(
        ("desktop", "first"),
        [
            (None, SECRET_SERVICE),
            ("GNOME", SECRET_SERVICE),
            ("ubuntu:GNOME", SECRET_SERVICE),
            ("KDE", KWALLET),
            ("neon:KDE", KWALLET),
            ("NOKDE", SECRET_SERVICE),
        ],
    )
    def test_the_desktops_own_is_asked_first_and_the_other_one_too(
        self, desktop: str | None, first: str, running: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "platform", "linux")
        if desktop is not None:
            monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
        running.start(KWALLET, SECRET_SERVICE)
        assert found() == [first, *({KWALLET, SECRET_SERVICE} - {first})]

    @pytest.mark.parametrize("only", [KWALLET, SECRET_SERVICE])
    @pytest.mark.parametrize("desktop", ["GNOME", "KDE"])
    def test_the_only_one_there_is(
        self, desktop: str, only: str, running: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
        running.start(only)
        assert found() == [only]

    @pytest.mark.parametrize(("platform", "own"), [("win32", WINDOWS), ("darwin", MACOS)])
    def test_of_windows_and_macos(
        self, platform: str, own: str, running: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "platform", platform)
        running.start(KWALLET, SECRET_SERVICE, own)
        assert found() == [own]
        assert bool(running.spared) is (platform == "win32")

    @pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
    def test_none_at_all(
        self, platform: str, running: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "platform", platform)
        with refused("keyring.unavailable"):
            found()

    def test_one_that_comes_later_is_found(self, running: Running) -> None:
        with refused("keyring.unavailable"):
            found()
        running.start(KWALLET, WINDOWS)
        assert len(found()) == 1


class TestChosen:
    @pytest.fixture
    def choose(self, running: Running, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
        """Name a back end by the variable, while the system's own are there."""

        def chosen(name: str, **members: object) -> None:
            running.start(SECRET_SERVICE, KWALLET)
            running.start(name, **members)
            monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)

        return chosen

    @pytest.mark.parametrize("name", ["company.Vault", KWALLET, LIBRARYS_SECRET_SERVICE])
    def test_is_the_only_one(self, name: str, choose: Callable[..., None]) -> None:
        choose(name)
        assert found() == [name]

    @pytest.mark.parametrize(
        "name",
        [
            "keyring.backends.null.Keyring",
            "keyrings.alt.file.EncryptedKeyring",
            "company.PlaintextKeyring",
            "company.plain_text.Keyring",
            "company.UncryptedFile",
        ],
    )
    def test_that_keeps_nothing_or_keeps_it_readable_is_refused_by_its_name(
        self, name: str, choose: Callable[..., None]
    ) -> None:
        choose(name)
        with refused("keyring.insecure") as faults:
            found()
        assert faults[0].params == {"backend": name}

    def test_as_failing_is_none(self, choose: Callable[..., None]) -> None:
        choose("keyring.backends.fail.Keyring")
        with refused("keyring.unavailable"):
            found()

    def test_of_a_chain_only_the_systems_own_are_used(self, choose: Callable[..., None]) -> None:
        links = ["company.Vault", KWALLET, "keyring.backends.null.Keyring", LIBRARYS_SECRET_SERVICE]
        choose(CHAIN, backends=[of_the_name(one) for one in links])
        assert found() == [KWALLET, LIBRARYS_SECRET_SERVICE]

    @pytest.mark.parametrize("links", [[], ["company.Vault"]], ids=["empty", "only others"])
    def test_of_a_chain_without_one_nothing_is(
        self, links: list[str], choose: Callable[..., None]
    ) -> None:
        choose(CHAIN, backends=[of_the_name(one) for one in links])
        with refused("keyring.insecure") as faults:
            found()
        assert faults[0].params == {"backend": CHAIN}

    def test_chain_that_knows_no_links_is_refused(self, choose: Callable[..., None]) -> None:
        choose(CHAIN)
        with refused("keyring.insecure"):
            found()

    def test_by_an_empty_variable_is_none(
        self, running: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "")
        running.start(SECRET_SERVICE, WINDOWS)
        assert len(found()) == 1


class TestChosenByFile:
    NAME = "keyring.backends.null.Keyring"

    def choose(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "keyringrc.cfg").write_text(f"[backend]\ndefault-keyring={self.NAME}\n", "utf-8")

    def test_is_heeded(self, tmp_path: Path, running: Running) -> None:
        self.choose(tmp_path / "python_keyring")
        running.start(SECRET_SERVICE, self.NAME)
        with refused("keyring.insecure") as faults:
            found()
        assert faults[0].params == {"backend": self.NAME}

    @pytest.mark.parametrize("variable", [None, ""])
    def test_below_the_home_folder_too(
        self,
        variable: str | None,
        tmp_path: Path,
        running: Running,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.delenv("XDG_CONFIG_HOME")
        if variable is not None:
            monkeypatch.setenv("XDG_CONFIG_HOME", variable)
        # As the library itself takes an empty variable for none.
        self.choose(tmp_path / ".config" / "python_keyring")
        running.start(SECRET_SERVICE, self.NAME)
        with refused("keyring.insecure"):
            found()

    def test_the_variable_comes_first(
        self, tmp_path: Path, running: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.choose(tmp_path / "python_keyring")
        running.start(KWALLET, self.NAME)
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", KWALLET)
        assert found() == [KWALLET]

    def test_without_one_the_library_is_not_even_loaded(
        self, tmp_path: Path, running: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It costs the start of a command more than all the rest."""
        monkeypatch.setattr(sys, "platform", "linux")
        running.start(SECRET_SERVICE)
        (tmp_path / "python_keyring").mkdir()
        monkeypatch.setitem(sys.modules, "keyring", None)
        assert name_of(next(iter(backends.available()))) == SECRET_SERVICE


class TestPrompts:
    """Whether a keyring that does not answer may be waiting for a person."""

    @pytest.fixture
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
        """What was sent over the session bus; it is answered."""
        from jeepney.io import blocking

        sent: list[Any] = []
        connection = types.SimpleNamespace(send_and_get_reply=sent.append)
        monkeypatch.setattr(
            blocking, "open_dbus_connection", lambda: contextlib.nullcontext(connection)
        )
        monkeypatch.setattr(sys, "platform", "linux")
        return sent

    def test_a_secret_service_that_answers_a_ping_may(self, asked: list[Any]) -> None:
        assert backends.prompts() is True
        (message,) = asked
        fields = {field.name: value for field, value in message.header.fields.items()}
        assert fields == {
            "destination": "org.freedesktop.secrets",
            "path": "/org/freedesktop/secrets",
            "interface": "org.freedesktop.DBus.Peer",
            "member": "Ping",
        }

    def test_without_a_bus_nobody_is_asked(
        self, asked: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from jeepney.io import blocking

        def absent() -> None:
            raise KeyError("DBUS_SESSION_BUS_ADDRESS")

        monkeypatch.setattr(blocking, "open_dbus_connection", absent)
        assert backends.prompts() is False

    @pytest.mark.parametrize(("platform", "asks"), [("darwin", True), ("win32", False)])
    def test_of_macos_and_windows_it_is_known(
        self, platform: str, asks: bool, asked: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "platform", platform)
        assert backends.prompts() is asks
        assert asked == []
