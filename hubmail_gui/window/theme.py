"""Colours and measures, all derived from the palette and the font that the platform gives."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import QFrame, QWidget

# WCAG 2.2 success criterion 1.4.3: text of normal size against its background.
READABLE = 4.5

# The height of a row of a form, in heights of its font: that of a line field.
ROW = 1.6


class Tone(Enum):
    """What a colour says; there is always an icon or a word that says it too."""

    PLAIN = "plain"
    QUIET = "quiet"
    ACCENT = "accent"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


_HUES = {Tone.GOOD: QColor(0x1F, 0x8A, 0x45), Tone.WARNING: QColor(0xB3, 0x6B, 0x00),
         Tone.BAD: QColor(0xD0, 0x2B, 0x2B)}  # fmt: skip


def colour(tone: Tone, palette: QPalette) -> QColor:
    """The colour of ``tone`` on this palette's window, readable whether that is light or dark."""
    ground = palette.color(QPalette.ColorRole.Window)
    text = palette.color(QPalette.ColorRole.WindowText)
    if tone is Tone.PLAIN:
        return text
    if tone is Tone.QUIET:
        return readable(blend(text, ground, 0.35), ground)
    if tone is Tone.ACCENT:
        return readable(palette.color(QPalette.ColorRole.Accent), ground)
    return readable(_HUES[tone], ground)


def blend(first: QColor, second: QColor, share: float) -> QColor:
    """``first`` with ``share`` (0 to 1) of ``second`` mixed in."""
    return QColor(
        round(first.red() + (second.red() - first.red()) * share),
        round(first.green() + (second.green() - first.green()) * share),
        round(first.blue() + (second.blue() - first.blue()) * share),
    )


def readable(wanted: QColor, ground: QColor) -> QColor:
    """``wanted``, moved towards black or white until it can be read on ``ground``."""
    end = QColor(0, 0, 0) if luminance(ground) > 0.18 else QColor(255, 255, 255)
    found = wanted
    for tenths in range(11):
        found = blend(wanted, end, tenths / 10)
        if contrast(found, ground) >= READABLE:
            break
    return found


def luminance(one: QColor) -> float:
    """The relative luminance of WCAG 2.2, 0 (black) to 1 (white)."""
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (one.redF(), one.greenF(), one.blueF())
    )
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def em(widget: QWidget, times: float = 1.0) -> int:
    """``times`` the height of the widget's font, in device-independent pixels."""
    return round(widget.fontMetrics().height() * times)


def chars(widget: QWidget, count: int) -> int:
    """The width of ``count`` digits in the widget's font."""
    return widget.fontMetrics().horizontalAdvance("0") * count


def field_width(widget: QWidget, count: int) -> int:
    """The width of a field for ``count`` digits, with its frame and margins."""
    return chars(widget, count) + em(widget, 1.2)


def primary_palette(palette: QPalette) -> QPalette:
    """The palette of the one button that comes next: white on the platform's accent."""
    white = QColor(255, 255, 255)
    # A pale accent is darkened until white on it can be read.
    ground = readable(palette.color(QPalette.ColorRole.Accent), white)
    primary = QPalette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        primary.setColor(group, QPalette.ColorRole.Button, ground)
        primary.setColor(group, QPalette.ColorRole.ButtonText, white)
    return primary


def text_inset(widget: QWidget) -> int:
    """How far from its edge a line field writes, so that plain values line up with it."""
    frame = QFrame(widget)
    frame.setFrameShape(QFrame.Shape.StyledPanel)
    width = frame.frameWidth()
    frame.deleteLater()
    return width + 2


def scale_font(widget: QWidget, factor: float, *, bold: bool = False) -> None:
    """Show the widget's text ``factor`` times as large as the platform's own font."""
    font = widget.font()
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * factor)
    else:
        font.setPixelSize(round(font.pixelSize() * factor))
    font.setBold(bold)
    widget.setFont(font)


def brush(ink: QColor) -> QBrush:
    """A brush of one colour, by way of a palette.

    Made of a colour directly, PySide6 looks at every overload of QBrush, and with them at all
    enumerations of ``Qt``: 15 ms that the first frame would wait for.
    """
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, ink)
    return palette.brush(QPalette.ColorRole.Text)
