"""Colours and measures, all derived from the palette and the font that the platform gives."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import QFrame, QWidget

# WCAG 2.2 success criterion 1.4.3: text of normal size against its background.
READABLE = 4.5

# The height of a field, a button and the text beside them, in heights of their font.
CONTROL = 1.8

# The one column of every page, and the width below which labels stand above their fields.
COLUMN = 46.0
NARROW = 33.0


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
    """The colour of ``tone``, readable on the window and on a card, be they light or dark."""
    roles = QPalette.ColorRole
    if tone is Tone.PLAIN:
        return palette.color(roles.WindowText)
    seen = (palette.color(role).rgb() for role in (roles.Window, roles.WindowText, roles.Accent))
    return _colour(tone, *seen)


@lru_cache(maxsize=64)
def _colour(tone: Tone, window: int, text: int, accent: int) -> QColor:
    # Given one number, QColor() looks at the overload with a name of the namespace Qt.
    ground = QColor.fromRgb(window)
    grounds = (ground, _card(ground))
    if tone is Tone.QUIET:
        return readable(blend(QColor.fromRgb(text), ground, 0.3), *grounds)
    return readable(_HUES.get(tone) or QColor.fromRgb(accent), *grounds)


def is_dark(palette: QPalette) -> bool:
    """Whether the window is dark."""
    return _is_dark(palette.color(QPalette.ColorRole.Window))


def _is_dark(window: QColor) -> bool:
    return luminance(window) <= 0.18


def card(palette: QPalette) -> QColor:
    """The ground of a card: a little nearer to the light than the window's."""
    return _card(palette.color(QPalette.ColorRole.Window))


def _card(window: QColor) -> QColor:
    return blend(window, QColor(255, 255, 255), 0.05 if _is_dark(window) else 0.8)


def edge(palette: QPalette) -> QColor:
    """The line around a card and between its rows."""
    ground, text = card(palette), palette.color(QPalette.ColorRole.WindowText)
    return blend(ground, text, 0.17 if is_dark(palette) else 0.14)


def tint(tone: Tone, palette: QPalette) -> QColor:
    """A breath of ``tone`` on a card, for the disc behind an icon or a box of words."""
    strength = 0.2 if is_dark(palette) else 0.1
    return blend(card(palette), colour(tone, palette), strength)


def blend(first: QColor, second: QColor, share: float) -> QColor:
    """``first`` with ``share`` (0 to 1) of ``second`` mixed in."""
    return QColor(
        round(first.red() + (second.red() - first.red()) * share),
        round(first.green() + (second.green() - first.green()) * share),
        round(first.blue() + (second.blue() - first.blue()) * share),
    )


def readable(wanted: QColor, *grounds: QColor) -> QColor:
    """``wanted``, moved towards black or white until it can be read on all ``grounds``."""
    end = QColor(0, 0, 0) if luminance(grounds[0]) > 0.18 else QColor(255, 255, 255)
    found = wanted
    for tenths in range(11):
        found = blend(wanted, end, tenths / 10)
        if all(contrast(found, ground) >= READABLE for ground in grounds):
            break
    return found


def luminance(one: QColor) -> float:
    """The relative luminance of WCAG 2.2, 0 (black) to 1 (white)."""
    return _luminance(one.red(), one.green(), one.blue())


# A window has few colours, and asks for them often.
@lru_cache(maxsize=256)
def _luminance(red: int, green: int, blue: int) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (red / 255, green / 255, blue / 255)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


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


def primary(palette: QPalette) -> tuple[QColor, QColor]:
    """Ground and text of the one button that comes next.

    On a light window white on the platform's accent, on a dark one black; the accent is darkened
    or made paler until they can be read on it, and it stands out from the window.
    """
    dark = is_dark(palette)
    ink = QColor(0, 0, 0) if dark else QColor(255, 255, 255)
    accent = readable(palette.color(QPalette.ColorRole.Accent), card(palette))
    return readable(accent, ink), ink


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
