"""The steps of one test as they happen: timed, reported, and summed up in an attempt."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType

from hubmail_gui.core import foreign, texts
from hubmail_gui.core.cancel import Cancelled
from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import Attempt, Fault, FaultError, Presented
from hubmail_gui.core.seen import Seen
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery.commands import Accepted
from hubmail_gui.delivery.transcript import Transcript

# Characters of what a step, a fault's reply and a value in a fault's words may say.
LONGEST_DETAIL = 200
LONGEST_REPLY = 8000
LONGEST_VALUE = 1600


class Ladder(AbstractContextManager["Ladder"]):
    """Keeps the steps of a route; as a context manager it turns faults into their end.

    Inside the ``with`` block FaultError and Cancelled may be raised: they end the step that runs
    and are kept. Any other exception passes through.

    Attributes:
        cancel: the person's wish to stop.
        clock: seconds, from any point in time.
        transcript: the exchange so far.
        deadline: when the whole test must be over, by ``clock``.
        warnings: faults that do not stop the test; append to it.
        known: values that the words of every fault here may name, such as the host.
    """

    def __init__(
        self,
        watch: Watch,
        plan: Sequence[Step],
        mask: Mask,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._watch = watch
        self.cancel = watch.cancel
        self._mask = mask
        self.clock = clock
        self._began = self._step_began = clock()
        self._reports = {step: StepReport(step, StepState.SKIPPED) for step in plan}
        self._running: Step | None = None
        self._held: float | None = None
        self._fault: Fault | None = None
        self._accepted: Accepted | None = None
        self._refused: dict[str, str] = {}
        self.deadline = self._began + watch.seconds
        self.warnings: list[Fault] = []
        self.known: dict[str, str] = {}
        # What has happened, by the names of hubmail_gui.core.seen: sentences depend on it.
        self.saw: dict[Seen, None] = {}
        self.transcript = Transcript(mask, self._elapsed_ms)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        """Keep a fault or the wish to stop, and end the step that runs."""
        if isinstance(error, Cancelled):
            self._fault = Fault("cancelled")
            self._end(StepState.CANCELLED, "")
            return True
        if isinstance(error, FaultError):
            if self._held is None:
                self.hold()
            self._fault = self._finished(error.fault)
            self.fail(self._fault.reply or _title(self._fault))
            return True
        return False

    def hide(self, secret: str, username: str = "") -> None:
        """Keep ``secret`` out of everything from now on."""
        self._mask.add(secret, username)

    def renew(self, seconds: float) -> None:
        """Begin anew with the same secrets: another mail on the same connection."""
        self._began = self._step_began = self.clock()
        self.deadline = self._began + seconds
        self._running = None
        self.warnings.clear()
        self.transcript = Transcript(self._mask, self._elapsed_ms)

    def begin(self, step: Step) -> None:
        """The step starts now, unless it runs already.

        Raises:
            Cancelled: stopping was asked for.
        """
        if self._running is step:
            return
        self._running = step
        self._step_began = self.clock()
        self._watch.stepped(StepReport(step, StepState.RUNNING))
        self.cancel.check()

    def done(self, step: Step, detail: str = "") -> None:
        """The step has succeeded."""
        self.begin(step)
        self._end(StepState.OK, detail)

    def hold(self) -> None:
        """The step's time ends here, though what it came to is still being found out."""
        self._held = self.clock()

    def fail(self, detail: str = "") -> None:
        """The step that runs has failed; the fault may follow later."""
        self._end(StepState.FAILED, detail)

    def see(self, *happened: Seen) -> None:
        """Note what happened, so that no sentence says otherwise."""
        self.saw |= dict.fromkeys(happened)

    def refused(self, replies: Mapping[str, str]) -> None:
        """The server took no recipient, and said so of each."""
        self._refused = {who: self._clean(reply) for who, reply in replies.items()}

    def accepted(self, accepted: Accepted) -> None:
        """The server took the mail."""
        refused = {
            who: self._clean(reply, LONGEST_VALUE) for who, reply in accepted.refused.items()
        }
        self._accepted = Accepted(self._clean(accepted.reply), refused)
        if refused:
            who = ", ".join(refused)
            self.warnings.append(Fault("smtp.recipient.partial", params={"recipients": who}))

    def attempt(self) -> Attempt:
        """All of it, when the test is over; steps that were not reached are reported skipped."""
        for report in self._reports.values():
            if report.state is StepState.SKIPPED:
                self._watch.stepped(report)
        order = list(Step)
        accepted = self._accepted
        return Attempt(
            steps=tuple(sorted(self._reports.values(), key=lambda one: order.index(one.step))),
            fault=self._fault,
            warnings=tuple(map(self._finished, self.warnings)),
            reply=accepted.reply if accepted else None,
            transcript=self.transcript.lines,
            refused=accepted.refused if accepted else self._refused,
        )

    def _end(self, state: StepState, detail: str) -> None:
        if self._running is None:
            return
        ended = self.clock() if self._held is None else self._held
        self._held = None
        elapsed = (ended - self._step_began) * 1000
        line = " ".join(self._clean(detail).split())
        if len(line) > LONGEST_DETAIL:
            line = line[: LONGEST_DETAIL - 1].rstrip() + "…"
        report = StepReport(self._running, state, elapsed, line)
        self._reports[report.step] = report
        self._running = None
        self._watch.stepped(report)

    def _elapsed_ms(self) -> float:
        return (self.clock() - self._began) * 1000

    def _clean(self, text: str, most: int = LONGEST_REPLY) -> str:
        """``text`` as it may be shown: masked before all else, for cleaning disguises a secret."""
        return foreign.cut(foreign.lines(self._mask(foreign.cut(text))), most)

    def _finished(self, fault: Fault) -> Fault:
        """``fault`` without secrets, and with what its words may want to name."""
        reply = None if fault.reply is None else self._clean(fault.reply)
        params = {
            key: self._clean(str(value), LONGEST_VALUE) for key, value in fault.params.items()
        }
        saw = [*self.saw, *fault.params.get("saw", "").split()]
        params["saw"] = " ".join(dict.fromkeys(saw))
        chain = tuple(Presented(*map(self._clean, one)) for one in fault.chain)
        return fault._replace(reply=reply, params={**self.known, **params}, chain=chain)


def _title(fault: Fault) -> str:
    """What a step without a server's words says of its end."""
    from hubmail_gui.diagnosis import catalogue

    return catalogue.words(fault.code, texts.language(), fault.params).title
