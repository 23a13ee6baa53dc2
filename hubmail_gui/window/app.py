"""The window's program: it starts, speaks a language, and survives its own defects."""

from __future__ import annotations

import gc
import sys
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from hubmail_gui.core import memory, system, texts
from hubmail_gui.core.texts import _
from hubmail_gui.window import immortal
from hubmail_gui.window.main_window import MainWindow

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator

    from hubmail_gui.demo import Demo
    from hubmail_gui.service.service import Service


# The first frame is on the screen by then. What it does not need waits as long: the drawn icon, and
# the search for garbage, which a start makes none of (see ``__main__.main``).
AT_REST_MS = 300


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
    if sys.platform == "win32":
        # The taskbar groups by this id, and takes the program's icon with it.
        from hubmail_gui.window import elevation

        elevation.name_application("hubmail")
    with ExitStack() as stack:
        trial = _trial(stack) if demo else None
        service = trial.service if trial else _service(folder)
        program = Program(app, service, language, trial)
        program.show()
        come_to_rest()
        try:
            return app.exec()
        finally:
            _end_threads()


def come_to_rest() -> None:
    """Do what the first frame does not need, once it is on the screen.

    What the start has made stays until the end: to look through it for garbage again and again
    would hold the window for 30 ms each time, so it is left out of that (``gc.freeze``).
    """
    for one in (gc.freeze, gc.enable, immortal.keep, _show_icon, memory.keep_private):
        QTimer.singleShot(AT_REST_MS, one)


def _show_icon() -> None:
    from hubmail_gui.window import icons

    QGuiApplication.setWindowIcon(icons.program())


def _end_threads() -> None:
    worker = sys.modules.get("hubmail_gui.window.worker")
    # Where no test ran there is no thread, and nothing to load for it.
    if worker is not None:
        worker.end_all()


def _trial(stack: ExitStack) -> Demo:
    from hubmail_gui import demo

    return stack.enter_context(demo.running())


def _service(folder: str) -> Service:
    from hubmail_gui.service.configuration import Configuration
    from hubmail_gui.service.service import Service

    service = Service(Configuration(folder))
    # A keyring may take its time, or ask: the window does not wait for it.
    service.configuration.store.recover_apart()
    return service


def _may_elevate() -> bool:
    from hubmail_gui.window import elevation

    return elevation.may_elevate()


class Program(QObject):
    """The few things that live as long as the program."""

    def __init__(
        self, app: QApplication, service: Service, language: str | None, demo: Demo | None = None
    ) -> None:
        super().__init__(app)
        self._app = app
        self._service = service
        self._translator: QTranslator | None = None
        self._speak(language or service.configuration.profile().language or texts.language())
        # A trial changes nothing of this computer's.
        allowed = demo is not None or system.is_administrator()
        may_elevate = not allowed and sys.platform == "win32" and _may_elevate()
        self.window = MainWindow(service, administrator=allowed, may_elevate=may_elevate, demo=demo)
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
        if texts.language() == texts.FALLBACK:
            # What Qt itself says is English already.
            return
        from PySide6.QtCore import QLibraryInfo, QTranslator

        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        translator = QTranslator(self)
        if translator.load(f"qtbase_{texts.language()}", folder):
            self._app.installTranslator(translator)
            self._translator = translator

    def _choose_language(self, language: str) -> None:
        self._service.configuration.keep_profile(
            self._service.configuration.profile()._replace(language=language)
        )
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
        from hubmail_gui.service import defects, report
        from hubmail_gui.service.result import failed
        from hubmail_gui.window.status_dialog import StatusDialog

        sys.__excepthook__(kind, error, trace)
        happened = failed(defects.fault(error))
        dialog = StatusDialog(_("Something unexpected happened"), self.window)
        dialog.begin((), "")
        dialog.finish(happened, report=report.text(happened, None))
        dialog.open()
