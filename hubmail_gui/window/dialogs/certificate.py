"""*Replace the certificate…*: the next key pair, its upload, and its proof beside the one in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from hubmail_gui.core.dates import long_date
from hubmail_gui.core.texts import _
from hubmail_gui.window import topics
from hubmail_gui.window.dialogs.task import TaskSheet
from hubmail_gui.window.sheet import Role
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.reading import Fact, Reading

if TYPE_CHECKING:
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service.configuration import Configuration
    from hubmail_gui.service.renewal import Prepared


class CertificateDialog(TaskSheet):
    """Makes the pair, gives out its public part and the letter, and has it proven; days may lie between.

    Signals:
        swap_wanted: test it once, and put it in force if that passes.
        wait_wanted: the same, again and again until the service knows it.
    """

    swap_wanted = Signal()
    wait_wanted = Signal()

    def __init__(self, configuration: Configuration, parent: QWidget | None = None) -> None:
        words = _(
            "hubmail makes the next key pair; its private key goes into the keyring of this computer"
            " and never leaves it. Whoever runs the directory uploads the certificate beside the"
            " present one. Then the new pair is tested, and takes the place of the old one only if"
            " the test passes; until then Hub goes on with the old one."
        )
        super().__init__(_("Replace the certificate"), words, topics.CERTIFICATE, parent)
        self._configuration = configuration
        self._prepared: Prepared | None = None
        self.place_verdict()
        add = self.buttons.add_button
        self.make_button = add(_("Make the next pair"), Role.AcceptRole, self.make)
        self.swap_button = add(_("Test and replace"), Role.AcceptRole, self._swap)
        self.wait_button = add(_("Try until it is known"), Role.ActionRole, self._wait)
        self.file_button = add(_("Save the certificate…"), Role.ActionRole, self._choose)
        self.letter_button = add(_("Letter…"), Role.ActionRole, self._write_letter)
        add(_("Close"), Role.RejectRole, self.reject)
        self.begin(lambda _watch: _known(configuration))

    def make(self) -> None:
        """Make the pair, which takes up to a second; it waits in the keyring."""
        configuration = self._configuration

        def work(watch: Watch) -> object:
            from hubmail_gui.service import renewal

            return renewal.prepare(configuration, watch)

        self.begin(work)

    def save(self, path: str) -> None:
        """Write the certificate, without its key, to ``path``."""
        from hubmail_gui.store import given

        assert self._prepared is not None
        try:
            given.write(path, self._prepared.renewal.public)
        except OSError as error:
            words = _("Not saved: {reason}").format(reason=error.strerror)
            self.verdict.add_note(words, "failed", Tone.BAD)
        else:
            words = _("Saved as {path}.").format(path=path)
            self.verdict.add_note(words, "ok", Tone.GOOD)
        self.fit()

    def allow(self) -> None:
        waits = self._prepared is not None
        self.make_button.setVisible(not waits)
        self.make_button.setEnabled(not self.busy)
        self.make_button.set_primary(not waits)
        for button in (self.swap_button, self.wait_button, self.file_button, self.letter_button):
            button.setVisible(waits)
        self.swap_button.set_primary(waits)

    def show_outcome(self, outcome: object) -> None:
        from hubmail_gui.service.renewal import Prepared

        if not isinstance(outcome, Prepared):
            self.verdict.say(_("No next pair yet"), "info", Tone.QUIET)
            return
        self._prepared = outcome
        words = _("Save the certificate, send it with the letter, and test once it is uploaded.")
        self.verdict.say(_("The next pair waits"), "info", Tone.ACCENT, words)
        facts = Reading(self.verdict)
        facts.show_lines([
            Fact(_("Thumbprint"), outcome.renewal.name, copied=True),
            Fact(_("Valid until"), long_date(outcome.renewal.ends)),
        ])  # fmt: skip
        self.verdict.add(facts)

    def _swap(self) -> None:
        self.accept()
        self.swap_wanted.emit()

    def _wait(self) -> None:
        self.accept()
        self.wait_wanted.emit()

    def _write_letter(self) -> None:
        from hubmail_gui.window.letter_dialog import LetterDialog

        assert self._prepared is not None
        LetterDialog(_("Letter"), self._prepared.letter.whole, self).open()

    def _choose(self) -> None:
        chooser = QFileDialog(self, _("Save the certificate…"), "hub-mail-next.cer")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.fileSelected.connect(self.save)
        chooser.open()


def _known(configuration: Configuration) -> object:
    from hubmail_gui.service import renewal

    return renewal.prepared(configuration) or ()
