"""HTTPS requests of the Microsoft routes: the system's trust and proxy, limits, cancelling.

``requests`` does the work, in a thread that nobody waits for when the person gives up; what goes
wrong on the way comes back as a fault, and every answer as a value.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from hubmail_gui.core import background
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.watch import CONNECT_SECONDS, REPLY_SECONDS
from hubmail_gui.delivery import web_faults, web_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from requests import Session

    from hubmail_gui.core.cancel import Cancel
    from hubmail_gui.delivery.transcript import Transcript

LARGEST_BODY = 1024 * 1024
LARGEST_SHOWN = 4 * 1024

Data = Mapping[str, str] | bytes | None

# Asked to wait, and told for how long (RFC 9110 section 10.2.3).
_WAITING = frozenset({429, 503})


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


class Web:
    """Makes requests within one test's limits.

    Args:
        trust: PEM text and pin that are trusted for these addresses beside the system's store.
        deadline: when the whole test must be over, by ``time.monotonic``.
        transcript: told of every request and answer, without secrets.
        waiting: called with the seconds of a pause that the service asked for.
    """

    def __init__(
        self,
        trust: web_session.Trust,
        cancel: Cancel,
        deadline: float,
        transcript: Transcript,
        waiting: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self._trust = trust
        self._cancel = cancel
        self._deadline = deadline
        self._transcript = transcript
        self._waiting = waiting
        self._session: Session | None = None
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
        """One request; where the service asks for a pause that fits into the limit, once more.

        Redirects are not followed: they are answers, and a token must not go with them.

        Raises:
            FaultError: ``network.*`` or ``tls.*``; nothing is known to have been accepted.
            Cancelled: the person gave up.
        """
        while True:
            answer = self._once(verb, url, headers, form if body is None else body)
            pause = _pause(answer)
            if pause is None or time.monotonic() + pause >= self._deadline:
                return answer
            self._transcript.note(f"Retry-After: {pause:.0f} s")
            self._waiting(pause)
            self._sleep(pause)

    def _once(self, verb: str, url: str, headers: Mapping[str, str], data: Data) -> Answer:
        self._cancel.check()
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise FaultError(Fault("network.timeout", True, params=web_faults.place(url)))
        self._transcript.client(f"{verb} {url}")

        def work() -> Answer:
            return self._perform(verb, url, headers, data, min(left, REPLY_SECONDS))

        try:
            answer = background.call(work, left, self._cancel)
        except TimeoutError:
            raise FaultError(Fault("network.timeout", True, params=web_faults.place(url))) from None
        except web_faults.failures() as error:
            fault = web_faults.fault(error, url)
            self._transcript.note(fault.reply or fault.code)
            raise FaultError(fault) from None
        self._note(answer)
        self.clock_offset = _clock_offset(answer)
        return answer

    def _perform(
        self,
        verb: str,
        url: str,
        headers: Mapping[str, str],
        data: Data,
        seconds: float,
    ) -> Answer:
        if self._session is None:
            self._session = web_session.make(self._trust)
        with self._session.request(
            verb,
            url,
            headers=dict(headers),
            data=data,
            timeout=(min(CONNECT_SECONDS, seconds), seconds),
            allow_redirects=False,
            stream=True,
        ) as response:
            raw = response.raw.read(LARGEST_BODY, decode_content=True)
            # Entra and Graph speak UTF-8; a proxy's page may speak anything.
            text = raw.decode("utf-8", "replace")
            known = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, known, text)

    def _note(self, answer: Answer) -> None:
        self._transcript.server(f"HTTP {answer.status}")
        shown = ("content-type", "retry-after", "location", "date", "request-id")
        for name in shown:
            if name in answer.headers:
                self._transcript.server(f"{name}: {answer.headers[name]}")
        # A successful answer's body holds the token, or says nothing.
        if answer.status >= 300:
            for line in answer.text[:LARGEST_SHOWN].splitlines():
                self._transcript.server(line)

    def _sleep(self, seconds: float) -> None:
        woken = Event()
        self._cancel.add(woken.set)
        try:
            woken.wait(seconds)
        finally:
            self._cancel.remove(woken.set)
        self._cancel.check()

    def close(self) -> None:
        """Close the connections that are still open."""
        if self._session is not None:
            self._session.close()


def _clock_offset(answer: Answer) -> float | None:
    if "date" not in answer.headers:
        return None
    from email.utils import parsedate_to_datetime

    try:
        return time.time() - parsedate_to_datetime(answer.headers["date"]).timestamp()
    except ValueError:
        return None


def _pause(answer: Answer) -> float | None:
    """The seconds that the service wants us to wait, if it says so."""
    if answer.status not in _WAITING or "retry-after" not in answer.headers:
        return None
    value = answer.headers["retry-after"].strip()
    if value.isdecimal():
        return max(1.0, float(value))
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(1.0, (moment - datetime.now(UTC)).total_seconds())
