"""The colours of the window, and those of the file that a picture becomes."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication


def flat(picture: QImage) -> QImage:
    """The picture in at most 256 colours, a fourth of its size, without a pattern."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    seen = Counter(memoryview(picture.constBits()).cast("I"))
    # One for each shade that the eye tells apart: a small red icon is not to turn grey.
    table: dict[int, int] = {}
    for colour, _count in seen.most_common():
        table.setdefault(colour & 0xE0E0E0, colour | 0xFF000000)
    rest = [one | 0xFF000000 for one, _count in seen.most_common(512)]
    colours = list(dict.fromkeys([*table.values(), *rest]))[:256]
    return picture.convertToFormat(
        QImage.Format.Format_Indexed8, colours, Qt.ImageConversionFlag.AvoidDither
    )


def colour(*, dark: bool) -> None:
    """Set the colours: Fusion's by the palette; Windows 11's style goes by the scheme, and the older by the system."""
    style = QApplication.style()
    if style.name() == "fusion":
        QApplication.setPalette(_dark() if dark else style.standardPalette())
    elif style.name() == "windows11":
        schemes = Qt.ColorScheme
        QApplication.styleHints().setColorScheme(schemes.Dark if dark else schemes.Light)


def _dark() -> QPalette:
    """Dark colours as desktops give them to Qt; its own generic theme knows no dark scheme."""
    ground, ink, faint = QColor(50, 50, 50), QColor(240, 240, 240), QColor(128, 128, 128)
    palette, roles = QPalette(ground), QPalette.ColorRole
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.ToolTipText):
        palette.setColor(role, ink)
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    palette.setColor(roles.Base, ground.darker(140))
    palette.setColor(roles.PlaceholderText, QColor(240, 240, 240, 128))
    palette.setColor(roles.Highlight, QColor(48, 140, 198))
    palette.setColor(roles.Accent, QColor(48, 140, 198))
    return palette
