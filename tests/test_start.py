"""What a command loads: no Qt ever, and nothing heavy before it is needed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from hubmail_gui.cli import exits
from tests import untraced
from tests.cli import mail_server
from tests.cli.program import SECRET
from tests.servers.loopback import closed_port

if TYPE_CHECKING:
    from pathlib import Path

STORED: dict[str, Any] = {
    "schema": 1,
    "revision": 1,
    "saved_at": "2026-11-23T14:02:00+01:00",
    "saved_by": "claire",
    "sender": "hub@example.com",
    "authentication": {
        "type": "password",
        "host": "smtp.example.com",
        "port": 25,
        "encryption": "starttls",
        "smtp_authentication": False,
    },
}
# Each costs a tenth of what the whole command may take, or more. Of these two the first loads the
# second, half of what `show` may take: a value that is needed at the start is a named tuple.
DATACLASSES = {"dataclasses", "inspect"}
HEAVY = DATACLASSES | {
    "asyncio", "cryptography", "email.message", "email_validator", "http.client", "keyring",
    "logging", "msal", "requests", "ssl", "truststore", "urllib.request",
}  # fmt: skip
# Where the system keeps its certificates by hash, as Debian does, truststore is not needed either.
NOT_FOR_A_TEST = HEAVY - {"ssl", "truststore"}

RUN = """
import sys
sys.modules["PySide6"] = None
from hubmail_gui.__main__ import main
status = main({arguments!r})
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(status)
"""


def loaded_by(*arguments: str, status: int = 0) -> set[str]:
    """Run a command where Qt cannot be imported; the modules that it loaded."""
    run = subprocess.run(
        [sys.executable, "-I", "-c", RUN.format(arguments=list(arguments))],
        capture_output=True,
        text=True,
        check=False,
        env=untraced.environment(),
    )
    assert run.returncode == status, run.stderr
    return set(run.stderr.splitlines()[-1].split())


@pytest.fixture
def folder(tmp_path: Path) -> str:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps(STORED), encoding="utf-8")
    file.chmod(0o600)
    return str(tmp_path)


@pytest.mark.parametrize("command", ["show", "history"])
def test_reading_command_loads_nothing_heavy(command: str, folder: str) -> None:
    assert not loaded_by(command, "--config-dir", folder) & HEAVY


@pytest.mark.parametrize("arguments", [("schema",), ("faults", "--json"), ("faults", "cancelled")])
def test_command_runs_where_qt_cannot_be_imported(arguments: tuple[str, ...]) -> None:
    assert "hubmail_gui.window" not in loaded_by(*arguments)


@pytest.mark.parametrize(("password", "status"), [(SECRET, 0), ("not that one", exits.REFUSED)])
def test_sending_over_smtp_loads_nothing_that_it_does_not_need(
    password: str, status: int, tmp_path: Path
) -> None:
    """Words for a failure are values with defaults, which dataclasses are for."""
    settings, secret = tmp_path / "settings.json", tmp_path / "secret"
    secret.write_text(password, encoding="utf-8")
    with mail_server.running() as server:
        settings.write_text(json.dumps(server.document()), encoding="utf-8")

        loaded = loaded_by(
            "test", str(settings), "--secret-file", str(secret), "--config-dir", str(tmp_path / "c"),
            "--recipient", "admin@example.com", status=status,
        )  # fmt: skip

    assert not loaded & (NOT_FOR_A_TEST - DATACLASSES if status else NOT_FOR_A_TEST)


# What of ours `show` may load, by part of the package; see docs/performance.md, "Imports inside
# functions". One more costs every start of every command: is it needed before the first word?
OURS = {"cli": 8, "core": 14, "methods": 2, "service": 3, "store": 6}


def test_show_loads_few_modules_of_ours(folder: str) -> None:
    loaded = [name.split(".") for name in loaded_by("show", "--config-dir", folder)]
    counted = Counter(parts[1] for parts in loaded if parts[0] == "hubmail_gui" and len(parts) > 2)
    assert {part: count for part, count in counted.items() if count > OURS.get(part, 0)} == {}


WINDOW = """
import sys
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.service import Service
from PySide6.QtWidgets import QApplication
app = QApplication([])
window = MainWindow(Service(Configuration(sys.argv[1])), administrator=True, demo=None)
window.show()
app.processEvents()
app.processEvents()
import enum, gc, linecache
print("sources kept:", *(name for name in linecache.cache if "hubmail_gui" in name))
made = [one for one in gc.get_objects() if isinstance(one, enum.EnumMeta)]
print("of the namespace:", *(one.__qualname__ for one in made if one.__qualname__.startswith("Qt.")))
print(*sorted(sys.modules))
"""
# What no first frame needs, settings stored or not.
NOT_FOR_A_FRAME = {
    "asyncio", "cryptography", "email.message", "email_validator", "http.client", "keyring", "msal",
    "ssl", "truststore", "urllib.request",
}  # fmt: skip


def window_on(folder: str) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", WINDOW, folder],
        capture_output=True,
        text=True,
        check=False,
        env={**untraced.environment(), "QT_QPA_PLATFORM": "offscreen"},
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


def test_the_window_starts_without_what_sends_or_explains(folder: str) -> None:
    loaded = set(window_on(folder)[-1].split())
    assert not loaded & NOT_FOR_A_FRAME
    parts = {name.split(".")[1] for name in loaded if name.startswith("hubmail_gui.")}
    assert not parts & {"delivery", "diagnosis", "discovery", "oauth", "demo", "cli"}


def test_the_first_run_starts_without_what_looks_around(tmp_path: Path) -> None:
    empty = tmp_path / "c"
    empty.mkdir(mode=0o700)
    loaded = set(window_on(str(empty))[-1].split())
    assert "hubmail_gui.window.pages.first_run" in loaded
    assert not loaded & (NOT_FOR_A_FRAME | {"dns", "defusedxml", "tomllib"})
    parts = {name.split(".")[1] for name in loaded if name.startswith("hubmail_gui.")}
    assert not parts & {"delivery", "diagnosis", "discovery", "oauth", "demo", "cli"}


def test_the_window_at_rest_has_made_no_enumeration_of_the_namespace(tmp_path: Path) -> None:
    """With a mail that was accepted: the field for its code is there, too."""
    folder, settings = str(tmp_path / "c"), tmp_path / "settings.json"
    login = {**STORED["authentication"], "host": "127.0.0.1", "encryption": "none"}
    server = Controller(Sink(), hostname="127.0.0.1", port=closed_port())
    server.start()
    try:
        document = {"sender": STORED["sender"], "authentication": {**login, "port": server.port}}
        settings.write_text(json.dumps(document), encoding="utf-8")
        loaded_by(
            "apply", str(settings), "--config-dir", folder, "--recipient", "admin@example.com"
        )
    finally:
        server.stop()
    assert window_on(folder)[-2] == "of the namespace:"


def test_the_window_reads_no_source_of_its_own_modules(folder: str) -> None:
    """PySide6's import would, and keep them in memory (window.plain_import)."""
    assert window_on(folder)[-3] == "sources kept:"


CANCELLED = """
import sys
from hubmail_gui.core.cancel import Cancel
from hubmail_gui import methods
from hubmail_gui.core.settings import read
from hubmail_gui.core.watch import Watch
from hubmail_gui.service import sending
cancel = Cancel()
watch = Watch(lambda report: cancel.request(), cancel)
document = {"sender": "hub@example.com", "authentication": {
    "type": "password", "host": "127.0.0.1", "port": 1, "encryption": "none",
    "smtp_authentication": False}}
settings, problems = read(document, methods.group, check=True)
sent = sending.test_mail(settings, None, "admin@example.com", watch)
print(sent.attempt.fault.code, "hubmail_gui.service.again" in sys.modules, "cryptography" in sys.modules)
"""


def test_a_test_that_was_cancelled_loads_nothing_to_look_again() -> None:
    run = subprocess.run(
        [sys.executable, "-c", CANCELLED], capture_output=True, text=True, check=False,
        env=untraced.environment(),
    )  # fmt: skip
    assert (run.stdout, run.stderr) == ("cancelled False False\n", "")


def test_reading_the_settings_imports_nothing_that_costs(tmp_path: Path) -> None:
    script = (
        "import sys; from hubmail_gui.store import Store;"
        f"assert Store({str(tmp_path)!r}).stored_document() is None;"
        "print([name for name in ('keyring', 'secretstorage', 'pathlib', 'tempfile', 'ssl',"
        " 'logging', 'subprocess', 'hashlib', 'hubmail_gui.store.secrets') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
