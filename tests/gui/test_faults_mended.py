"""Faults that the window had, each driven once more by hand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QPalette, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hubmail_gui.core.outcome import Attempt, Fault
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.demo import Demo
from hubmail_gui.service import report
from hubmail_gui.service.result import Result, failed
from hubmail_gui.window import theme
from hubmail_gui.window.help_window import HelpWindow
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.pages.authentication_page import AuthenticationPage
from hubmail_gui.window.status_dialog import StatusDialog
from hubmail_gui.window.widgets import tips
from tests.gui.driving import Driver, show_active

WINDOW = Path(theme.__file__).parent
# 1366 by 768 pixels at 200 %.
SMALL = QSize(683, 384)


def window_of(driver: Driver) -> MainWindow:
    assert isinstance(driver.window, MainWindow)
    return driver.window


def page_of(driver: Driver) -> AuthenticationPage:
    email = window_of(driver).email
    assert email is not None
    return email._page.page


def is_seen(widget: QWidget) -> bool:
    """Whether all of it is on the screen, whatever scrolls around it."""
    return widget.visibleRegion().boundingRect() == widget.rect()


def test_a_missing_certificate_is_asked_for_at_its_row(driver: Driver) -> None:
    driver.click("Edit")
    driver.choose("Authentication type", "Microsoft OAuth 2.0")
    driver.type("Application ID", "11111111-2222-3333-4444-555555555555")
    driver.type("Directory ID", "example.com")
    driver.click("Use a certificate instead…")
    driver.click("Save")
    driver.wait_for_words("This field is mandatory.")
    driver.wait_for_words("1 field needs attention.")
    assert page_of(driver).complaining() >= {"certificate"}


class TestSmallScreen:
    @pytest.fixture(autouse=True)
    def small(self, driver: Driver) -> None:
        driver.window.resize(SMALL)

    def test_the_first_error_is_brought_into_sight(self, driver: Driver) -> None:
        driver.click("Edit")
        driver.type("Sender email", "nobody")
        driver.field("Sender name").setFocus()
        driver.click("Save")
        driver.wait_until(lambda: driver.window.focusWidget() is driver.field("Sender email"))
        driver.wait_until(lambda: is_seen(driver.field("Sender email")))

    def test_the_field_that_a_test_named_is_brought_into_sight(self, driver: Driver) -> None:
        driver.click("Edit")
        driver.type("Password", "wrong")
        driver.click("Test")
        driver.wait_for_words("smtp.auth.rejected")
        window_of(driver).area.to_top()
        driver.click("Show the field")
        driver.wait_until(lambda: is_seen(driver.field("Password")))

    def test_the_header_scrolls_away_and_the_buttons_do_not(self, driver: Driver) -> None:
        driver.click("Edit")
        window = window_of(driver)
        bar = window.area.verticalScrollBar()
        driver.wait_until(lambda: bar.maximum() > 0)
        bar.setValue(bar.maximum())
        assert window.profile_button.visibleRegion().isEmpty()
        assert is_seen(driver.button("Save"))

    def test_labels_stand_above_their_fields_where_it_is_narrow(self, driver: Driver) -> None:
        driver.click("Edit")
        driver.window.resize(420, 600)
        host = driver.field("SMTP host")
        label = next(one for one in driver.visible(QLabel) if one.buddy() is host)

        def above() -> bool:
            end = label.mapTo(driver.window, QPoint(0, label.height())).y()
            return host.mapTo(driver.window, QPoint(0, 0)).y() >= end - 1

        driver.wait_until(above)


_FITS = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
font = app.font(); font.setPointSize(int(sys.argv[1])); app.setFont(font)
from hubmail_gui.demo import scenarios
from hubmail_gui.window.help_window import HelpWindow
from hubmail_gui.window.rehearsal_dialog import RehearsalDialog
from hubmail_gui.window.about_dialog import AboutDialog
from hubmail_gui.window.status_dialog import StatusDialog
from hubmail_gui.window.letter_dialog import LetterDialog
space = app.primaryScreen().availableGeometry()
shown = [HelpWindow(), RehearsalDialog(scenarios()), AboutDialog(), StatusDialog("t"),
         LetterDialog("t", "text" * 400)]
for one in shown:
    one.show(); app.processEvents()
    size = one.frameGeometry().size()
    print(type(one).__name__, size.width() <= space.width(), size.height() <= space.height())
play = shown[1].play_button
corner = play.mapTo(shown[1], play.rect().bottomRight())
print("play", shown[1].rect().contains(corner), True)
sys.stdout.flush()
import os
os._exit(0)
"""


@pytest.mark.parametrize(("scale", "points"), [("2", 9), ("1.5", 16)])
def test_every_dialog_fits_a_small_screen(scale: str, points: int) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
    done = subprocess.run(
        [sys.executable, "-c", _FITS, str(points)],
        capture_output=True, text=True, env=environment, check=True, timeout=120,
    )  # fmt: skip
    lines = [line.split() for line in done.stdout.splitlines()]
    assert len(lines) == 6
    assert [line for line in lines if line[1:] != ["True", "True"]] == []


def test_what_is_mandatory_stays_so_when_another_field_is_mended(driver: Driver) -> None:
    driver.click("Edit")
    driver.choose("Authentication type", "Microsoft OAuth 2.0")
    driver.choose("Authentication type", "Username and password")
    driver.type("SMTP host", "localhost:2587")
    driver.click("Save")
    driver.wait_for_words("The port number has a field of its own.")
    page_of(driver).show_problems((), only=set())  # as after another check
    driver.click("Save")
    driver.wait_for_words("The port number has a field of its own.")
    driver.click("Use localhost · 2587")
    driver.wait_for_words("Where the secret is sent has changed")


class TestSecretAgain:
    def test_it_is_no_longer_said_to_be_stored(self, driver: Driver) -> None:
        driver.click("Edit")
        field = driver.field("Password")
        assert isinstance(field, QLineEdit)
        assert "Stored" in field.placeholderText()
        driver.type("SMTP host", "127.0.0.1")
        driver.wait_for_words("Where the secret is sent has changed")
        assert field.placeholderText() == ""
        assert self.offers(driver) == set()
        driver.type("Password", "typed anew")
        assert self.offers(driver) == set()
        driver.type("SMTP host", "localhost")
        assert self.offers(driver) == {"Keep the stored one"}

    def offers(self, driver: Driver) -> set[str]:
        words = {one.text() for one in driver.visible(QPushButton)}
        return words & {"Replace…", "Keep the stored one"}


def test_no_page_scrolls_into_nothing(driver: Driver) -> None:
    driver.click("Edit")
    driver.choose("Authentication type", "Microsoft OAuth 2.0")
    window = window_of(driver)
    window.resize(900, 400)
    page = page_of(driver)

    def blank() -> int:
        content = window.area.widget()
        assert content is not None
        end = page.mapTo(content, QPoint(0, 0)).y() + page.childrenRect().bottom()
        return content.height() - end

    driver.wait_until(lambda: window.area.verticalScrollBar().maximum() > 0)
    driver.wait_until(lambda: 0 <= blank() < theme.em(window, 5))


class TestMenu:
    def opened(self, driver: Driver) -> QWidget:
        window = window_of(driver)
        QTest.mouseClick(window.profile_button, Qt.MouseButton.LeftButton)
        assert window.menu is not None
        return window.menu

    def test_no_entry_is_cut(self, driver: Driver) -> None:
        window = window_of(driver)
        menu = self.opened(driver)
        assert window.menu is not None
        for button in window.menu.buttons:
            assert button.fontMetrics().horizontalAdvance(button.text()) < button.width() - 8
        menu.hide()

    def test_it_stays_under_its_button_when_the_window_changes(self, driver: Driver) -> None:
        menu = self.opened(driver)
        window = window_of(driver)
        window.resize(window.width() + 200, window.height())

        def under() -> bool:
            button = window.profile_button
            right = button.mapTo(window, button.rect().bottomRight()).x()
            return abs(menu.mapTo(window, menu.rect().topRight()).x() - right) <= 2

        driver.wait_until(under)

    def test_it_is_inside_the_window_from_right_to_left(
        self, driver: Driver, qapp: QApplication
    ) -> None:
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        try:
            menu = self.opened(driver)
            parent = menu.parentWidget()
            assert parent is not None
            assert parent.rect().contains(menu.geometry())
        finally:
            qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


class TestHelp:
    def test_f1_opens_it_and_it_opens_once(self, driver: Driver) -> None:
        QTest.keyClick(driver.window, Qt.Key.Key_F1)
        QTest.keyClick(driver.window, Qt.Key.Key_F1)
        driver.click("Profile")
        driver.click("Help")
        shown = [one for one in driver.window.findChildren(HelpWindow) if one.isVisible()]
        assert len(shown) == 1
        shown[0].close()

    def test_links_can_be_read_in_the_dark(self, qapp: QApplication, qtbot: QtBot) -> None:
        before = qapp.palette()
        qapp.setPalette(QPalette(QColor(40, 40, 40)))
        try:
            window = HelpWindow()
            qtbot.addWidget(window)
            ground = window.browser.palette().color(QPalette.ColorRole.Base)
            inks = [look.foreground().color() for look in links(window)]
            assert inks
            assert min(theme.contrast(ink, ground) for ink in inks) >= theme.READABLE
        finally:
            qapp.setPalette(before)


def links(window: HelpWindow) -> Iterator[QTextCharFormat]:
    for row in range(window.topics.count()):
        window.topics.setCurrentRow(row)
        block = window.browser.document().begin()
        while block.isValid():
            place = block.begin()
            while not place.atEnd():
                if place.fragment().charFormat().isAnchor():
                    yield place.fragment().charFormat()
                place += 1
            block = block.next()


class TestDialog:
    @pytest.fixture
    def dialog(self, qtbot: QtBot) -> StatusDialog:
        dialog = StatusDialog("Test email")
        qtbot.addWidget(dialog)
        dialog.begin((Step.CONNECT, Step.GREET, Step.SEND), "")
        dialog.show()
        return dialog

    def says(self, dialog: StatusDialog, words: str) -> bool:
        return any(words in one.text() for one in dialog.findChildren(QLabel) if one.isVisible())

    @pytest.mark.parametrize(
        ("state", "words"),
        [(StepState.SKIPPED, "No mail was sent."), (StepState.CANCELLED, "may have been accepted")],
    )
    def test_a_cancelled_test_says_what_is_certain(
        self, dialog: StatusDialog, state: StepState, words: str
    ) -> None:
        steps = (StepReport(Step.GREET, StepState.CANCELLED, 3.0), StepReport(Step.SEND, state))
        happened = Result(
            attempt=Attempt(steps, Fault("cancelled")), at="2026-11-24T14:02:11+00:00"
        )
        dialog.finish(happened, report="")
        assert self.says(dialog, words)

    def test_a_fault_of_the_keyring_names_the_dialog(self, dialog: StatusDialog) -> None:
        dialog.finish(failed(Fault("keyring.locked")), report="")
        assert dialog.windowTitle() == dialog.verdict.title.text() != "Test email"

    def test_no_row_is_read_aloud_as_nothing(self, dialog: StatusDialog) -> None:
        labels = [one for one in dialog.ladder.findChildren(QLabel) if one.isVisible()]
        assert len(labels) == 3
        assert all(one.text() and one.accessibleDescription() for one in labels)


def test_a_report_holds_no_code_and_no_certificate(demo: Demo) -> None:
    stored = demo.service.configuration.stored()
    assert stored is not None
    assert stored.settings.ca_certificates
    happened = Result(
        recipient="claire@example.com", server="mx",
        attempt=Attempt((StepReport(Step.SEND, StepState.OK),), reply="250 ok"), receipt_code="123456", at="2026-11-24T14:02:11+00:00",
    )  # fmt: skip
    text = report.text(happened, stored.settings)
    assert "123456" not in text
    assert "BEGIN CERTIFICATE" not in text
    assert "ca_certificates = 1 certificate" in text


class TestTips:
    def test_no_other_file_sets_one(self) -> None:
        found = [
            path.name
            for path in WINDOW.rglob("*.py")
            if re.search(r"\bset(ToolTip|StatusTip|WhatsThis)\b|QToolTip", path.read_text("utf-8"))
        ]
        assert found == ["tips.py"]

    def test_what_looks_like_html_is_shown_as_it_is(self, qtbot: QtBot) -> None:
        widget = QWidget()
        qtbot.addWidget(widget)
        tips.show(widget, "<b>220</b> & more")
        shown = QLabel(widget.toolTip())
        qtbot.addWidget(shown)
        assert "&lt;b&gt;" in widget.toolTip()
        tips.show(widget, "plain & simple")
        assert widget.toolTip() == "plain & simple"


class TestRights:
    @pytest.fixture
    def locked(self, demo: Demo, qtbot: QtBot) -> Iterator[Driver]:
        window = MainWindow(demo.service, administrator=False, may_elevate=True)
        show_active(qtbot, window)
        yield Driver(window, qtbot)
        window._closing = True
        window.close()
        window.deleteLater()

    def test_who_may_have_them_sees_the_page_and_a_shield(
        self, locked: Driver, qtbot: QtBot
    ) -> None:
        assert locked.text("SMTP host") == "localhost"
        edit = locked.button("Edit")
        locked.wait_until(lambda: not edit.icon().isNull())
        with qtbot.waitSignal(window_of(locked).restart_wanted):
            locked.click("Edit")
        assert not [one for one in locked.visible(QPushButton) if "Save" in one.text()]


def test_the_program_has_an_icon(qapp: QApplication) -> None:
    from hubmail_gui.window import app as apps

    apps._show_icon()
    sizes = {size.width() for size in qapp.windowIcon().availableSizes()}
    assert {16, 32, 128} <= sizes
