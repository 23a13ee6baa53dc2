"""Questions to the DNS: the system's own name servers, a limit for each, and Cancel at any time.

dnspython asks; it is loaded with the first question.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from hubmail_gui.core import background

if TYPE_CHECKING:
    from dns.resolver import Answer as DnsAnswer

    from hubmail_gui.core.cancel import Cancel

SECONDS = 4.0
# What fits into a packet on every network (the DNS flag day of 2020); longer answers come by TCP.
_PAYLOAD = 1232
# Nobody publishes so many; a hostile zone could.
MOST_RECORDS = 100

T = TypeVar("T")
R = TypeVar("R")


class State(StrEnum):
    """What became of a question."""

    FOUND = "found"
    NONE = "none"  # the name exists, but has no such record
    MISSING = "missing"  # there is no such name
    FAILED = "failed"  # nobody answered, or with a failure


class Answer(NamedTuple, Generic[T]):
    """What the DNS says to one question."""

    state: State
    records: tuple[T, ...] = ()


class Mx(NamedTuple):
    """Who takes a domain's mail (RFC 5321 section 5.1); no host for "nobody" (RFC 7505)."""

    preference: int
    host: str


class Srv(NamedTuple):
    """Where a service is (RFC 2782); no host for "not offered"."""

    priority: int
    weight: int
    port: int
    host: str


class Names:
    """Asks the system's name servers; usable from several threads.

    Args:
        cancel: ends every question at once.
        deadline: by ``clock``; no question lasts longer.
    """

    def __init__(
        self, cancel: Cancel, deadline: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.cancel = cancel
        self._deadline = deadline
        self._clock = clock

    def mx(self, domain: str) -> Answer[Mx]:
        """The mail exchangers, the preferred first."""
        found = self._ask(domain, "MX", lambda one: Mx(one.preference, _host(one.exchange)))
        return found._replace(records=tuple(sorted(found.records)))

    def srv(self, service: str, domain: str) -> Answer[Srv]:
        """The servers of a service such as ``_submission._tcp``, by priority and weight."""
        found = self._ask(
            f"{service}.{domain}",
            "SRV",
            lambda one: Srv(one.priority, one.weight, one.port, _host(one.target)),
        )
        ordered = sorted(found.records, key=lambda one: (one.priority, -one.weight, one))
        return found._replace(records=tuple(ordered))

    def texts(self, name: str) -> Answer[str]:
        """The texts, each with its parts put together (RFC 7208 section 3.3)."""
        return self._ask(name, "TXT", lambda one: b"".join(one.strings).decode("utf-8", "replace"))

    def addresses(self, name: str, kind: str) -> Answer[str]:
        """The addresses of ``kind`` A or AAAA."""
        return self._ask(name, kind, lambda one: str(one.address))

    def pointers(self, address: str) -> Answer[str]:
        """The names that an IP address is said to have."""
        import dns.exception
        import dns.reversename

        try:
            name = dns.reversename.from_address(address).to_text()
        except (dns.exception.DNSException, ValueError):
            return Answer(State.MISSING)
        return self._ask(name, "PTR", lambda one: _host(one.target))

    def _ask(self, name: str, kind: str, read: Callable[[Any], R]) -> Answer[R]:
        seconds = min(SECONDS, self._deadline - self._clock())
        if seconds <= 0:
            return Answer(State.FAILED)
        try:
            state, found = background.call(
                lambda: _answer(name, kind, seconds), seconds + 0.1, self.cancel
            )
        except TimeoutError:
            return Answer(State.FAILED)
        rows = () if found is None or found.rrset is None else tuple(found.rrset)
        return Answer(state, tuple(read(one) for one in rows[:MOST_RECORDS]))


def servers() -> tuple[tuple[str, int], ...]:
    """The addresses and ports of the system's name servers; empty where it has none."""
    import dns.exception
    import dns.resolver

    try:
        resolver = dns.resolver.Resolver()
    except (dns.exception.DNSException, OSError):
        return ()
    return tuple((one, resolver.port) for one in resolver.nameservers if isinstance(one, str))


def _answer(name: str, kind: str, seconds: float) -> tuple[State, DnsAnswer | None]:
    import dns.exception
    import dns.name
    import dns.resolver

    try:
        absolute = dns.name.from_text(name)
    except (dns.exception.DNSException, UnicodeError):  # too long, or an empty label
        return State.MISSING, None
    try:
        resolver = dns.resolver.Resolver()
        resolver.use_edns(0, 0, _PAYLOAD)
        found = resolver.resolve(
            absolute, kind, lifetime=seconds, raise_on_no_answer=False, search=False
        )
    except dns.resolver.NXDOMAIN:
        return State.MISSING, None
    except (dns.exception.DNSException, OSError):
        return State.FAILED, None
    return (State.NONE if found.rrset is None else State.FOUND), found


def _host(name: Any) -> str:  # noqa: ANN401
    return str(name).rstrip(".").lower()
