"""The parts of a form, each alone: fields, choices, the rows that they stand in and their letters."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from hubmail_gui.core.problems import Problem
from hubmail_gui.window import access
from hubmail_gui.window.widgets.choice import Choice, Switch
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.form import Form, FormRow
from hubmail_gui.window.widgets.receipt import Receipt
from hubmail_gui.window.widgets.secret_field import SecretField
from tests.gui.driving import show_active


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
