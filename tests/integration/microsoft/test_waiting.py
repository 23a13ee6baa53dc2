"""Retry-After is obeyed where it fits into the limit, and told where it does not."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import testmail
from hubmail_gui.delivery.transcript import Transcript
from hubmail_gui.delivery.web import MOST_PAUSES, Pauses, Web
from hubmail_gui.delivery.web_session import Trust
from hubmail_gui.demo.microsoft.cloud import Stage
from hubmail_gui.demo.replies import Reply, page
from hubmail_gui.methods.microsoft import clouds, graph, token
from tests.servers.microsoft import RECIPIENT, SECONDS, Microsoft, code

if TYPE_CHECKING:
    from hubmail_gui.core.steps import StepReport


class Kept(Pauses):
    """Notes each pause and lets a clock of its own go forward, so that no time is spent."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def keep(self, seconds: float, cancel: Cancel) -> None:
        self.seconds.append(seconds)
        self.now += seconds


def send(microsoft: Microsoft, kept: Kept, limit: float = 60.0) -> str | None:
    """Fetch a token and send a mail with it; the fault's code, or None."""
    settings = microsoft.settings()
    account = settings.authentication
    where = clouds.addresses(account)
    transcript = Transcript(Mask(), lambda: 0.0)
    trust = Trust(settings.ca_certificates)
    web = Web(trust, Cancel(), limit, transcript, kept, kept.clock)
    mail = testmail.compose(settings, RECIPIENT, "123456", "Microsoft 365")
    with closing(web):
        try:
            granted = token.fetch(account, microsoft.secret, where, web, lambda _secret: None)
            graph.send(where.graph, granted.value, settings.sender, mail, web, lambda _secret: None)
        except FaultError as error:
            return error.fault.code
    return None


@dataclass(frozen=True)
class Case:
    """What a service answers at first, and how long that makes the program wait."""

    name: str
    stage: Stage
    status: int
    value: str
    waited: list[float]


CASES = [
    Case("token, 429", Stage.TOKEN, 429, "3", [3.0]),
    Case("token, 503", Stage.TOKEN, 503, "2", [2.0]),
    Case("discovery, 503", Stage.DISCOVERY, 503, "2", [2.0]),
    Case("Graph, 429", Stage.GRAPH, 429, "7", [7.0]),
    Case("Graph, 509", Stage.GRAPH, 509, "7", [7.0]),
    Case("at once means a second", Stage.GRAPH, 429, "0", [1.0]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_pause_that_fits_is_kept(microsoft: Microsoft, case: Case) -> None:
    microsoft.cloud.once(case.stage, Reply(case.status, b"", {"Retry-After": case.value}))
    kept = Kept()

    assert send(microsoft, kept) is None
    assert kept.seconds == case.waited
    assert len(microsoft.inbox) == 1


def test_every_pause_is_kept(microsoft: Microsoft) -> None:
    busy = Reply(429, b"", {"Retry-After": "2"})
    microsoft.cloud.once(Stage.GRAPH, busy, busy, busy)
    kept = Kept()

    assert send(microsoft, kept) is None
    assert kept.seconds == [2.0, 2.0, 2.0]


def test_service_that_never_lets_go_is_given_up(microsoft: Microsoft) -> None:
    microsoft.cloud.always(Stage.GRAPH, Reply(429, b"", {"Retry-After": "2"}))
    kept = Kept()

    assert send(microsoft, kept) == "graph.throttled"
    assert kept.seconds == [2.0] * MOST_PAUSES


def test_pauses_end_with_the_limit(microsoft: Microsoft) -> None:
    microsoft.cloud.always(Stage.GRAPH, Reply(429, b"", {"Retry-After": "25"}))
    kept = Kept()

    assert send(microsoft, kept) == "graph.throttled"
    assert kept.seconds == [25.0, 25.0]


def test_date_counts_from_the_services_clock(microsoft: Microsoft) -> None:
    """With Date in the answer, a wrong clock here changes nothing."""
    far = {"Date": "Tue, 01 Jan 2030 00:00:00 GMT", "Retry-After": "Tue, 01 Jan 2030 00:00:05 GMT"}
    microsoft.cloud.once(Stage.GRAPH, Reply(429, b"", far))
    kept = Kept()

    assert send(microsoft, kept) is None
    assert kept.seconds == [5.0]


@pytest.mark.parametrize("value", ["soon", "-5", "1.5", "", "Tue, 99 Foo 2030"])
def test_value_that_makes_no_sense_is_no_pause(microsoft: Microsoft, value: str) -> None:
    microsoft.cloud.once(Stage.GRAPH, Reply(503, b"", {"Retry-After": value}))
    kept = Kept()

    assert send(microsoft, kept) == "graph.temporary"
    assert kept.seconds == []


@pytest.mark.parametrize("status", [500, 502, 504])
def test_mail_that_may_have_been_taken_is_not_sent_twice(microsoft: Microsoft, status: int) -> None:
    microsoft.cloud.always(Stage.GRAPH, page("<html>oops</html>", status, Retry_After="1"))
    kept = Kept()

    assert send(microsoft, kept) == "graph.temporary"
    assert kept.seconds == []


@pytest.mark.parametrize(
    ("stage", "wanted"), [(Stage.TOKEN, "oauth.throttled"), (Stage.GRAPH, "graph.throttled")]
)
def test_pause_beyond_the_limit_is_told_instead(
    microsoft: Microsoft, stage: Stage, wanted: str
) -> None:
    microsoft.cloud.always(stage, Reply(429, b"", {"Retry-After": "120"}))

    attempt = microsoft.send(microsoft.settings(), watch=Watch(seconds=60))

    assert code(attempt) == wanted
    assert attempt.fault is not None
    assert attempt.fault.temporary
    assert attempt.fault.params["retry_after"] == "120"


def test_pause_is_shown_and_waited_out(microsoft: Microsoft) -> None:
    """The one test that spends the time: the next request comes when the pause is over."""
    microsoft.cloud.once(Stage.TOKEN, Reply(429, b"", {"Retry-After": "1"}))
    details: list[str] = []

    def stepped(report: StepReport) -> None:
        details.append(f"{report.step.value}: {report.detail}")

    attempt = microsoft.send(microsoft.settings(), watch=Watch(stepped, seconds=SECONDS))

    assert attempt.fault is None
    assert "token: waiting 1 s, as the service asks" in details
    notes = [line for line in attempt.transcript if line.source == "note"]
    later = [line for line in attempt.transcript if line.at_ms > notes[0].at_ms]
    assert notes[0].text == "Retry-After: 1 s"
    assert later[0].at_ms - notes[0].at_ms >= 1000
