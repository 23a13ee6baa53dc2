"""``hubmail handover``: settings and secret go to a real account, which then really sends."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.cli import mail_server, service_host
from tests.cli.conftest import RECIPIENT, Write
from tests.cli.handing import below, credentials, host, root, send_as_the_unit
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program, forms
from tests.cli.results import check_result
from tests.cli.schemas import check
from tests.cli.service_host import ACCOUNT, NUMBER, PERSON_NUMBER, UNIT, ServiceHost

pytestmark = pytest.mark.secret_service

__all__ = ["credentials", "host", "root"]
MORE = ("account", "unit", "folder", "store", "undone")


class TestGiven:
    """Handed over, and tested as the account."""

    def test_the_account_can_send_and_nobody_else_can_read(
        self, root: Program, host: ServiceHost, server: MailServer, credentials: Path
    ) -> None:
        done = root.run("handover", "--json")
        assert done.status == 0, done.err
        check_result({key: value for key, value in done.json.items() if key not in MORE})
        check("handover", done.json)
        told = [done.json[key] for key in MORE]
        assert told == [ACCOUNT, UNIT, "/etc/hubmail", "systemd-creds", False]
        assert (done.json["ok"], done.json["recipient"]) == (True, RECIPIENT)
        assert len(server.messages) == 1
        host.search()
        for path in (host.folder, *host.folder.iterdir()):
            assert path.lstat().st_uid == NUMBER, path
            assert not path.lstat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), path
        for path, mode in ((host.credential, 0o600), (host.drop_in, 0o644)):
            assert (path.stat().st_uid, stat.S_IMODE(path.stat().st_mode)) == (0, mode)
        given = f"/etc/credstore.encrypted/{UNIT}.hubmail.secret"
        lines = host.drop_in.read_text("utf-8").splitlines()
        assert f"LoadCredentialEncrypted=hubmail.secret:{given}" in lines
        assert 'Environment="HUBMAIL_CONFIG_DIR=/etc/hubmail"' in lines
        opened = host.run("systemd-creds", "decrypt", "--name=hubmail.secret", given, "-")
        assert opened.decode() == SECRET
        secret = credentials / "hubmail.secret"
        secret.write_bytes(opened)
        os.chown(secret, NUMBER, NUMBER)
        assert send_as_the_unit(host, root) == 0
        assert len(server.messages) == 2

    def test_the_secret_is_on_no_command_line_and_in_no_environment(
        self, root: Program, server: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[bytes] = []
        parts: list[bytes] = []

        async def look(_self: object, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
            # At this moment all parts of the handover are at work.
            ours = below(os.getpid())
            for process in Path("/proc").glob("[0-9]*"):
                for name in ("cmdline", "environ"):
                    try:
                        seen.append((process / name).read_bytes())
                    except OSError:
                        continue
                    if int(process.name) in ours and b"--part" in seen[-1]:
                        parts.append(seen[-1])
            return "250 2.0.0 Ok"

        monkeypatch.setattr("tests.cli.mail_server._Handler.handle_DATA", look)
        assert root.run("handover", "--json").status == 0
        assert len(parts) == 1
        for form in forms(SECRET):
            assert not any(form in one for one in seen)

    def test_a_refused_login_shows_in_both_places(
        self, root: Program, host: ServiceHost, server: MailServer
    ) -> None:
        server.passwords = set()
        done = root.run("handover", "--json")
        assert (done.status, done.code) == (69, "smtp.auth.rejected")
        assert (done.json["saved"], done.json["store"]) == (True, "systemd-creds")
        shown = root.run("show", "--json").json
        check("show", shown)
        assert (shown["handover"]["state"], shown["handover"]["code"]) == ("failed", done.code)
        assert "could not send" in root.run("show").out
        assert "smtp.auth.rejected" in (host.folder / "result.json").read_text("utf-8")

    def test_without_systemd_creds_root_keeps_a_file(
        self, host: ServiceHost, applied: Program, server: MailServer
    ) -> None:
        tool = shutil.which("systemd-creds")
        assert tool
        root = service_host.administrator(host, applied, tool)
        done = root.run("handover", "--json")
        assert (done.status, done.json["store"]) == (0, "file")
        assert "handover.file" in {one["code"] for one in done.json["warnings"]}
        file = host.etc / "credstore" / f"{UNIT}.hubmail.secret"
        assert (file.stat().st_uid, stat.S_IMODE(file.stat().st_mode)) == (0, 0o600)
        assert file.read_text("utf-8") == SECRET
        host.search(file)
        told = host.drop_in.read_text("utf-8")
        # Not in the account's own folder, where a link of its own would lead systemd elsewhere.
        assert f"LoadCredential=hubmail.secret:/etc/credstore/{file.name}\n" in told
        assert not host.credential.exists()
        # Where the tool is to be had again, the file goes.
        again = service_host.administrator(host, applied).run("handover", "--json")
        assert (again.json["store"], file.exists()) == ("systemd-creds", False)
        assert len(server.messages) == 2


class TestOwnUnit:
    """A service of Hub's own, which calls ``hubmail send``."""

    def test_it_is_told_its_folder_and_keeps_its_own_credentials(
        self, root: Program, host: ServiceHost
    ) -> None:
        unit = host.add_unit("hub.service", "ExecStart=/bin/true --serve")
        done = root.run("handover", "--unit", "hub", "--folder", "/etc/hub-mail", "--json")
        assert (done.status, done.json["unit"], done.json["folder"]) == (0, unit, "/etc/hub-mail")
        told = (host.etc / "systemd/system/hub.service.d/50-hubmail-handover.conf").read_text()
        assert 'Environment="HUBMAIL_CONFIG_DIR=/etc/hub-mail"\n' in told
        # An empty setting would take away what other credentials the unit has (systemd.exec(5)).
        assert "LoadCredential=\n" not in told
        assert (host.etc / "hub-mail" / "settings.json").stat().st_uid == NUMBER
        # By systemd itself: the unit with our drop-in has nothing that it does not understand.
        assert host.run("systemd-analyze", "verify", f"/etc/systemd/system/{unit}") == b""
        assert not host.folder.exists()
        assert root.run("handover", "--undo").status == 0
        assert not (host.etc / "hub-mail").exists()

    def test_the_folder_of_its_command_is_taken(self, root: Program, host: ServiceHost) -> None:
        command = "ExecStart=/usr/bin/hubmail relay \\\n  --config-dir=/etc/hub-two"
        unit = host.add_unit("hub.service", command)
        done = root.run("handover", "--unit", unit, "--json")
        assert (done.status, done.json["folder"]) == (0, "/etc/hub-two")

    def test_another_folder_than_before_leaves_nothing_in_the_first(
        self, root: Program, host: ServiceHost, server: MailServer
    ) -> None:
        units = [host.add_unit(f"{name}.service", "ExecStart=/bin/true") for name in ("a", "b")]
        for unit in units:
            assert root.run("handover", "--unit", unit, "--folder", "/etc/of-hub/one").status == 0
        one, two = host.etc / "of-hub" / "one", host.etc / "of-hub" / "two"
        server.passwords = set()
        done = root.run("handover", "--unit", "a", "--folder", "/etc/of-hub/three", "--json")
        assert done.code == "smtp.auth.rejected"
        server.passwords = {SECRET}
        # As long as another service sends with them they stay.
        assert root.run("handover", "--unit", "a", "--folder", "/etc/of-hub/two").status == 0
        assert (one / "settings.json").exists()
        done = root.run("handover", "--unit", "b", "--folder", "/etc/of-hub/two", "--json")
        assert (done.status, done.json["warnings"]) == (0, [])
        assert (one.exists(), (two / "settings.json").exists()) == (False, True)

    def test_below_a_folder_of_the_accounts_root_makes_nothing(
        self, root: Program, host: ServiceHost
    ) -> None:
        host.add_unit("hub.service", "ExecStart=/bin/true")
        home, victim = host.etc / "home-of-hub", host.etc / "victim"
        for folder in (home, victim):
            folder.mkdir(mode=0o755)
        os.chown(home, NUMBER, NUMBER)
        (home / "a").symlink_to("/etc/victim")
        os.chown(home / "a", NUMBER, NUMBER, follow_symlinks=False)
        done = root.run("handover", "--unit", "hub", "--folder", "/etc/home-of-hub/a/m", "--json")
        assert (done.code, list(victim.iterdir())) == ("settings.unwritable", [])
        done = root.run("handover", "--unit", "hub", "--folder", "/etc/home-of-hub/b/m", "--json")
        assert (done.status, (home / "b" / "m").stat().st_uid) == (0, NUMBER)
        assert root.run("handover", "--undo").status == 0
        assert not (home / "b" / "m").exists()

    def test_folders_on_the_way_let_the_account_through(
        self, root: Program, host: ServiceHost
    ) -> None:
        host.add_unit("hub.service", "ExecStart=/bin/true --serve")
        done = root.run("handover", "--unit", "hub", "--folder", "/etc/of-hub/mail", "--json")
        assert (done.status, done.code) == (0, None)
        assert stat.S_IMODE((host.etc / "of-hub").stat().st_mode) == 0o755
        assert stat.S_IMODE((host.etc / "of-hub" / "mail").stat().st_mode) == 0o700

    def test_an_undo_is_of_the_unit_that_is_named(self, root: Program, host: ServiceHost) -> None:
        host.add_unit("hub.service", "ExecStart=/bin/true --serve")
        assert root.run("handover").status == 0
        assert root.run("handover", "--unit", "hub", "--folder", "/etc/hub-mail").status == 0
        done = root.run("handover", "--undo", "--unit", UNIT, "--json")
        assert (done.status, done.json["unit"]) == (0, UNIT)
        assert (host.folder.exists(), (host.etc / "hub-mail").exists()) == (False, True)
        # What is remembered is of the other, which still has it.
        assert root.run("show", "--json").json["handover"]["unit"] == "hub.service"
        assert root.run("handover", "--undo", "--json").json["unit"] == "hub.service"
        assert root.run("show", "--json").json["handover"] is None


class TestWithoutLogin:
    """Settings that need no secret."""

    def test_the_unit_starts_all_the_same(
        self, plain: Program, host: ServiceHost, write: Write, credentials: Path
    ) -> None:
        with mail_server.running(login=False) as server:
            document = server.document(smtp_authentication=False)
            document["authentication"].pop("username")
            root = service_host.administrator(host, plain)
            given = ("--recipient", RECIPIENT, "--json")
            assert root.run("apply", write(document), *given).status == 0
            done = root.run("handover", *given)
            assert (done.status, done.json["store"]) == (0, "none")
            # The relay's own unit loads a credential, and would not start without the file.
            assert host.credential.read_bytes() == b""
            place = f"/etc/credstore.encrypted/{UNIT}.hubmail.secret"
            told = host.drop_in.read_text("utf-8")
            assert f"LoadCredential=hubmail.secret:{place}\n" in told
            (credentials / "hubmail.secret").touch()
            os.chown(credentials / "hubmail.secret", NUMBER, NUMBER)
            assert send_as_the_unit(host, root) == 0
            assert len(server.messages) == 3
            assert root.run("handover", "--undo").status == 0
            assert not host.credential.exists()


class TestPerson:
    """An administrator who is not root, with the secret in a file of theirs."""

    @pytest.fixture
    def claire(
        self, host: ServiceHost, server: MailServer, write: Write, tmp_path: Path
    ) -> Program:
        folder = host.etc / "of-claire"
        folder.mkdir(mode=0o700)
        os.chown(folder, PERSON_NUMBER, PERSON_NUMBER)
        (folder / "secret.txt").write_text(SECRET)
        (folder / "mail.json").write_bytes(
            write({**server.document(), "secret_store": "credential"}).read_bytes()
        )
        rights = (
            "setpriv", f"--reuid={PERSON_NUMBER}", f"--regid={PERSON_NUMBER}", "--groups=27",
        )  # fmt: skip
        return Program(
            folder / "settings",
            {
                **host.variables(),
                "EMAIL": RECIPIENT,
                "HUBMAIL_CONFIG_DIR": "/etc/of-claire/settings",
            },
            within=host.within(*rights),
        )

    def test_nothing_makes_root_of_them(self, claire: Program, host: ServiceHost) -> None:
        given = ("--secret-file", "/etc/of-claire/secret.txt", "--json")
        assert claire.run("apply", "/etc/of-claire/mail.json", *given).status == 0
        before = host.files()
        away = [path for tool in ("sudo", "pkexec") if (path := shutil.which(tool))]
        done = claire.run("handover", *given, HUBMAIL_TEST_AWAY=" ".join(away))
        assert (done.status, done.code) == (77, "handover.not_root")
        assert (
            host.files().keys() - before.keys() == {"of-claire/settings/state.lock"} - before.keys()
        )
        missing = claire.run("handover", "--json")
        assert missing.code == "keyring.missing"

    def test_sudo_does(self, claire: Program, host: ServiceHost, server: MailServer) -> None:
        if shutil.which("sudo") is None:
            pytest.skip("sudo is not installed")
        (host.etc / "sudoers.d" / "claire").write_text("claire ALL=(root) NOPASSWD: ALL\n")
        given = ("--secret-file", "/etc/of-claire/secret.txt", "--json")
        assert claire.run("apply", "/etc/of-claire/mail.json", *given).status == 0
        done = claire.run("handover", *given)
        assert done.status == 0, done.out
        assert (done.json["store"], done.json["account"]) == ("systemd-creds", ACCOUNT)
        assert len(server.messages) == 2
        assert host.folder.stat().st_uid == NUMBER
        # What root has written below /etc for the unit is read by whoever asks for the unit.
        again = claire.run("handover", *given)
        assert again.status == 0, again.out
        undone = claire.run("handover", "--undo", "--json")
        assert (undone.status, host.folder.exists()) == (0, False)
