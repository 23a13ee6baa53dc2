"""HTTPS requests of the methods that need them: the system's trust and proxy, limits, cancelling.

What goes wrong on the way comes back as a fault, and every answer as a value.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.watch import REPLY_SECONDS
from hubmail_gui.delivery import web_faults
from hubmail_gui.delivery.http import LARGEST_BODY
from hubmail_gui.delivery.web_session import Trust, WebSession
from hubmail_gui.diagnosis.cloud_params import masked

if TYPE_CHECKING:
    from collections.abc import Callable

    from hubmail_gui.core.cancel import Cancel
    from hubmail_gui.delivery.transcript import Transcript

LARGEST_SHOWN = 4 * 1024
# As many as the services' own libraries keep before they give up
# (https://learn.microsoft.com/dotnet/api/microsoft.graph.retryhandleroption).
MOST_PAUSES = 3

__all__ = ["LARGEST_BODY", "Answer", "Pauses", "Trust", "Web"]

Data = Mapping[str, str] | bytes | None

# Asked to wait, and told for how long (RFC 9110 section 10.2.3; 509 is Graph's). Other answers of
# 500 and more do not say that nothing was done: a mail must not be sent twice.
_WAITING = frozenset({429, 503, 509})
_SHOWN = (
    "server",
    "via",
    "content-type",
    "location",
    "retry-after",
    "www-authenticate",
    "request-id",
    "x-ms-request-id",
    "date",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer.

    Attributes:
        headers: names in lower case.
        text: the body, at most 1 MiB of it.
    """

    status: int
    headers: Mapping[str, str]
    text: str = field(repr=False)


class Pauses:
    """How a pause that the service asked for is kept: told of, waited out, cut short by Cancel.

    Args:
        told: called with the seconds before each pause.
    """

    def __init__(self, told: Callable[[float], None] = lambda _seconds: None) -> None:
        self._told = told

    def keep(self, seconds: float, cancel: Cancel) -> None:
        """Wait.

        Raises:
            Cancelled: the person gave up.
        """
        self._told(seconds)
        woken = Event()
        cancel.add(woken.set)
        try:
            woken.wait(seconds)
        finally:
            cancel.remove(woken.set)
        cancel.check()


class Web:
    """Makes requests within one test's limits.

    Args:
        trust: PEM text and pin that are trusted for these addresses beside the system's store.
        deadline: when the whole test must be over, by ``clock``.
        transcript: told of every request and answer, without secrets.
        clock: seconds, from any point in time.
        most_pauses: how many pauses that the service asks for are waited out.
    """

    def __init__(
        self,
        trust: Trust,
        cancel: Cancel,
        deadline: float,
        transcript: Transcript,
        pauses: Pauses | None = None,
        clock: Callable[[], float] = time.monotonic,
        most_pauses: int = MOST_PAUSES,
    ) -> None:
        self._most_pauses = most_pauses
        self._trust = trust
        self._cancel = cancel
        self._deadline = deadline
        self._transcript = transcript
        self._pauses = pauses or Pauses()
        self._clock = clock
        self._session: WebSession | None = None
        # This computer's clock minus the service's, in seconds, by the last answer's Date header.
        self.clock_offset: float | None = None

    def request(
        self,
        verb: str,
        url: str,
        *,
        headers: Mapping[str, str],
        form: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """One request, and again after each pause that the service asks for and that fits in.

        Redirects are not followed: they are answers, and a token must not go with them.

        Raises:
            FaultError: ``network.*`` or ``tls.*``; nothing is known to have been accepted.
            Cancelled: the person gave up.
        """
        data = form if body is None else body
        answer = self._once(verb, url, headers, data)
        for _again in range(self._most_pauses):
            pause = _pause(answer)
            if pause is None or self._clock() + pause >= self._deadline:
                break
            self._transcript.note(f"Retry-After: {pause:.0f} s")
            self._pauses.keep(pause, self._cancel)
            answer = self._once(verb, url, headers, data)
        return answer

    def renew(self, deadline: float, transcript: Transcript) -> None:
        """Begin anew on the same connections: another mail, with a limit of its own."""
        self._deadline = deadline
        self._transcript = transcript

    def close(self) -> None:
        """Close the connections that are still open."""
        if self._session is not None:
            self._session.close()

    def _once(self, verb: str, url: str, headers: Mapping[str, str], data: Data) -> Answer:
        self._cancel.check()
        left = self._deadline - self._clock()
        if left <= 0:
            raise FaultError(web_faults.fault(TimeoutError(), url, 0))
        self._transcript.client(f"{verb} {url}")
        if "client-request-id" in headers:
            self._transcript.client(f"client-request-id: {headers['client-request-id']}")
        seconds = min(left, REPLY_SECONDS)
        try:
            answer = self._perform(verb, url, headers, data, self._clock() + seconds)
        except web_faults.FAILURES as error:
            trusted = self._trust.ca_certificates
            fault = web_faults.fault(error, url, seconds, trusted=trusted)
            self._transcript.note(fault.reply or fault.code)
            raise FaultError(fault) from None
        self._note(answer)
        self.clock_offset = _clock_offset(answer)
        return answer

    def _perform(
        self, verb: str, url: str, headers: Mapping[str, str], data: Data, until: float
    ) -> Answer:
        if self._session is None:
            self._session = WebSession(self._trust, self._cancel, self._clock)
        body = data if isinstance(data, bytes) else urlencode(data or {}).encode()
        sent = dict(headers)
        if data is not None and not isinstance(data, bytes):
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        head, content = self._session.exchange(verb, url, sent, body, until)
        # Entra and Graph speak UTF-8; a proxy's page may speak anything.
        return Answer(head.status, head.headers, content.decode("utf-8", "replace"))

    def _note(self, answer: Answer) -> None:
        head = [f"{name}: {answer.headers[name]}" for name in _SHOWN if name in answer.headers]
        lines = [f"HTTP {answer.status}", *head]
        # A successful answer in JSON holds the token, or says nothing.
        page = not answer.text.lstrip("\ufeff \t\r\n").startswith("{")
        if answer.status >= 300 or page:
            # Our own secrets first: what looks like one is recognised in a tidied text.
            shown = self._transcript.masked("\n".join((*lines, answer.text[:LARGEST_SHOWN])))
            lines = [masked(line) for line in shown.splitlines() if line.strip()]
        for line in lines:
            self._transcript.server(line)


def _clock_offset(answer: Answer) -> float | None:
    moment = _moment(answer.headers.get("date", ""))
    return None if moment is None else time.time() - moment


def _pause(answer: Answer) -> float | None:
    """The seconds that the service wants us to wait, if it says so; at least one."""
    if answer.status not in _WAITING:
        return None
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return max(1.0, float(value))
    until = _moment(value)
    if until is None:
        return None
    # A date counts from the answer's own: this computer's clock does not matter then.
    now = _moment(answer.headers.get("date", ""))
    return max(1.0, until - (time.time() if now is None else now))


def _moment(http_date: str) -> float | None:
    """Seconds since 1970 of an HTTP date (RFC 9110 section 5.6.7)."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(http_date).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
