"""The status dialog alone, told by hand what a test reports."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from hubmail_gui.core import texts
from hubmail_gui.core.outcome import Fault
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.service.result import Result, result_json
from hubmail_gui.window.status_dialog import StatusDialog

PLAN = (Step.RESOLVE, Step.CONNECT, Step.GREET, Step.ENCRYPT, Step.AUTHENTICATE, Step.SEND)
AT = "2026-11-24T14:02:11+00:00"

ACCEPTED = Result(
    recipient="claire.durand@example.com", server="smtp.example.com", route="smtp", at=AT,
    steps=tuple(StepReport(step, StepState.OK, 4.0, "fine") for step in PLAN),
    reply="250 2.0.0 Ok: queued as 4F2A", receipt_code="123456",
)  # fmt: skip
EXPIRED = Result(
    saved=True, changed=True, recipient="claire.durand@example.com", server="smtp.example.com",
    route="smtp", at=AT, steps=(StepReport(Step.ENCRYPT, StepState.FAILED, 41.0, "expired"),),
    failure=Fault(
        "tls.certificate.expired",
        params={"host": "smtp.example.com", "not_after": "2026-11-20"},
        reply="220 ready",
    ),
)  # fmt: skip


@pytest.fixture
def dialog(qtbot: QtBot) -> StatusDialog:
    dialog = StatusDialog("Test of the mail")
    qtbot.addWidget(dialog)
    dialog.begin(PLAN, "A test mail goes to claire.durand@example.com.")
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    return dialog


def shown(dialog: StatusDialog) -> list[str]:
    return [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()]


def says(dialog: StatusDialog, words: str) -> bool:
    return any(words in one for one in shown(dialog))


def buttons(dialog: StatusDialog) -> list[str]:
    found = dialog._buttons.findChildren(QAbstractButton)
    return [one.text().replace("&", "") for one in found if one.isVisible()]


def finish(dialog: StatusDialog, result: Result, **changed: Any) -> None:
    dialog.finish({**result_json(result), **changed}, report="the report", transcript=["220 mx"])


class TestWhileItRuns:
    def test_it_says_where_the_mail_goes_and_offers_nothing_but_cancel(
        self, dialog: StatusDialog
    ) -> None:
        assert says(dialog, "claire.durand@example.com")
        assert buttons(dialog) == ["Cancel"]
        assert dialog.close_button.hasFocus()

    @pytest.mark.parametrize("how", ["button", "escape", "window"])
    def test_cancel_is_asked_for_once_and_said(
        self, dialog: StatusDialog, qtbot: QtBot, how: str
    ) -> None:
        asked: list[None] = []
        dialog.cancel_requested.connect(lambda: asked.append(None))
        for _again in range(2):
            if how == "button":
                QTest.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
            elif how == "escape":
                QTest.keyClick(dialog, Qt.Key.Key_Escape)
            else:
                dialog.close()
        assert len(asked) == 1
        assert says(dialog, "Stopping…")
        assert dialog.isVisible()
        finish(dialog, Result(failure=Fault("cancelled"), at=AT))
        assert dialog.isVisible() is (how != "window")

    def test_rows_that_come_late_change_nothing(self, dialog: StatusDialog) -> None:
        finish(dialog, EXPIRED)
        dialog.show_step(StepReport(Step.SEND, StepState.RUNNING))
        assert dialog.ladder.rows[Step.SEND].state is None

    def test_enter_presses_nothing_by_accident(self, dialog: StatusDialog, qtbot: QtBot) -> None:
        with qtbot.assertNotEmitted(dialog.cancel_requested):
            QTest.keyClick(dialog.ladder, Qt.Key.Key_Return)


class TestAccepted:
    def test_it_says_what_that_means_and_what_not(self, dialog: StatusDialog) -> None:
        finish(dialog, ACCEPTED)
        assert says(dialog, "The test mail was accepted")
        assert says(dialog, "(250 2.0.0 Ok: queued as 4F2A)")
        assert says(dialog, "look into the mailbox of claire.durand@example.com")
        assert says(dialog, "These settings work. They are not saved yet.")
        assert buttons(dialog) == ["Copy report", "Close"]
        assert not any("123456" in one for one in shown(dialog))

    def test_without_a_reply_none_is_quoted(self, dialog: StatusDialog) -> None:
        finish(dialog, ACCEPTED, reply=None, saved=True)
        assert any(one.endswith("14:02:11.") for one in shown(dialog)) or says(
            dialog, "Accepted by"
        )
        assert not says(dialog, "()")
        assert not says(dialog, "not saved yet")

    def test_the_verdict_has_the_focus(self, dialog: StatusDialog) -> None:
        finish(dialog, ACCEPTED)
        assert dialog.verdict.title is not None
        assert dialog.focusWidget() is dialog.verdict.title

    def test_the_code_is_passed_on_and_answered(self, dialog: StatusDialog, qtbot: QtBot) -> None:
        finish(dialog, ACCEPTED)
        assert dialog.receipt is not None
        QTest.keyClicks(dialog.receipt.code, "123456")
        with qtbot.waitSignal(dialog.receipt_entered) as entered:
            QTest.keyClick(dialog.receipt.code, Qt.Key.Key_Return)
        assert entered.args == ["123456"]
        dialog.show_received(38.0)
        assert says(dialog, "Received: the code in the mail was confirmed.")

    def test_what_was_received_before_is_said_at_once(self, dialog: StatusDialog) -> None:
        finish(dialog, ACCEPTED, received_after=12.0)
        assert says(dialog, "Received: the code in the mail was confirmed.")


class TestFailed:
    def test_it_says_what_who_and_how(self, dialog: StatusDialog) -> None:
        finish(dialog, EXPIRED)
        assert says(dialog, "The certificate of smtp.example.com has expired")
        assert says(dialog, "Saved, but Hub cannot send mail for now.")
        assert says(dialog, "To be done by")
        assert says(dialog, "1.")
        assert says(dialog, "tls.certificate.expired")
        assert buttons(dialog) == ["Copy report", "Show the field", "Try again", "Close"]

    def test_the_field_is_shown_on_demand(self, dialog: StatusDialog, qtbot: QtBot) -> None:
        finish(dialog, EXPIRED)
        with qtbot.waitSignal(dialog.field_requested) as wanted:
            dialog.field_button.click()
        assert wanted.args == ["host"]
        assert not dialog.isVisible()

    def test_the_report_and_the_message_are_copied(self, dialog: StatusDialog) -> None:
        finish(dialog, EXPIRED)
        dialog.copy_button.click()
        assert QGuiApplication.clipboard().text() == "the report"
        assert says(dialog, "Report copied.")
        self.unfold(dialog, "Message to forward")
        copy = [one for one in dialog.findChildren(QAbstractButton) if one.text() == "Copy message"]
        copy[0].click()
        assert "smtp.example.com" in QGuiApplication.clipboard().text()

    def test_the_words_of_others_are_folded_away(self, dialog: StatusDialog) -> None:
        finish(dialog, EXPIRED)
        assert not [one for one in dialog.findChildren(QPlainTextEdit) if one.isVisible()]
        self.unfold(dialog, "The server's own words")
        self.unfold(dialog, "The whole exchange")
        read = [one for one in dialog.findChildren(QPlainTextEdit) if one.isVisible()]
        assert [one.toPlainText() for one in read] == ["220 ready", "220 mx"]
        assert all(one.isReadOnly() for one in read)

    def test_another_test_begins_with_a_clean_page(self, dialog: StatusDialog) -> None:
        finish(dialog, EXPIRED)
        dialog.begin(PLAN, "Again.")
        assert buttons(dialog) == ["Cancel"]
        assert not says(dialog, "expired")
        assert all(row.state is None for row in dialog.ladder.rows.values())

    def unfold(self, dialog: StatusDialog, title: str) -> None:
        found = [one for one in dialog.findChildren(QAbstractButton) if one.text() == title]
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def test_a_cancelled_test_says_so(dialog: StatusDialog) -> None:
    finish(dialog, Result(failure=Fault("cancelled"), at=AT))
    assert says(dialog, "The test was cancelled")


def test_warnings_stand_with_a_success(dialog: StatusDialog) -> None:
    finish(dialog, ACCEPTED, warnings=[{"code": "tls.none", "title": "Not encrypted"}])
    assert says(dialog, "Not encrypted")


def test_it_speaks_french(qtbot: QtBot) -> None:
    texts.use("fr")
    dialog = StatusDialog("Test de l'envoi")
    qtbot.addWidget(dialog)
    dialog.begin(PLAN, "")
    dialog.show()
    finish(dialog, EXPIRED)
    assert says(dialog, "Le certificat de smtp.example.com a expiré")
    assert buttons(dialog) == ["Copier le rapport", "Montrer le champ", "Réessayer", "Fermer"]
