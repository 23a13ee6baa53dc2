"""The way of one mail with Microsoft OAuth 2.0: a token, a look at it, then Graph or SMTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core.outcome import Attempt, Claim, Fault, FaultError
from hubmail_gui.core.seen import Seen
from hubmail_gui.core.steps import Step
from hubmail_gui.core.texts import _
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery.mail import Mail
from hubmail_gui.methods.microsoft import METHOD, claims, clouds, graph, token
from hubmail_gui.methods.microsoft.claims import ROLES, expected
from hubmail_gui.methods.microsoft.settings import Credential, MicrosoftSettings, Route
from hubmail_gui.oauth.journey import Journey, travel

if TYPE_CHECKING:
    from hubmail_gui.core.settings import SettingsOf
    from hubmail_gui.delivery.line import Desk, Hold
    from hubmail_gui.delivery.web import Web
    from hubmail_gui.methods.microsoft.clouds import Addresses
    from hubmail_gui.methods.microsoft.token import DirectoryToken
    from hubmail_gui.oauth.token import Token, Wallet


def send(
    settings: SettingsOf[MicrosoftSettings],
    secret: str | None,
    mail: Mail,
    watch: Watch,
    wallet: Wallet | None = None,
) -> Attempt:
    """Send ``mail`` as the application; whatever Microsoft answers is in the attempt."""
    return travel(lambda kept: _Journey(settings, secret or "", mail, watch, kept), wallet)


def line(settings: SettingsOf[MicrosoftSettings], secret: str | None) -> Hold:
    """What a line to the route of these settings does in its thread."""

    def hold(desk: Desk) -> None:
        watch = Watch(cancel=desk.cancel, seconds=desk.seconds)
        _Journey(settings, secret or "", Mail("", (), b"", ""), watch).serve(desk)

    return hold


class _Journey(Journey[MicrosoftSettings]):
    # The roles stand in the token: one that was fetched before they were granted lacks them.
    stale = frozenset(
        {"graph.token_rejected", "graph.permission_missing", "graph.large_mail_permission"}
    )

    def __init__(
        self,
        settings: SettingsOf[MicrosoftSettings],
        secret: str,
        mail: Mail,
        watch: Watch,
        wallet: Wallet | None = None,
    ) -> None:
        hidden = secret if settings.authentication.credential is Credential.SECRET else None
        super().__init__(settings, METHOD.plan(settings), mail, watch, hidden, wallet)
        self.where: Addresses = clouds.addresses(self.account)
        self._secret = secret

    def smtp(self) -> tuple[str, int] | None:
        if self.account.route is Route.GRAPH:
            return None
        return self.where.smtp_host, self.where.smtp_port

    def fetch(self, web: Web) -> Token:
        """A token, and what it says, before anybody is shown it."""
        granted = token.fetch(self.account, self._secret, self.where, web, self.ladder.hide)
        self.ladder.see(Seen.TOKEN_ISSUED)
        if self.account.route is Route.GRAPH:
            self.ladder.done(Step.TOKEN, granted.validity())
            self.begin(Step.PERMISSION)
            self.ladder.done(Step.PERMISSION, self._look_at(granted, web))
        else:
            self._look_at(granted, web)
            self.ladder.done(Step.TOKEN, granted.validity())
        return granted

    def hand_over(self, granted: Token, web: Web) -> str:
        where, sender = self.where.graph, self.settings.sender
        answer = graph.send(where, granted.value, sender, self.mail, web, self.ladder.hide)
        request_id = answer.headers.get("request-id")
        return f"HTTP {answer.status}" + (f", request-id {request_id}" if request_id else "")

    def _look_at(self, granted: DirectoryToken, web: Web) -> str:
        """Check the claims; one line about the permission, for people."""
        want = expected(self.account, self.where, granted.directory, web.clock_offset)
        reading = claims.read(granted.value, want)
        self.claims = reading.claims
        if reading.foreign:
            raise FaultError(self._foreign(reading.foreign))
        role = ROLES[self.account.route]
        if not reading.claims:
            return _("token not readable")
        if not reading.role_missing:
            return _("{permission} granted").format(permission=role)
        params = {"permission": role, "application": self.account.application_id}
        self.ladder.warnings.append(Fault("oauth.role_missing", params=params))
        return _("{permission} is not in the token").format(permission=role)

    def _foreign(self, claim: Claim) -> Fault:
        """The token is for another resource or directory: nobody is shown it."""
        tenant = claim.name == "tenant"
        if self.account.route is Route.GRAPH:
            code = "graph.token_rejected"
        else:
            code = "oauth.not_an_authority" if tenant else "oauth.scope"
        params = {"host": self.where.authority.removeprefix("https://"), "resource": claim.value}
        words = f"{'tid' if tenant else 'aud'}: {claim.value}"
        return Fault(code, False, words, params, "directory_id" if tenant else "cloud")
