"""A server of a test that ends while somebody is connected leaves nothing open."""

from __future__ import annotations

import asyncio
import gc
import socket
import warnings


class Connected(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        asyncio.get_running_loop().stop()


def test_nothing_is_found_later() -> None:
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(Connected, "127.0.0.1", 0))
    with socket.create_connection(server.sockets[0].getsockname()):
        loop.run_forever()  # until the connection is there
        server.close()
        loop.close()
        del server, loop
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            gc.collect()
    assert [str(one.message) for one in found if "unclosed" in str(one.message)] == []
