"""Fields that can be seen to be wrong: an edge of their own, in every style."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFocusEvent, QGuiApplication, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from hubmail_gui.window import theme
from hubmail_gui.window.theme import Tone


class Edged:
    """Mixed into a field, a widget, before Qt's class: it paints the edge after the style painted the rest.

    Words under the field say what is wrong; the edge only says where.
    """

    _wrong = False
    _switching = _owed = False

    def puts_off(self) -> bool:
        """Whether the focus goes only because another window comes to the front.

        Qt calls the editing finished then, too, and only once; but whoever looks up the value
        elsewhere comes back: it is finished when the field is really left.
        """
        self._owed = self._switching
        return self._switching

    def begin_leaving(self, event: QFocusEvent) -> None:
        """To be called before the field's own handling of ``event``."""
        from PySide6.QtCore import Qt

        reasons = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        self._switching = event.reason() in reasons

    def end_leaving(self) -> bool:
        """To be called after it; whether it is still to be said that the editing is finished."""
        owed = self._owed and not self._switching
        self._switching = False
        self._owed = self._owed and not owed
        return owed

    def set_wrong(self, wrong: bool) -> None:
        """Paint the edge, or leave the field to the style."""
        if wrong is not self._wrong:
            self._wrong = wrong
            cast("QWidget", self).update()

    @property
    def is_wrong(self) -> bool:
        """Whether the edge is there."""
        return self._wrong

    def paint_edge(self) -> None:
        """To be called at the end of the field's own painting."""
        if not self._wrong:
            return
        widget = cast("QWidget", self)
        painter = QPainter(widget)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(QRectF(widget.rect()).adjusted(1, 1, -1, -1), 3, 3)
        ink = theme.colour(Tone.BAD, QGuiApplication.palette())
        painter.strokePath(path, QPen(theme.brush(ink), 2.0))
