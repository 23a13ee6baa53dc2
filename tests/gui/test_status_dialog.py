"""The status dialog alone, told by hand what a test reports."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from hubmail_gui.core import texts
from hubmail_gui.core.outcome import Attempt, Fault, Presented
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.service.result import Result, failed
from hubmail_gui.service.verdict import title
from hubmail_gui.window.cures import Cure
from hubmail_gui.window.status_dialog import StatusDialog
from tests.gui.driving import show_active

PLAN = (Step.RESOLVE, Step.CONNECT, Step.GREET, Step.ENCRYPT, Step.AUTHENTICATE, Step.SEND)
AT = "2026-11-24T14:02:11+00:00"

ACCEPTED = Result(
    recipient="claire.durand@example.com", server="smtp.example.com", route="smtp", at=AT,
    attempt=Attempt(
        steps=tuple(StepReport(step, StepState.OK, 4.0, "fine") for step in PLAN),
        reply="250 2.0.0 Ok: queued as 4F2A",
    ),
    receipt_code="123456",
)  # fmt: skip
EXPIRED = Result(
    saved=True, changed=True, recipient="claire.durand@example.com", server="smtp.example.com",
    route="smtp", at=AT,
    attempt=Attempt(
        steps=(StepReport(Step.ENCRYPT, StepState.FAILED, 41.0, "expired"),),
        fault=Fault(
            "tls.certificate.expired",
            params={"host": "smtp.example.com", "not_after": "2026-11-20"},
            reply="220 ready",
        ),
    ),
)  # fmt: skip


@pytest.fixture
def dialog(qtbot: QtBot) -> StatusDialog:
    dialog = StatusDialog("Test of the mail")
    qtbot.addWidget(dialog)
    dialog.begin(PLAN, "A test mail goes to claire.durand@example.com.")
    show_active(qtbot, dialog)
    return dialog


def shown(dialog: StatusDialog) -> list[str]:
    return [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()]


def says(dialog: StatusDialog, words: str) -> bool:
    return any(words in one for one in shown(dialog))


def buttons(dialog: StatusDialog) -> list[str]:
    """What can be pressed below, as it is reached by Tab."""
    side = [dialog.copy_button] if dialog.copy_button.isVisible() else []
    return [one.text().replace("&", "") for one in (*side, *dialog.buttons.shown())]


def primary(dialog: StatusDialog) -> list[str]:
    return [one.text() for one in dialog.buttons.shown() if one.primary]


def quoted(dialog: StatusDialog) -> list[str]:
    found = [one for one in dialog.findChildren(QPlainTextEdit) if one.isVisible()]
    return [one.toPlainText() for one in found]


def finish(dialog: StatusDialog, result: Result, *, received: bool = False) -> None:
    dialog.finish(result, report="the report", transcript=["220 mx"], received=received)


def failing(fault: Fault) -> Result:
    return EXPIRED._replace(attempt=EXPIRED.attempt._replace(fault=fault))


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
        finish(dialog, failed(Fault("cancelled"), AT))
        assert dialog.isVisible() is (how != "window")

    def test_rows_that_come_late_change_nothing(self, dialog: StatusDialog) -> None:
        finish(dialog, EXPIRED)
        dialog.show_step(StepReport(Step.SEND, StepState.RUNNING))
        assert dialog.ladder.rows[Step.SEND].state is None

    def test_no_row_is_read_aloud_as_nothing(self, dialog: StatusDialog) -> None:
        labels = [one for one in dialog.ladder.findChildren(QLabel) if one.isVisible()]
        assert len(labels) == len(PLAN)
        assert all(one.text() and one.accessibleDescription() for one in labels)

    def test_enter_presses_nothing_by_accident(self, dialog: StatusDialog, qtbot: QtBot) -> None:
        with qtbot.assertNotEmitted(dialog.cancel_requested):
            QTest.keyClick(dialog.ladder, Qt.Key.Key_Return)


class TestAccepted:
    def test_it_says_what_that_means_and_what_not(self, dialog: StatusDialog) -> None:
        finish(dialog, ACCEPTED)
        assert says(dialog, "The test mail was accepted")
        assert quoted(dialog) == ["250 2.0.0 Ok: queued as 4F2A"]
        assert says(dialog, "look into the mailbox of claire.durand@example.com")
        assert says(dialog, "These settings work. They are not saved yet.")
        assert buttons(dialog) == ["Copy report", "Close"]
        assert not any("123456" in one for one in shown(dialog))

    def test_without_a_reply_none_is_quoted(self, dialog: StatusDialog) -> None:
        attempt = ACCEPTED.attempt._replace(reply=None)
        finish(dialog, ACCEPTED._replace(attempt=attempt, saved=True))
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
        dialog.show_received(known=True)
        assert says(dialog, "Received: the code in the mail was confirmed.")
        # And nothing says any longer that it is not.
        assert not says(dialog, "does not mean received")

    def test_what_was_received_before_is_said_at_once(self, dialog: StatusDialog) -> None:
        finish(dialog, ACCEPTED, received=True)
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

    def test_the_cause_is_quoted_and_the_rest_folded_away(self, dialog: StatusDialog) -> None:
        finish(dialog, EXPIRED)
        assert quoted(dialog) == ["220 ready"]
        self.unfold(dialog, "The whole exchange")
        assert quoted(dialog) == ["220 ready", "220 mx"]
        read = [one for one in dialog.findChildren(QPlainTextEdit) if one.isVisible()]
        assert all(one.isReadOnly() for one in read)

    def test_a_quote_has_no_scroll_bar_of_its_own(self, dialog: StatusDialog) -> None:
        long = "\n".join(f"550-5.7.1 line {number}" for number in range(40))
        finish(dialog, failing(Fault("smtp.refused", reply=long)))
        (box,) = [one for one in dialog.findChildren(QPlainTextEdit) if one.isVisible()]
        assert not box.verticalScrollBar().isVisible()
        assert box.height() >= 40 * box.fontMetrics().lineSpacing()

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
    finish(dialog, failed(Fault("cancelled"), AT))
    assert says(dialog, "The test was cancelled")


@pytest.mark.parametrize(
    ("state", "words"),
    [(StepState.SKIPPED, "No mail was sent."), (StepState.CANCELLED, "may have been accepted")],
)
def test_a_cancelled_test_says_what_is_certain(
    dialog: StatusDialog, state: StepState, words: str
) -> None:
    steps = (StepReport(Step.GREET, StepState.CANCELLED, 3.0), StepReport(Step.SEND, state))
    finish(dialog, Result(attempt=Attempt(steps, Fault("cancelled")), at=AT))
    assert says(dialog, words)


def test_warnings_stand_with_a_success(dialog: StatusDialog) -> None:
    finish(dialog, ACCEPTED.warned(Fault("tls.none")))
    assert says(dialog, title(Fault("tls.none")))


def test_it_speaks_french(qtbot: QtBot) -> None:
    texts.use("fr")
    dialog = StatusDialog("Test de l'envoi")
    qtbot.addWidget(dialog)
    dialog.begin(PLAN, "")
    dialog.show()
    finish(dialog, EXPIRED)
    assert says(dialog, "Le certificat de smtp.example.com a expiré")
    assert buttons(dialog) == ["Copier le rapport", "Montrer le champ", "Réessayer", "Fermer"]


class TestPrimary:
    """One button is what comes next, and it is the cure where there is one."""

    def test_the_cure_comes_first(self, dialog: StatusDialog, qtbot: QtBot) -> None:
        cure = Cure("Use port 465 with TLS", {"port": 465, "encryption": "tls"})
        dialog.finish(EXPIRED, report="r", offers=[cure])
        assert primary(dialog) == ["Use port 465 with TLS"]
        with qtbot.waitSignal(dialog.cure_taken) as taken:
            dialog._cure_buttons[0].click()
        assert taken.args == [cure]

    def test_what_may_pass_by_itself_is_tried_again(self, dialog: StatusDialog) -> None:
        finish(dialog, failing(Fault("smtp.greylisted", True)))
        assert primary(dialog) == ["Try again"]

    def test_what_is_mine_to_change_is_shown(self, dialog: StatusDialog) -> None:
        finish(dialog, failing(Fault("smtp.auth.rejected")))
        assert primary(dialog) == ["Show the field"]

    def test_what_was_proven_is_saved(self, dialog: StatusDialog, qtbot: QtBot) -> None:
        dialog.finish(ACCEPTED, report="r", may_save=True)
        assert primary(dialog) == ["Save now"]
        with qtbot.waitSignal(dialog.save_requested):
            dialog.save_button.click()
        dialog.show_saved()
        assert says(dialog, "Saved. Hub uses these settings from now on.")
        assert primary(dialog) == []

    def test_what_others_must_do_leaves_nothing_to_press(self, dialog: StatusDialog) -> None:
        finish(dialog, EXPIRED)
        assert primary(dialog) == []


class TestKeyring:
    def test_a_wait_is_said_and_forgotten_when_it_goes_on(
        self, dialog: StatusDialog, qtbot: QtBot
    ) -> None:
        dialog.show_waiting()
        qtbot.waitUntil(lambda: says(dialog, "Waiting for the keyring of this computer."))
        assert dialog.ladder.rows[Step.RESOLVE].state is None
        finish(dialog, ACCEPTED)
        assert not says(dialog, "Waiting")

    def test_a_fault_of_it_names_the_dialog(self, dialog: StatusDialog) -> None:
        finish(dialog, failed(Fault("keyring.locked")))
        assert dialog.windowTitle() == dialog.verdict.title.text() != "Test of the mail"

    def test_one_that_answers_at_once_is_not_mentioned(self, dialog: StatusDialog) -> None:
        dialog.show_waiting()
        dialog.show_step(StepReport(Step.RESOLVE, StepState.RUNNING))
        assert not dialog._waiting.isActive()


def test_nothing_is_shortened_while_there_is_room(dialog: StatusDialog) -> None:
    long = "TLS 1.3, the certificate of mx.example.com is valid until 26 November 2026 and more"
    steps = (StepReport(Step.ENCRYPT, StepState.OK, 4.0, long),)
    finish(dialog, ACCEPTED._replace(attempt=ACCEPTED.attempt._replace(steps=steps)))
    assert dialog.ladder.rows[Step.ENCRYPT].detail.text() == long


def test_the_chain_is_shown_as_presented(dialog: StatusDialog) -> None:
    chain = (
        Presented("CN=mx.example.com", "CN=Example CA", "2026-01-01T00:00:00Z",
                  "2027-05-12T00:00:00Z", "4f2a" * 16),
        Presented("CN=Example CA", "CN=Root", "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z",
                  "00ff" * 16),
    )  # fmt: skip
    fault = Fault("tls.certificate.untrusted", params={"host": "mx.example.com"}, chain=chain)
    finish(dialog, failing(fault))
    assert says(dialog, "CN=mx.example.com")
    assert says(dialog, "CN=Example CA")
    assert says(dialog, "from 1 January 2026 until 12 May 2027")
    assert says(dialog, "4F:2A:4F:2A")
    assert not says(dialog, "CN=Root")
    TestFailed().unfold(dialog, "The rest of the chain")
    assert says(dialog, "CN=Root")
