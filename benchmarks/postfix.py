"""A Postfix of its own on loopback that hands all mail to one server: a smart host's client."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.servers import postfix
from tests.servers.loopback import closed_port

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAIN = """
myhostname = relay.example.com
mydestination =
mynetworks = 127.0.0.0/8
inet_protocols = ipv4
relayhost = [127.0.0.1]:{server}
disable_dns_lookups = yes
smtpd_relay_restrictions = permit_mynetworks, reject
"""

_MASTER = """
{port} inet n - n - - smtpd
error unix - - n - - error
retry unix - - n - - error
smtp unix - - n - - smtp
relay unix - - n - - smtp
scache unix - - n - 1 scache
"""


def missing() -> str | None:
    """Why it cannot be run here, or None."""
    return postfix.missing("postfix")


@contextmanager
def smart_host(server: int) -> Iterator[int]:
    """Start it, and stop it in the end; the port where it takes mail.

    Args:
        server: the port of the server to which everything goes, in the clear and without a login.
    """
    port = closed_port()
    main, master = _MAIN.format(server=server), _MASTER.format(port=port)
    with postfix.own_folder() as folder, postfix.started(folder, main, master):
        yield port
