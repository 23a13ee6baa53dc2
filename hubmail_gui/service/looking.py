"""Looking around for a person who does not know their mail servers: values and JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import Problem, ProblemError

if TYPE_CHECKING:
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.discovery.candidates import Candidate
    from hubmail_gui.discovery.probe import Certificate
    from hubmail_gui.discovery.search import Detected
    from hubmail_gui.service.configuration import Configuration

Json = dict[str, Any]


class AskedError(Exception):
    """What was typed cannot be looked for."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def detect(text: str, watch: Watch, told: Callable[[Candidate], None]) -> Detected:
    """The ways in which mail of an address, a domain or a host may leave.

    Args:
        text: as typed.
        watch: its wish to stop is obeyed, its limit kept if it is less than the usual one.
        told: called with each candidate as soon as it is found.

    Raises:
        AskedError: it is no address, no domain and no host.
        FaultError: ``cancelled``.
    """
    from hubmail_gui.core.cancel import Cancelled
    from hubmail_gui.discovery import asked, search

    try:
        wanted = asked.read(text)
    except ProblemError as error:
        problem = Problem("asked", error.code, error.params, error.suggestion)
        raise AskedError(problem) from None
    try:
        return search.detect(wanted, watch.cancel, told, min(search.SECONDS, watch.seconds))
    except Cancelled:
        raise FaultError(Fault("cancelled")) from None


def usual_question(configuration: Configuration) -> str | None:
    """What to look for where nothing was said: the sender's address, or else the person's own."""
    stored = configuration.stored()
    address = stored.settings.sender if stored else configuration.profile().address
    return address or None


def detected_json(found: Detected) -> Json:
    """The object that `hubmail detect --json` prints."""
    from hubmail_gui.service.result import fault_json

    return {
        "asked": found.asked,
        "candidates": [candidate_json(one) for one in found.candidates],
        "tried": [one._asdict() for one in found.tried],
        "failure": fault_json(found.fault),
    }


def candidate_json(one: Candidate) -> Json:
    """One way in which mail may leave."""
    return {
        "type": one.type,
        "source": one.source,
        "provider": one.provider,
        "host": one.host,
        "port": one.port,
        "encryption": one.encryption,
        "auth": list(one.auth),
        "certificate": _certificate_json(one.certificate),
        "settings": dict(one.settings),
    }


def _certificate_json(one: Certificate | None) -> Json | None:
    if one is None:
        return None
    return {
        "subject": one.subject,
        "issuer": one.issuer,
        "not_after": one.not_after,
        "sha256": one.sha256,
        "trusted": one.trusted,
        "code": one.code,
    }
