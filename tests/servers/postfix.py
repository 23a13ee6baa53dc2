"""A Postfix of our own in a temporary folder and on loopback only; for the tests with Dovecot's SASL."""

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

# What each has, whatever it is for.
_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
daemon_directory = /usr/lib/postfix/sbin
inet_interfaces = 127.0.0.1
alias_maps =
"""

_MASTER = """
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
"""

MAIN = """
myhostname = mx.example.test
mydestination = example.test
mynetworks =
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
discard unix - - n - - discard
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

DOVECOT = """{version}
protocols =
base_dir = {folder}/run
log_path = {folder}/dovecot.log
ssl = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
{accounts}
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
# Dovecot 2.4 (Debian 13) knows none of the names that 2.3 (Debian 12) has for these.
_VERSION = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0"
_ACCOUNTS = """auth_username_format = %{{user | username | lower}}
passdb passwd-file {{
  passwd_file_path = {folder}/passwords
}}
userdb static {{
  fields {{
    uid = nobody
    gid = nogroup
    home = {folder}
  }}
}}"""
_ACCOUNTS_BEFORE = """auth_username_format = %Ln
passdb {{
  driver = passwd-file
  args = {folder}/passwords
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}
}}"""


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


def missing(*programs: str) -> str | None:
    """Why it cannot be run here, or None.

    Args:
        programs: what is needed; by default both servers.
    """
    if os.name != "posix" or os.geteuid() != 0:
        return "Postfix starts as root only"
    wanted = programs or ("postfix", "dovecot")
    absent = [name for name in wanted if shutil.which(name) is None]
    return f"not installed: {', '.join(absent)}" if absent else None


@contextmanager
def own_folder() -> Iterator[Path]:
    """The folder of one Postfix, until the block ends."""
    prefix = "hubmail-postfix-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as made:
        folder = Path(made)
        # It drops its rights, as Dovecot does: their users must be able to reach the folder.
        folder.chmod(0o755)
        for name in ("etc", "queue", "data"):
            (folder / name).mkdir()
        shutil.chown(folder / "data", "postfix")
        yield folder


@contextmanager
def started(folder: Path, main: str, master: str) -> Iterator[None]:
    """Run Postfix in a folder until the block ends.

    Args:
        folder: made by :func:`own_folder`.
        main: what its main.cf holds beside what each has.
        master: what its master.cf holds beside what each has.

    Raises:
        RuntimeError: it did not start.
    """
    (folder / "etc" / "main.cf").write_text(_MAIN.format(folder=folder) + main)
    (folder / "etc" / "master.cf").write_text(_MASTER + master)
    with ExitStack() as stack:
        stack.callback(_run, "postfix", "-c", str(folder / "etc"), "stop")
        _run("postfix", "-c", str(folder / "etc"), "start")
        yield


@contextmanager
def running(certificate: Issued, at: Ports | None = None) -> Iterator[Ports]:
    """Start both servers, and stop them in the end.

    Args:
        certificate: the one that it presents.
        at: where it is to listen; else where there is room.
    """
    ports = at or _free_ports()
    services = "".join(
        ONE_MECHANISM.format(port=port, name=name.lower()) for name, port in ports.mechanism.items()
    )
    with own_folder() as folder:
        main = MAIN.format(folder=folder, size_limit=SIZE_LIMIT)
        master = MASTER.format(
            plain=ports.plain, starttls=ports.starttls, tls=ports.tls, services=services
        )
        (folder / "server.pem").write_bytes(certificate.key_and_chain)
        with started(folder, main, master), _dovecot(folder):
            yield ports


@contextmanager
def _dovecot(folder: Path) -> Iterator[None]:
    """Check passwords for the Postfix of this folder until the block ends."""
    mechanisms = " ".join(MECHANISMS).lower()
    said = subprocess.run(["dovecot", "--version"], capture_output=True, text=True, check=True)
    new = not said.stdout.startswith("2.3.")
    accounts = (_ACCOUNTS if new else _ACCOUNTS_BEFORE).format(folder=folder)
    text = DOVECOT.format(
        folder=folder, mechanisms=mechanisms, accounts=accounts, version=_VERSION if new else ""
    )
    (folder / "dovecot.conf").write_text(text)
    (folder / "passwords").write_text(f"{USERNAME}:{{PLAIN}}{PASSWORD}\n")
    with ExitStack() as stack:
        stack.callback(_run, "dovecot", "-c", str(folder / "dovecot.conf"), "stop")
        _run("dovecot", "-c", str(folder / "dovecot.conf"))
        yield


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
