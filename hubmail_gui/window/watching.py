"""Trying again until it works, while the person does something else."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.service import persistence
from hubmail_gui.service.persistence import Persistence, Try
from hubmail_gui.service.result import Result, failed
from hubmail_gui.window.worker import Run

if TYPE_CHECKING:
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service.service import Service


Tried = Callable[[Try, float | None], None]
Job = Callable[["Watch", Persistence, Tried], Result]


class _Bell(QObject):
    """Carries what the worker's thread tells into the window's.

    Signals:
        tried (Try, object): a test ended; the seconds to the next, or None.
    """

    tried = Signal(object, object)


class Watching(QObject):
    """Tests what is stored, again and again; it belongs to a window, and survives its pages.

    Signals:
        changed: a test ended, or all of it did.
        ended (Result): the last of the tests; that of one that was stopped is ``cancelled``.

    Attributes:
        how: how often, and for how long.
        tries: the tests so far.
        next_at: when the next one begins; None during the first, and at the end.
        result: of the last test, once it has ended.
    """

    changed = Signal()
    ended = Signal(object)
    NAME = "watching"

    def __init__(self, service: Service, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName(self.NAME)
        self._service = service
        self._run: Run | None = None
        self._bell = _Bell(self)
        self._bell.tried.connect(self._note, Qt.ConnectionType.QueuedConnection)
        self.how = Persistence()
        self.tries: list[Try] = []
        self.next_at: datetime | None = None
        self.result: Result | None = None

    @classmethod
    def on(cls, service: Service, window: QWidget) -> Watching:
        """The one that belongs to ``window``."""
        found = window.findChild(cls, cls.NAME)
        return found if found is not None else cls(service, window)

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self._run is not None

    def start(self, job: Job | None = None) -> None:
        """Begin, unless it goes on already.

        Args:
            job: what is tried until it works, with the pauses, and told of each try; None: a test
                of what is stored.
        """
        if self._run is not None:
            return
        self.tries, self.next_at, self.result = [], None, None
        how, bell, job = self.how, self._bell, job or self._test

        def work(watch: Watch) -> object:
            return job(watch, how, bell.tried.emit)

        self._run = Run(work, lambda error: error)
        self._run.finished.connect(self._end)
        self._run.start()
        self.changed.emit()

    def stop(self) -> None:
        """End it; the test that runs is cancelled."""
        if self._run is not None:
            self._run.cancel()

    def forget(self) -> None:
        """What it came to was read."""
        self.tries, self.result = [], None
        self.changed.emit()

    def _test(self, watch: Watch, how: Persistence, tried: Tried) -> Result:
        return persistence.until_passed(
            lambda one: self._service.test_stored(None, None, one), watch, how, tried
        )[0]

    def _note(self, one: Try, pause: float | None) -> None:
        self.tries.append(one)
        if pause is not None:
            # Of the last one the result tells more.
            self.next_at = _now() + timedelta(seconds=pause)
            self.changed.emit()

    def _end(self, outcome: object) -> None:
        from hubmail_gui.service import defects

        self._run, self.next_at = None, None
        if isinstance(outcome, BaseException):
            outcome = failed(defects.fault(outcome))
        assert isinstance(outcome, Result)
        self.result = outcome
        self.changed.emit()
        self.ended.emit(outcome)


def notify(window: QWidget, title: str, words: str) -> None:
    """Tell whoever is doing something else: at the window's place in the task bar, and in words.

    Where the desktop shows no messages of programs, the window's title says it.
    """
    from PySide6.QtWidgets import QSystemTrayIcon

    from hubmail_gui.window import icons

    window.setWindowTitle(_("{title} – {program}").format(title=title, program=_("Hub mail")))
    QApplication.alert(window)
    if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
        return
    sign = QSystemTrayIcon(icons.program(), window)
    sign.messageClicked.connect(window.showNormal)
    sign.messageClicked.connect(window.activateWindow)
    sign.show()
    sign.showMessage(title, words)


def _now() -> datetime:
    return datetime.fromtimestamp(time.time()).astimezone()
