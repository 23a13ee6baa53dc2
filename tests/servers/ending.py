"""Servers of tests that end while somebody is connected.

aiosmtpd ends its loop and closes what listens, and leaves open what it has accepted: the relay's warm
connections, say. Such a socket would be found by the garbage collector during any later test, which
then failed for it.
"""

from __future__ import annotations

import asyncio
from typing import Any


def close_with_the_loop() -> None:
    """Have every loop of this process close its connections when it is closed itself."""
    loops: Any = getattr(asyncio.selector_events, "BaseSelectorEventLoop", None)
    inner = loops.close

    def close(loop: Any) -> None:
        for transport in list(getattr(loop, "_transports", {}).values()):
            sock, transport._sock = transport._sock, None
            if sock is not None:
                sock.close()
        inner(loop)

    loops.close = close
