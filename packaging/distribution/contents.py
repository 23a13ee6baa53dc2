"""Which of the files that PyInstaller found belong into the program's folder.

PyInstaller takes every plug-in of Qt, and with each of them the libraries that it was built
against: half a desktop for a theme, a player of tablets for a window with a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# What PyInstaller keeps lists of: the place in the folder, the file, and its kind.
Entry = tuple[str, str, str]

QT_MODULES = {
    # WaylandClient and XcbQpa belong to platform plug-ins, Svg to the icons; vnc needs Network.
    "linux": {"Core", "DBus", "Gui", "Network", "Svg", "WaylandClient", "Widgets", "XcbQpa"},
    "win32": {"Core", "Gui", "Svg", "Widgets"},
    "darwin": {"Core", "DBus", "Gui", "Svg", "Widgets"},
}
QT_PLUGINS = {
    "linux": {
        "imageformats/qsvg",
        "platforms/qoffscreen",
        "platforms/qvnc",
        "platforms/qwayland",
        "platforms/qxcb",
        # Without them no accent can be typed that takes two keys, and no Chinese at all.
        "platforminputcontexts/composeplatforminputcontextplugin",
        "platforminputcontexts/ibusplatforminputcontextplugin",
        "wayland-decoration-client/adwaita",
        "wayland-decoration-client/bradient",
        "wayland-shell-integration/xdg-shell",
    },
    "win32": {"imageformats/qsvg", "platforms/qwindows", "styles/qmodernwindowsstyle"},
    "darwin": {"imageformats/qsvg", "platforms/qcocoa", "styles/qmacstyle"},
}
# Qt's own words for what its dialogs say; what it says without any is English.
QT_TRANSLATIONS = {"qtbase_fr"}

# Libraries of the Linux system that go into the folder: Python, what Python was linked against, and
# the small ones for X11 that a desktop without another Qt program does not have. Everything else is
# the system's own, and gets its security updates there; the .deb depends on it.
SYSTEM_LIBRARIES = re.compile(
    r"lib(python3[\d.]*|bz2|crypto|expat|ffi|lzma|ssl|uuid"
    r"|xcb-(cursor|icccm|image|keysyms|randr|render|render-util|shape|shm|sync|util|xfixes|xkb))"
    r"\.so[\d.]*"
)

# Modules that a library can use and this program never does.
UNUSED_MODULES = [
    "PySide6.QtDBus",
    "PySide6.QtNetwork",
    "curses",
    "doctest",
    "lib2to3",
    "multiprocessing",
    "pdb",
    "pydoc",
    "setuptools",
    "sqlite3",
    "tkinter",
    "unittest",
    "xmlrpc",
]

# What PyInstaller runs before every start, a mere `hubmail --version` too: one loads Qt, to tell it
# what the wheel tells it anyway; the others load inspect, zipfile and pkgutil, which nothing uses.
UNUSED_HOOKS = {"pyi_rth_inspect", "pyi_rth_pkgutil", "pyi_rth_pyside6"}

_QT = re.compile(r"PySide6/(?:Qt/)?(?P<rest>.*)")
_PLUGIN = re.compile(r"plugins/(?P<folder>[\w-]+)/(?:lib)?(?P<name>[\w-]+)\.\w+")
_MODULE = re.compile(r"(?:.*/)?(?:libQt6|Qt6|Qt(?=\w+\.framework|\w+$))(?P<name>\w+)")
_BINDING = re.compile(r"(?:lib)?Qt\w+(?:\.abi3)?\.(?:so|pyd)")


def wanted(entries: Iterable[Entry], platform: str, packages: Sequence[str]) -> list[Entry]:
    """The entries that belong into the folder.

    Args:
        entries: what PyInstaller found.
        platform: ``sys.platform`` of the program.
        packages: the folders of Python's packages: a library from elsewhere is the system's.
    """
    kept, dropped = [], set()
    for entry in entries:
        if _belongs(entry, platform, packages):
            kept.append(entry)
        else:
            dropped.add(_posix(entry[0]))
    return [entry for entry in kept if entry[2] != "SYMLINK" or _target(entry) not in dropped]


def _posix(place: str) -> str:
    return place.replace("\\", "/")


def _target(link: Entry) -> str:
    folder, slash, _name = _posix(link[0]).rpartition("/")
    return f"{folder}{slash}{_posix(link[1])}"


def _belongs(entry: Entry, platform: str, packages: Sequence[str]) -> bool:
    place, file, kind = _posix(entry[0]), entry[1], entry[2]
    if found := _QT.fullmatch(place):
        return _qt_belongs(found["rest"], platform)
    if kind == "BINARY" and platform == "linux" and "/" not in place:
        from_package = any(file.startswith(f"{folder}/") for folder in packages)
        return from_package or SYSTEM_LIBRARIES.fullmatch(place) is not None
    return True


def _qt_belongs(rest: str, platform: str) -> bool:
    if plugin := _PLUGIN.fullmatch(rest):
        return f"{plugin['folder']}/{plugin['name']}" in QT_PLUGINS[platform]
    folder, _, name = rest.rpartition("/")
    if folder.endswith("translations"):
        return name.removesuffix(".qm") in QT_TRANSLATIONS
    if folder.startswith("qml"):
        return False
    if name.startswith("opengl32sw"):  # Mesa for Windows, 20 MB: nothing here draws with OpenGL
        return False
    if "/" not in rest and _BINDING.fullmatch(name):
        return True  # Python's side of a module; UNUSED_MODULES has decided
    module = _MODULE.match(rest)
    return module is None or module["name"] in QT_MODULES[platform]
