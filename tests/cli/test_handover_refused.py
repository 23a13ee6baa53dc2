"""``hubmail handover`` that may not be: said clearly, with nothing changed."""

from __future__ import annotations

import os

import pytest

from tests.cli import service_host
from tests.cli.handing import host, root
from tests.cli.program import Program
from tests.cli.service_host import NUMBER, ServiceHost

pytestmark = pytest.mark.secret_service

__all__ = ["host", "root"]


class TestRefused:
    @pytest.mark.parametrize(
        ("options", "code"),
        [
            (["--unit", "nosuch"], "handover.unit_unknown"),
            (["--unit", "../../passwd"], "handover.unit_unknown"),
            (["--to", "nosuch"], "handover.account_unknown"),
            (["--to", "daemon"], "handover.other_account"),
            (["--folder", "/etc/elsewhere"], "handover.other_folder"),
        ],
    )
    def test_who_is_not_there(
        self, root: Program, host: ServiceHost, options: list[str], code: str
    ) -> None:
        before = host.files()
        done = root.run("handover", *options, "--json")
        assert (done.status, done.code) == (69, code)
        assert (host.files(), done.json["saved"]) == (before, False)
        assert root.run("show", "--json").json["handover"] is None

    def test_a_folder_of_somebody_else(self, root: Program, host: ServiceHost) -> None:
        host.folder.mkdir(mode=0o700)
        done = root.run("handover", "--json")
        assert (done.code, done.json["failure"]["params"]["path"]) == (
            "settings.not_private", "/etc/hubmail",
        )  # fmt: skip
        assert not host.drop_in.exists()
        assert root.run("show", "--json").json["handover"] is None
        os.chown(host.folder, NUMBER, NUMBER)
        assert root.run("handover").status == 0

    def test_what_root_cannot_write_does_not_hide_what_the_account_has(
        self, root: Program, host: ServiceHost
    ) -> None:
        (host.etc / "credstore.encrypted").write_text("no folder")
        done = root.run("handover", "--json")
        assert (done.code, done.json["saved"]) == ("settings.not_a_file", True)
        assert (host.folder / "settings.json").exists()
        shown = root.run("show", "--json").json["handover"]
        assert (shown["state"], shown["code"]) == ("failed", "settings.not_a_file")

    def test_ones_own_folder(self, root: Program, host: ServiceHost) -> None:
        own = host.add_unit("hub.service", "ExecStart=/opt/hub/bin/hub")
        before = host.files()
        done = root.run("handover", "--unit", own, "--folder", str(root.folder), "--json")
        assert (done.code, host.files()) == ("handover.same_folder", before)

    def test_a_link_in_the_accounts_folder_leads_nowhere(
        self, root: Program, host: ServiceHost
    ) -> None:
        host.folder.mkdir(mode=0o700)
        (host.folder / "settings.json").symlink_to("/etc/victim")
        (host.etc / "victim").write_text("untouched")
        for path in (host.folder, host.folder / "settings.json"):
            os.chown(path, NUMBER, NUMBER, follow_symlinks=False)
        done = root.run("handover", "--json")
        assert done.code == "settings.not_a_file"
        assert (host.etc / "victim").read_text() == "untouched"
        assert not host.drop_in.exists()

    def test_nothing_is_stored(self, host: ServiceHost, program: Program) -> None:
        done = service_host.administrator(host, program).run("handover", "--json")
        assert (done.status, done.code) == (78, "settings.missing")
