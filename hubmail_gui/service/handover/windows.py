"""A handover on Windows: the Task Scheduler runs the account's part once, a pipe brings it the secret.

Built to what Microsoft documents (schtasks, the Task Scheduler's schema, named pipes). In the tests the
Task Scheduler is replaced, and off Windows all of :class:`Edge`.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import AbstractContextManager, suppress
from typing import Protocol, Self
from xml.sax import saxutils

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.service.handover import parcel as parcels
from hubmail_gui.service.handover import parts
from hubmail_gui.service.handover.parcel import Answer, Parcel

# How long the Task Scheduler and the start of the program may take, beside the test.
_MORE_SECONDS = 90.0
_TOOL_SECONDS = 120.0
# Accounts that have no password: SYSTEM, LOCAL SERVICE and NETWORK SERVICE (well-known SIDs of winnt.h).
# Their names are in Windows' own language.
_BUILT_IN = frozenset({"S-1-5-18", "S-1-5-19", "S-1-5-20"})
# Of a service itself (NT SERVICE) and of an application pool of IIS (SECURITY_SERVICE_ID_BASE_RID and
# SECURITY_APPPOOL_ID_BASE_RID of winnt.h): nobody has a password of theirs, and the Task Scheduler's
# schema has no kind of logon for them (TASK_LOGON_TYPE).
_VIRTUAL = ("S-1-5-80-", "S-1-5-82-")
_TASK = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Principals>
    <Principal id="Account">
      <UserId>{sid}</UserId>
      <LogonType>{logon}</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <ExecutionTimeLimit>PT10M</ExecutionTimeLimit>
    <Hidden>true</Hidden>
  </Settings>
  <Actions Context="Account">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


class Channel(Protocol):
    """Our end of a pipe that one account may open."""

    def wait_for_other_end(self) -> None:
        """Wait until it did."""

    def send(self, content: bytes) -> None:
        """Send one message."""

    def receive(self) -> bytes:
        """Wait for one."""


class Edge(Protocol):
    """What only Windows can do."""

    def sid(self, account: str) -> str | None:
        """The account's SID; None where there is no such account."""

    def listen(
        self, name: str, sid: str, cancel: Cancel, seconds: float
    ) -> AbstractContextManager[Channel]:
        """A pipe that this account alone may open."""

    def tasks(self, *arguments: str) -> str | None:
        """Call schtasks.exe; None when it did what it should, else what it said."""


def carry(parcel: Parcel, watch: Watch, edge: Edge | None = None) -> Answer:
    """Have the account's part act on a parcel.

    Args:
        parcel: what it gets.
        watch: what the test reports to and obeys.
        edge: what does what only Windows can.

    Raises:
        FaultError: ``handover.account_unknown``, ``handover.virtual_account`` or
            ``handover.no_answer``.
        Cancelled: stopping was asked for.
    """
    edge = edge or _System()
    account = parcel.target.account
    sid = edge.sid(account)
    if sid is None:
        raise FaultError(Fault("handover.account_unknown", params={"account": account}))
    if sid.startswith(_VIRTUAL):
        raise FaultError(Fault("handover.virtual_account", params={"account": account}))
    name = f"hubmail-handover-{os.urandom(16).hex()}"
    parcel = parcel.timed(watch)
    try:
        # The pipe's time begins when a person has typed the account's password, if there is one.
        with (
            _Task(edge, name, account, sid, watch.cancel) as task,
            edge.listen(name, sid, watch.cancel, parcel.limit + _MORE_SECONDS) as channel,
        ):
            task.run()
            channel.wait_for_other_end()
            channel.send(parcel.write())
            answer = parcels.read_answer(parts.understood(channel.receive(), b"", parcel.secret))
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        reply = getattr(error, "strerror", None)
        raise FaultError(Fault("handover.no_answer", reply=reply)) from None
    for step in answer.result.attempt.steps:
        watch.stepped(step)
    store = parcels.NOWHERE if parcel.secret is None or parcel.undo else parcels.KEYRING
    return answer._replace(target=parcel.target, store=store)


class _Task:
    """A task that is gone at the end of the block."""

    def __init__(self, edge: Edge, name: str, account: str, sid: str, cancel: Cancel) -> None:
        self._edge = edge
        self._name = name
        self._account = account
        self._sid = sid
        self._cancel = cancel

    def __enter__(self) -> Self:
        import tempfile

        from hubmail_gui.store import given

        with tempfile.TemporaryDirectory(prefix="hubmail-") as folder:
            path = os.path.join(folder, "task.xml")
            given.write(path, description(self._name, self._sid).encode("utf-16"), new=True)
            asked = logon(self._account, self._sid)
            try:
                self._call("/create", "/f", "/tn", self._name, "/xml", path, *asked)
            except BaseException:
                # Whoever was interrupted, or waited in vain, may have made it all the same.
                self.__exit__()
                raise
        return self

    def run(self) -> None:
        """Have it run once."""
        self._call("/run", "/tn", self._name)

    def __exit__(self, *_exception: object) -> None:
        self._edge.tasks("/delete", "/f", "/tn", self._name)

    def _call(self, *arguments: str) -> None:
        if (said := self._edge.tasks(*arguments)) is not None:
            # Ctrl-C at the console ends schtasks as well.
            self._cancel.check()
            raise FaultError(Fault("handover.no_answer", reply=said or None))


def description(name: str, sid: str) -> str:
    """What the Task Scheduler is told; of the secret it only knows the name of a pipe."""
    program, *arguments = parts.command("account", "")
    logon_type = "ServiceAccount" if sid in _BUILT_IN else "Password"
    return _TASK.format(
        sid=saxutils.escape(sid),
        logon=logon_type,
        command=saxutils.escape(program),
        arguments=saxutils.escape(subprocess.list2cmdline([*arguments, "--pipe", name])),
    )


def logon(account: str, sid: str) -> tuple[str, ...]:
    """How schtasks gets the account's own password: it asks at the console, if there is one."""
    if sid in _BUILT_IN:
        return ("/ru", account)
    # That of a (group) managed service account is the domain's matter.
    return ("/ru", account, "/rp", "" if account.endswith("$") else "*")


class _System:
    """Windows itself."""

    def sid(self, account: str) -> str | None:
        """See :class:`Edge`."""
        if sys.platform == "win32":
            from hubmail_gui.core import windows_pipe

            return windows_pipe.sid_of(account)
        return None

    def listen(
        self, name: str, sid: str, cancel: Cancel, seconds: float
    ) -> AbstractContextManager[Channel]:
        """See :class:`Edge`."""
        if sys.platform == "win32":
            from hubmail_gui.core import windows_pipe

            return windows_pipe.listen(name, sid, cancel, seconds)
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    def tasks(self, *arguments: str) -> str | None:
        """See :class:`Edge`."""
        tool = os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "schtasks.exe")
        try:
            done = subprocess.run(  # noqa: S603 - of Windows' own folder
                [tool, *arguments],
                # It may ask for the account's password, which a person types at the console.
                stdin=None, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                check=False, timeout=_TOOL_SECONDS,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return ""
        except OSError as error:
            return error.strerror or ""
        if done.returncode == 0:
            return None
        said = ""
        with suppress(LookupError):
            said = done.stderr.decode("oem" if sys.platform == "win32" else "utf-8", "replace")
        from hubmail_gui.core import foreign

        return foreign.line(said)
