"""How a mail arrived, as the receiving side wrote it into the header.

Every server that takes a mail puts its own lines on top and leaves the rest as it was: read from
the top, the first lines are the receiver's, and what stands below may be anybody's. So each
question is answered by the topmost line that can answer it; an answer that stands below the first
server's own ``Received`` line was in the mail before anybody received it, and counts for nothing.

The parts: the header as fields, the hops (``Received``), what the receiver checked
(``Authentication-Results``), and what its spam filter said. Nothing here asks the network.
"""

from __future__ import annotations

from typing import NamedTuple

from hubmail_gui.diagnosis.arrival.checks import Checks, checks_of
from hubmail_gui.diagnosis.arrival.header import Header, header_of
from hubmail_gui.diagnosis.arrival.hops import Hop, hops_of, moment
from hubmail_gui.diagnosis.arrival.spam import Spam, spam_of

__all__ = ["Arrival", "Checks", "Hop", "Spam", "read"]


class Arrival(NamedTuple):
    """What the header of a mail says about its way.

    Attributes:
        message_id: its Message-ID with angle brackets; empty when there is none.
        header: all of its fields.
        hops: one for each Received line, in the order of travel.
        after_seconds: from the mail's Date to the last hop; None when either is not told.
        checks: SPF, DKIM and DMARC in the receiver's words.
        spam: the verdict of the receiver's filter; None when it left none.
    """

    message_id: str
    header: Header
    hops: tuple[Hop, ...]
    after_seconds: float | None
    checks: Checks
    spam: Spam | None


def read(source: bytes) -> Arrival:
    """Read the source of a mail, or its header alone.

    Args:
        source: the mail as it lies in the mailbox; no more than its header is looked at.
    """
    header = header_of(source)
    hops = hops_of(header)
    sent = moment(header.first("date"))
    arrived = next((hop.at for hop in reversed(hops) if hop.at is not None), None)
    return Arrival(
        message_id=header.first("message-id"),
        header=header,
        hops=hops,
        after_seconds=(arrived - sent).total_seconds() if arrived and sent else None,
        checks=checks_of(header),
        spam=spam_of(header),
    )
