"""``hubmail handover`` after it was done or cut short: what is said then, and what an undo leaves."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import subprocess
import threading
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.cli.conftest import Write
from tests.cli.handing import host, root
from tests.cli.mail_server import MailServer
from tests.cli.program import Program
from tests.cli.schemas import check
from tests.cli.service_host import UNIT, ServiceHost

pytestmark = pytest.mark.secret_service

__all__ = ["host", "root"]


class TestStopped:
    """Ctrl-C while the account's part is at work."""

    def test_nobody_waits_for_the_server_and_it_can_be_done_again(
        self, root: Program, server: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        children: list[subprocess.Popen[bytes]] = []
        ended = threading.Event()

        async def stop(_self: object, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
            children[0].send_signal(signal.SIGINT)
            await asyncio.get_running_loop().run_in_executor(None, ended.wait)
            return "250 2.0.0 Ok"

        monkeypatch.setattr("tests.cli.mail_server._Handler.handle_DATA", stop)
        children.append(root.start("handover", "--json"))
        out, _err = children[0].communicate(timeout=120)
        ended.set()
        assert (children[0].returncode, json.loads(out)["failure"]["code"]) == (75, "cancelled")
        monkeypatch.undo()
        assert root.run("show", "--json").json["handover"]["state"] == "unfinished"
        assert root.run("handover").status == 0


class TestLater:
    """What is said once the settings change, and what an undo leaves: nothing."""

    def test_a_later_save_says_that_the_service_has_the_old_settings(
        self, root: Program, host: ServiceHost, server: MailServer, write: Write, secret_file: Path
    ) -> None:
        assert root.run("handover").status == 0
        assert root.run("show", "--json").json["handover"]["state"] == "works"
        changed = write(server.document(sender_name="Hub of Contoso"))
        done = root.run("apply", changed, "--secret-file", secret_file, "--json")
        assert "handover.stale" in {one["code"] for one in done.json["warnings"]}
        assert root.run("show", "--json").json["handover"]["state"] == "stale"
        assert "hubmail handover" in root.run("show").out
        before = (host.folder / "settings.json").read_text("utf-8")
        assert "Contoso" not in before
        again = root.run("handover", "--json")
        assert (again.status, again.json["changed"]) == (0, True)
        assert "Contoso" in (host.folder / "settings.json").read_text("utf-8")
        assert root.run("show", "--json").json["handover"]["state"] == "works"
        done = root.run("test", "--json")
        assert "handover.stale" not in {one["code"] for one in done.json["warnings"]}

    def test_an_undo_removes_all_of_it(self, root: Program, host: ServiceHost) -> None:
        before = host.files()
        assert root.run("handover").status == 0
        assert host.files() != before
        done = root.run("handover", "--undo", "--json")
        assert (done.status, done.json["undone"]) == (0, True)
        check("handover", done.json)
        left = host.files()
        left.pop("credstore.encrypted")  # systemd's own folder, empty
        assert left == before
        assert root.run("show", "--json").json["handover"] is None
        actions = [one["action"] for one in root.run("history", "--json").json["history"]]
        assert actions[-2:] == ["handed over", "taken back"]
        again = root.run("handover", "--undo", "--json")
        assert (again.status, again.code) == (69, "handover.none")

    def test_an_undo_takes_back_what_that_unit_was_given(
        self, root: Program, host: ServiceHost
    ) -> None:
        for name in ("a", "b"):
            host.add_unit(f"{name}.service", "ExecStart=/bin/true")
            assert root.run("handover", "--unit", name, "--folder", "/etc/of-hub").status == 0
        assert root.run("handover").status == 0
        folder = host.etc / "of-hub"
        # Another service sends with them still.
        assert root.run("handover", "--undo", "--unit", "a").status == 0
        assert (folder / "settings.json").exists()
        assert root.run("handover", "--undo", "--unit", "b").status == 0
        assert (folder.exists(), (host.folder / "settings.json").exists()) == (False, True)

    def test_a_service_that_was_removed_gives_it_back(
        self, root: Program, host: ServiceHost
    ) -> None:
        assert root.run("handover").status == 0
        (host.etc / "systemd" / "system" / UNIT).unlink()
        done = root.run("handover", "--undo", "--json")
        assert (done.status, done.code) == (0, None)
        for path in (host.folder, host.credential, host.drop_in):
            assert not path.exists()
        assert root.run("show", "--json").json["handover"] is None

    def test_an_undo_that_was_cut_short_is_finished_by_the_next(
        self, root: Program, host: ServiceHost
    ) -> None:
        assert root.run("handover").status == 0
        shutil.rmtree(host.folder)
        done = root.run("handover", "--undo", "--json")
        assert (done.status, done.code) == (0, None)
        assert not host.folder.exists()
        assert not host.credential.exists()
        assert not host.drop_in.exists()

    def test_a_program_that_was_killed_in_between_is_not_forgotten(
        self, root: Program, server: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        children: list[subprocess.Popen[bytes]] = []

        async def kill(_self: object, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
            children[0].kill()
            return "250 2.0.0 Ok"

        # Once Save has sent its own; each later mail is that of the account.
        monkeypatch.setattr("tests.cli.mail_server._Handler.handle_DATA", kill)
        children.append(root.start("handover"))
        children[0].communicate(timeout=120)
        assert children[0].returncode == -signal.SIGKILL
        assert root.run("show", "--json").json["handover"]["state"] == "unfinished"
        assert "not wholly" in root.run("show").out
        monkeypatch.undo()
        assert root.run("handover").status == 0
        assert root.run("show", "--json").json["handover"]["state"] == "works"
