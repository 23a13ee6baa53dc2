"""What in a mail's way deserves a word: warnings of the catalogue, the gravest first.

A mail that arrived is no failure, whatever its header says. Only what harms the next mails is
told: checks that did not pass, a filter that sorts out, hops that anybody could read, clocks and
queues. What passed needs no sentence.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from hubmail_gui.core.outcome import Fault
from hubmail_gui.diagnosis.arrival.checks import Checks, related

if TYPE_CHECKING:
    from hubmail_gui.diagnosis.arrival import Arrival
    from hubmail_gui.diagnosis.arrival.hops import Hop

# A server that takes longer has put the mail into a queue; two clocks rarely agree to the second.
_DELAY_SECONDS = 120
_SKEW_SECONDS = -5

_NOT_PASSED = frozenset({"fail", "hardfail", "softfail", "permerror"})


def findings(arrival: Arrival, sender: str) -> tuple[Fault, ...]:
    """The warnings that the header gives rise to.

    Args:
        arrival: what was read.
        sender: the address that the mail was sent from.
    """
    domain = sender.rpartition("@")[2].lower()
    return (
        *_of_filter(arrival, sender),
        *_of_checks(arrival.checks, domain),
        *_of_hops(arrival.hops),
    )


def _of_filter(arrival: Arrival, sender: str) -> Iterator[Fault]:
    if arrival.spam is not None and arrival.spam.spam:
        yield Fault("arrival.spam", params={"sender": sender})


def _of_checks(checks: Checks, domain: str) -> Iterator[Fault]:
    asked = checks.spf_domain or domain
    author = checks.from_domain or domain
    if checks.dmarc == "fail":
        elsewhere = checks.spf == "pass" and not related(asked, author)
        code = "arrival.dmarc_unaligned" if elsewhere else "arrival.dmarc_failed"
        yield Fault(code, params={"domain": author, "presented": asked})
    if checks.spf in _NOT_PASSED:
        yield Fault("arrival.spf_failed", params={"domain": asked})
    elif checks.spf == "none":
        yield Fault("arrival.spf_none", params={"domain": asked})
    if checks.dkim in _NOT_PASSED:
        yield Fault("arrival.dkim_failed", params={"domain": author})


def _of_hops(hops: tuple[Hop, ...]) -> Iterator[Fault]:
    for hop in hops:
        if hop.tls is False and _public(hop):
            yield Fault("arrival.not_encrypted", params=_named(hop))
            break  # one sentence is enough: the hops themselves are shown as well
    for _before, hop in pairwise(hops):
        if hop.delay is not None and hop.delay > _DELAY_SECONDS:
            yield Fault("arrival.delayed", params={**_named(hop), "seconds": f"{hop.delay:.0f}"})
        elif hop.delay is not None and hop.delay < _SKEW_SECONDS:
            yield Fault("arrival.clock", params=_named(hop))


def _named(hop: Hop) -> dict[str, str]:
    return {"host": hop.receiver} if hop.receiver else {}


def _public(hop: Hop) -> bool:
    """Whether a hop goes from one organisation to another, where others may listen."""
    if hop.sender is None or hop.receiver is None or related(hop.sender, hop.receiver):
        return False
    return not (_local(hop.sender) or _local(hop.receiver))


def _local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private  # loopback and link-local among them
    except ValueError:
        return "." not in host
