"""The installer: silent, for the whole machine, upgrading in place, and leaving nothing but settings.

The tests of this file are one story, told in the order of the file.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui import __version__
from hubmail_gui.core.cancel import Cancel
from tests.cli.conftest import RECIPIENT
from tests.cli.mail_server import MailServer, running
from tests.cli.program import BUILT, SECRET, Program
from tests.left_out import WINDOWS
from tests.windows.tables import rows

winreg: Any = importlib.import_module("winreg") if WINDOWS else None
pytestmark = pytest.mark.windows

INSTALLED = Path(os.environ.get("PROGRAMW6432") or r"C:\Program Files", "hubmail")
VARIABLES = r"SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
PRODUCTS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
REFUSED = 1603  # ERROR_INSTALL_FAILURE
EXTRA = Path("_internal", "of-an-older-version.txt")


def install(what: str, installer: Path, log: Path) -> int:
    """What ``msiexec`` ends with."""
    command = ["msiexec", what, str(installer), "/qn", "/norestart", "/l*v", str(log)]
    return subprocess.run(command, check=False, timeout=600).returncode


def contents(folder: Path) -> dict[str, str]:
    """The digest of every file."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def path_entries() -> list[str]:
    """Our entries in the machine's PATH."""
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, VARIABLES) as key:
        value = str(winreg.QueryValueEx(key, "PATH")[0])
    return [one for one in value.split(";") if "hubmail" in one.lower()]


def products() -> list[str]:
    """The versions of ours that Windows lists as installed."""
    found = []
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, PRODUCTS) as products:
        for number in range(winreg.QueryInfoKey(products)[0]):
            with winreg.OpenKey(products, winreg.EnumKey(products, number)) as product:
                try:
                    if winreg.QueryValueEx(product, "DisplayName")[0] == "hubmail":
                        found.append(str(winreg.QueryValueEx(product, "DisplayVersion")[0]))
                except OSError:
                    continue
    return found


def shortcuts() -> list[Path]:
    """Our entries in anybody's start menu."""
    people = Path(os.environ["SYSTEMDRIVE"] + "\\users").iterdir()
    places = [Path(os.environ["PROGRAMDATA"]), *people]
    return [path for place in places for path in place.rglob("hubmail*.lnk")]


def properties(installer: Path) -> dict[str, str]:
    """The property table of an installer."""
    return {row[0]: row[1] for row in rows(installer, "Property", 2)}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "msi.log"


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Somebody who uses the installed program, by its name on the PATH's folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(BUILT, str(INSTALLED / "hubmail.exe"))
        yield Program(tmp_path_factory.mktemp("person") / "settings", {"EMAIL": RECIPIENT})


@pytest.fixture(scope="module", autouse=True)
def clean(installer: Path, log: Path) -> Iterator[None]:
    assert products() == []
    yield
    if products():
        install("/x", installer, log)


def test_an_older_version_installs_without_a_question(older: Path, log: Path) -> None:
    assert install("/i", older, log) == 0, log.read_text(encoding="utf-16")[-3000:]
    assert products() == ["0.0.9"]
    assert (INSTALLED / EXTRA).exists()
    assert path_entries() == [f"{INSTALLED}\\"]


def test_a_secret_is_kept_and_a_mail_accepted(
    person: Program, mail: MailServer, tmp_path: Path
) -> None:
    file = tmp_path / "given.json"
    file.write_text(json.dumps(mail.document()), encoding="utf-8")
    done = person.run("apply", file, "--secret-stdin", "--json", stdin=SECRET.encode())
    assert done.status == 0, done.err
    assert len(mail.messages) == 1


def test_upgrade_replaces_every_file_and_keeps_settings_and_secret(
    folder: Path, installer: Path, log: Path, person: Program, mail: MailServer
) -> None:
    assert install("/i", installer, log) == 0
    assert products() == [__version__]
    assert contents(INSTALLED) == contents(folder)
    assert path_entries() == [f"{INSTALLED}\\"]
    assert len(shortcuts()) == 1
    assert person.run("show", "--json").json["secret_stored"] is True
    assert person.run("test", "--json").status == 0
    assert len(mail.messages) == 2


def test_an_older_version_is_refused(older: Path, log: Path) -> None:
    assert install("/i", older, log) == REFUSED
    assert products() == [__version__]


def test_removal_leaves_settings_and_secrets_only(
    installer: Path, log: Path, person: Program
) -> None:
    assert install("/x", installer, log) == 0
    assert products() == []
    assert not INSTALLED.exists()
    assert path_entries() == []
    assert shortcuts() == []
    from hubmail_gui.store.secrets import Keyring

    assert Keyring().read(person.settings()["secret"], Cancel()) == SECRET


def test_the_start_menu_is_everybodys(installer: Path) -> None:
    # Wine makes the entry for one person, whatever is asked for; Windows goes by these.
    assert properties(installer)["ALLUSERS"] == "1"
    ((_id, where, name),) = rows(installer, "Shortcut", 3)
    assert (where, name.split("|")[-1]) == ("ProgramMenuFolder", "hubmail")


def test_the_path_is_the_machines_and_loses_the_entry(installer: Path) -> None:
    ((_id, name, value),) = rows(installer, "Environment", 3)
    assert sorted(name.removesuffix("PATH")) == sorted("=-*")
    assert value == "[~];[INSTALLFOLDER]"


def test_the_installer_is_known_again_by_the_next(installer: Path, older: Path) -> None:
    codes = [properties(one) for one in (installer, older)]
    assert codes[0]["UpgradeCode"] == codes[1]["UpgradeCode"]
    assert codes[0]["ProductCode"] != codes[1]["ProductCode"]
    assert codes[0]["ProductVersion"] == ".".join(codes[0]["ProductVersion"].split(".")[:3])
