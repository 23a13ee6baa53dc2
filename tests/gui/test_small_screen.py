"""Where there is little room everything can still be reached and read."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QLabel, QWidget

from hubmail_gui.window import theme
from tests.gui.driving import Driver
from tests.gui.inside import page_of, window_of

# 1366 by 768 pixels at 200 %.
SMALL = QSize(683, 384)


def is_seen(widget: QWidget) -> bool:
    """Whether all of it is on the screen, whatever scrolls around it."""
    return widget.visibleRegion().boundingRect() == widget.rect()


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
