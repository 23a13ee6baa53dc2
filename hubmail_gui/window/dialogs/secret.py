"""*Replace the secret…*: the new one is asked for, and handed on to be proven beside the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from hubmail_gui import methods
from hubmail_gui.core.texts import _
from hubmail_gui.window import theme, topics
from hubmail_gui.window.access import announce
from hubmail_gui.window.sheet import Role, Sheet
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.secret_field import SecretField
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from hubmail_gui.core.settings import MailSettings

# No key file is larger; another file is not read into a field.
LARGEST_FILE = 64 * 1024


class SecretDialog(Sheet):
    """Says what will happen, and takes the new secret and its last day.

    Signals:
        wanted (str, str): prove this secret, which ends on that day (``YYYY-MM-DD``, or empty).
    """

    wanted = Signal(str, str)

    def __init__(self, settings: MailSettings, recipient: str, parent: QWidget | None = None):
        """Make the dialog.

        Args:
            settings: the stored ones.
            recipient: whom the test mail goes to.
            parent: the window.
        """
        super().__init__(_("Replace the secret"), parent, size=(44, 36))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._settings = settings
        words = _(
            "The new secret is tested beside the stored one, with a test mail to {recipient}. It"
            " takes its place only if the test passes; until then Hub goes on with the old one."
        )
        self.add(
            Text(words.format(recipient=recipient), Tone.QUIET, wrap=True, parent=self.content)
        )
        kind = methods.of(settings).secret(settings)
        assert kind is not None
        self.field = SecretField(48, self.content)
        self._add_field(_(kind.label), self.field, self.field.line)
        self.file_button = Button(_("From a file…"), parent=self.content)
        self.file_button.clicked.connect(self._choose_file)
        self.column.addWidget(self.file_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.expires = LineField(12, self.content)
        self.expires.setPlaceholderText(_("YYYY-MM-DD"))
        self._add_field(_("Its last day, if it has one"), self.expires, self.expires)
        self.problem = Text("", Tone.BAD, wrap=True, selectable=True, parent=self.content)
        self.problem.hide()
        self.add(self.problem)
        self.column.addStretch(1)
        add = self.buttons.add_button
        self.replace_button = add(_("Test and replace"), Role.AcceptRole, self._hand_on)
        add(_("Cancel"), Role.RejectRole, self.reject)
        self.replace_button.set_primary(True)
        self.offer_help(topics.SECRET)
        self.field.textChanged.connect(self._allow)
        self._allow()
        self.field.line.setFocus()

    def read_file(self, path: str) -> None:
        """Take the secret that stands in the file ``path``."""
        from hubmail_gui.store import given

        try:
            content = given.read(path, LARGEST_FILE, given.AT_ONCE)
        except OSError as error:
            self._complain(_("The file cannot be read: {reason}").format(reason=error.strerror))
            return
        self.problem.hide()
        text = content.decode("utf-8-sig", "replace").strip()
        self.field.type_again(methods.of(self._settings).tidy_secret(self._settings, text))

    def _add_field(self, label: str, field: QWidget, buddy: QWidget) -> None:
        words = Text(label, parent=self.content)
        words.setBuddy(buddy)
        buddy.setAccessibleName(label)
        self.add(words)
        self.add(field)

    def _hand_on(self) -> None:
        from hubmail_gui.core import validation
        from hubmail_gui.core.problems import Problem, ProblemError
        from hubmail_gui.service import draft

        secret, problems = draft.given_secret(self._settings, self.field.secret() or "")
        ends = self.expires.text().strip()
        try:
            ends = validation.iso_date(ends) if ends else ""
        except ProblemError as error:
            problems = [*problems, Problem("secret_expires", error.code, error.params)]
        if problems:
            self._complain(" ".join(one.title() for one in problems))
            return
        self.accept()
        self.wanted.emit(secret, ends)

    def _complain(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()
        announce(self, words)
        self.fit()

    def _allow(self) -> None:
        self.replace_button.setEnabled(bool(self.field.secret()))

    def _choose_file(self) -> None:
        chooser = QFileDialog(self, _("From a file…"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(self.read_file)
        chooser.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter does what the field is for; another button is not meant by it.
        in_field = not isinstance(self.focusWidget(), Button)
        if in_field and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.replace_button.click()
            event.accept()
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        """Room for what may have to be said."""
        super().fit()
        most = self.screen().availableSize().height() - theme.em(self, 3.5)
        self.resize(self.width(), min(max(self.height(), theme.em(self, 24)), most))
