"""How this computer introduces itself (RFC 5321 section 4.1.1.1)."""

from __future__ import annotations

import re
import socket

_LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_FULL_NAME = re.compile(rf"({_LABEL}\.)+{_LABEL}", re.IGNORECASE)

# Names that every computer may have tell a server nothing, and many refuse them.
_NO_NAMES = (".localdomain", ".localhost", ".local", ".arpa")


def own_name(local_address: str) -> str:
    """This computer's full name where it has one, else its address as a literal.

    The name servers are not asked: they may not answer, and a name that they do not know is no
    better than a literal.

    Args:
        local_address: the IP address of this end of the connection.
    """
    name = socket.gethostname().rstrip(".")
    if _FULL_NAME.fullmatch(name) and not name.lower().endswith(_NO_NAMES):
        return name
    address = local_address.partition("%")[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
