"""The help: the pages of ``resources/help`` in the language in use."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QTextBrowser, QWidget

from hubmail_gui.core import resources, texts
from hubmail_gui.core.texts import _
from hubmail_gui.window import theme


def pages(language: str) -> list[tuple[str, Path]]:
    """Title and path of every page in ``language``, or in English where it is missing there."""
    names = resources.names(f"help/{texts.FALLBACK}", ".md")
    own = (Path(resources.path(f"help/{language}/{name}")) for name in names)
    usual = (Path(resources.path(f"help/{texts.FALLBACK}/{name}")) for name in names)
    found = [path if path.exists() else other for path, other in zip(own, usual, strict=True)]
    return [(_title(path), path) for path in found]


def _title(path: Path) -> str:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line[2:].strip()
    return path.stem


class HelpWindow(QDialog):
    """Topics on the left, the page on the right; the program can be used beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Help"))
        self.topics = QListWidget(self)
        self.topics.setAccessibleName(_("Topics"))
        self.browser = QTextBrowser(self)
        self.browser.setAccessibleName(_("Help"))
        self.browser.setOpenExternalLinks(True)
        self._colour_links()
        row = QHBoxLayout(self)
        row.addWidget(self.topics)
        row.addWidget(self.browser, 1)
        self._paths: list[Path] = []
        for title, path in pages(texts.language()):
            self.topics.addItem(title)
            self._paths.append(path)
        self.topics.setMaximumWidth(
            self.topics.sizeHintForColumn(0) + theme.em(self, 3) if self._paths else 0
        )
        self.topics.currentRowChanged.connect(self._show)
        self.topics.setCurrentRow(0)
        self.resize(theme.em(self, 56), theme.em(self, 38))

    def _colour_links(self) -> None:
        # Many dark palettes keep the blue of light ones, which cannot be read on black.
        role, palette = QPalette.ColorRole, self.browser.palette()
        link, ground = palette.color(role.Link), palette.color(role.Base)
        palette.setColor(role.Link, theme.readable(link, ground))
        self.browser.setPalette(palette)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._paths):
            self.browser.setSource(QUrl.fromLocalFile(str(self._paths[row])))
