"""What a window's looks come from in Windows and Wine lacks: its colours, and the font of its icons.

Colours are the registry's, as a new Windows 10 has them. Qt's style for Windows 11 takes arrows and
check marks from *Segoe Fluent Icons*, which is Microsoft's and lies in no other system: a font of
that name with the few of them that the window shows is drawn here, for the pictures alone.
https://learn.microsoft.com/windows/apps/design/style/segoe-fluent-icons-font
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from wine import registry
from wine.places import CACHE, MACHINE, WORK, on_windows
from wine.registry import Pinned

FONT_TOOLS = Pinned(
    "fonttools", "4.68.0", "d76f8fdcb6936f5e1045a0c9dd721a4bf11112e60d1e243bfa1d39f06a8b3104"
)
# Where Wine, too, looks for this system's fonts.
FONT = MACHINE / "usr" / "local" / "share" / "fonts" / "icons.ttf"
FAMILY = "Segoe Fluent Icons"
# Units of the font to the em; every icon has a square of that size.
EM = 2048
# Red, green and blue, by what the registry calls them.
COLOURS = {
    "ActiveBorder": "180 180 180", "ActiveTitle": "153 180 209", "AppWorkspace": "171 171 171",
    "ButtonDkShadow": "105 105 105", "ButtonFace": "240 240 240", "ButtonHilight": "255 255 255",
    "ButtonLight": "227 227 227", "ButtonShadow": "160 160 160", "ButtonText": "0 0 0",
    "GrayText": "109 109 109", "Hilight": "0 120 215", "HilightText": "255 255 255",
    "HotTrackingColor": "0 102 204", "InfoText": "0 0 0", "InfoWindow": "255 255 225",
    "Menu": "240 240 240", "MenuBar": "240 240 240", "MenuHilight": "0 120 215",
    "MenuText": "0 0 0", "Scrollbar": "200 200 200", "Window": "255 255 255",
    "WindowFrame": "100 100 100", "WindowText": "0 0 0",
}  # fmt: skip

Point = tuple[float, float]

# Lines from the lower left of the square, which is 1 wide and high.
DOWN: tuple[Point, ...] = ((0.2, 0.65), (0.5, 0.35), (0.8, 0.65))
CHECK: tuple[Point, ...] = ((0.14, 0.5), (0.38, 0.26), (0.87, 0.75))
DASH: tuple[Point, ...] = ((0.2, 0.5), (0.8, 0.5))
SOLID_DOWN: tuple[Point, ...] = ((0.15, 0.65), (0.85, 0.65), (0.5, 0.3))


def upside_down(line: Sequence[Point]) -> tuple[Point, ...]:
    """The same line, mirrored at the middle."""
    return tuple((x, 1 - y) for x, y in line)


def sideways(line: Sequence[Point]) -> tuple[Point, ...]:
    """The same line with what points down pointing left."""
    return tuple((y, x) for x, y in line)


# What a code shows: a line that is drawn, or an area that is filled.
LINES = {
    0xE70D: DOWN, 0xE972: DOWN, 0xE96E: DOWN,
    0xE70E: upside_down(DOWN), 0xE971: upside_down(DOWN), 0xE96D: upside_down(DOWN),
    0xE973: sideways(DOWN), 0xE974: sideways(upside_down(DOWN)),
    0xE73E: CHECK, 0xF78C: CHECK, 0xE629: DASH,
}  # fmt: skip
AREAS = {
    0xEDDC: SOLID_DOWN, 0xEDDB: upside_down(SOLID_DOWN),
    0xEDD9: sideways(SOLID_DOWN), 0xEDDA: sideways(upside_down(SOLID_DOWN)),
}  # fmt: skip


def colours(windows: Callable[..., str]) -> None:
    """Give the prefix Windows' colours.

    Args:
        windows: runs a Windows program (``prefix.windows``).
    """
    lines = ["REGEDIT4", "", r"[HKEY_CURRENT_USER\Control Panel\Colors]"]
    lines += [f'"{name}"="{value}"' for name, value in COLOURS.items()]
    file = WORK / "colours.reg"
    file.write_text("\r\n".join([*lines, ""]), encoding="ascii")
    windows("reg", "import", on_windows(file))


def icons() -> Path:
    """Draw the font into the root; the file.

    Raises:
        WrongFileError: the registry of packages has not the library that was pinned.
    """
    sys.path.insert(0, str(registry.take(FONT_TOOLS, CACHE)))
    try:
        _draw()
    finally:
        del sys.path[0]
    return FONT


def _draw() -> None:
    from fontTools.fontBuilder import FontBuilder  # type: ignore[import-not-found]
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-not-found]

    shapes = {code: thick(line) for code, line in LINES.items()} | AREAS
    names = {code: f"uni{code:04X}" for code in shapes}
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for code, shape in shapes.items():
        pen = TTGlyphPen(None)
        first, *rest = [(round(x * EM), round(y * EM)) for x, y in shape]
        pen.moveTo(first)
        for point in rest:
            pen.lineTo(point)
        pen.closePath()
        glyphs[names[code]] = pen.glyph()
    font = FontBuilder(EM)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap(names)
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics(dict.fromkeys(glyphs, (EM, 0)))
    font.setupHorizontalHeader(ascent=EM, descent=0)
    font.setupNameTable({"familyName": FAMILY, "styleName": "Regular"})
    font.setupOS2(
        sTypoAscender=EM, sTypoDescender=0, usWinAscent=EM, usWinDescent=0, ulCodePageRange1=1
    )
    font.setupPost()
    FONT.parent.mkdir(parents=True, exist_ok=True)
    font.save(FONT)


def thick(line: Sequence[Point], width: float = 0.07) -> list[Point]:
    """The outline of a line of straight pieces, cut off square at its ends.

    Args:
        line: its points, as parts of the square.
        width: of the line, as a part of the square.
    """
    left, right = [], []
    for index, (x, y) in enumerate(line):
        pieces = [line[max(index - 1, 0) : index + 1], line[index : index + 2]]
        normals = [_normal(*piece) for piece in pieces if len(piece) == 2]
        across = (sum(one[0] for one in normals), sum(one[1] for one in normals))
        # Where two pieces meet, as far out as the edges of both reach.
        far = width / 2 * len(normals) / (across[0] ** 2 + across[1] ** 2)
        dx, dy = across[0] * far, across[1] * far
        left.append((x + dx, y + dy))
        right.append((x - dx, y - dy))
    return [*left, *reversed(right)]


def _normal(start: Point, end: Point) -> Point:
    """A step of length 1 to the left of the way from ``start`` to ``end``."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    return -dy / length, dx / length
