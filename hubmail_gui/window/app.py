"""The window's program: it starts, speaks a language, and survives its own defects."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from hubmail_gui.core import system, texts
from hubmail_gui.core.texts import _
from hubmail_gui.window.main_window import MainWindow

if TYPE_CHECKING:
    from hubmail_gui.service.service import Service


def run(folder: str, *, demo: bool = False, language: str | None = None) -> int:
    """Show the window until it is closed.

    Args:
        folder: the configuration folder.
        demo: use a throw-away configuration beside an embedded mail server instead.
        language: ``fr`` or ``en`` instead of the profile's or the system's.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("hubmail")
    app.setDesktopFileName("hubmail")
    with ExitStack() as stack:
        program = Program(app, _service(folder, stack, demo=demo), language, demo=demo)
        program.show()
        return app.exec()


def _service(folder: str, stack: ExitStack, *, demo: bool) -> Service:
    if demo:
        from hubmail_gui import demo as demos

        return stack.enter_context(demos.running()).service
    from hubmail_gui.service.service import Service

    return Service(folder)


class Program(QObject):
    """The few things that live as long as the program."""

    def __init__(
        self, app: QApplication, service: Service, language: str | None, *, demo: bool = False
    ) -> None:
        super().__init__(app)
        self._app = app
        self._service = service
        self._translator: QTranslator | None = None
        self._speak(language or service.profile().language or texts.language())
        self.window = MainWindow(service, administrator=demo or system.is_administrator())
        self.window.language_chosen.connect(self._choose_language)
        self.window.restart_wanted.connect(self._restart)
        sys.excepthook = self._report_defect

    def show(self) -> None:
        """Show the window."""
        self.window.show()

    def _speak(self, language: str) -> None:
        texts.use(language)
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator = None
        if texts.language() == "en":
            # What Qt itself says is English already.
            return
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        translator = QTranslator(self)
        if translator.load(f"qtbase_{texts.language()}", folder):
            self._app.installTranslator(translator)
            self._translator = translator

    def _choose_language(self, language: str) -> None:
        self._service.keep_profile(replace(self._service.profile(), language=language))
        self._speak(language)
        self.window.rebuild()

    def _restart(self) -> None:
        from hubmail_gui.window import elevation

        if elevation.restart():
            self.window.close()

    def _report_defect(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        from hubmail_gui.service import defects, report, result
        from hubmail_gui.window.status_dialog import StatusDialog

        sys.__excepthook__(kind, error, trace)
        happened = result.Result(failure=defects.fault(error))
        dialog = StatusDialog(_("Something unexpected happened"), self.window)
        dialog.begin((), "")
        dialog.finish(result.result_json(happened), report=report.text(happened, None))
        dialog.open()
