"""Problems and faults on their way to whoever shows them, and what does not come along."""

from __future__ import annotations

from datetime import date

from hubmail_gui.core import texts
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.renewals import Renewal


def test_the_sentence_is_filled_with_what_is_known() -> None:
    problem = Problem("timeout", "timeout.range", {"low": 1, "high": 600})
    assert problem.title() == "From 1 to 600 seconds."


def test_the_sentence_is_in_the_language_in_use() -> None:
    problem = Problem("host", "field.required")
    english = problem.title()
    texts.use("fr")
    assert problem.title() not in (english, "")


def test_an_error_carries_the_code_the_values_and_what_would_mend_it() -> None:
    error = ProblemError("host.has_port", {"host": "mx.example.com", "port": 25}, scheme="smtp")
    assert error.code == "host.has_port"
    assert error.params == {"scheme": "smtp"}
    assert error.suggestion == {"host": "mx.example.com", "port": 25}
    assert str(error) == "host.has_port"


def test_where_nothing_would_mend_it_nothing_is_suggested() -> None:
    assert ProblemError("field.required").suggestion == {}


def test_a_fault_comes_up_whole_and_is_named_in_a_traceback() -> None:
    fault = Fault("smtp.login_refused", temporary=True, reply="454 4.7.0 later")
    error = FaultError(fault)
    assert error.fault is fault
    assert str(error) == "smtp.login_refused"


def test_a_renewal_shows_its_name_and_its_last_day_but_never_the_secret() -> None:
    renewal = Renewal({}, "the-private-key", b"public", "AB:CD", date(2027, 1, 31))
    shown = repr(renewal)
    assert "the-private-key" not in shown
    assert "AB:CD" in shown
    assert "2027, 1, 31" in shown
