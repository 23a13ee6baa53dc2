"""Who looks on while a test runs: nobody by default, and nobody's limit wins."""

from __future__ import annotations

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.core.watch import TEST_SECONDS, Watch


def test_where_nobody_looks_on_nothing_is_missing() -> None:
    watch = Watch()
    watch.stepped(StepReport(Step.SEND, StepState.RUNNING))
    watch.waiting()
    assert not watch.cancel.requested


def test_without_a_chosen_limit_a_test_has_the_usual_one_which_the_settings_may_change() -> None:
    watch = Watch()
    assert watch.seconds == TEST_SECONDS
    assert not watch.limited


def test_a_chosen_limit_wins_even_if_it_is_the_usual_one_or_none_at_all() -> None:
    for seconds in (TEST_SECONDS, 5.0, 0.0):
        watch = Watch(seconds=seconds)
        assert watch.seconds == seconds
        assert watch.limited


def test_steps_and_waiting_are_told_to_whoever_looks_on() -> None:
    told: list[object] = []
    cancel = Cancel()
    watch = Watch(told.append, cancel, waiting=lambda: told.append("waiting"))
    report = StepReport(Step.SEND, StepState.OK)
    watch.stepped(report)
    watch.waiting()
    assert told == [report, "waiting"]
    assert watch.cancel is cancel
