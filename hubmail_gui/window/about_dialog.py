"""What the program is, which version, and whose work it stands on."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QWidget

from hubmail_gui import __version__
from hubmail_gui.core import system
from hubmail_gui.core.texts import _
from hubmail_gui.window.sheet import Role, Sheet
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.reading import Fact, Reading
from hubmail_gui.window.widgets.state_card import Headline
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


class AboutDialog(Sheet):
    """Version and licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("About hubmail"), parent, size=(40, 44))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        head = Headline(self.content)
        what = _(
            "Sets up the outgoing mail of Hub, proves that it works, and says what to change when"
            " it does not."
        )
        head.show_words(Tone.ACCENT, f"hubmail {__version__}", what, "mail")
        self.add(head)
        platform = system.python_platform()
        runs = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
        self.add(Text(runs, Tone.QUIET, wrap=True, selectable=True, parent=self.content))
        licences = Reading(self.content)
        facts = [Fact(name, licence) for name, licence in (("hubmail", "MIT"), *LICENCES)]
        licences.show_lines([_("Licences"), *facts])
        self.add(licences)
        self.column.addStretch()
        close = self.buttons.add_button(_("Close"), Role.RejectRole, self.reject)
        close.setFocus()
