"""The window's program: its language, its own defects, its threads, its rights, its icon."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QPushButton
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from hubmail_gui.core import system, texts
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.core.watch import Watch
from hubmail_gui.demo import Demo
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.window import app as apps
from hubmail_gui.window import elevation, worker
from hubmail_gui.window.about_dialog import AboutDialog
from hubmail_gui.window.app import Program
from hubmail_gui.window.status_dialog import StatusDialog
from hubmail_gui.window.worker import Run, WarmUp
from tests.gui.driving import Driver, show_active


@pytest.fixture
def program(demo: Demo, qapp: QApplication, qtbot: QtBot) -> Iterator[Program]:
    before = sys.excepthook
    program = Program(qapp, demo.service, "en", demo)
    show_active(qtbot, program.window)
    yield program
    program._speak("en")
    sys.excepthook = before
    program.window._closing = True
    program.window.close()
    program.window.deleteLater()
    program.deleteLater()


class TestLanguage:
    def test_it_is_chosen_in_the_profile_kept_and_at_once(
        self, program: Program, demo: Demo, qtbot: QtBot
    ) -> None:
        driver = Driver(program.window, qtbot)
        program.window.show_page("profile")
        driver.choose("Language", "Français")
        driver.wait_for_words("Profil")
        assert demo.service.configuration.profile().language == "fr"
        assert texts.language() == "fr"
        language = driver.field("Langue")
        assert isinstance(language, QComboBox)
        assert language.currentText() == "Français"
        driver.choose("Langue", "English")
        driver.wait_for_words("Profile")

    def test_what_qt_itself_says_is_translated_too(self, program: Program, qtbot: QtBot) -> None:
        def standard() -> str:
            box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
            qtbot.addWidget(box)
            button = box.findChild(QPushButton)
            assert button is not None
            return button.text().replace("&", "")

        assert standard() == "Cancel"
        program._speak("fr")
        assert standard() == "Annuler"
        program._speak("en")
        assert standard() == "Cancel"


def test_a_defect_is_shown_with_its_report(program: Program, qtbot: QtBot) -> None:
    try:
        raise RuntimeError("made for this test")
    except RuntimeError as error:
        program._report_defect(type(error), error, error.__traceback__)
    dialogs = Driver(program.window, qtbot).visible(StatusDialog)
    assert len(dialogs) == 1
    dialogs[0].copy_button.click()
    assert "internal" in QGuiApplication.clipboard().text()
    dialogs[0].close_button.click()


def test_the_program_runs_until_its_window_is_closed(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(system, "is_administrator", lambda: True)
    seen: list[str] = []
    others = {window for window in QApplication.topLevelWidgets() if window.isVisible()}

    def close() -> None:
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window not in others:
                seen.append(window.windowTitle())
                window.close()
        # Its window may not be the last one while tests run.
        qapp.exit(0)

    QTimer.singleShot(0, qapp, close)
    assert apps.run(str(tmp_path), language="en") == 0
    assert seen == ["Hub mail"]


class TestRun:
    def test_steps_and_result_come_back_in_the_windows_thread(self, qtbot: QtBot) -> None:
        threads: list[threading.Thread] = []
        here = threading.current_thread()

        def job(watch: Watch) -> str:
            threads.append(threading.current_thread())
            watch.stepped(StepReport(Step.CONNECT, StepState.OK))
            return "done"

        run = Run(job, lambda error: error)
        heard: list[threading.Thread] = []
        run.stepped.connect(lambda _report: heard.append(threading.current_thread()))
        with qtbot.waitSignals([run.stepped, run.finished], order="strict"):
            run.start()
        assert heard == [here]
        assert threads[0] is not here
        assert run not in worker._alive

    def test_the_unexpected_comes_back_the_same_way(self, qtbot: QtBot) -> None:
        def job(_watch: Watch) -> object:
            raise ZeroDivisionError

        run = Run(job, lambda error: type(error).__name__)
        with qtbot.waitSignal(run.finished) as finished:
            run.start()
        assert finished.args == ["ZeroDivisionError"]

    def test_it_may_be_left_alone_and_ended_with_the_program(self) -> None:
        begun, stop = threading.Event(), threading.Event()

        def job(watch: Watch) -> None:
            watch.cancel.add(stop.set)
            begun.set()
            stop.wait(30)

        run = Run(job, lambda error: error)
        run.start()
        assert begun.wait(30)
        worker.end_all()
        assert run not in worker._alive


class TestWarmUp:
    @pytest.fixture
    def parent(self) -> QObject:
        return QObject()

    def test_it_calls_back_once_everything_is_loaded(self, parent: QObject, qtbot: QtBot) -> None:
        class Called(QObject):
            back = Signal()

        called = Called()
        warm_up = WarmUp(parent)
        before = warm_up.is_ready
        with qtbot.waitSignal(called.back):
            warm_up.then(called.back.emit)
        assert (before, warm_up.is_ready) == (False, True)
        with qtbot.waitSignal(called.back):
            warm_up.then(called.back.emit)

    def test_what_does_not_exist_holds_nothing_up(self, parent: QObject, qtbot: QtBot) -> None:
        warm_up = WarmUp(parent)
        with qtbot.waitSignal(warm_up.ready):
            warm_up.start(["no_such_module_anywhere"])

    def test_the_words_of_every_ending_are_read_before_cancel_asks_for_them(
        self, parent: QObject, qtbot: QtBot
    ) -> None:
        catalogue._merged.cache_clear()
        warm_up = WarmUp(parent)
        warm_up.start()
        qtbot.waitUntil(lambda: catalogue._merged.cache_info().currsize > 0)
        loading = [one for one in threading.enumerate() if one.name == "hubmail-warm-up"]
        for one in loading:
            one.join()
        read = catalogue._merged.cache_info().misses
        catalogue.words("cancelled", texts.language())
        assert catalogue._merged.cache_info().misses == read

    def test_the_program_may_have_ended_while_it_loads(self, qapp: QApplication) -> None:
        bell = worker._Bell()
        shiboken6.delete(bell)
        worker._load([], bell)

    def test_the_window_may_go_while_it_loads(self, qtbot: QtBot) -> None:
        parent = QObject()
        warm_up = WarmUp(parent)
        warm_up.start()
        with capture_exceptions() as raised, qtbot.waitSignal(parent.destroyed):
            parent.deleteLater()
        assert raised == []


def test_about_names_versions_and_licences(qtbot: QtBot) -> None:
    from hubmail_gui import __version__

    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    driver = Driver(dialog, qtbot)
    assert driver.says(__version__)
    assert driver.says("LGPL-3.0")


def test_elevation_is_offered_where_the_system_can_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    assert elevation.POSSIBLE is (sys.platform == "win32")
    if not elevation.POSSIBLE:
        assert elevation.restart() is False


def test_the_program_has_an_icon(qapp: QApplication) -> None:
    apps._show_icon()
    sizes = {size.width() for size in qapp.windowIcon().availableSizes()}
    assert {16, 32, 128} <= sizes
