"""A Postfix of its own on loopback that hands all mail to one server: a smart host's client."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
daemon_directory = /usr/lib/postfix/sbin
myhostname = relay.example.com
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
relayhost = [127.0.0.1]:{server}
disable_dns_lookups = yes
smtpd_relay_restrictions = permit_mynetworks, reject
"""

_MASTER = """
postlog unix-dgram n - n - 1 postlogd
{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
smtp unix - - n - - smtp
relay unix - - n - - smtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
"""


def missing() -> str | None:
    """Why it cannot be run here, or None."""
    if os.name != "posix" or os.geteuid() != 0:
        return "Postfix starts as root only"
    return None if shutil.which("postfix") else "Postfix is not installed"


@contextmanager
def smart_host(server: int) -> Iterator[int]:
    """Start it, and stop it in the end; the port where it takes mail.

    Args:
        server: the port of the server to which everything goes, in the clear and without a login.
    """
    folder = Path(tempfile.mkdtemp(prefix="hubmail-postfix-"))
    # It drops its rights: its users must be able to reach the folder.
    folder.chmod(0o755)
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    (folder / "etc" / "main.cf").write_text(_MAIN.format(folder=folder, server=server))
    (folder / "etc" / "master.cf").write_text(_MASTER.format(port=port))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(_run, folder, "stop")
        _run(folder, "start")
        yield port


def _run(folder: Path, verb: str) -> None:
    # No pipe: what stays behind would keep it open.
    subprocess.run(
        ["postfix", "-c", str(folder / "etc"), verb],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=60,
    )  # fmt: skip
