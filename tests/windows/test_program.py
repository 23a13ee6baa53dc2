"""The built programs as files, and as programs with a window and without."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import smoke

from hubmail_gui import __version__
from tests.cli.program import PATIENCE
from tests.left_out import WINDOWS

# PyInstaller needs it, on Windows only.
pefile: Any = importlib.import_module("pefile") if WINDOWS else None

pytestmark = pytest.mark.windows

PROGRAMS = ("hubmail.exe", "hubmail-gui.exe")
CONSOLE, WINDOW = 3, 2  # IMAGE_SUBSYSTEM of winnt.h
ICON_GROUP, MANIFEST = 14, 24  # RT_GROUP_ICON and RT_MANIFEST of winuser.h


def run(program: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [str(program), *arguments], capture_output=True, check=False, timeout=PATIENCE,
        env={**os.environ, **variables},
    )  # fmt: skip


def resource(image: Any, kind: int) -> list[bytes]:
    """The contents of all resources of a kind."""
    found = []
    for entry in image.DIRECTORY_ENTRY_RESOURCE.entries:
        if entry.id == kind:
            for one in entry.directory.entries:
                place = one.directory.entries[0].data.struct
                found.append(image.get_data(place.OffsetToData, place.Size))
    return found


@pytest.fixture(params=PROGRAMS)
def image(request: pytest.FixtureRequest, folder: Path) -> Any:
    return pefile.PE(str(folder / request.param))


def test_one_has_a_console_and_one_a_window(folder: Path) -> None:
    kinds = [pefile.PE(str(folder / name)).OPTIONAL_HEADER.Subsystem for name in PROGRAMS]
    assert kinds == [CONSOLE, WINDOW]


def test_version_resource(image: Any) -> None:
    strings = {
        key.decode(): value.decode()
        for entry in image.FileInfo[0]
        for table in getattr(entry, "StringTable", ())
        for key, value in table.entries.items()
    }
    assert strings["ProductName"] == "hubmail"
    assert strings["FileVersion"] == strings["ProductVersion"] == __version__


def test_manifest(image: Any) -> None:
    (manifest,) = resource(image, MANIFEST)
    for said in (b"PerMonitorV2", b">true</longPathAware>", b">UTF-8</activeCodePage>",
                 b'level="asInvoker"', b"Microsoft.Windows.Common-Controls"):  # fmt: skip
        assert said in manifest


def test_icon(image: Any) -> None:
    (group,) = resource(image, ICON_GROUP)
    sizes = {group[6 + 14 * number] or 256 for number in range(group[4])}
    assert {16, 32, 48, 256} <= sizes


def test_version(folder: Path) -> None:
    done = run(folder / "hubmail.exe", "--version")
    assert (done.returncode, done.stdout.split()) == (0, [b"hubmail", __version__.encode()])


def test_nothing_for_wine_is_in_it(folder: Path) -> None:
    names = {path.name.lower() for path in folder.rglob("*")}
    assert not {"icuuc.dll", "mscms.dll"} & names


@pytest.mark.parametrize("language", ["en", "fr"])
def test_json_is_utf8(folder: Path, language: str, tmp_path: Path) -> None:
    empty = tmp_path / "müller é"
    done = run(folder / "hubmail.exe", "show", "--json", "--lang", language,
               "--config-dir", str(empty))  # fmt: skip
    assert done.returncode == 78
    assert json.loads(done.stdout.decode("utf-8"))["failure"]["params"]["path"] == str(empty)


def test_commands_load_no_qt(folder: Path, tmp_path: Path) -> None:
    # Without Qt's libraries the commands are the same.
    lame = tmp_path / "lame"
    subprocess.run(["xcopy", "/e", "/i", "/q", str(folder), str(lame)], check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    for library in (lame / "_internal" / "PySide6").glob("Qt6*.dll"):
        library.unlink()
    done = run(lame / "hubmail.exe", "show", "--config-dir", str(tmp_path / "none"))
    assert done.returncode == 78, done.stderr


@pytest.mark.parametrize("style", ["windowsvista", "windows11"])
def test_the_window_draws_itself(folder: Path, style: str, tmp_path: Path) -> None:
    # Wine gives its own QT_ variables to nobody, and these by their other name.
    os.environ.update({f"WINE{name}": value for name, value in smoke.TRACE.items()})
    os.environ["QT_STYLE_OVERRIDE"] = os.environ["WINEQT_STYLE_OVERRIDE"] = style
    assert smoke.paints(folder / "hubmail-gui.exe", str(tmp_path))
