"""The other side of Microsoft OAuth 2.0: a stand-in for Entra ID, Graph and Exchange's SMTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.demo.microsoft.cloud import StandIn
from hubmail_gui.demo.microsoft.scenarios import SCENARIOS
from hubmail_gui.demo.part import Part
from hubmail_gui.demo.smtp import Mailbox

if TYPE_CHECKING:
    from hubmail_gui.demo.part import Ground


class MicrosoftPart(Part):
    """Identity service and Graph under one address, and an SMTP server that takes their tokens.

    Attributes:
        cloud: the stand-in for the services over HTTPS.
    """

    routes = ("graph", "smtp")
    scenarios = SCENARIOS

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.cloud = self.service = StandIn(ground.context, take=ground.take)
        self.mailbox = Mailbox(ground.context(), ground.take, self.cloud.admits)

    def document(self, route: str) -> dict[str, object]:
        """Settings that meet these servers, ready to test."""
        directory = self.cloud.directory
        return {
            **self._ground.shared(),
            "authentication": {
                "type": "microsoft-oauth2",
                "application_id": directory.application,
                "directory_id": directory.tenant,
                "route": route,
                "cloud": "custom",
                "endpoints": {
                    "authority": self.cloud.origin,
                    "graph": self.cloud.origin,
                    "smtp_host": "localhost",
                    "smtp_port": self.mailbox.port,
                },
                "credential": "secret",
            },
        }

    def secret(self, route: str) -> str:
        """The secret that belongs to them."""
        assert route in self.routes
        return min(self.cloud.directory.secrets)
