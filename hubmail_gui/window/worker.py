"""The one place with threads: an action of the service runs here and comes back as a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
from threading import Thread

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from hubmail_gui import methods
from hubmail_gui.core import texts
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.watch import Watch

Job = Callable[[Watch], object]
Failed = Callable[[BaseException], object]

# What checking a form needs and starting the window does not (core.validation, store.secrets), and
# what every test does: beside the dialog that is being drawn it would hold Python's lock.
WARM = (
    "email_validator",
    "idna",
    "hubmail_gui.service.service",
    methods.module(methods.types()[0]),
    "hubmail_gui.service.sending",
    "hubmail_gui.service.trials",
    "hubmail_gui.service.report",
    "hubmail_gui.window.status_dialog",
)


class Worker(QObject):
    """Runs one job in whatever thread it lives in.

    Signals:
        stepped (StepReport): a step started or ended.
        waiting: the keyring is about to be asked.
        finished (object): what the job returned, or ``failed`` made of what it raised; always,
            exactly once, and last.
    """

    stepped = Signal(object)
    waiting = Signal()
    finished = Signal(object)

    def __init__(self, job: Job, failed: Failed, cancel: Cancel) -> None:
        super().__init__()
        self._job = job
        self._failed = failed
        self._cancel = cancel

    @Slot()
    def run(self) -> None:
        """Do the job."""
        self.finished.emit(self.outcome())

    def outcome(self) -> object:
        """What the job returns, or ``failed`` made of what it raised."""
        try:
            watch = Watch(self.stepped.emit, self._cancel, waiting=self.waiting.emit)
            return self._job(watch)
        except BaseException as error:  # noqa: BLE001 - there is one way back, also for our defects
            return self._failed(error)


# Runs that have not ended: no window that is closed or built anew takes its thread along, which Qt
# would answer by ending the program.
_alive: set[Run] = set()


def end_all() -> None:
    """Cancel what still runs and wait for its end, at the end of the program."""
    for run in tuple(_alive):
        run.cancel()
        run.wait()


class Run(QObject):
    """One job in a thread of its own, which lives as long as the job does.

    Signals:
        stepped (StepReport), waiting: in the window's thread.
        finished (object): in the window's thread, when the other one has ended.
    """

    stepped = Signal(object)
    waiting = Signal()
    finished = Signal(object)

    def __init__(self, job: Job, failed: Failed) -> None:
        super().__init__()
        self._cancel = Cancel()
        self._thread = QThread(self)
        self._worker = Worker(job, failed, self._cancel)
        self._worker.moveToThread(self._thread)
        self._thread.started.connect(self._worker.run)
        self._worker.stepped.connect(self.stepped)
        self._worker.waiting.connect(self.waiting)
        self._worker.finished.connect(self._end)

    def start(self) -> None:
        """Begin."""
        _alive.add(self)
        self._thread.start()

    def cancel(self) -> None:
        """Ask the job to stop; ``finished`` follows within a tenth of a second."""
        self._cancel.request()

    def wait(self) -> None:
        """Let the thread end, when nobody is left to hear of it."""
        self._thread.quit()
        self._thread.wait()
        _alive.discard(self)

    @Slot(object)
    def _end(self, result: object) -> None:
        # run() has returned or is returning: nothing is waited for but the thread's own end.
        self.wait()
        self.finished.emit(result)
        self.deleteLater()


class _Bell(QObject):
    """Rings in the window's thread.

    Signals:
        rung: something is loaded.
    """

    rung = Signal()


def _load(names: Iterable[str], bell: _Bell) -> None:
    for name in names:
        try:
            import_module(name)
        except ImportError:
            # What cannot be imported shows when it is used.
            continue
    # The program may have ended meanwhile, and the bell with it.
    with suppress(RuntimeError):
        bell.rung.emit()
    _prepare_words()


def _prepare_words() -> None:
    """Read the words of every ending, which Cancel would wait for; nobody waits for this."""
    from hubmail_gui.diagnosis import catalogue

    # What cannot be read shows when it is used.
    with suppress(OSError, ValueError, KeyError):
        catalogue.prepare(texts.language())


class WarmUp(QObject):
    """Loads what the first check of a form, or a first test, needs, off the window's thread.

    Loading a large library holds the interpreter's lock for tens of milliseconds at a time: better
    before anybody watches a test than during it. Nobody waits for these threads, and they own
    nothing of the window's: it may be closed or built anew while they run.

    Signals:
        ready: everything that was asked for is loaded.
    """

    ready = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._asked: set[str] = set()
        self._loading = 0

    @property
    def is_ready(self) -> bool:
        """Whether everything that was asked for is loaded."""
        return set(WARM) <= self._asked and not self._loading

    def start(self, libraries: Iterable[str] = ()) -> None:
        """Load what checking needs, and ``libraries``; what was asked for before is not again."""
        names = [name for name in (*WARM, *libraries) if name not in self._asked]
        if names:
            self._asked.update(names)
            self._loading += 1
            bell = _Bell()
            bell.rung.connect(self._end, Qt.ConnectionType.QueuedConnection)
            Thread(target=_load, args=(names, bell), daemon=True, name="hubmail-warm-up").start()

    def then(self, go: Callable[[], None]) -> None:
        """Call ``go`` when everything is loaded: at once, or a moment later."""
        if self.is_ready:
            go()
            return
        self.ready.connect(go, Qt.ConnectionType.SingleShotConnection)
        self.start()

    @Slot()
    def _end(self) -> None:
        self._loading -= 1
        if self.is_ready:
            self.ready.emit()
