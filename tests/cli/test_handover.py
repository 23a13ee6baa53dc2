"""``hubmail handover``: settings and secret go to a real account, which then really sends."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import stat
import subprocess
import threading
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.cli import mail_server, service_host
from tests.cli.conftest import RECIPIENT, Write
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program, command, forms
from tests.cli.results import check_result
from tests.cli.schemas import check
from tests.cli.service_host import ACCOUNT, NUMBER, PERSON_NUMBER, UNIT, ServiceHost

pytestmark = pytest.mark.secret_service
MORE = ("account", "unit", "folder", "store", "undone")
MAIL = b"Subject: x\r\n\r\nhello\r\n"


@pytest.fixture
def host(tmp_path: Path) -> ServiceHost:
    work = tmp_path / "host"
    work.mkdir()
    return service_host.make(work)


@pytest.fixture
def root(host: ServiceHost, applied: Program) -> Program:
    """Root on that machine, whose keyring holds the stored secret."""
    return service_host.administrator(host, applied)


def send_as_the_unit(host: ServiceHost, program: Program) -> int:
    """What the unit does: its account, its folder, and what systemd decrypts for it alone."""
    rights = ("setpriv", f"--reuid={NUMBER}", f"--regid={NUMBER}", "--clear-groups")
    done = subprocess.run(
        [*host.within(*rights), *command("send", "bob@example.com")],
        input=MAIL, capture_output=True, check=False, timeout=120, cwd="/",
        env={**program.variables(), "CREDENTIALS_DIRECTORY": "/etc/decrypted",
             "HUBMAIL_CONFIG_DIR": "/etc/hubmail", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
    )  # fmt: skip
    return done.returncode


@pytest.fixture
def credentials(host: ServiceHost) -> Path:
    """Where systemd puts what it has decrypted."""
    folder = host.etc / "decrypted"
    folder.mkdir()
    folder.chmod(0o755)
    return folder


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

        async def look(_self: object, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
            # At this moment all parts of the handover are at work.
            for process in Path("/proc").iterdir():
                for name in ("cmdline", "environ"):
                    try:
                        seen.append((process / name).read_bytes())
                    except OSError:
                        continue
            return "250 2.0.0 Ok"

        monkeypatch.setattr("tests.cli.mail_server._Handler.handle_DATA", look)
        assert root.run("handover", "--json").status == 0
        assert sum(b"--part" in one for one in seen) == 1
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

    def test_without_systemd_creds_the_account_keeps_a_file(
        self, host: ServiceHost, applied: Program, server: MailServer
    ) -> None:
        tool = shutil.which("systemd-creds")
        assert tool
        root = service_host.administrator(host, applied, tool)
        done = root.run("handover", "--json")
        assert (done.status, done.json["store"]) == (0, "file")
        assert "handover.file" in {one["code"] for one in done.json["warnings"]}
        file = host.folder / "hubmail.secret"
        assert (file.stat().st_uid, stat.S_IMODE(file.stat().st_mode)) == (NUMBER, 0o600)
        assert file.read_text("utf-8") == SECRET
        host.search(file)
        told = host.drop_in.read_text("utf-8")
        assert "LoadCredential=hubmail.secret:/etc/hubmail/hubmail.secret\n" in told
        assert not host.credential.exists()
        # Where the tool is to be had again, the file goes.
        again = service_host.administrator(host, applied).run("handover", "--json")
        assert (again.json["store"], file.exists()) == ("systemd-creds", False)
        assert len(server.messages) == 2


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


class TestRefused:
    """Said clearly, with nothing changed."""

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
