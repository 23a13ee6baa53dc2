"""Servers that are looked at while one types, and what is offered of them."""

from __future__ import annotations

from hubmail_gui.window.widgets.link_row import LinkRow
from tests.gui.driving import Driver
from tests.servers.certificates import Issued, Wish, issue, root

# An address of loopback's that nothing else here listens at.
ADDRESS, PORT = "127.0.8.7", 2525
LOOKED = {"EHLO", "STARTTLS", "QUIT"}


def own() -> Issued:
    """The certificate of a server whose authority nobody knows."""
    return issue(root("Own Root"), Wish(names=(ADDRESS,), common_name=ADDRESS))


def offered(driver: Driver, words: str = "Choose one: it fills the form.") -> LinkRow:
    """The first offer, once all are there."""
    driver.wait_for_words(words)
    # Qt shows what was put into a layout in a later turn of its loop.
    driver.wait_until(lambda: bool(driver.visible(LinkRow)))
    return driver.visible(LinkRow)[0]
