"""A small menu inside the window.

Qt leaves popup windows, and so every ``QMenu``, out of the AT-SPI tree, and a button that has one
blocks or even crashes when it is pressed over AT-SPI (seen with Qt 6.12). These are plain buttons.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hubmail_gui.window import theme


class _Entry(QToolButton):
    """A button whose text begins where those above and below it begin, as in every menu."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        option, painter, style = QStyleOptionToolButton(), QStylePainter(self), self.style()
        self.initStyleOption(option)
        option.text = ""
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        ends = theme.em(self, 0.8)
        place = self.rect().adjusted(ends, 0, -ends, 0)
        start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        where = style.visualAlignment(self.layoutDirection(), start)
        role = QPalette.ColorRole.ButtonText
        style.drawItemText(
            painter, place, where.value, self.palette(), self.isEnabled(), self.text(), role
        )


class DropMenu(QFrame):
    """Buttons below each other, under the button that opens it; hidden until then."""

    def __init__(self, opener: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._opener = opener
        self._inside = parent
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFrameShadow(QFrame.Shadow.Raised)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._column = QVBoxLayout(self)
        pad = theme.em(self, 0.3)
        self._column.setContentsMargins(pad, pad, pad, pad)
        self._column.setSpacing(0)
        self.buttons: list[QToolButton] = []
        self.hide()

    def add(self, text: str, action: Callable[[], None]) -> QToolButton:
        """Add an entry."""
        button = _Entry(self)
        button.setText(text)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # The longest entry decides, with room at both ends.
        width = button.fontMetrics().horizontalAdvance(text) + theme.em(self, 1.6)
        button.setMinimumWidth(max(width, theme.em(self, 9)))
        button.setMinimumHeight(theme.em(self, 1.9))

        def chosen() -> None:
            self.close_menu()
            action()

        button.clicked.connect(chosen)
        self._column.addWidget(button)
        self.buttons.append(button)
        return button

    def toggle(self) -> None:
        """Open it, or close it again."""
        if self.isVisible():
            self.close_menu()
        else:
            self._open()

    def close_menu(self) -> None:
        """Close it; the focus goes back to where it came from."""
        if self.isHidden():
            return
        inside = any(button.hasFocus() for button in self.buttons)
        self.hide()
        self._application().removeEventFilter(self)
        if inside:
            self._opener.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return watched in self.buttons and self._take_key(event.key())
        if watched is self._inside and event.type() is QEvent.Type.Resize:
            # Once the opener has its new place.
            QTimer.singleShot(0, self, self._place)
        # A click anywhere else closes it, and does what it would have done.
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonPress:
            spot = event.globalPosition().toPoint()
            mine = (self, self._opener)
            if not any(one.rect().contains(one.mapFromGlobal(spot)) for one in mine):
                self.close_menu()
        return False

    def _take_key(self, key: int) -> bool:
        # Before the buttons see them: to those the arrows are Tab, which leads out of the menu.
        steps: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if key == Qt.Key.Key_Escape:
            self.close_menu()
        elif key in steps:
            self._move(steps[key])
        else:
            return False
        return True

    @staticmethod
    def _application() -> QCoreApplication:
        app = QCoreApplication.instance()
        assert app is not None
        return app

    def _open(self) -> None:
        self._place()
        self.show()
        self.raise_()
        self._application().installEventFilter(self)
        self.buttons[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        """Under the opener, its end below the opener's, and always inside the window."""
        self.adjustSize()
        opener, room = self._opener, self._inside.rect()
        corner = opener.rect().bottomRight() + QPoint(1 - self.width(), 2)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            corner = opener.rect().bottomLeft() + QPoint(0, 2)
        spot = opener.mapTo(self._inside, corner)
        left = max(0, min(spot.x(), room.width() - self.width()))
        self.move(left, max(0, min(spot.y(), room.height() - self.height())))

    def _move(self, step: int) -> None:
        focused = [index for index, button in enumerate(self.buttons) if button.hasFocus()]
        if focused:
            after = (focused[0] + step) % len(self.buttons)
            self.buttons[after].setFocus(Qt.FocusReason.TabFocusReason)
