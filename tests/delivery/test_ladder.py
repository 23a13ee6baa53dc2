"""The steps of a test, as whoever looks on sees them and as they are summed up."""

from __future__ import annotations

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.masking import HIDDEN, Mask
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery.commands import Accepted
from hubmail_gui.delivery.ladder import LONGEST_DETAIL, Ladder

PLAN = (Step.RESOLVE, Step.ENCRYPT, Step.GREET, Step.SEND)


class Clock:
    """Time that passes only when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def ladder(reports: list[StepReport], clock: Clock | None = None) -> Ladder:
    return Ladder(Watch(reports.append), PLAN, Mask("secret word"), clock or Clock())


def test_each_step_has_its_own_time() -> None:
    reports: list[StepReport] = []
    clock = Clock()
    with ladder(reports, clock) as steps:
        steps.begin(Step.RESOLVE)
        clock.now += 0.25
        steps.begin(Step.RESOLVE)
        clock.now += 0.25
        steps.done(Step.RESOLVE, "192.0.2.7")
        clock.now += 5
        steps.begin(Step.GREET)
        steps.transcript.server("220 mx")
        clock.now += 0.125
        steps.done(Step.GREET, "mx")
    attempt = steps.attempt()
    assert [(one.step, one.state, one.elapsed_ms, one.detail) for one in attempt.steps] == [
        (Step.RESOLVE, StepState.OK, 500.0, "192.0.2.7"),
        (Step.GREET, StepState.OK, 125.0, "mx"),
        (Step.ENCRYPT, StepState.SKIPPED, 0.0, ""),
        (Step.SEND, StepState.SKIPPED, 0.0, ""),
    ]
    assert [line.at_ms for line in attempt.transcript] == [5500.0]
    assert reports[0] == StepReport(Step.RESOLVE, StepState.RUNNING)
    assert [one.state for one in reports].count(StepState.RUNNING) == 2
    assert {one.step for one in reports if one.state is StepState.SKIPPED} == {
        Step.ENCRYPT,
        Step.SEND,
    }


def test_a_fault_ends_the_step_that_runs() -> None:
    with ladder([]) as steps:
        steps.known = {"host": "secret word"}
        steps.begin(Step.SEND)
        raise FaultError(
            Fault("smtp.refused", reply="550 no\nsecret word\x07", params={"name": "secret word"})
        )
    attempt = steps.attempt()
    assert attempt.fault == Fault(
        "smtp.refused",
        reply=f"550 no\n{HIDDEN}\\x07",
        # What the settings know is no secret, even where it reads like one.
        params={"host": "secret word", "name": HIDDEN, "saw": ""},
    )
    assert attempt.steps[-1].state is StepState.FAILED
    assert attempt.steps[-1].detail == f"550 no {HIDDEN}\\x07"


def test_cancelling_between_two_steps_marks_the_next() -> None:
    cancel = Cancel()
    with Ladder(Watch(cancel=cancel), PLAN, Mask(), Clock()) as steps:
        steps.done(Step.RESOLVE)
        cancel.request()
        steps.begin(Step.ENCRYPT)
    attempt = steps.attempt()
    assert attempt.fault == Fault("cancelled")
    assert {one.step: one.state for one in attempt.steps} == {
        Step.RESOLVE: StepState.OK,
        Step.GREET: StepState.SKIPPED,
        Step.ENCRYPT: StepState.CANCELLED,
        Step.SEND: StepState.SKIPPED,
    }


def test_cancelled_inside_a_step() -> None:
    with ladder([]) as steps:
        steps.begin(Step.SEND)
        raise Cancelled
    assert steps.attempt().steps[-1].state is StepState.CANCELLED


def test_accepted_with_some_refused() -> None:
    with ladder([]) as steps:
        steps.done(Step.SEND, "250 Ok")
        steps.accepted(Accepted("250 Ok", {"a@example.test": "550 secret word"}))
    attempt = steps.attempt()
    assert attempt.fault is None
    assert attempt.reply == "250 Ok"
    assert attempt.refused == {"a@example.test": f"550 {HIDDEN}"}
    assert [(one.code, one.params) for one in attempt.warnings] == [
        ("smtp.recipient.partial", {"recipients": "a@example.test", "saw": ""})
    ]


def test_a_detail_is_one_line_of_bearable_length() -> None:
    with ladder([]) as steps:
        steps.done(Step.SEND, "250-first\n250 \u202ereversed " + "x" * 500)
    detail = steps.attempt().steps[-1].detail
    assert detail.startswith("250-first 250 \\u202ereversed")
    assert len(detail) == LONGEST_DETAIL
    assert detail.endswith("x…")
