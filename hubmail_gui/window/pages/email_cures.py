"""What mends a failed test at one press: the settings are changed, and what failed is done again."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.texts import _
from hubmail_gui.window import trusted
from hubmail_gui.window.ask import Role, ask
from hubmail_gui.window.cures import AUTHORITIES, PIN, Cure
from hubmail_gui.window.widgets.pem_field import LARGEST_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hubmail_gui.service.service import Service


class EmailCures(QObject):
    """Asks what has to be asked before a cure, and says what is then to be changed.

    Signals:
        patched (object): change these settings, by (dotted) keys, and try again.
        type_wanted (str): set up this authentication type instead.
        watch_wanted: test again until it works.
    """

    patched = Signal(object)
    type_wanted = Signal(str)
    watch_wanted = Signal()

    def __init__(self, service: Service, parent: QObject) -> None:
        super().__init__(parent)
        self._service = service

    def take(self, cure: Cure, window: QWidget) -> None:
        """Do what the person pressed in ``window``."""
        if cure.type:
            self.type_wanted.emit(cure.type)
        elif cure.waits:
            self.watch_wanted.emit()
        elif cure.trust == PIN:
            self._confirm(window, cure, dict(cure.patch or {}))
        elif cure.trust == AUTHORITIES:
            self._choose_authority(window, cure)
        else:
            self.patched.emit(cure.patch)

    def _confirm(self, window: QWidget, cure: Cure, patch: Mapping[str, object]) -> None:
        words = _(
            "Whoever stands between this computer and the server could present a certificate of"
            " their own, and would then read the password. Compare the fingerprint with the person"
            " who runs {host}. It counts for this server only, and for no other certificate, not"
            " even a renewed one."
        ).format(host=cure.host)
        digits = f"SHA-256\n{trusted.in_two_lines(str(patch[PIN]))}"
        self._ask(window, _("Trust this certificate?"), f"{digits}\n\n{words}", patch)

    def _choose_authority(self, window: QWidget, cure: Cure) -> None:
        chooser = QFileDialog(window, _("Choose a file…"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([_("Certificates") + " (*.pem *.crt *.cer)", "* (*)"])
        chooser.fileSelected.connect(lambda path: self.trust_file(path, window, cure))
        chooser.open()

    def trust_file(self, path: str, window: QWidget, cure: Cure) -> None:
        """Trust the authorities in the file ``path``, once that is confirmed."""
        from hubmail_gui.core import validation
        from hubmail_gui.store import given

        try:
            content = given.read(path, LARGEST_FILE, given.AT_ONCE)
            pem = validation.certificates(content.decode("utf-8", "replace"))
        except OSError as error:
            reason = _("The file cannot be read: {reason}").format(reason=error.strerror)
            self._complain(window, reason)
        except ProblemError as error:
            self._complain(window, Problem(AUTHORITIES, error.code, error.params).title())
        else:
            trusted.load()
            words = _(
                "Every certificate that this authority issues for {host} is then taken as genuine."
                " It counts for this server only, not for the rest of the computer."
            ).format(host=cure.host)
            said = f"{trusted.summary(pem)}\n\n{words}"
            self._ask(window, _("Trust this authority?"), said, {AUTHORITIES: pem})

    def _ask(self, window: QWidget, title: str, words: str, patch: Mapping[str, object]) -> None:
        def trust() -> None:
            # What cannot be written down is still the person's decision; Save will say why.
            with suppress(FaultError):
                self._service.configuration.note("trusted", None, patch)
            self.patched.emit(patch)

        ask(
            window,
            title,
            words,
            {
                _("Trust it for this server"): (Role.AcceptRole, trust),
                _("Do not trust it"): (Role.RejectRole, lambda: None),
            },
            icon=QMessageBox.Icon.Warning,
        )

    @staticmethod
    def _complain(window: QWidget, words: str) -> None:
        ask(
            window,
            _("Nothing was trusted"),
            words,
            {_("Close"): (Role.RejectRole, lambda: None)},
            icon=QMessageBox.Icon.Information,
        )
