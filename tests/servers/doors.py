"""Where a second look looks, replaced by servers of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.discovery import second_look
from tests.servers import submission
from tests.servers.loopback import closed_port
from tests.servers.submission import Submission


@contextmanager
def doors(**servers: Submission) -> Iterator[dict[str, int]]:
    """Servers at ports of their own; the usual ports are replaced by theirs while they serve."""
    ports = {name: closed_port() for name in ("starttls", "tls", "other", "relay")}
    before = second_look._PLACES
    second_look._PLACES = (
        (ports["starttls"], Encryption.STARTTLS), (ports["tls"], Encryption.TLS),
        (ports["other"], Encryption.STARTTLS), (ports["relay"], Encryption.STARTTLS),
    )  # fmt: skip
    with ExitStack() as stack:
        for name, server in servers.items():
            stack.enter_context(submission.listening(server, "127.0.0.1", ports[name]))
        try:
            yield ports
        finally:
            second_look._PLACES = before
