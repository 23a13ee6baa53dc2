"""A relay that runs, for tests to send mails through."""

from __future__ import annotations

import signal
import smtplib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.cli.program import OWN_CONSOLE, Program, command, interrupt
from tests.left_out import WINDOWS

MAIL = b"From: hub@example.com\r\nTo: bob@example.com\r\nSubject: Approval\r\n\r\nPlease.\r\n"


class Running:
    """A relay that listens."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def client(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.port, timeout=60)

    def stopped(self) -> int:
        """Its exit status, once it was told to stop: by a signal, or as Windows does it, by Ctrl-C."""
        if WINDOWS:
            interrupt(self.process)
        else:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@contextmanager
def relay(program: Program, *more: str) -> Iterator[Running]:
    process = subprocess.Popen(
        command("relay", "--listen", "127.0.0.1:0", *more),
        env=program.variables(),
        stderr=subprocess.PIPE,
        creationflags=OWN_CONSOLE,
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline().decode()
        assert said.startswith("listening on "), said + process.stderr.read().decode()
        yield Running(process, int(said.rpartition(":")[2]))
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()
