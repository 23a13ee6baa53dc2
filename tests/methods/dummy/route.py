"""The dummy's way: a key for a token, then what every method with a token does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core import letters
from hubmail_gui.core.facts import CloudFact
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.steps import Step
from hubmail_gui.oauth import token
from hubmail_gui.oauth.answers import cloud_fault, unanswered
from hubmail_gui.oauth.journey import Journey
from tests.methods.dummy import METHOD, Settings
from tests.methods.dummy.settings import DummySettings

if TYPE_CHECKING:
    from hubmail_gui.core.letters import Letter
    from hubmail_gui.core.outcome import Attempt
    from hubmail_gui.core.schema import Document
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.delivery.mail import Mail
    from hubmail_gui.delivery.web import Web
    from hubmail_gui.oauth.token import Token


def send(settings: Settings, secret: str | None, mail: Mail, watch: Watch) -> Attempt:
    return DummyJourney(settings, secret or "", mail, watch).go()


def letter(document: Document, _secret: str | None = None) -> Letter:
    return letters.fill("dummy", {"house": letters.values(document).get("house", "<house>")})


class DummyJourney(Journey[DummySettings]):
    def __init__(self, settings: Settings, key: str, mail: Mail, watch: Watch) -> None:
        super().__init__(settings, METHOD.plan(settings), mail, watch, key)
        self._key = key

    def smtp(self) -> tuple[str, int]:
        return self.account.host, self.account.port

    def fetch(self, web: Web) -> Token:
        url = f"{self.account.desk}/{self.account.house}/token"
        try:
            answer = web.request("POST", url, headers={}, form={"key": self._key})
        except FaultError as error:
            known = {"unreachable": "dummy.away", "not_http": "dummy.away"}
            raise FaultError(unanswered(error.fault, **known)) from None
        granted = token.granted(answer)
        if granted is None:
            fact = CloudFact("dummy-token", answer.status, answer.headers, answer.text)
            raise FaultError(cloud_fault(fact, {"host": self.account.desk}))
        self.ladder.hide(granted.value)
        self.ladder.done(Step.TOKEN, granted.validity())
        return granted

    def hand_over(self, granted: Token, web: Web) -> str:
        raise NotImplementedError
