"""A screen for the windows of machines that have none, and what is to be seen on it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageGrab

# Four numbers in xwininfo's tree: width x height + left + top.
_WINDOW = re.compile(r'"(?P<title>[^"]*)": .*?(?P<w>\d+)x(?P<h>\d+)\+(?P<x>-?\d+)\+(?P<y>-?\d+)')


@dataclass(frozen=True)
class Shown:
    """A window on the screen.

    Attributes:
        title: what its title bar would say.
        picture: what it shows.
    """

    title: str
    picture: Image.Image

    def colours(self) -> int:
        """How many different colours it shows: text alone, with its smooth edges, makes dozens."""
        return len(self.picture.getcolors(1 << 24) or ())

    def lines_of_text(self) -> int:
        """How many rows of dark marks on a light ground there are, as far as a picture can say."""
        grey = self.picture.convert("L")
        width, height = grey.size
        pixels = grey.tobytes()
        rows = (pixels[row * width : (row + 1) * width] for row in range(height))
        dark = [min(row) < 110 for row in rows]
        return sum(now and not before for before, now in pairwise(dark))


@contextmanager
def screen() -> Iterator[str]:
    """A screen; yields its DISPLAY."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-ac"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()


def windows(display: str) -> list[Shown]:
    """The windows with a title that are on the screen now."""
    tree = subprocess.run(
        ["xwininfo", "-display", display, "-root", "-children"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    picture = ImageGrab.grab(xdisplay=display).convert("RGB")
    found = []
    for match in _WINDOW.finditer(tree):
        left, top, width, height = (int(match[name]) for name in "xywh")
        if width > 200 and height > 200:
            cut = picture.crop((left, top, left + width, top + height))
            found.append(Shown(match["title"], cut))
    return found
