"""What the program is, which version, and whose work it stands on."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from hubmail_gui import __version__
from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.text import Text

LICENCES = (
    ("Qt, PySide6", "LGPL-3.0"),
    ("MSAL", "MIT"),
    ("keyring", "MIT"),
    ("cryptography", "Apache-2.0 / BSD-3-Clause"),
    ("email-validator", "Unlicense"),
    ("idna", "BSD-3-Clause"),
    ("scramp", "MIT-0"),
    ("truststore", "MIT"),
)


class AboutDialog(QDialog):
    """Version and licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("About hubmail"))
        column = QVBoxLayout(self)
        margin = theme.em(self, 1.2)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.em(self, 0.6))
        column.addWidget(Text(f"hubmail {__version__}", scale=1.5, parent=self))
        what = _(
            "Sets up the outgoing mail of Hub, proves that it works, and says what to change when"
            " it does not."
        )
        column.addWidget(Text(what, wrap=True, parent=self))
        runs = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
        column.addWidget(Text(runs, Tone.QUIET, wrap=True, selectable=True, parent=self))
        column.addWidget(Text(_("Licences"), bold=True, parent=self))
        lines = ["hubmail: MIT", *(f"{name}: {licence}" for name, licence in LICENCES)]
        column.addWidget(Text("\n".join(lines), selectable=True, parent=self))
        box = QDialogButtonBox(self)
        close = Button(_("Close"), parent=self)
        box.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.reject)
        column.addStretch()
        column.addWidget(box)
        self.setMinimumWidth(theme.em(self, 32))
        close.setFocus()
