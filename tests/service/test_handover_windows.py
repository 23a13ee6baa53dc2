"""A handover on Windows, with the Task Scheduler and the pipe replaced by what they promise.

On Windows, or Wine, the pipe, the account's part and Credential Manager are the real ones as well, and
only the Task Scheduler is replaced: that it does what its documentation says was never seen by us.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.service.handover import parcel as parcels
from hubmail_gui.service.handover import windows
from hubmail_gui.service.handover.parcel import Parcel, Target
from hubmail_gui.service.result import Result, result_json
from hubmail_gui.store import Store
from tests.cli.program import SECRET, command, forms
from tests.servers.loopback import closed_port

SID = "S-1-5-21-1-2-3-1106"
NAMESPACE = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
DOCUMENT = {"sender": "hub@example.com"}


class Channel:
    """The pipe, with an account's part behind it that answers ``answer``."""

    def __init__(self, answer: bytes, cancel: Cancel) -> None:
        self.sent = b""
        self._answer = answer
        self._cancel = cancel

    def wait_for_other_end(self) -> None:
        self._cancel.check()

    def send(self, content: bytes) -> None:
        self.sent += content

    def receive(self) -> bytes:
        return self._answer


class Edge:
    """What Windows does: it notes what it was told."""

    def __init__(self, answer: bytes, refuses: str = "") -> None:
        self.calls: list[tuple[str, ...]] = []
        self.description = b""
        self.channel: Channel | None = None
        self.opened: tuple[str, str] = ("", "")
        self._answer = answer
        self._refuses = refuses

    def sid(self, account: str) -> str | None:
        return SID if account.startswith("EXAMPLE\\") else None

    @contextmanager
    def listen(self, name: str, sid: str, cancel: Cancel, _seconds: float) -> Iterator[Channel]:
        self.opened = (name, sid)
        self.channel = Channel(self._answer, cancel)
        yield self.channel

    def tasks(self, *arguments: str) -> str | None:
        self.calls.append(arguments)
        if "/xml" in arguments:
            self.description = Path(arguments[arguments.index("/xml") + 1]).read_bytes()
        return "ERROR: Access is denied." if arguments[0] == self._refuses else None


def parcel(account: str = "EXAMPLE\\svc-hub$") -> Parcel:
    return Parcel(Target(account, "", ""), DOCUMENT, SECRET, "admin@example.com")


def answer() -> bytes:
    result = Result(
        saved=True, revision=1, recipient="admin@example.com", at="2026-11-27T10:00:00Z"
    )
    return json.dumps(result_json(result)).encode()


def test_the_account_gets_the_parcel_through_its_pipe_alone() -> None:
    edge = Edge(answer())
    done = windows.carry(parcel(), Watch(), edge)
    assert (done.result.saved, done.store, done.target) == (True, "keyring", parcel().target)
    assert edge.channel is not None
    got = parcels.read(edge.channel.sent)
    assert (got.secret, got.document, got.recipient) == (SECRET, DOCUMENT, "admin@example.com")
    name, sid = edge.opened
    assert (len(name), sid) == (len("hubmail-handover-") + 32, SID)
    assert [call[0] for call in edge.calls] == ["/create", "/run", "/delete"]
    assert all(name in call for call in edge.calls)


def test_the_task_runs_our_program_as_the_account_and_knows_no_secret() -> None:
    edge = Edge(answer())
    windows.carry(parcel(), Watch(), edge)
    task = ET.fromstring(edge.description.decode("utf-16"))
    texts = {one.tag.partition("}")[2]: one.text or "" for one in task.iter()}
    assert (texts["UserId"], texts["LogonType"]) == (SID, "Password")
    assert texts["RunLevel"] == "LeastPrivilege"
    assert texts["Arguments"].endswith(f"handover --part account --pipe {edge.opened[0]}")
    assert task.find("t:Triggers", NAMESPACE) is None  # it runs when it is told to, once
    told = " ".join(part for call in edge.calls for part in call).encode() + edge.description
    assert not any(form in told for form in forms(SECRET))


@pytest.mark.parametrize(
    ("account", "sid", "options"),
    [
        ("EXAMPLE\\svc-hub$", SID, ("/ru", "EXAMPLE\\svc-hub$", "/rp", "")),
        ("EXAMPLE\\svc-hub", SID, ("/ru", "EXAMPLE\\svc-hub", "/rp", "*")),
        ("EXAMPLE\\system", SID, ("/ru", "EXAMPLE\\system", "/rp", "*")),
        ("NT AUTHORITY\\Network Service", "S-1-5-20", ("/ru", "NT AUTHORITY\\Network Service")),
        ("AUTORITE NT\\SERVICE RÉSEAU", "S-1-5-20", ("/ru", "AUTORITE NT\\SERVICE RÉSEAU")),
    ],
)
def test_who_knows_the_accounts_own_password(
    account: str, sid: str, options: tuple[str, ...]
) -> None:
    """The domain, a person at the console, or nobody; never our command line."""
    assert windows.logon(account, sid) == options


def test_a_built_in_account_has_its_own_kind_of_logon() -> None:
    told = windows.description("pipe", "S-1-5-20")
    assert "<LogonType>ServiceAccount</LogonType>" in told


@pytest.mark.parametrize("step", ["/create", "/run"])
@pytest.mark.parametrize("console", [True, False], ids=["schtasks ends, too", "we alone"])
def test_an_interrupt_leaves_no_task(step: str, console: bool) -> None:
    cancel = Cancel()

    class Interrupted(Edge):
        def tasks(self, *arguments: str) -> str | None:
            super().tasks(*arguments)
            if arguments[0] != step:
                return None
            cancel.request()
            if not console:
                raise KeyboardInterrupt
            return ""

    edge = Interrupted(answer())
    with pytest.raises(Cancelled if console else KeyboardInterrupt):
        windows.carry(parcel(), Watch(cancel=cancel), edge)
    assert edge.calls[-1][0] == "/delete"


def test_the_time_for_the_answer_begins_once_the_password_is_typed() -> None:
    class Asking(Edge):
        @contextmanager
        def listen(self, *given: Any) -> Iterator[Channel]:
            assert [call[0] for call in self.calls] == ["/create"]
            with super().listen(*given) as channel:
                yield channel

    edge = Asking(answer())
    assert windows.carry(parcel(), Watch(), edge).result.saved
    assert [call[0] for call in edge.calls] == ["/create", "/run", "/delete"]


@pytest.mark.parametrize("sid", ["S-1-5-80-1-2-3-4-5", "S-1-5-82-1-2-3-4-5"])
def test_an_account_that_is_a_services_own_is_not_asked_for_a_password(
    sid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge = Edge(answer())
    monkeypatch.setattr(edge, "sid", lambda _account: sid)
    with pytest.raises(FaultError) as raised:
        windows.carry(parcel("NT SERVICE\\hub"), Watch(), edge)
    fault = raised.value.fault
    assert (fault.code, fault.params) == (
        "handover.virtual_account", {"account": "NT SERVICE\\hub"},
    )  # fmt: skip
    assert edge.calls == []


def test_an_account_that_is_not_there() -> None:
    edge = Edge(answer())
    with pytest.raises(FaultError) as raised:
        windows.carry(parcel("nobody"), Watch(), edge)
    assert raised.value.fault.code == "handover.account_unknown"
    assert edge.calls == []


@pytest.mark.parametrize("step", ["/create", "/run"])
def test_a_scheduler_that_refuses_is_quoted_and_no_task_stays(step: str) -> None:
    edge = Edge(answer(), refuses=step)
    with pytest.raises(FaultError) as raised:
        windows.carry(parcel(), Watch(), edge)
    fault = raised.value.fault
    assert (fault.code, fault.reply) == ("handover.no_answer", "ERROR: Access is denied.")
    assert edge.channel is None or edge.channel.sent == b""
    assert edge.calls[-1][0] == "/delete"


@pytest.mark.parametrize("garbage", [b"", b"[]", b"{}", b'{"failure": 1}'])
def test_an_answer_that_is_none(garbage: bytes) -> None:
    edge = Edge(garbage)
    with pytest.raises(FaultError) as raised:
        windows.carry(parcel(), Watch(), edge)
    assert raised.value.fault.code == "handover.no_answer"
    assert edge.calls[-1][0] == "/delete"


def test_cancel_takes_the_task_away() -> None:
    cancel = Cancel()
    cancel.request()
    edge = Edge(answer())
    with pytest.raises(Cancelled):
        windows.carry(parcel(), Watch(cancel=cancel), edge)
    assert edge.calls[-1][0] == "/delete"


def test_the_description_needs_no_quoting_by_hand() -> None:
    told = windows.description("a b", SID)
    task = ET.fromstring(told.partition("?>")[2])
    arguments = task.findtext("t:Actions/t:Exec/t:Arguments", "", NAMESPACE)
    assert arguments.endswith(subprocess.list2cmdline(["--pipe", "a b"]))


if sys.platform == "win32":

    class Started(windows._System):
        """Windows itself, but for the Task Scheduler: the task is started by this test."""

        def __init__(self, roaming: Path) -> None:
            self.child: subprocess.Popen[bytes] | None = None
            self._roaming = roaming
            self._arguments = ""

        def tasks(self, *arguments: str) -> str | None:
            if arguments[0] == "/create":
                text = Path(arguments[arguments.index("/xml") + 1]).read_bytes().decode("utf-16")
                task = ET.fromstring(text.partition("?>")[2])
                self._arguments = task.findtext(".//t:Arguments", "", NAMESPACE)
            elif arguments[0] == "/run":
                own = self._arguments.partition("hubmail_gui ")[2].split()
                self.child = subprocess.Popen(
                    command(*own), env={**os.environ, "APPDATA": str(self._roaming)}
                )
            elif self.child is not None:
                self.child.wait()
            return None

    def test_through_a_real_pipe_into_credential_manager_and_out_again(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        edge = Started(tmp_path)
        own = {"type": "password", "host": "127.0.0.1", "port": closed_port(),
               "encryption": "none", "smtp_authentication": True, "username": "hub"}  # fmt: skip
        document = {"sender": "hub@example.com", "authentication": own}
        account = os.environ["USERNAME"]
        given = Parcel(Target(account, "", ""), document, SECRET, "admin@example.com")
        done = windows.carry(given, Watch(), edge)
        assert (done.result.saved, done.store, done.target) == (True, "keyring", given.target)
        assert done.result.failure is not None
        assert done.result.failure.code == "network.refused"
        monkeypatch.setenv("APPDATA", str(tmp_path))
        folder = tmp_path / "hubmail"
        reference = json.loads((folder / "settings.json").read_text("utf-8"))["secret"]
        assert Store(str(folder)).secret(reference, Cancel()) == SECRET
        undone = windows.carry(given._replace(undo=True), Watch(), edge)
        assert undone.result.failure is None
        assert not folder.exists()
        with pytest.raises(FaultError):
            Store(str(folder)).secret(reference, Cancel())

    def test_a_pipe_of_this_name_is_made_once() -> None:
        from hubmail_gui.core import windows_pipe

        sid = windows_pipe.sid_of(os.environ["USERNAME"])
        assert sid is not None
        assert windows_pipe.sid_of("no such account") is None
        name = f"hubmail-handover-{os.urandom(16).hex()}"
        with windows_pipe.listen(name, sid, Cancel(), 0.2) as pipe:
            with pytest.raises(OSError):  # noqa: PT011 - by its own number, which Wine and Windows share
                windows_pipe.listen(name, sid, Cancel(), 0.2)
            with pytest.raises(TimeoutError):
                pipe.wait_for_other_end()
