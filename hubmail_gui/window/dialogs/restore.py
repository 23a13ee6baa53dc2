"""*Restore the last working settings*: which they are, and what that changes, before it happens."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.service import last_good
from hubmail_gui.service.last_good import Good
from hubmail_gui.store import settings_file
from hubmail_gui.window import topics
from hubmail_gui.window.sheet import Role, Sheet
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.reading import Fact, Reading
from hubmail_gui.window.widgets.text import Text


class RestoreDialog(Sheet):
    """Shows the way back.

    Signals:
        wanted: go it.
    """

    wanted = Signal()

    def __init__(self, good: Good, parent: QWidget | None = None) -> None:
        super().__init__(_("Restore the last working settings"), parent, size=(48, 40))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        which = Text(last_good.sentence(good), bold=True, wrap=True, selectable=True)
        self.add(which)
        words = _("They replace the present settings and are tested at once.")
        self.add(Text(words, Tone.QUIET, wrap=True, parent=self.content))
        self.changes = Reading(self.content)
        if good.changes:
            heading = _("What changes, from the present value to the restored one")
            self.changes.show_lines([heading, *(Fact(*one) for one in good.changes)])
            self.add(self.changes)
        else:
            self.changes.hide()
            same = _("Nothing differs from the present settings.")
            lost = _(
                "The present settings are damaged: nothing can be compared. {name} keeps them."
            )
            words = same if good.readable else lost.format(name=settings_file.DAMAGED)
            self.add(Text(words, wrap=True, parent=self.content))
        self.column.addStretch(1)
        restore = self.buttons.add_button(_("Restore"), Role.AcceptRole, self._go)
        self.buttons.add_button(_("Cancel"), Role.RejectRole, self.reject)
        restore.set_primary(True)
        self.offer_help(topics.RESTORE)

    def _go(self) -> None:
        self.accept()
        self.wanted.emit()
