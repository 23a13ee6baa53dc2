"""What `make package` built: complete, sound, and no more than it has to be."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import processes
from distribution import search_paths
from hubmail_gui import __version__

ROOT = Path(__file__).resolve().parent.parent.parent
DIST = ROOT / "dist"
PROGRAM = DIST / "hubmail"
INSIDE = PROGRAM / "_internal"

pytestmark = pytest.mark.packaging


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def deb() -> Path:
    (found,) = DIST.glob("hubmail_*.deb")
    return found


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the Debian package."""
    folder = tmp_path_factory.mktemp("deb")
    assert run("dpkg-deb", "--extract", str(deb()), str(folder)).returncode == 0
    return folder


@pytest.mark.parametrize("name", ["hubmail", "hubmail-gui"])
def test_version(name: str) -> None:
    done = run(str(PROGRAM / name), "--version")
    assert (done.returncode, done.stdout) == (0, f"hubmail {__version__}\n")


def test_commands_load_no_qt(tmp_path: Path) -> None:
    done = run(str(PROGRAM / "hubmail"), "show", "--config-dir", str(tmp_path), LD_DEBUG="files")
    assert done.returncode == 78
    assert "libpython" in done.stderr
    assert "libQt6" not in done.stderr


def test_demo_runs_in_the_terminal() -> None:
    done = run(str(PROGRAM / "hubmail"), "--demo", DISPLAY="", WAYLAND_DISPLAY="",
               QT_QPA_PLATFORM="")  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("platform", ["offscreen", "vnc:port=0"])
def test_window_on_platform(platform: str, tmp_path: Path) -> None:
    command = [str(PROGRAM / "hubmail-gui"), "--config-dir", str(tmp_path), "--lang", "fr"]
    with processes.window(command, {"QT_QPA_PLATFORM": platform}) as shown:
        assert len(shown.drawn) > 8


def test_every_library_finds_its_own() -> None:
    lost = []
    for path in INSIDE.rglob("*.so*"):
        if path.is_symlink():
            assert path.exists(), path
            continue
        done = run("ldd", str(path), LD_LIBRARY_PATH=str(INSIDE))
        lost += [f"{path.name}: {line}" for line in done.stdout.splitlines() if "not found" in line]
    assert lost == []


COLLATE = """
from PySide6.QtCore import QCollator, QDateTime, QLocale, QTimeZone, Qt
words = ["zèbre", "École", "ecole", "éclair", "10", "9", "œuf", "oeuf", "côte", "coté", "cote"]
for name in ("en_US", "en_GB", "fr_FR", "fr_CA"):
    locale = QLocale(name)
    collator = QCollator(locale)
    collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    print(sorted(words, key=collator.sortKey), locale.toUpper("straße é"))
    for zone in (b"Europe/Paris", b"America/Montreal", b"Asia/Kolkata"):
        shown = QTimeZone(zone).displayName(QTimeZone.TimeType.StandardTime,
                                            QTimeZone.NameType.LongName, locale)
        print(shown)
with open("/proc/self/maps") as maps:
    print(len({line.split()[-1] for line in maps if "libicudata" in line}))
"""


def test_small_icu_says_the_same_in_our_languages() -> None:
    (small,) = (INSIDE / "PySide6" / "Qt" / "lib").glob("libicudata.so.*")
    assert small.stat().st_size < 4 * 2**20
    said = [
        run(sys.executable, "-c", COLLATE, LD_PRELOAD=preloaded) for preloaded in ("", str(small))
    ]
    assert said[0].returncode == 0, said[0].stderr
    assert said[0].stdout.endswith("1\n")
    assert (said[1].stdout, said[1].stderr) == (said[0].stdout, said[0].stderr)


def test_bill_of_materials() -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = (INSIDE / "sbom.cdx.json").read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    assert bill["metadata"]["component"]["version"] == __version__
    names = {part["name"] for part in bill["components"]}
    assert {"PySide6_Essentials", "cryptography", "icu", "keyring", "msal", "python"} <= names
    assert not {"pytest", "mypy", "babel"} & names


def test_every_part_has_its_licence() -> None:
    bill = json.loads((INSIDE / "sbom.cdx.json").read_text(encoding="utf-8"))
    names = ["hubmail", *(part["name"] for part in bill["components"])]
    folder = INSIDE / "licences"
    assert [name for name in names if not any((folder / name).glob("*"))] == []


def test_libraries_are_sought_beside_each_other_only() -> None:
    libraries = [path for path in INSIDE.rglob("*.so*") if not path.is_symlink()]
    assert len(libraries) > 30
    assert [path.name for path in libraries if search_paths.foreign(path)] == []


def test_nothing_in_it_names_the_builder() -> None:
    archive = run("tar", "--list", "--verbose", "--file", str(next(DIST.glob("*.tar.xz")))).stdout
    assert {line.split()[1] for line in archive.splitlines()} == {"root/root"}
    bill = (INSIDE / "sbom.cdx.json").read_text(encoding="utf-8")
    assert str(ROOT) not in bill


def test_lintian() -> None:
    done = run("lintian", "--fail-on", "error,warning", "--allow-root", str(deb()))
    assert done.returncode == 0, done.stdout


def test_appstream(unpacked: Path) -> None:
    (metadata,) = (unpacked / "usr" / "share" / "metainfo").iterdir()
    done = run("appstreamcli", "validate", "--no-net", str(metadata))
    assert done.returncode == 0, done.stdout


def test_desktop_entry(unpacked: Path) -> None:
    entry = unpacked / "usr" / "share" / "applications" / "hubmail.desktop"
    done = run("desktop-file-validate", str(entry))
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("folder", ["man1", "fr/man1"])
def test_manual_page(folder: str, unpacked: Path) -> None:
    page = unpacked / "usr" / "share" / "man" / folder / "hubmail.1.gz"
    done = run("man", "--warnings", "-Tutf8", "-l", str(page), LC_ALL="C.UTF-8", MANPAGER="cat")
    assert done.returncode == 0
    assert done.stderr == ""
    assert (page.parent / "hubmail-gui.1.gz").resolve() == page.resolve()


def test_shell_scripts_are_valid(unpacked: Path) -> None:
    share = unpacked / "usr" / "share"
    bash = run("bash", "-n", str(share / "bash-completion" / "completions" / "hubmail"))
    zsh = run("zsh", "-n", str(share / "zsh" / "vendor-completions" / "_hubmail"))
    assert (bash.returncode, zsh.returncode) == (0, 0), bash.stderr + zsh.stderr


def test_checksums() -> None:
    assert shutil.which("sha256sum")
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=DIST, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
