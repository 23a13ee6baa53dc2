"""Results of actions that never came to a sending: refused input, faults, cancelling, defects."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from hubmail_gui.core.cancel import Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import Problem
from hubmail_gui.core.settings import Stored
from hubmail_gui.service.configuration import Configuration, now
from hubmail_gui.service.result import Result, failed


def refused(problems: tuple[Problem, ...], stored: Stored | None) -> Result:
    """The result when the input is wrong: every problem, and nothing done."""
    field = problems[0].field if problems else None
    fault = Fault("settings.invalid", False, None, {"count": str(len(problems))}, field)
    return failed(fault, now(), problems)._replace(revision=stored.revision if stored else None)


def guarded(work: Callable[[], Result], hidden: str | None = None) -> Result:
    """Run ``work``; faults, cancelling and the unexpected come back as its result.

    Args:
        work: the action.
        hidden: the secret that was given for it, to be kept out of what is said of its end.
    """
    try:
        return work()
    except FaultError as error:
        return failed(_masked(error.fault, hidden), now())
    except Cancelled:
        return failed(Fault("cancelled"), now())
    except Exception as error:  # noqa: BLE001 - the top of every action
        from hubmail_gui.service import defects

        return failed(defects.fault(error, hidden), now())


def acted(
    configuration: Configuration, work: Callable[[], Result], hidden: str | None = None
) -> Result:
    """Run ``work``, as :func:`guarded`; its result also says which revision stays where it failed."""
    result = guarded(work, hidden)
    failure = result.failure
    if failure is None or failure.code == "internal" or result.revision is not None:
        return result
    with suppress(FaultError):
        if stored := configuration.stored():
            return result._replace(revision=stored.revision)
    return result


def _masked(fault: Fault, hidden: str | None) -> Fault:
    """``fault`` without the secret: a keyring's or a library's own words may quote it."""
    if not hidden:
        return fault
    from hubmail_gui.core.masking import Mask

    mask = Mask(hidden)
    params = {name: mask(str(value)) for name, value in fault.params.items()}
    return fault._replace(reply=fault.reply and mask(fault.reply), params=params)


def unless_failed(action: Callable[[], object]) -> tuple[Fault, ...]:
    """The fault that keeps ``action`` from being recorded, as a warning; none when it was.

    What was done stays true when it cannot be written down: a mail that was accepted, or settings
    that are stored already, must not look as if they were not.
    """
    try:
        action()
    except FaultError as error:
        return (error.fault,)
    return ()
