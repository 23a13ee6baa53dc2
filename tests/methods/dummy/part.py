"""The dummy's other side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from hubmail_gui.demo import standin
from hubmail_gui.demo.part import Part, Scenario
from hubmail_gui.demo.replies import document
from hubmail_gui.demo.smtp import Mailbox

if TYPE_CHECKING:
    from hubmail_gui.demo.part import Ground
    from hubmail_gui.demo.replies import Reply, Request

KEY, TOKEN = "key-of-the-dummys-house", "token-of-the-dummys-house"
GONE = document({"error": "house_gone", "error_description": "This house is gone."}, 410)


class Desk(standin.StandIn):
    def judged(self, stage: str | None, request: Request, name: str) -> Reply:
        if parse_qs(request.body.decode()).get("key") != [KEY]:
            return document({"error": "wrong_key", "error_description": "Not this key."}, 403)
        return document({"access_token": TOKEN, "expires_in": 600})


class DummyPart(Part):
    routes = ("dummy",)
    scenarios = (
        Scenario("dummy", "The dummy works", "dummy", None),
        Scenario(
            "dummy-gone", "The house is gone", "dummy", "dummy.gone",
            reply=("token", lambda _request: GONE),
        ),
        Scenario(
            "dummy-refused", "The token is refused", "dummy", "smtp.auth.rejected",
            refusal=("AUTH", "535 5.7.8 no"),
        ),
    )  # fmt: skip

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.service = Desk(ground.context, {"token": ("POST", re.compile(r"/([^/]+)/token"))})
        self.mailbox = Mailbox(ground.context(), ground.take, lambda _user, token: token == TOKEN)

    def document(self, route: str) -> dict[str, object]:
        assert self.service is not None
        return {
            **self._ground.shared(),
            "authentication": {
                "type": "dummy",
                "house": "green",
                "desk": self.service.origin,
                "host": "localhost",
                "port": self.mailbox.port,
            },
        }

    def secret(self, route: str) -> str:
        return KEY
