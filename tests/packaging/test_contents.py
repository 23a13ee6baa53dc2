"""What goes into the program's folder on each system, and what does not."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from distribution import contents, icu, windows

SITE = "/venv/lib/site-packages"
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Case:
    """A file that PyInstaller finds."""

    id: str
    platform: str
    place: str
    wanted: bool
    file: str = f"{SITE}/file"
    kind: str = "BINARY"


CASES = [
    Case("x11", "linux", "PySide6/Qt/plugins/platforms/libqxcb.so", True),
    Case("wayland", "linux", "PySide6/Qt/plugins/platforms/libqwayland.so", True),
    Case("kms", "linux", "PySide6/Qt/plugins/platforms/libqeglfs.so", False),
    Case("gtk-theme", "linux", "PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
    Case("svg", "linux", "PySide6/Qt/plugins/imageformats/libqsvg.so", True),
    Case("tiff", "linux", "PySide6/Qt/plugins/imageformats/libqtiff.so", False),
    Case("widgets", "linux", "PySide6/Qt/lib/libQt6Widgets.so.6", True),
    Case("opengl", "linux", "PySide6/Qt/lib/libQt6OpenGL.so.6", False),
    Case("icu", "linux", "PySide6/Qt/lib/libicui18n.so.73", True),
    Case("binding", "linux", "PySide6/QtWidgets.abi3.so", True),
    Case("own-library", "linux", "PySide6/libpyside6.abi3.so.6.12", True),
    Case("french", "linux", "PySide6/Qt/translations/qtbase_fr.qm", True, kind="DATA"),
    Case("swedish", "linux", "PySide6/Qt/translations/qtbase_sv.qm", False, kind="DATA"),
    Case("gtk", "linux", "libgtk-3.so.0", False, "/lib/libgtk-3.so.0"),
    Case("xlib", "linux", "libX11.so.6", False, "/lib/libX11.so.6"),
    Case("c++", "linux", "libstdc++.so.6", False, "/lib/libstdc++.so.6"),
    Case("cursor", "linux", "libxcb-cursor.so.0", True, "/lib/libxcb-cursor.so.0"),
    Case("xcb-itself", "linux", "libxcb.so.1", False, "/lib/libxcb.so.1"),
    Case("openssl", "linux", "libssl.so.3", True, "/lib/libssl.so.3"),
    Case("debians-python-wants-it", "linux", "libexpat.so.1", True, "/lib/libexpat.so.1"),
    Case("python", "linux", "libpython3.11.so.1.0", True, "/usr/lib/libpython3.11.so.1.0"),
    Case("data", "linux", "hubmail_gui/resources/clouds.toml", True, kind="DATA"),
    Case("windows", "win32", r"PySide6\plugins\platforms\qwindows.dll", True),
    Case("windows-style", "win32", r"PySide6\plugins\styles\qmodernwindowsstyle.dll", True),
    Case("direct2d", "win32", r"PySide6\plugins\platforms\qdirect2d.dll", False),
    Case("mesa", "win32", r"PySide6\opengl32sw.dll", False),
    Case("windows-gui", "win32", r"PySide6\Qt6Gui.dll", True),
    Case("windows-network", "win32", r"PySide6\Qt6Network.dll", False),
    Case("windows-binding", "win32", r"PySide6\QtGui.pyd", True),
    Case("windows-french", "win32", r"PySide6\translations\qtbase_fr.qm", True, kind="DATA"),
    Case("windows-c++", "win32", "VCRUNTIME140.dll", True, r"C:\Windows\VCRUNTIME140.dll"),
    Case("cocoa", "darwin", "PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
    Case("mac-core", "darwin", "PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore", True),
    Case("mac-network", "darwin", "PySide6/Qt/lib/QtNetwork.framework/Versions/A/QtNetwork", False),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_file(case: Case) -> None:
    entry = (case.place, case.file, case.kind)
    assert bool(contents.wanted([entry], case.platform, [SITE])) is case.wanted


def test_a_link_goes_with_the_library_that_it_leads_to() -> None:
    found = contents.wanted(
        [
            ("PySide6/Qt/lib/libQt6Core.so.6", f"{SITE}/core", "BINARY"),
            ("PySide6/Qt/lib/libQt6OpenGL.so.6", f"{SITE}/opengl", "BINARY"),
            ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
            ("libQt6OpenGL.so.6", "PySide6/Qt/lib/libQt6OpenGL.so.6", "SYMLINK"),
        ],
        "linux",
        [SITE],
    )
    assert [place for place, _file, _kind in found] == [
        "PySide6/Qt/lib/libQt6Core.so.6",
        "libQt6Core.so.6",
    ]


def test_folders_of_a_mac_framework_stay_linked() -> None:
    entries = [
        ("PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore", f"{SITE}/core", "BINARY"),
        ("PySide6/Qt/lib/QtCore.framework/Versions/Current", "A", "SYMLINK"),
        ("PySide6/Qt/lib/QtCore.framework/QtCore", "Versions/Current/QtCore", "SYMLINK"),
    ]
    assert contents.wanted(entries, "darwin", [SITE]) == entries


def test_icu_keeps_what_our_languages_need() -> None:
    needed = ["coll/fr.res", "coll/root.res", "coll/res_index.res", "en_GB.res", "fr_CA.res",
              "pool.res", "root.res", "zone/en.res", "zone/tzdbNames.res"]  # fmt: skip
    others = ["coll/de_.res", "coll/zh_Hant.res", "curr/fr.res", "gb18030.cnv", "no.res",
              "sr_Latn.res", "translit/root.res", "unames.icu", "zone/sv.res"]  # fmt: skip
    assert icu.unused([*needed, *others]) == others


def test_a_version_as_windows_compares_it() -> None:
    assert windows.numbers("1.2.3rc1") == (1, 2, 3, 0)
    assert windows.numbers("0.1.0") == (0, 1, 0, 0)
    assert windows.numbers("2.0.1.dev3") == (2, 0, 1, 0)


# pywin32-ctypes declares the calls of the Credential Manager to cffi, which parses them.
DECLARES = """
import sys
sys.modules.update(dict.fromkeys(sys.argv[1:]))
import cffi
cffi.FFI().cdef("typedef struct { int Type; } *PCREDENTIAL; int CredFree(PCREDENTIAL one);")
"""


def test_windows_keyring_needs_nothing_that_is_left_out() -> None:
    done = subprocess.run(
        [sys.executable, "-c", DECLARES, *contents.UNUSED_MODULES],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


# Every module that the program names anywhere, with what it needs in turn.
IMPORTS = """
import importlib, sys
left_out, names = sys.argv[1].split(), sys.stdin.read().split()
sys.modules.update(dict.fromkeys(left_out))
failed = []
for name in names:
    try:
        importlib.import_module(name)
    except ImportError as error:
        # Others belong to another system.
        missing = error.name or ""
        if any(missing == one or missing.startswith(one + ".") for one in left_out):
            failed.append(f"{name}: {error}")
sys.exit("\\n".join(failed) or None)
"""


def named() -> set[str]:
    """The modules of others that the program imports, at its start or anywhere later."""
    found: set[str] = set()
    for path in (ROOT / "hubmail_gui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
    return {name for name in found if not name.startswith("hubmail_gui")}


def test_nothing_is_left_out_that_the_program_imports() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS, " ".join(contents.UNUSED_MODULES)],
        input="\n".join(sorted(named())), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
