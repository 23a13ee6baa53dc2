"""*Explain a message…*: what a reply, a log, an error or a bounce means that somebody else has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme, topics
from hubmail_gui.window.access import announce
from hubmail_gui.window.dialogs.task import TaskSheet
from hubmail_gui.window.sheet import Role
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.paste_field import PasteField

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from hubmail_gui.core.watch import Watch
    from hubmail_gui.diagnosis.catalogue import Words
    from hubmail_gui.diagnosis.explain import Explanation, Meaning
    from hubmail_gui.service.explain import Understood

# A file that does not come from a disk is waited for so long (seconds).
FILE_SECONDS = 10.0


class ExplainDialog(TaskSheet):
    """Takes a text or a file and says what it means, with no settings and no network."""

    def __init__(self, parent: QWidget | None = None) -> None:
        words = _(
            "Paste what you were shown: a server's reply, a log, a stack trace, an error of"
            " a cloud service. A mail that came back can be dropped here as a file."
            " Nothing leaves this computer."
        )
        super().__init__(_("Explain a message"), words, topics.EXPLAIN, parent)
        self.text = PasteField(_("Message"), self.content, lines=6)
        self.text.file_dropped.connect(self.explain_file)
        self.text.textChanged.connect(self.allow)
        self.add(self.text)
        self.verdict.copied.connect(lambda: announce(self, _("Copied.")))
        self.place_verdict()
        add = self.buttons.add_button
        self.explain_button = add(_("Explain"), Role.AcceptRole, self._explain_text)
        self.file_button = add(_("Open a file…"), Role.ActionRole, self._choose_file)
        add(_("Close"), Role.RejectRole, self.reject)
        self.explain_button.set_primary(True)
        self.allow()
        self.text.setFocus()

    def explain_file(self, path: str) -> None:
        """Say what the file ``path`` means: a log of any length, or a whole mail."""

        def work(_watch: Watch) -> Understood:
            from hubmail_gui.service import explain
            from hubmail_gui.store import given

            raw = given.read_ends(path, explain.HEAD, explain.TAIL, FILE_SECONDS)
            return explain.understand(raw)

        self.begin(work)

    def _explain_text(self) -> None:
        raw = self.text.toPlainText().encode(errors="replace")

        def work(_watch: Watch) -> Understood:
            from hubmail_gui.service import explain

            return explain.understand(raw)

        self.begin(work)

    def show_error(self, error: BaseException) -> None:
        if isinstance(error, OSError):
            reason = error.strerror or ""
            self.verdict.say(_("The file cannot be read"), "failed", Tone.BAD, reason)
        else:
            super().show_error(error)

    def show_outcome(self, outcome: object) -> None:
        from hubmail_gui.service.explain import Understood

        assert isinstance(outcome, Understood)
        understood = outcome
        if not understood.words:
            words = _(
                "Nothing in it says why a mail did not go out. Try the lines around it, or the"
                " server's own log."
            )
            self.verdict.say(_("Not recognised"), "info", Tone.QUIET, words)
            return
        for place, words_of in enumerate(understood.words):
            if place == 0:
                self.verdict.say(words_of.title, "warning", Tone.WARNING, words_of.cause)
            else:
                self.verdict.add_text(words_of.title, bold=True)
                self.verdict.add_text(words_of.cause)
            self._show_meaning(understood.found.meanings[place], words_of)
        self._show_bounce(understood.found)
        codes = ", ".join(words_of.code for words_of in understood.words)
        self.verdict.add_text(codes, Tone.QUIET)

    def _show_meaning(self, meaning: Meaning, words: Words) -> None:
        """What to do, and the words that told it."""
        from hubmail_gui.service.explain import is_temporary

        if is_temporary(meaning, words):
            passes = _("It may pass by itself: try again later.")
            self.verdict.add_note(passes, "info", Tone.QUIET)
        self.verdict.add_remedies(words)
        self.verdict.add_quote(meaning.reply, _("Told by"))

    def _show_bounce(self, found: Explanation) -> None:
        """Of a mail that came back: whom it did not reach, and who says so."""
        if found.recipients:
            names = ", ".join(found.recipients)
            self.verdict.add_text(_("Not reached: {recipients}").format(recipients=names))
        if found.reporting_mta:
            words = _("Reported by: {name}").format(name=found.reporting_mta)
            self.verdict.add_text(words, Tone.QUIET)

    def allow(self) -> None:
        """There is something to explain, and nothing is being explained."""
        self.explain_button.setEnabled(not self.busy and not self.text.document().isEmpty())

    def _choose_file(self) -> None:
        chooser = QFileDialog(self, _("Open a file…"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(self.explain_file)
        chooser.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter begins a line in the field; with Ctrl it explains.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.explain_button.click()
            event.accept()
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        """Room for the field before there is anything to say."""
        super().fit()
        least = theme.em(self, 26)
        most = self.screen().availableSize().height() - theme.em(self, 3.5)
        self.resize(self.width(), min(max(self.height(), least), most))
