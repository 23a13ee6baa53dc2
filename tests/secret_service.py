"""A Secret Service for tests: gnome-keyring on a session bus of its own, far from the user's.

Tests that need it take the fixture :func:`secret_service` (one unlocked service for the whole run)
and give its environment to the programs they start::

    from tests.secret_service import secret_service  # noqa: F401 - a fixture

    @pytest.mark.secret_service
    def test_apply(secret_service: dict[str, str]) -> None:
        subprocess.run([...], env={**os.environ, **secret_service})
"""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.store.secrets import SERVICE, Keyring
from tests.left_out import WINDOWS

PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")
PASSWORD = b"of the tests' keyring"
# Those that go on from test to test.
SHARED: list[SessionBus] = []

# No service directory: nothing is activated, so what is not started here is really absent.
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


class SessionBus:
    """A private D-Bus session bus, with or without a keyring on it.

    Attributes:
        environment: what a program needs to use it.
    """

    def __init__(self) -> None:
        # Not pytest's folder: the path of a socket may have 107 bytes only.
        self._folder = Path(tempfile.mkdtemp(prefix="hubmail-bus-"))
        self._children: list[subprocess.Popen[bytes]] = []
        configuration = self._folder / "bus.conf"
        configuration.write_text(_BUS.format(folder=self._folder), encoding="utf-8")
        bus = self._start(
            ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address"]
        )
        assert bus.stdout is not None
        address = bus.stdout.readline().decode().strip()
        assert address, "dbus-daemon did not start"
        self.environment = {"DBUS_SESSION_BUS_ADDRESS": address}
        self._daemon: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        for child in reversed(self._children):
            child.send_signal(signal.SIGCONT)
            child.kill()
            child.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start_keyring(self, *, unlocked: bool = True) -> None:
        """Start gnome-keyring; a locked one keeps the collection of an unlocked one before it."""
        command = ["gnome-keyring-daemon", "--components=secrets", "--foreground"]
        self._daemon = self._start([*command, "--unlock"] if unlocked else command)
        assert self._daemon.stdin is not None
        if unlocked:
            self._daemon.stdin.write(PASSWORD)
        self._daemon.stdin.close()
        self._daemon.stdin = None
        self._await_name()

    def stop_keyring(self) -> None:
        """End gnome-keyring, as logging out does; what it kept stays on the disk."""
        assert self._daemon is not None
        self._daemon.terminate()
        self._daemon.wait()

    def lock_keyring(self) -> None:
        """Lock the collection, as after a login without a password."""
        self.stop_keyring()
        self.start_keyring(unlocked=False)

    def freeze_keyring(self) -> None:
        """Leave gnome-keyring on the bus, never answering again."""
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGSTOP)

    def abort_keyring(self) -> None:
        """End it as a failed assertion of its own does."""
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGABRT)
        self._daemon.wait()

    def revive(self) -> bool:
        """Start a new, empty gnome-keyring where one aborted by itself; whether it had."""
        if self._daemon is None or self._daemon.poll() != -signal.SIGABRT:
            return False
        shutil.rmtree(self._folder / "data")
        self.start_keyring()
        return True

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        for name in ("data", "run"):
            (self._folder / name).mkdir(mode=0o700, exist_ok=True)
        own = {
            "HOME": str(self._folder),
            "XDG_DATA_HOME": str(self._folder / "data"),
            "XDG_RUNTIME_DIR": str(self._folder / "run"),
        }
        environment = {**os.environ, **getattr(self, "environment", {}), **own}
        child = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._children.append(child)
        return child

    def _await_name(self) -> None:
        """Return once the Secret Service has its name on the bus."""
        from jeepney import MatchRule, message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection

        name = "org.freedesktop.secrets"
        connection = open_dbus_connection(self.environment["DBUS_SESSION_BUS_ADDRESS"])
        with connection:
            bus = Proxy(message_bus, connection)
            rule = MatchRule(type="signal", interface=message_bus.interface,
                             member="NameOwnerChanged", path=message_bus.object_path)  # fmt: skip
            rule.add_arg_condition(0, name)
            bus.AddMatch(rule)
            with connection.filter(rule) as changes:
                if not bus.NameHasOwner(name)[0]:
                    connection.recv_until_filtered(changes, timeout=30)


@contextmanager
def prompter_that_never_asks(address: str) -> Iterator[threading.Event]:
    """What draws the keyring's prompts, taking the order and then doing nothing; when it has."""
    from jeepney import MessageType, message_bus, new_method_return
    from jeepney.io.blocking import Proxy, open_dbus_connection

    ordered = threading.Event()
    connection = open_dbus_connection(address)
    Proxy(message_bus, connection).RequestName("org.gnome.keyring.SystemPrompter")

    def serve() -> None:
        with connection, suppress(OSError):  # until the bus ends
            while True:
                message = connection.receive()
                if message.header.message_type is MessageType.method_call:
                    connection.send(new_method_return(message))
                    ordered.set()

    threading.Thread(target=serve, daemon=True).start()
    yield ordered


def entry_names(environment: dict[str, str]) -> set[str]:
    """The names of all our entries in the keyring of a session, or in Credential Manager."""
    if WINDOWS:
        return _credentials()
    import secretstorage

    with _session(environment), secretstorage.dbus_init() as connection:
        items = secretstorage.search_items(connection, {"service": SERVICE})
        return {item.get_attributes()["username"] for item in items}


def remove_entry(environment: dict[str, str], name: str) -> None:
    """Take an entry away behind the program's back."""
    if WINDOWS:
        Keyring().remove(name, Cancel())
        return
    import secretstorage

    with _session(environment), secretstorage.dbus_init() as connection:
        attributes = {"service": SERVICE, "username": name}
        (item,) = secretstorage.search_items(connection, attributes)
        item.delete()


@contextmanager
def _session(environment: dict[str, str]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        yield


def _credentials() -> set[str]:
    library: Any = importlib.import_module("win32ctypes.pywin32.win32cred")
    errors: Any = importlib.import_module("win32ctypes.pywin32.pywintypes")
    try:
        listed = library.CredEnumerate(None, 0)
    except errors.error:  # there is none at all
        return set()
    return {one["UserName"] for one in listed if SERVICE in one["TargetName"]}


def require_programs() -> None:
    """Skip the test where gnome-keyring is not installed."""
    for program in PROGRAMS:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")


@pytest.fixture(scope="session")
def secret_service() -> Iterator[dict[str, str]]:
    """The variables of a session with an unlocked gnome-keyring, for child processes.

    On Windows nothing is needed: Credential Manager is there, and ends with this Windows.
    """
    if WINDOWS:
        yield {}
        return
    require_programs()
    with SessionBus() as bus:
        bus.start_keyring()
        SHARED.append(bus)
        yield bus.environment
        SHARED.remove(bus)
