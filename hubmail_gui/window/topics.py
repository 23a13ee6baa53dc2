"""Where in the help something is explained."""

from __future__ import annotations

from typing import NamedTuple


class Topic(NamedTuple):
    """A place in the help.

    Attributes:
        page: the name of its file.
        heading: as the English page has it; every language has the same ones in the same order.
            Empty for the page's beginning.
    """

    page: str
    heading: str = ""


_LATER = "10-looking-after.md"

SECRET = Topic(_LATER, "Replace a password or a client secret")
CERTIFICATE = Topic(_LATER, "Replace a certificate")
WATCH = Topic(_LATER, "Try again until it works")
RESTORE = Topic(_LATER, "Go back to what worked")
DOMAIN = Topic(_LATER, "The sender's domain")
SCOPE = Topic(_LATER, "Prove the limits of an application")
FIREWALL = Topic(_LATER, "A note for the firewall")
BUNDLE = Topic(_LATER, "A file for support")
CALENDAR = Topic(_LATER, "An entry for the calendar")
ARRIVAL = Topic(_LATER, "Did the mail arrive?")
HISTORY = Topic(_LATER, "What has changed?")
EXPLAIN = Topic(_LATER, "What does this message mean?")
