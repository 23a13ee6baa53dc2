"""A choice of one among several, and a choice of yes or no."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.widgets.edged import Edged


class Choice(Edged, QComboBox):
    """One of several values, each with its own words.

    Signals:
        chosen (str): the value, when the person picked another one.
    """

    chosen = Signal(str)

    def __init__(self, width: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listens = False
        # Whenever its contents change, AdjustToContents makes it as narrow as they are, by a timer,
        # until the layout comes round.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContentsOnFirstShow)
        self.setMinimumHeight(theme.em(self, theme.CONTROL))
        self.setMaximumWidth(theme.field_width(self, width))
        self.setMinimumWidth(theme.field_width(self, min(width, 12)))
        self.activated.connect(lambda _index: self.chosen.emit(self.value()))

    def offer(self, value: str, text: str) -> None:
        """Add a value with its words."""
        self.addItem(text, value)

    def value(self) -> str:
        """The value shown."""
        return str(self.currentData() or "")

    def words(self) -> str:
        """The words of the value shown."""
        return self.currentText()

    def words_for(self, value: str) -> str:
        """The words of ``value``, shown or not."""
        return self.itemText(self.findData(value))

    def show_value(self, value: str) -> None:
        """Show ``value`` without announcing it as a choice of the person."""
        self.setCurrentIndex(self.findData(value))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.paint_edge()

    def showEvent(self, event: QShowEvent) -> None:
        # By default the wheel gives the focus, too.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        super().showEvent(event)
        if not self._listens and _is_read_aloud():
            self._listens = True
            self.view().selectionModel().selectionChanged.connect(
                lambda *_changes: QTimer.singleShot(0, self, self._take_marked)
            )

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling the page must not change what the pointer happens to pass.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _take_marked(self) -> None:
        """Choose what assistive technology has selected in the list, which Qt only marks there.

        Keys and pointer move the list's current entry along with the mark, and choose later.
        """
        current = self.view().currentIndex().row()
        marked = {index.row() for index in self.view().selectedIndexes()}
        for row in marked - {current, self.currentIndex()}:
            self.view().setCurrentIndex(self.model().index(row, self.modelColumn()))
            self.setCurrentIndex(row)
            self.hidePopup()
            self.activated.emit(row)


class Switch(QCheckBox):
    """Something that is on or off, in words as well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(theme.em(self, theme.CONTROL))
        self.toggled.connect(self._say)
        self._say(False)

    def words(self) -> str:
        """The word of what it is."""
        return self.text()

    def sizeHint(self) -> QSize:
        # Both words fit, so that nothing moves when it is switched.
        longest = max((_("On"), _("Off")), key=self.fontMetrics().horizontalAdvance)
        hint = super().sizeHint()
        more = self.fontMetrics().horizontalAdvance(longest)
        return QSize(hint.width() + more, hint.height())

    def _say(self, on: bool) -> None:
        self.setText(_("On") if on else _("Off"))


def _is_read_aloud() -> bool:
    from PySide6.QtGui import QAccessible

    return QAccessible.isActive()
