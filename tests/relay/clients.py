"""The clients that send the mails of the proof, and what they hear."""

from __future__ import annotations

import smtplib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

CLIENTS = 50


@dataclass
class Told:
    """What the clients heard: each mail's number with the code of the last reply to it."""

    codes: dict[int, int] = field(default_factory=dict)
    seconds: float = 0.0
    memory: list[int] = field(default_factory=list)


def send_all(port: int, count: int, process: int | None, clients: int = CLIENTS) -> Told:
    """Send the mails 1 to ``count`` from so many clients at once, each over a connection of its own.

    Args:
        port: of the relay.
        count: how many mails in all.
        process: of the relay, whose memory is looked at on the way; None: it is not.
        clients: how many at once.
    """
    told = Told()
    every = max(1, count // 20)

    def work(first: int) -> None:
        client = _Client(port)
        for number in range(first, count + 1, clients):
            told.codes[number] = client.send(number)
            if process is not None and len(told.codes) % every == 0:
                told.memory.append(resident(process))
        client.leave()

    began = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, range(1, clients + 1)))
    told.seconds = time.monotonic() - began
    return told


class _Client:
    """Sends one mail after the other as a program would, and connects again where it has to."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._smtp: smtplib.SMTP | None = None

    def send(self, number: int) -> int:
        """The code of the last reply; 0 where the connection was lost."""
        try:
            return self._sent(self._connected(), number)
        except (smtplib.SMTPException, OSError):
            self._smtp = None
            return 0

    def leave(self) -> None:
        if self._smtp is not None:
            self._smtp.quit()

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            self._smtp = smtplib.SMTP("127.0.0.1", self._port, "client.example.com", timeout=120)
            self._smtp.ehlo()
        return self._smtp

    def _sent(self, smtp: smtplib.SMTP, number: int) -> int:
        address = f"m{number}@example.com"
        mail = (
            f"From: hub@example.com\r\nTo: {address}\r\nSubject: Approval {number}\r\n"
            f"Message-ID: <{number}@example.com>\r\n\r\nPlease approve {number}.\r\n"
        )
        for code, _words in (smtp.mail("hub@example.com"), smtp.rcpt(address)):
            if code != 250:
                smtp.rset()
                return code
        return smtp.data(mail.encode())[0]


def resident(process: int) -> int:
    """The memory of a process in KiB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0])
