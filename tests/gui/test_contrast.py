"""Every text can be read: measured in the pixels that each style really draws."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QEnterEvent, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QStyleFactory,
    QWidget,
)
from pytestqt.qtbot import QtBot

from hubmail_gui.core.outcome import Attempt, Fault, Presented
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.demo import Demo
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.result import Result
from hubmail_gui.service.service import Service
from hubmail_gui.window import theme
from hubmail_gui.window.dialogs.services import ServicesDialog
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.status_dialog import StatusDialog
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.link_row import LinkRow
from tests.gui.driving import Driver, show_active

LIGHT, DARK = QColor(240, 240, 240), QColor(45, 45, 45)
# Styles that draw their controls without regard to the palette have a light scheme only.
LIGHT_ONLY = {"windowsvista"}
# Styles that draw by the system's scheme, whatever the palette says.
BY_SCHEME = {"windows11"}
LOOKS = [
    (style, scheme)
    for style in QStyleFactory.keys()  # noqa: SIM118 - no mapping
    for scheme in ("light", "dark")
    if scheme == "light" or style.lower() not in LIGHT_ONLY
]


def palette(scheme: str) -> QPalette:
    return QPalette(LIGHT if scheme == "light" else DARK)


@pytest.fixture(params=LOOKS, ids="-".join)
def look(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    style, scheme = request.param
    before, colours, hints = qapp.style().name(), qapp.palette(), qapp.styleHints()
    qapp.setStyle(style)
    if style.lower() in BY_SCHEME:
        schemes = Qt.ColorScheme
        hints.setColorScheme(schemes.Light if scheme == "light" else schemes.Dark)
    else:
        qapp.setPalette(palette(scheme))
    yield scheme
    if style.lower() in BY_SCHEME:
        hints.unsetColorScheme()
    qapp.setStyle(before)
    qapp.setPalette(colours)


def contrast(picture: QImage) -> float:
    """The contrast of what is written to what it is written on.

    The ground is the most frequent colour; smoothed letters have every shade between it and their
    ink, so that the farthest of those that are there more than by chance is the ink.
    """
    seen: Counter[int] = Counter()
    for x in range(picture.width()):
        for y in range(picture.height()):
            seen[picture.pixel(x, y)] += 1
    ground = QColor(seen.most_common(1)[0][0])
    inks = [QColor(colour) for colour, count in seen.items() if count >= 2]
    return max(theme.contrast(ink, ground) for ink in inks)


def inside(widget: QWidget) -> QRect:
    """Where a widget writes: without its frame, and without what it draws at its end."""
    if isinstance(widget, QLabel):
        return widget.rect()
    area = widget.rect().adjusted(5, 4, -5, -4)
    if isinstance(widget, QComboBox):
        area.setWidth(area.width() - 24)
    return area


def written(root: QWidget) -> Iterator[QWidget]:
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            text = widget.text() or getattr(widget, "placeholderText", str)()
        else:
            text = widget.currentText() if isinstance(widget, QComboBox) else ""
        # Text that is disabled is exempt (WCAG 2.2, 1.4.3): it must only be told apart. One numeral has
        # no two pixels of its ink alone.
        if (
            text.strip()
            and not re.fullmatch(r"\d\.", text)
            and (widget.isEnabled() or isinstance(widget, Button))
        ):
            yield widget


def assert_readable(root: QWidget) -> None:
    shot = root.grab().toImage()
    ratio = shot.devicePixelRatio()
    bad, count = [], 0
    for widget in written(root):
        spot = QRect(widget.mapTo(root, inside(widget).topLeft()), inside(widget).size())
        spot &= root.rect()
        if spot.width() < 8 or spot.height() < 6 or not _is_whole(widget):
            continue
        if isinstance(widget, QAbstractButton) and not widget.isEnabled() and not _primary(widget):
            continue
        area = QRect(spot.topLeft() * ratio, spot.size() * ratio)
        found = contrast(shot.copy(area))
        count += 1
        if found < theme.READABLE:
            bad.append(f"{type(widget).__name__} {_words(widget)!r}: {found:.2f}")
    assert count > 2
    assert bad == []


def _is_whole(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()


def _primary(widget: QWidget) -> bool:
    return isinstance(widget, Button) and widget.primary


def _words(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    assert isinstance(widget, QLabel | QAbstractButton | QLineEdit)
    return widget.text()


@pytest.fixture
def shown(look: str, demo: Demo, qtbot: QtBot) -> Iterator[Driver]:
    assert look
    window = MainWindow(demo.service, administrator=True)
    window.resize(1000, 1000)
    show_active(qtbot, window)
    yield Driver(window, qtbot)
    window._closing = True
    window.close()
    window.deleteLater()


class TestPages:
    def test_what_is_stored(self, shown: Driver) -> None:
        assert_readable(shown.window)

    def test_what_is_edited_and_what_is_wrong(self, shown: Driver) -> None:
        shown.click("Edit")
        shown.type("Port number", "99999")
        shown.wait_for_words("A port number is from 1 to 65535.")
        assert_readable(shown.window)

    def test_the_other_pages(self, shown: Driver) -> None:
        assert isinstance(shown.window, MainWindow)
        shown.window.show_page("profile")
        assert_readable(shown.window)
        shown.window.show_page("settings")
        assert_readable(shown.window)


def test_the_first_run(look: str, tmp_path: Path, qtbot: QtBot) -> None:
    assert look
    tmp_path.chmod(0o700)
    window = MainWindow(Service(Configuration(str(tmp_path))), administrator=True)
    qtbot.addWidget(window, before_close_func=_leave)
    window.resize(1000, 1000)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    driver = Driver(window, qtbot)
    assert driver.says("Which mail service?")
    assert_readable(window)
    window.show_page("email")
    driver.click("Another service…")
    dialog = driver.visible(ServicesDialog)[0]
    driver.wait_until(lambda: bool(driver.visible(LinkRow)))
    assert_readable(dialog)
    dialog.words.setText("amazon")
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    driver.wait_for_words("What Amazon SES needs first")
    assert_readable(window)


def _leave(window: MainWindow) -> None:
    window._closing = True


def test_the_dialog(look: str, qtbot: QtBot) -> None:
    assert look
    dialog = StatusDialog("Test email")
    qtbot.addWidget(dialog)
    plan = (Step.RESOLVE, Step.CONNECT, Step.ENCRYPT, Step.SEND)
    dialog.begin(plan, "A test mail goes to claire@example.com.")
    with qtbot.waitExposed(dialog):
        dialog.show()
    chain = (
        Presented("CN=mx", "CN=ca", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "ab" * 32),
    )
    fault = Fault("tls.certificate.untrusted", params={"host": "mx"}, reply="no", chain=chain)
    steps = (StepReport(Step.RESOLVE, StepState.OK, 2.0, "192.0.2.7"),
             StepReport(Step.ENCRYPT, StepState.FAILED, 9.0, "not trusted"))  # fmt: skip
    result = Result(server="mx", attempt=Attempt(steps, fault), at="2026-11-24T14:02:11+00:00")
    dialog.finish(result, report="r")
    QApplication.processEvents()
    assert_readable(dialog)


class TestPrimaryButton:
    @pytest.fixture
    def button(self, look: str, qtbot: QtBot) -> Iterator[Button]:
        assert look
        holder = QWidget()
        qtbot.addWidget(holder)
        button = Button("Save", parent=holder)
        button.setFixedSize(90, 30)
        button.set_primary(True)
        with qtbot.waitExposed(holder):
            holder.show()
        yield button
        holder.close()

    def states(self, button: Button) -> dict[str, QImage]:
        # A window that is active gives its only button the focus.
        button.clearFocus()
        found = {"normal": self.shot(button)}
        middle = QPointF(button.rect().center())
        away = button.mapToGlobal(QPoint(0, 0)).toPointF()
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
        QApplication.sendEvent(button, QEnterEvent(middle, middle, away))
        found["hover"] = self.shot(button)
        button.setDown(True)
        found["pressed"] = self.shot(button)
        button.setDown(False)
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
        QApplication.sendEvent(button, QEvent(QEvent.Type.Leave))
        button.window().activateWindow()
        button.setFocus()
        QTest.qWaitForWindowActive(button.window())
        found["focus"] = self.shot(button)
        button.clearFocus()
        button.setEnabled(False)
        found["disabled"] = self.shot(button)
        return found

    def shot(self, button: Button) -> QImage:
        return button.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    def test_its_states_are_told_apart_and_can_be_read(self, button: Button) -> None:
        states = self.states(button)
        for name, picture in states.items():
            text = picture.copy(picture.rect().adjusted(6, 6, -6, -6))
            assert contrast(text) >= theme.READABLE, name
        names = list(states)
        for place, one in enumerate(names):
            for other in names[place + 1 :]:
                assert states[one] != states[other], (one, other)

    def test_it_stands_out_from_its_ground(self, button: Button) -> None:
        ground = button.window().palette().color(QPalette.ColorRole.Window)
        body = QColor(self.shot(button).pixel(10, 15))
        assert theme.contrast(body, ground) >= 3
