"""A Postfix of our own with Dovecot's SASL, in a temporary folder and on loopback only."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers.certificates import Issued

USERNAME, PASSWORD = "hub", "correct horse"
SENDER, RECIPIENT = "hub@example.test", "admin@example.test"
SIZE_LIMIT = 20_000

# One service for each mechanism, so that a client has no choice.
MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256")

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
daemon_directory = /usr/lib/postfix/sbin
myhostname = mx.example.test
mydestination = example.test
mynetworks =
inet_interfaces = 127.0.0.1
alias_maps =
local_recipient_maps = inline:{{ admin=x hub=x }}
local_transport = discard:
default_transport = discard:
message_size_limit = {size_limit}
virtual_mailbox_limit = 0
mailbox_size_limit = 0
smtpd_tls_chain_files = {folder}/server.pem
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sender_login_maps = inline:{{ {{ hub@example.test = hub }} }}
smtpd_sender_restrictions = reject_sender_login_mismatch
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_error_sleep_time = 0
"""

MASTER = """
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
discard unix - - n - - discard
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
{plain} inet n - n - - smtpd -o smtpd_tls_security_level=may
{starttls} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
{tls} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
{services}
"""

ONE_MECHANISM = """{port} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_mechanism_filter={name}
"""

DOVECOT = """
protocols =
base_dir = {folder}/run
log_path = {folder}/dovecot.log
ssl = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
auth_username_format = %Ln
passdb {{
  driver = passwd-file
  args = {folder}/passwords
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}
}}
service auth {{
  unix_listener {folder}/queue/private/auth {{
    mode = 0666
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""


@dataclass(frozen=True)
class Ports:
    """Where it listens.

    Attributes:
        plain: for other servers: STARTTLS offered, no login.
        starttls: submission with STARTTLS required.
        tls: submission with TLS from the first byte.
        mechanism: submission with one SASL mechanism each.
    """

    plain: int
    starttls: int
    tls: int
    mechanism: dict[str, int]


def missing() -> str | None:
    """Why it cannot be run here, or None."""
    if os.name != "posix" or os.geteuid() != 0:
        return "Postfix starts as root only"
    absent = [name for name in ("postfix", "dovecot") if shutil.which(name) is None]
    return f"not installed: {', '.join(absent)}" if absent else None


@contextmanager
def running(certificate: Issued, at: Ports | None = None) -> Iterator[Ports]:
    """Start both servers, and stop them in the end.

    Args:
        certificate: the one that it presents.
        at: where it is to listen; else where there is room.
    """
    # Both drop their rights: their users must be able to reach the folder.
    folder = Path(tempfile.mkdtemp(prefix="hubmail-postfix-"))
    folder.chmod(0o755)
    ports = at or _free_ports()
    _configure(folder, ports, certificate)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(_run, "postfix", "-c", str(folder / "etc"), "stop")
        _run("postfix", "-c", str(folder / "etc"), "start")
        stack.callback(_run, "dovecot", "-c", str(folder / "dovecot.conf"), "stop")
        _run("dovecot", "-c", str(folder / "dovecot.conf"))
        yield ports


def _configure(folder: Path, ports: Ports, certificate: Issued) -> None:
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    (folder / "server.pem").write_bytes(certificate.key_and_chain)
    services = "".join(
        ONE_MECHANISM.format(port=port, name=name.lower()) for name, port in ports.mechanism.items()
    )
    (folder / "etc" / "main.cf").write_text(MAIN.format(folder=folder, size_limit=SIZE_LIMIT))
    (folder / "etc" / "master.cf").write_text(
        MASTER.format(plain=ports.plain, starttls=ports.starttls, tls=ports.tls, services=services)
    )
    mechanisms = " ".join(MECHANISMS).lower()
    (folder / "dovecot.conf").write_text(DOVECOT.format(folder=folder, mechanisms=mechanisms))
    (folder / "passwords").write_text(f"{USERNAME}:{{PLAIN}}{PASSWORD}\n")


def _free_ports() -> Ports:
    with ExitStack() as stack:
        listeners = [
            stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            for _number in range(3 + len(MECHANISMS))
        ]
        plain, starttls, tls, *others = (one.getsockname()[1] for one in listeners)
    return Ports(plain, starttls, tls, dict(zip(MECHANISMS, others, strict=True)))


def _run(*command: str) -> None:
    # A file, not a pipe: the servers that stay behind would keep it open.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(command, stdout=said, stderr=said, check=False, timeout=60)
        said.seek(0)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {said.read()}")
