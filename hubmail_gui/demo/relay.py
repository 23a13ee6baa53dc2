"""The relay of a trial: on loopback, in a thread, to whatever settings the trial has."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubmail_gui.service.configuration import Configuration

# Longer than it takes to listen on any computer.
_START_SECONDS = 20.0


class Relay:
    """Listens once it is started.

    Attributes:
        address: where, as ``127.0.0.1:2525``; empty before.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._listening = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="hubmail-demo-relay")
        self.address = ""

    def start(self) -> None:
        """Listen, in a thread of its own."""
        self._thread.start()
        self._listening.wait(_START_SECONDS)

    def stop(self) -> None:
        """End after the mails in hand."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
        self._loop.close()

    def answer(self, sender: str, recipient: str) -> str:
        """What a program that speaks only SMTP hears when it sends a mail."""
        import smtplib

        host, _colon, port = self.address.rpartition(":")
        mail = f"From: {sender}\r\nTo: {recipient}\r\nSubject: Approval\r\n\r\nPlease.\r\n"
        with smtplib.SMTP(host, int(port), "localhost") as client:
            client.ehlo()
            for code, words in (client.mail(sender), client.rcpt(recipient)):
                if code != 250:
                    return f"{code} {words.decode('ascii', 'replace')}"
            code, words = client.data(mail.encode())
        return f"{code} {words.decode('ascii', 'replace')}"

    def _run(self) -> None:
        from hubmail_gui.relay import server
        from hubmail_gui.relay.lines import Lines

        async def work() -> None:
            lines = Lines(self._configuration, None, None)
            wishes = server.Wishes(
                [("127.0.0.1", 0)], server.DEFAULT_BYTES, 0, None, self._said
            )  # fmt: skip
            await server.serve(lines, wishes, self._stop)

        try:
            self._loop.run_until_complete(work())
        finally:
            self._listening.set()

    def _said(self, address: str) -> None:
        self.address = address
        self._listening.set()
