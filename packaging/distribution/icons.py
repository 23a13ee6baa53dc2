"""The program's icon in the forms that the systems want, all made from one drawing."""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image

from distribution.project import PACKAGING

DRAWING = PACKAGING / "icon" / "hubmail.svg"
# The sizes of the hicolor theme (Icon Theme Specification) and of Windows' and macOS' own files.
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
WINDOWS_SIZES = (16, 24, 32, 48, 64, 128, 256)


def make(folder: Path) -> None:
    """Write hubmail-SIZE.png for each size, hubmail.ico and hubmail.icns into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {size: _drawn(size) for size in SIZES}
    for size, image in drawn.items():
        image.save(folder / f"hubmail-{size}.png", optimize=True)
    largest = drawn[SIZES[-1]]
    sizes = [(size, size) for size in WINDOWS_SIZES]
    smaller = [drawn[size] for size in WINDOWS_SIZES[:-1]]
    drawn[256].save(folder / "hubmail.ico", sizes=sizes, append_images=smaller)
    largest.save(folder / "hubmail.icns", append_images=[drawn[size] for size in SIZES[:-1]])


def _drawn(size: int) -> Image.Image:
    """The drawing, drawn anew for each size: a small one is no large one made smaller."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice, QSize  # noqa: TID251 - only its drawing
    from PySide6.QtGui import QGuiApplication, QImageReader  # noqa: TID251

    _application = QGuiApplication.instance() or QGuiApplication([])
    reader = QImageReader(str(DRAWING))
    reader.setScaledSize(QSize(size, size))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    reader.read().save(buffer, "PNG")  # type: ignore[call-overload]
    return Image.open(io.BytesIO(bytes(buffer.data().data())))
