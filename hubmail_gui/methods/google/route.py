"""The way of one mail with Google Workspace: a token for the sender, then SMTP or the Gmail API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core.steps import Step
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery.mail import Mail
from hubmail_gui.methods.google import METHOD, gmail, token
from hubmail_gui.methods.google.addresses import addresses
from hubmail_gui.methods.google.settings import GoogleSettings, Route
from hubmail_gui.oauth.journey import Journey, travel

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Attempt
    from hubmail_gui.core.settings import SettingsOf
    from hubmail_gui.delivery.line import Desk, Hold
    from hubmail_gui.delivery.web import Web
    from hubmail_gui.oauth.token import Token, Wallet


def send(
    settings: SettingsOf[GoogleSettings],
    secret: str | None,
    mail: Mail,
    watch: Watch,
    wallet: Wallet | None = None,
) -> Attempt:
    """Send ``mail`` as the sender; whatever Google answers is in the attempt."""
    return travel(lambda kept: _Journey(settings, secret or "", mail, watch, kept), wallet)


def line(settings: SettingsOf[GoogleSettings], secret: str | None) -> Hold:
    """What a line to the route of these settings does in its thread."""

    def hold(desk: Desk) -> None:
        watch = Watch(cancel=desk.cancel, seconds=desk.seconds)
        _Journey(settings, secret or "", Mail("", (), b"", ""), watch).serve(desk)

    return hold


class _Journey(Journey[GoogleSettings]):
    stale = frozenset({"google.refused", "google.scope"})

    def __init__(
        self,
        settings: SettingsOf[GoogleSettings],
        secret: str,
        mail: Mail,
        watch: Watch,
        wallet: Wallet | None = None,
    ) -> None:
        super().__init__(settings, METHOD.plan(settings), mail, watch, wallet=wallet)
        self.where = addresses(self.account)
        self._secret = secret

    def smtp(self) -> tuple[str, int] | None:
        if self.account.route is Route.GMAIL:
            return None
        return self.where.smtp_host, self.where.smtp_port

    def fetch(self, web: Web) -> Token:
        account = token.account_of(self._secret)
        # Both are public, and what an administrator needs to find the account.
        self.ladder.known["account"] = account.email
        if account.client_id:
            self.ladder.known["client"] = account.client_id
        granted = token.fetch(account, self.settings.sender, self.where, web, self.ladder.hide)
        self.ladder.done(Step.TOKEN, granted.validity())
        return granted

    def hand_over(self, granted: Token, web: Web) -> str:
        return gmail.send(self.where.gmail, granted, self.settings.sender, self.mail, web)
