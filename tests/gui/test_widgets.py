"""The parts of the pages, each alone, in light and dark."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hubmail_gui.core import resources, texts
from hubmail_gui.core.problems import Problem
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.window import access, icons, sentences, theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button, InitialsButton
from hubmail_gui.window.widgets.choice import Choice, Switch
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.fold import Fold
from hubmail_gui.window.widgets.form import Form, FormRow
from hubmail_gui.window.widgets.reading import Fact, Reading
from hubmail_gui.window.widgets.receipt import Receipt
from hubmail_gui.window.widgets.secret_field import SecretField
from hubmail_gui.window.widgets.step_ladder import StepLadder, duration
from hubmail_gui.window.widgets.text import Text, Value
from tests.gui.driving import show_active

SCHEMES = {"light": QColor(240, 240, 240), "dark": QColor(40, 40, 40)}


@pytest.fixture(params=SCHEMES)
def palette(request: pytest.FixtureRequest) -> QPalette:
    return QPalette(SCHEMES[request.param])


class TestTheme:
    @pytest.mark.parametrize("tone", Tone)
    def test_every_tone_can_be_read_on_every_ground(self, tone: Tone, palette: QPalette) -> None:
        ground = palette.color(QPalette.ColorRole.Window)
        assert theme.contrast(theme.colour(tone, palette), ground) >= theme.READABLE

    @pytest.mark.parametrize("accent", ["#ffffff", "#ffe000", "#308cc6", "#101010"])
    def test_white_on_the_accent_can_be_read_however_pale_it_is(self, accent: str) -> None:
        palette = QPalette(SCHEMES["light"])
        palette.setColor(QPalette.ColorRole.Accent, QColor(accent))
        ground, text = theme.primary(palette)
        assert theme.contrast(text, ground) >= theme.READABLE

    def test_texts_and_the_primary_button_follow_a_change_of_the_scheme(self, qtbot: QtBot) -> None:
        before = QGuiApplication.palette()
        holder = QWidget()
        qtbot.addWidget(holder)
        text, button = Text("quiet", Tone.QUIET, parent=holder), Button("Save", parent=holder)
        button.set_primary(True)
        holder.show()
        role = QPalette.ColorRole.WindowText
        light = text.palette().color(role)
        try:
            QApplication.setPalette(QPalette(SCHEMES["dark"]))
            qtbot.waitUntil(lambda: text.palette().color(role) != light)
            ground = holder.palette().color(QPalette.ColorRole.Window)
            assert theme.contrast(text.palette().color(role), ground) >= theme.READABLE
        finally:
            QApplication.setPalette(before)
        qtbot.waitUntil(lambda: text.palette().color(role) == light)


class TestIcons:
    NAMES = ("ok", "failed", "warning", "info", "pending", "stopped", "folded", "unfolded",
             "reveal", "conceal", "copy", "mail", "shield")  # fmt: skip

    @pytest.mark.parametrize("name", NAMES)
    def test_each_is_drawn_in_the_colour_asked_for(self, name: str) -> None:
        image = QImage(QSize(48, 48), QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        icons.paint(painter, name, QColor(200, 0, 0), 0, 0, 48)
        painter.end()
        colours = {image.pixelColor(x, y).name() for x in range(48) for y in range(48)}
        assert "#c80000" in colours
        assert "#000000" not in colours

    def test_every_file_is_tested_here(self) -> None:
        from pathlib import Path

        assert {one.stem for one in Path(resources.path("icons")).glob("*.svg")} >= set(self.NAMES)


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


class TestSecretField:
    @pytest.fixture
    def field(self, qtbot: QtBot) -> SecretField:
        field = SecretField()
        qtbot.addWidget(field)
        field.show()
        return field

    def shown(self, field: SecretField) -> set[str]:
        return {one.text() for one in field.findChildren(QPushButton) if one.isVisible()}

    def test_a_stored_one_is_said_and_kept_when_nothing_is_typed(self, field: SecretField) -> None:
        field.show_stored(True)
        assert field.line.text() == ""
        assert "Stored" in field.line.placeholderText()
        assert field.secret() is None
        assert not field.is_missing()
        assert self.shown(field) == {"Replace…"}

    def test_without_one_there_is_nothing_to_replace(self, field: SecretField) -> None:
        field.show_stored(False)
        assert field.is_missing()
        assert self.shown(field) == set()

    def test_what_was_typed_can_be_taken_back(self, field: SecretField) -> None:
        field.show_stored(True)
        QTest.keyClicks(field.line, "new one")
        assert field.secret() == "new one"
        assert self.shown(field) == {"Keep the stored one"}
        field._replace.click()
        assert field.secret() is None
        assert self.shown(field) == {"Replace…"}

    def test_replacing_begins_in_the_field(self, field: SecretField, qtbot: QtBot) -> None:
        field.show_stored(True)
        show_active(qtbot, field)
        field._replace.click()
        assert field.line.hasFocus()

    @pytest.mark.parametrize("revealed", [False, True])
    def test_it_never_reaches_the_clipboard(self, field: SecretField, revealed: bool) -> None:
        QGuiApplication.clipboard().setText("before")
        QTest.keyClicks(field.line, "secret")
        field._show.setChecked(revealed)
        field.line.selectAll()
        for key in (Qt.Key.Key_C, Qt.Key.Key_X):
            QTest.keyClick(field.line, key, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "before"
        assert field.secret() == "secret"
        # Shown letters are painted only: the field itself stays one of dots.
        assert field.line.echoMode() is QLineEdit.EchoMode.Password
        assert field.line.displayText() == "●" * 6

    def test_its_letters_are_seen_on_demand(self, field: SecretField) -> None:
        QTest.keyClicks(field.line, "WWWWWW")
        dots = field.line.grab().toImage()
        field._show.click()
        assert field.line.grab().toImage() != dots
        field.line.clear()
        assert not field._show.isChecked()


class TestChoice:
    @pytest.fixture
    def choice(self, qtbot: QtBot) -> Choice:
        choice = Choice()
        qtbot.addWidget(choice)
        for value in ("one", "two", "three"):
            choice.offer(value, value.upper())
        choice.show()
        return choice

    def test_the_wheel_scrolls_the_page_and_not_the_value(self, choice: Choice) -> None:
        event = QWheelEvent(
            QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        choice.clearFocus()
        choice.wheelEvent(event)
        assert choice.value() == "one"
        assert not event.isAccepted()

    def test_only_the_person_chooses(self, choice: Choice, qtbot: QtBot) -> None:
        with qtbot.assertNotEmitted(choice.chosen):
            choice.show_value("two")
        with qtbot.waitSignal(choice.chosen) as chosen:
            QTest.keyClick(choice, Qt.Key.Key_Down)
        assert chosen.args == ["three"]

    def test_a_switch_says_what_it_is(self, qtbot: QtBot) -> None:
        switch = Switch()
        qtbot.addWidget(switch)
        before = switch.sizeHint()
        switch.setChecked(True)
        assert switch.text() == "On"
        switch.setChecked(False)
        assert switch.text() == "Off"
        assert switch.sizeHint() == before


def named(row: FormRow) -> QLabel:
    assert isinstance(row.label, QLabel)
    return row.label


class TestForm:
    @pytest.fixture
    def form(self, qtbot: QtBot) -> Form:
        form = Form()
        qtbot.addWidget(form)
        return form

    def test_a_label_names_its_field(self, form: Form) -> None:
        field = LineField()
        row = form.add_row("Port number", field, required=True)
        assert named(row).buddy() is field
        assert named(row).text() == "Port number *"
        assert field.accessibleName() == "Port number"

    def test_a_problem_stands_under_the_field_and_describes_it(self, form: Form) -> None:
        field = LineField()
        row = form.add_row("Port number", field)
        row.set_hint("Usual: 587")
        form.show()
        assert field.accessibleDescription() == "Usual: 587"
        row.show_problem(Problem("port", "port.range"))
        assert field.accessibleDescription() == "A port number is from 1 to 65535."
        assert any("65535" in one.text() for one in form.findChildren(QLabel) if one.isVisible())
        row.show_problem(None)
        assert field.accessibleDescription() == "Usual: 587"
        assert not any(
            "65535" in one.text() for one in form.findChildren(QLabel) if one.isVisible()
        )

    def test_a_hidden_row_keeps_its_problem_to_itself(self, form: Form) -> None:
        row = form.add_row("Username", LineField())
        row.show_problem(Problem("username", "field.required"))
        form.show()
        row.set_visible(False)
        assert not any(one.isVisible() for one in form.findChildren(QLabel))
        row.set_visible(True)
        assert any(
            "mandatory" in one.text() for one in form.findChildren(QLabel) if one.isVisible()
        )

    def test_a_suggestion_is_taken_with_a_button(self, form: Form, qtbot: QtBot) -> None:
        row = form.add_row("SMTP host", LineField())
        problem = Problem("host", "host.has_port", {}, {"host": "a.example", "port": 25})
        row.show_problem(problem, "Use a.example · 25")
        form.resize(400, 300)
        form.show()
        offered = [one for one in form.findChildren(QPushButton) if one.isVisible()]
        with qtbot.waitSignal(row.mended) as mended:
            QTest.mouseClick(offered[0], Qt.MouseButton.LeftButton)
        assert mended.args == [{"host": "a.example", "port": 25}]


class TestMnemonics:
    def test_no_letter_stands_for_two_things(self, qtbot: QtBot) -> None:
        form = Form()
        qtbot.addWidget(form)
        words = ("SMTP host", "Port number", "Sender email", "SMTP authentication", "Sender name")
        rows = [form.add_row(one, LineField()) for one in words]
        taken = set("e")
        access.mark_labels(form, taken)
        letters = [named(row).text().partition("&")[2][:1].lower() for row in rows]
        assert len(set(letters)) == len(words)
        assert "e" not in letters
        assert [named(row).text().replace("&", "") for row in rows] == list(words)

    def test_it_goes_without_when_none_is_left(self) -> None:
        assert access.marked("Aa", {"a"}) == "Aa"

    def test_alt_and_the_letter_lead_to_the_field(self, qtbot: QtBot) -> None:
        form = Form()
        qtbot.addWidget(form)
        form.add_row("Name", LineField())
        port = LineField()
        form.add_row("Port", port)
        access.mark_labels(form, set())
        show_active(qtbot, form)
        QTest.keyClick(form, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
        assert port.hasFocus()


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


class TestReceipt:
    @pytest.fixture
    def receipt(self, qtbot: QtBot) -> Receipt:
        receipt = Receipt()
        qtbot.addWidget(receipt)
        receipt.show()
        return receipt

    def test_digits_count_however_they_are_grouped(self, receipt: Receipt, qtbot: QtBot) -> None:
        QTest.keyClicks(receipt.code, "123 456")
        with qtbot.waitSignal(receipt.entered) as entered:
            QTest.keyClick(receipt.code, Qt.Key.Key_Return)
        assert entered.args == ["123456"]

    def test_an_empty_field_confirms_nothing(self, receipt: Receipt, qtbot: QtBot) -> None:
        with qtbot.assertNotEmitted(receipt.entered):
            receipt.confirm.click()

    def test_a_wrong_code_can_be_entered_again(self, receipt: Receipt) -> None:
        assert receipt.show_answer(False) == "This is not the code of the last test mail."
        assert receipt.code.isVisible()
        assert receipt.show_answer(True) == "Received: the code in the mail was confirmed."
        assert not receipt.code.isVisible()


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
