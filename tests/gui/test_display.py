"""The parts of the pages that are read, each alone: texts, values, the steps of a test."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hubmail_gui.core import texts
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.window import sentences
from hubmail_gui.window.widgets.buttons import InitialsButton
from hubmail_gui.window.widgets.fold import Fold
from hubmail_gui.window.widgets.reading import Fact, Reading
from hubmail_gui.window.widgets.step_ladder import StepLadder, duration
from hubmail_gui.window.widgets.text import Text, Value


class TestText:
    def test_what_a_server_said_is_no_html(self, qtbot: QtBot) -> None:
        text = Text("250 <b>bold</b>")
        qtbot.addWidget(text)
        assert text.textFormat() is Qt.TextFormat.PlainText

    def test_it_can_be_selected_once_it_was_seen(self, qtbot: QtBot) -> None:
        text = Text("mx.example.com", selectable=True)
        qtbot.addWidget(text)
        with qtbot.waitExposed(text):
            text.show()
        flag = Qt.TextInteractionFlag.TextSelectableByKeyboard
        qtbot.waitUntil(lambda: bool(text.textInteractionFlags() & flag))

    def test_a_long_value_is_shortened_and_copied_in_full(self, qtbot: QtBot) -> None:
        name = "very-long-name." * 12 + "example.com"
        value = Value()
        qtbot.addWidget(value)
        value.show_value(name)
        value.resize(200, 20)
        with qtbot.waitExposed(value):
            value.show()
        assert value.text().endswith("…")
        assert value.toolTip() == value.accessibleName() == value.value() == name
        value._become_selectable()
        value.setSelection(0, len(value.text()))
        QTest.keyClick(value, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == name

    def test_a_short_value_is_shown_as_it_is(self, qtbot: QtBot) -> None:
        value = Value("25")
        qtbot.addWidget(value)
        value.resize(200, 20)
        value.show()
        assert (value.text(), value.toolTip()) == ("25", "")


class TestLadder:
    PLAN = (Step.RESOLVE, Step.CONNECT, Step.SEND)

    @pytest.fixture
    def ladder(self, qtbot: QtBot) -> StepLadder:
        ladder = StepLadder(self.PLAN)
        qtbot.addWidget(ladder)
        ladder.show()
        return ladder

    def test_it_is_complete_from_the_first_moment(self, ladder: StepLadder) -> None:
        assert tuple(ladder.rows) == self.PLAN
        assert all(row.state is None for row in ladder.rows.values())

    def test_nothing_moves_while_rows_fill(self, ladder: StepLadder) -> None:
        before = [row.name.geometry() for row in ladder.rows.values()]
        ladder.show_report(StepReport(Step.RESOLVE, StepState.RUNNING))
        ladder.show_report(StepReport(Step.RESOLVE, StepState.OK, 1234.0, "x " * 200))
        ladder.grab()
        assert [row.name.geometry() for row in ladder.rows.values()] == before

    def test_a_row_that_ends_is_one_sentence(self, ladder: StepLadder) -> None:
        assert ladder.show_report(StepReport(Step.CONNECT, StepState.RUNNING)) == ""
        said = ladder.show_report(StepReport(Step.CONNECT, StepState.OK, 12.0, "192.0.2.7"))
        assert said == "Connection: done, 192.0.2.7, 12 ms"

    def test_the_present_row_turns_until_it_ends(self, ladder: StepLadder) -> None:
        ladder.show_report(StepReport(Step.CONNECT, StepState.RUNNING))
        row = ladder.rows[Step.CONNECT]
        assert ladder._timer.isActive()
        assert row.mark._angle is not None
        row.mark.grab()
        ladder.show_report(StepReport(Step.CONNECT, StepState.FAILED, 5.0, "refused"))
        assert not ladder._timer.isActive()
        assert row.mark._angle is None

    def test_a_step_that_was_not_planned_is_shown_all_the_same(self, ladder: StepLadder) -> None:
        ladder.show_report(StepReport(Step.TOKEN, StepState.SKIPPED))
        assert Step.TOKEN in ladder.rows

    @pytest.mark.parametrize(
        ("language", "milliseconds", "words"),
        [
            ("en", 0.2, "< 1 ms"),
            ("en", 12.4, "12 ms"),
            ("en", 1400, "1.4 s"),
            ("fr", 1400, "1,4 s"),
            ("fr", 999.9, "1,0 s"),
        ],
    )
    def test_times_are_written_as_the_language_does(
        self, language: str, milliseconds: float, words: str
    ) -> None:
        texts.use(language)
        assert duration(milliseconds) == words


def test_a_fold_shows_its_content_on_demand(qtbot: QtBot) -> None:
    content = QLabel("inside")
    fold = Fold("More", content)
    qtbot.addWidget(fold)
    fold.show()
    assert not content.isVisible()
    with qtbot.waitSignal(fold.opened):
        QTest.mouseClick(fold.heading, Qt.MouseButton.LeftButton)
    assert content.isVisible()


class TestReading:
    @pytest.fixture
    def reading(self, qtbot: QtBot) -> Reading:
        reading = Reading()
        qtbot.addWidget(reading)
        reading.show_lines(
            ["Server", Fact("SMTP host", "mx.example.com", copied=True), Fact("Port number", "587")]
        )
        reading.show()
        return reading

    def test_values_stand_beside_their_labels(self, reading: Reading) -> None:
        assert reading.value_of("SMTP host") == "mx.example.com"

    def test_other_values_take_the_same_places(self, reading: Reading) -> None:
        before = reading.findChildren(Value)
        reading.show_lines(["Server", Fact("SMTP host", ""), Fact("Port number", "25")])
        assert reading.value_of("SMTP host") == "—"
        assert reading.findChildren(Value) == before

    def test_other_labels_are_built_anew(self, reading: Reading) -> None:
        reading.show_lines([Fact("Client secret", "stored")])
        assert reading.value_of("Client secret") == "stored"


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Claire Durand", "CD"),
        ("claire.durand", "CD"),
        ("Anna Maria von Berg", "AB"),
        ("root", "R"),
        ("", "?"),
        ("(unknown)", "?"),
    ],
)
def test_initials_are_of_the_first_and_the_last_word(
    name: str, initials: str, qtbot: QtBot
) -> None:
    button = InitialsButton()
    qtbot.addWidget(button)
    button.show_name(name)
    assert button.text() == initials
    button.grab()


def test_a_long_name_keeps_its_ends() -> None:
    name = "a" * 40 + ".department.example.com"
    short = sentences.shortened(name, 32)
    assert len(short) == 32
    assert short.startswith("aaaa")
    assert short.endswith("example.com")
    assert sentences.shortened("mx.example.com") == "mx.example.com"


def test_a_page_that_is_hidden_takes_no_room(qtbot: QtBot) -> None:
    from hubmail_gui.window.widgets.containers import PageStack

    stack = PageStack()
    qtbot.addWidget(stack)
    for height in (500, 20):
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        inner = QLabel("x")
        inner.setFixedHeight(height)
        column.addWidget(inner)
        stack.addWidget(page)
    assert stack.sizeHint().height() == 500
    stack.setCurrentIndex(1)
    assert stack.sizeHint().height() == 20
