"""The other side of Google Workspace: a stand-in for the token service, the Gmail API and its SMTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.demo.google.cloud import SMTP_SCOPE, StandIn
from hubmail_gui.demo.google.scenarios import SCENARIOS
from hubmail_gui.demo.part import SENDER, Part
from hubmail_gui.demo.smtp import Mailbox, Manner

if TYPE_CHECKING:
    from hubmail_gui.demo.part import Ground


class GooglePart(Part):
    """Token service and Gmail API under one address, and an SMTP server that takes their tokens.

    Attributes:
        cloud: the stand-in for the services over HTTPS.
    """

    routes = ("smtp", "gmail")
    scenarios = SCENARIOS

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.cloud = self.service = StandIn(ground.context, {SENDER}, ground.take)
        self.mailbox = Mailbox(ground.context(), ground.take, self.cloud.admits, Manner.EXPLAINED)
        self.mailbox.scope = SMTP_SCOPE

    def document(self, route: str) -> dict[str, object]:
        """Settings that meet these servers, ready to test."""
        return {
            **self._ground.shared(),
            "authentication": {
                "type": "google-workspace",
                "route": route,
                "endpoints": {
                    "token": self.cloud.origin,
                    "gmail": self.cloud.origin,
                    "smtp_host": "localhost",
                    "smtp_port": self.mailbox.port,
                },
            },
        }

    def secret(self, route: str) -> str:
        """The key file that belongs to them."""
        assert route in self.routes
        return self.cloud.key_file()
