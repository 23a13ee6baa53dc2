"""What all dialogs have in common: content that scrolls when it must, and their buttons below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.topics import Topic
from hubmail_gui.window.widgets.buttons import Button, LinkButton
from hubmail_gui.window.widgets.containers import Scroller
from hubmail_gui.window.widgets.flow import FlowBox

Role = QDialogButtonBox.ButtonRole
Slot = Callable[[], object]

# The order of the buttons as platforms have it (QDialogButtonBox.ButtonLayout: Windows and KDE put
# what is agreed to first, macOS and GNOME last).
_AGREED_FIRST = (Role.AcceptRole, Role.ActionRole, Role.RejectRole)
_AGREED_LAST = (Role.ActionRole, Role.RejectRole, Role.AcceptRole)
_FIRST_IN = (0, 2)


class Buttons(FlowBox):
    """Buttons in the order of the platform, wrapped where they do not fit beside each other."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, at_end=True)
        self._roles: dict[Button, Role] = {}

    def add_button(self, text: str, role: Role, action: Slot) -> Button:
        """Add a button; what its role is decides where it stands."""
        button = Button(text, parent=self)
        button.clicked.connect(lambda: action())
        self._roles[button] = role
        self._arrange()
        return button

    def set_role(self, button: Button, role: Role) -> None:
        """Give a button another place: what comes next stands where one agrees."""
        if self._roles[button] is not role:
            self._roles[button] = role
            self._arrange()

    def shown(self) -> list[Button]:
        """Those that can be pressed, in the order in which they stand."""
        return [button for button in self._ordered() if not button.isHidden()]

    def _ordered(self) -> list[Button]:
        hint = self.style().styleHint(self.style().StyleHint.SH_DialogButtonLayout, None, self)
        order = _AGREED_FIRST if hint in _FIRST_IN else _AGREED_LAST
        return sorted(self._roles, key=lambda button: order.index(self._roles[button]))

    def _arrange(self) -> None:
        layout = self.layout()
        assert layout is not None
        ordered = self._ordered()
        for button in ordered:
            layout.removeWidget(button)
        for before, button in enumerate(ordered):
            layout.addWidget(button)
            if before:
                # Tab goes as one reads.
                QWidget.setTabOrder(ordered[before - 1], button)


class Sheet(QDialog):
    """A dialog of one column.

    It is as large as it wants to be, and never larger than the screen: then its content scrolls,
    and its buttons do not.
    """

    # Whether Enter in a field presses a button; where it means something of its own it does not.
    enter_presses = True

    def __init__(
        self, title: str, parent: QWidget | None = None, *, size: tuple[float, float] = (44, 36)
    ) -> None:
        """Make the dialog.

        Args:
            title: its window's.
            parent: the window that it belongs to.
            size: width and height that it wants at most, in heights of the font.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self._wanted = size
        self._sized = False
        self._topic: Topic | None = None
        self.content = QWidget()
        self.column = QVBoxLayout(self.content)
        margin = theme.em(self, 1.3)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(theme.em(self, 0.9))
        self.area = Scroller(self.content, self)
        self.bar = _Bar(self)
        self.buttons = Buttons(self.bar)
        self.bar.add_buttons(self.buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.area, 1)
        outer.addWidget(self.bar)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Add something below what is there."""
        self.column.addWidget(widget, stretch)

    def offer_help(self, topic: Topic) -> None:
        """Lead from here to the place in the help that explains this dialog, also by F1."""
        self._topic = topic
        self.help_button = LinkButton(_("Help"), parent=self.bar)
        self.help_button.clicked.connect(self._show_help)
        self.bar.add_side(self.help_button)

    def _show_help(self) -> None:
        from hubmail_gui.window import help_window

        if self._topic is not None:
            help_window.show(self, self._topic)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._topic is not None and event.matches(QKeySequence.StandardKey.HelpContents):
            self._show_help()
        elif not self.enter_presses and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        """Take the size of the content, at most that which was asked for, and of the screen."""
        # The frame and title of the window, and a panel, take their share of a small screen.
        space = self.screen().availableSize()
        width = min(theme.em(self, self._wanted[0]), space.width() - 24)
        most = min(theme.em(self, self._wanted[1]), space.height() - theme.em(self, 3.5))
        inner = self.content.heightForWidth(width) if self.column.hasHeightForWidth() else 0
        inner = max(inner, self.content.sizeHint().height())
        bar = max(self.bar.heightForWidth(width), self.bar.sizeHint().height())
        self.resize(
            self.width() if self._sized else width, max(min(inner + bar + 2, most), self._least())
        )

    def _least(self) -> int:
        """It grows with what it has to say, and never shrinks under somebody's hand."""
        return self.height() if self._sized else 0

    def setVisible(self, visible: bool) -> None:
        # Before it is shown for the first time: what Qt would do then does not know the screen.
        if visible and not self._sized:
            self.ensurePolished()
            self.fit()
            self._sized = True
        super().setVisible(visible)


class _Bar(QWidget):
    """The place of the buttons, told apart from what scrolls above it by a line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        across, down = theme.em(self, 1.3), theme.em(self, 0.7)
        self._row.setContentsMargins(across, down, across, down)

    def add_side(self, widget: QWidget) -> None:
        """Something that is no answer to the dialog, at the beginning."""
        self._row.insertWidget(0, widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_buttons(self, buttons: Buttons) -> None:
        """The answers, at the end."""
        self._row.addWidget(buttons, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(theme.brush(theme.edge(self.palette())), 1.0))
        painter.drawLine(0, 0, self.width(), 0)
