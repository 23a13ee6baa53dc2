"""The program as an outsider meets it: a process with arguments, two outputs and an exit status."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from tests.left_out import WINDOWS

# It must occur nowhere: not plain, not in base64 at any offset, not encoded for a URL.
SECRET = "hünter2/+%&=marker"
# Far longer than any command takes: only a test that fails runs into it.
PATIENCE = 120.0
NOBODY = 65534
# An account without rights; it may read all files, since Python itself may be in root's home.
AS_NOBODY = (
    "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
    "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search",
)  # fmt: skip

# The path of a packaged program that is tried instead of the source.
BUILT = "HUBMAIL_BUILT"
# On Windows a console that nobody sees, so that a key pressed there reaches no other program.
OWN_CONSOLE: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
# What Windows does when somebody presses Ctrl-C in a program's console.
PRESS = """
import ctypes, sys
kernel = ctypes.WinDLL("kernel32", use_last_error=True)
kernel.FreeConsole()
deaf = ctypes.WINFUNCTYPE(ctypes.c_int, ctypes.c_ulong)(lambda _event: True)
done = kernel.AttachConsole(int(sys.argv[1])) and kernel.SetConsoleCtrlHandler(deaf, True)
if not (done and kernel.GenerateConsoleCtrlEvent(int(sys.argv[2]), 0)):
    raise ctypes.WinError(ctypes.get_last_error())
"""

# The program must not need Qt for a command: here it cannot be imported at all.
RUN = """
import sys
sys.modules["PySide6"] = None
from hubmail_gui.__main__ import main
sys.exit(main())
"""


def require_root() -> None:
    """Skip a test that has to become somebody else."""
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root can become another account")


def command(*arguments: str) -> list[str]:
    """The command line of ``hubmail`` with ``arguments``: from source, or the built one if given."""
    built = os.environ.get(BUILT)
    return [built, *arguments] if built else [sys.executable, "-c", RUN, *arguments]


def interrupt(child: subprocess.Popen[bytes], event: int = 0) -> None:
    """Press Ctrl-C in the terminal, or on Windows the console, of a program.

    Args:
        child: the program.
        event: of wincon.h; Ctrl-Break is 1.
    """
    if WINDOWS:
        subprocess.run([sys.executable, "-c", PRESS, str(child.pid), str(event)], check=True)
    else:
        child.send_signal(signal.SIGINT)


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        document = json.loads(self.out)
        assert isinstance(document, dict)
        return document

    @property
    def code(self) -> str | None:
        """The code of the failure in the JSON object."""
        failure = self.json["failure"]
        return None if failure is None else str(failure["code"])

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Field and code of every problem in the JSON object."""
        return [(one["field"], one["code"]) for one in self.json["errors"]]


@dataclass(frozen=True)
class Program:
    """``hubmail`` on a configuration folder of its own.

    Attributes:
        folder: the configuration folder.
        environment: variables that it gets besides those of the test run.
        secrets: what must not be seen in anything that it says or writes.
        within: what starts it somewhere else, such as in namespaces of its own.
    """

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = (SECRET,)
    within: tuple[str, ...] = ()

    def variables(self) -> dict[str, str]:
        """The environment of its processes: no display, and nothing that would choose one."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "EMAIL"}
        }
        # What the manifest asks Windows for, which a Python from elsewhere does not have.
        coded = {"PYTHONIOENCODING": "utf-8"} if WINDOWS else {}
        return {**kept, **coded, "HUBMAIL_CONFIG_DIR": str(self.folder), **self.environment}

    def run(
        self, *arguments: str | Path, stdin: bytes = b"", nobody: bool = False, **variables: str
    ) -> Done:
        """Run a command to its end, and look for secrets in all that it said and wrote.

        Args:
            arguments: of the command line.
            stdin: what it gets on standard input.
            nobody: run it as an account that is no administrator; tests run as root do.
            variables: of the environment.
        """
        if nobody:
            require_root()
        done = subprocess.run(
            [*self.within, *(AS_NOBODY if nobody else ()), *command(*map(str, arguments))],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=PATIENCE,
            cwd="/",
            env={**self.variables(), **variables},
        )
        self.search_secrets(done.stdout, "standard output")
        self.search_secrets(done.stderr, "standard error")
        self.search_folder()
        return Done(done.returncode, _lines(done.stdout), _lines(done.stderr))

    def start(
        self, *arguments: str | Path, stdin: bytes = b"", **variables: str
    ) -> subprocess.Popen[bytes]:
        """Start a command that the test has something to do with before it ends."""
        child = subprocess.Popen(
            [*self.within, *command(*map(str, arguments))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env={**self.variables(), **variables},
            creationflags=OWN_CONSOLE,
        )
        assert child.stdin is not None
        child.stdin.write(stdin)
        child.stdin.close()
        child.stdin = None
        return child

    def search_folder(self) -> None:
        """Fail when a secret stands in a file of the configuration folder."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                self.search_secrets(path.read_bytes(), path.name)

    def search_secrets(self, content: bytes, where: str) -> None:
        """Fail when ``content`` holds a secret in any form."""
        for secret in self.secrets:
            for form in forms(secret):
                assert form.lower() not in content.lower(), f"a secret is in {where}"

    def settings(self) -> dict[str, Any]:
        """What stands in the settings file."""
        text = (self.folder / "settings.json").read_text(encoding="utf-8")
        document: dict[str, Any] = json.loads(text)
        return document


def _lines(output: bytes) -> str:
    """What was written, with the line ends of every system as one."""
    return output.decode().replace(os.linesep, "\n")


def forms(secret: str) -> set[bytes]:
    """The secret as it could leak: plain, escaped, encoded for a URL, in base64 at any offset."""
    raw = secret.encode()
    shifted = set()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw)
        shifted.add(encoded[(offset * 8 + 5) // 6 : (offset + len(raw)) * 8 // 6])
    escaped = json.dumps(secret)[1:-1].encode()
    return {raw, escaped, quote(secret, safe="").encode(), quote_plus(secret).encode(), *shifted}
