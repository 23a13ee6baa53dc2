"""The help: the pages of ``resources/help`` in the language in use."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QTextBrowser, QWidget

from hubmail_gui.core import resources, texts
from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.topics import Topic


def pages(language: str) -> list[tuple[str, Path]]:
    """Title and path of every page in ``language``, or in English where it is missing there."""
    names = sorted(resources.names(f"help/{texts.FALLBACK}", ".md"), key=_number)
    own = (Path(resources.path(f"help/{language}/{name}")) for name in names)
    usual = (Path(resources.path(f"help/{texts.FALLBACK}/{name}")) for name in names)
    found = [path if path.exists() else other for path, other in zip(own, usual, strict=True)]
    return [(_title(path), path) for path in found]


def show(parent: QWidget, topic: Topic | None = None) -> None:
    """Open the help of ``parent``, at ``topic`` or where it was.

    A dialog opens its own, since it keeps what is behind it from being used.
    """
    # One is enough: asked for again, it comes to the front.
    shown = parent.findChild(HelpWindow, options=_OWN) or HelpWindow(parent)
    shown.show()
    if topic is not None:
        shown.show_topic(topic)
    shown.raise_()
    shown.activateWindow()


_OWN = Qt.FindChildOption.FindDirectChildrenOnly


def _number(name: str) -> int:
    """The place that a page's file name begins with."""
    return int(name.partition("-")[0])


def _headings(path: Path) -> list[str]:
    """The headings of a page in their order, its title first."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.lstrip("#").strip() for line in lines if line.startswith("#")]


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
        self._paths: list[Path] = []
        self.topics = QListWidget(self)
        self.topics.setAccessibleName(_("Topics"))
        self.browser = QTextBrowser(self)
        self.browser.setAccessibleName(_("Help"))
        self.browser.setOpenExternalLinks(True)
        row = QHBoxLayout(self)
        row.addWidget(self.topics)
        row.addWidget(self.browser, 1)
        for title, path in pages(texts.language()):
            self.topics.addItem(title)
            self._paths.append(path)
        widest = self.topics.sizeHintForColumn(0) + theme.em(self, 3) if self._paths else 0
        self.topics.setMaximumWidth(min(widest, theme.em(self, 18)))
        self.topics.setWordWrap(True)
        self.topics.currentRowChanged.connect(self._show)
        self.topics.setCurrentRow(0)
        space = self.screen().availableSize()
        width, height = theme.em(self, 56), theme.em(self, 38)
        # With the frame and the title of a window.
        self.resize(min(width, space.width() - 24), min(height, space.height() - theme.em(self, 3)))

    def show_topic(self, topic: Topic) -> None:
        """Show the page of ``topic``, with its heading on top."""
        names = [path.name for path in self._paths]
        self.topics.setCurrentRow(names.index(topic.page))
        if topic.heading:
            english = Path(resources.path(f"help/{texts.FALLBACK}/{topic.page}"))
            number = _headings(english).index(topic.heading)
            # Once the page has its width, and so its height.
            QTimer.singleShot(0, self, lambda: self._scroll_to(number))

    def headings_in_view(self) -> list[str]:
        """The headings that can be read without scrolling."""
        view = self.browser.viewport()
        first = self.browser.cursorForPosition(QPoint(1, 1)).block()
        last = self.browser.cursorForPosition(QPoint(1, view.height() - 1)).block()
        found: list[str] = []
        while first.isValid() and first.blockNumber() <= last.blockNumber():
            if first.blockFormat().headingLevel():
                found.append(first.text())
            first = first.next()
        return found

    def _scroll_to(self, number: int) -> None:
        """Bring the heading of that number to the top."""
        block = self.browser.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel():
                if not number:
                    break
                number -= 1
            block = block.next()
        layout = self.browser.document().documentLayout()
        top = layout.blockBoundingRect(block).top() if block.isValid() else 0.0
        self.browser.verticalScrollBar().setValue(round(top))

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._paths):
            self.browser.setSource(QUrl.fromLocalFile(str(self._paths[row])))
            self._colour_links()

    def _colour_links(self) -> None:
        """Give links a colour that can be read: Qt writes the palette's blue into the text."""
        palette = self.browser.palette()
        ground = palette.color(QPalette.ColorRole.Base)
        look = QTextCharFormat()
        accent = theme.colour(theme.Tone.ACCENT, palette)
        look.setForeground(theme.brush(theme.readable(accent, ground)))
        cursor, block = QTextCursor(self.browser.document()), self.browser.document().begin()
        while block.isValid():
            place = block.begin()
            while not place.atEnd():
                piece = place.fragment()
                if piece.charFormat().isAnchor():
                    cursor.setPosition(piece.position())
                    end = piece.position() + piece.length()
                    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                    cursor.mergeCharFormat(look)
                place += 1
            block = block.next()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._paths:
            self._show(self.topics.currentRow())
