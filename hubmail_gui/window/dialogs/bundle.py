"""*Support bundle…*: one file for support, and proof that no known secret is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import topics
from hubmail_gui.window.dialogs.task import TaskSheet
from hubmail_gui.window.sheet import Role
from hubmail_gui.window.theme import Tone

if TYPE_CHECKING:
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service.configuration import Configuration


class BundleDialog(TaskSheet):
    """Says what will be in the file, and writes it where that is chosen."""

    def __init__(
        self, configuration: Configuration, held: str | None = None, parent: QWidget | None = None
    ) -> None:
        """Make the dialog.

        Args:
            configuration: what the file tells of.
            held: a secret that was replaced, and is still in memory; looked for as well.
            parent: the window.
        """
        words = _(
            "One file for whoever helps you: the settings, the last test with the whole exchange,"
            " the history, versions, and proxy and name servers as this computer sees them."
            " Passwords, secrets and keys are not in it: every known one is looked for in it, in"
            " every usual encoding, and nothing is written if one is found. Addresses and host"
            " names are in it."
        )
        super().__init__(_("Support bundle"), words, topics.BUNDLE, parent)
        self._configuration = configuration
        self._held = held
        self.place_verdict()
        self.save_button = self.buttons.add_button(_("Save as…"), Role.AcceptRole, self._choose)
        self.buttons.add_button(_("Close"), Role.RejectRole, self.reject)
        self.save_button.set_primary(True)

    def save(self, path: str) -> None:
        """Put it together, look for secrets in it, and write it to ``path``."""
        configuration, held = self._configuration, self._held

        def work(watch: Watch) -> object:
            from hubmail_gui.service import bundle
            from hubmail_gui.store import given

            watch.waiting()
            data = bundle.made(configuration, held, watch.cancel)
            given.write(path, data)
            return path, len(data)

        self.begin(work)

    def allow(self) -> None:
        self.save_button.setEnabled(not self.busy)

    def show_outcome(self, outcome: object) -> None:
        assert isinstance(outcome, tuple)
        path, size = outcome
        words = _("{path} is written, {bytes} bytes. No known secret is in it.")
        self.verdict.say(_("Saved"), "ok", Tone.GOOD, words.format(path=path, bytes=size))

    def _choose(self) -> None:
        chooser = QFileDialog(self, _("Save as…"), "hubmail-support.json")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("json")
        chooser.fileSelected.connect(self.save)
        chooser.open()
