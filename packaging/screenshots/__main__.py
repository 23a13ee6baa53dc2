"""``python -m screenshots``: takes the pictures of the documentation.

make screenshots                       all of them, into docs/screenshots
make screenshots ARGS="--only email"   those whose name begins so
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from distribution.project import ROOT
from hubmail_gui.core import texts
from hubmail_gui.window import immortal
from screenshots import painting, servers
from screenshots.pictures import PICTURES, Picture
from screenshots.stage import Stage, settle

if TYPE_CHECKING:
    from hubmail_gui.demo import Demo

FOLDER = ROOT / "docs" / "screenshots"
LARGEST = 100_000  # bytes a picture
LANGUAGES = ("en", "fr")


def main() -> int:
    """Take all pictures, or some."""
    parser = argparse.ArgumentParser(prog="screenshots", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--only", default="", metavar="NAME", help="those whose name begins so, or so"
    )
    parser.add_argument("--style", default="Fusion", help="of Qt's styles, the one that draws")
    parser.add_argument("--folder", default=FOLDER, type=Path, help="where the pictures go")
    given = parser.parse_args()
    _free_of_the_desktop()
    immortal.keep()
    app = QApplication(sys.argv[:1])
    app.setStyle(given.style)
    app.setCursorFlashTime(0)
    given.folder.mkdir(parents=True, exist_ok=True)
    wanted = tuple(given.only.split(","))
    with servers.running() as demo:
        for picture in PICTURES:
            if not picture.name.startswith(wanted):
                continue
            for language in LANGUAGES:
                for dark in (False, True) if picture.dark else (False,):
                    path = _take(picture, language, dark=dark, demo=demo, folder=given.folder)
                    print(path.name)
    return 0


def _free_of_the_desktop() -> None:
    """Let the desktop of whoever runs this decide nothing."""
    # Windows has no such desktops, and asks its own settings for the time.
    if hasattr(time, "tzset"):
        os.environ |= {
            "QT_QPA_PLATFORMTHEME": "generic",
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "TZ": "Europe/Paris",
        }
        time.tzset()


def _take(picture: Picture, language: str, *, dark: bool, demo: Demo, folder: Path) -> Path:
    painting.colour(dark=dark)
    texts.use(language)
    demo.inbox.clear()
    stage = Stage(demo)
    path = folder / f"{picture.name}-{language}-{'dark' if dark else 'light'}.png"
    try:
        if not painting.flat(_at_rest(picture.take(stage))).save(str(path), None, 0):
            raise OSError(f"could not write {path}")
    finally:
        stage.close()
        settle()
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name} is larger than {LARGEST} bytes")
    return path


def _at_rest(shown: QWidget) -> QImage:
    """What is seen once nothing changes any more: on a busy machine a layout takes its time."""
    before, now = None, shown.grab().toImage()
    while now != before:
        settle()
        before, now = now, shown.grab().toImage()
    return now


if __name__ == "__main__":
    sys.exit(main())
