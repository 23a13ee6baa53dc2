"""An HTTPS server on loopback that answers by a function; one thread a connection."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from hubmail_gui.demo.replies import Ending, Reply, Request

Answer = Callable[[Request], Reply]

# A client that says nothing more is forgotten.
_IDLE_SECONDS = 60.0


class Server(ThreadingHTTPServer):
    """Serves until it is closed; give it a socket that listens.

    Attributes:
        stopping: set when it closes, which also ends every answer that waits.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, listening: Any, context: ssl.SSLContext, answer: Answer) -> None:  # noqa: ANN401
        super().__init__(listening.getsockname(), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.answer = answer
        self.stopping = threading.Event()
        self._context = context
        self._serving = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._serving.start()

    def stop(self) -> None:
        """Close, and forget whoever is still connected."""
        self.stopping.set()
        self.shutdown()
        self.server_close()

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Handle one connection, TLS handshake included: a slow client stops nobody else."""
        request.settimeout(_IDLE_SECONDS)
        try:
            tls = self._context.wrap_socket(request, server_side=True)
        except OSError:  # a client that left, or does not trust us
            return
        with suppress(OSError), tls:
            _Handler(tls, client_address, self)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """A client that is gone is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *_parts: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(length)
        request = Request(self.command, unquote(parts.path), headers, body, parts.query)
        self._send(self.server.answer(request))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 - the library's names

    def _send(self, reply: Reply) -> None:
        if reply.held is not None:
            reply.held.wait(_IDLE_SECONDS)
        if reply.ending is Ending.SILENT:
            self.server.stopping.wait(_IDLE_SECONDS)
        if reply.ending in (Ending.SILENT, Ending.CLOSED):
            self.close_connection = True
            return
        self.send_response_only(reply.status)
        self.send_header("Server", "hubmail-demo")
        if "Date" not in reply.headers:
            self.send_header("Date", self.date_time_string())
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        whole = reply.ending is Ending.WHOLE
        self.wfile.write(reply.body if whole else reply.body[: len(reply.body) // 2])
        self.close_connection = self.close_connection or not whole
