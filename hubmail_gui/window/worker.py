"""The one place with threads: an action of the service runs here, and comes back as a result."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QObject, QThread, Signal, Slot

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.watch import Watch
from hubmail_gui.service.result import Result

Job = Callable[[Watch], Result]

# What checking a form needs and starting the window does not (core.validation, store.secrets).
WARM = ("email_validator", "idna", "hubmail_gui.service.service", "hubmail_gui.methods.password")


class Worker(QObject):
    """Runs one job in whatever thread it lives in.

    Signals:
        stepped (StepReport): a step started or ended.
        finished (Result): always, exactly once, and last.
    """

    stepped = Signal(object)
    finished = Signal(object)

    def __init__(self, job: Job, cancel: Cancel) -> None:
        super().__init__()
        self._job = job
        self._cancel = cancel

    @Slot()
    def run(self) -> None:
        """Do the job."""
        try:
            result = self._job(Watch(stepped=self.stepped.emit, cancel=self._cancel))
        except BaseException as error:  # noqa: BLE001 - there is one way back, also for our defects
            from hubmail_gui.service import defects

            result = Result(failure=defects.fault(error))
        self.finished.emit(result)


class Run(QObject):
    """One job in a thread of its own, which lives as long as the job does.

    Signals:
        stepped (StepReport): in the window's thread.
        finished (Result): in the window's thread, when the other one has ended.
    """

    stepped = Signal(object)
    finished = Signal(object)

    def __init__(self, job: Job, parent: QObject) -> None:
        super().__init__(parent)
        self._cancel = Cancel()
        self._thread = QThread(self)
        self._worker = Worker(job, self._cancel)
        self._worker.moveToThread(self._thread)
        self._thread.started.connect(self._worker.run)
        self._worker.stepped.connect(self.stepped)
        self._worker.finished.connect(self._end)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the job to stop; ``finished`` follows within a tenth of a second."""
        self._cancel.request()

    @Slot(object)
    def _end(self, result: Result) -> None:
        # run() has returned or is returning: nothing is waited for but the thread's own end.
        self._thread.quit()
        self._thread.wait()
        self.finished.emit(result)
        self.deleteLater()


class Warming(QThread):
    """Imports what the first check of a form needs, while the person is still typing."""

    def run(self) -> None:
        """Import; what cannot be imported shows when it is used."""
        for name in WARM:
            try:
                import_module(name)
            except ImportError:
                continue
