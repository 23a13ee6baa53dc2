"""The way of one mail with Microsoft OAuth 2.0: a token, a look at it, then Graph or SMTP."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from hubmail_gui.core.outcome import Attempt, Claim, Fault, FaultError
from hubmail_gui.core.steps import Step
from hubmail_gui.core.texts import _
from hubmail_gui.delivery.account import Login, SmtpAccount
from hubmail_gui.delivery.commands import Accepted
from hubmail_gui.delivery.ladder import Ladder
from hubmail_gui.delivery.masking import Mask
from hubmail_gui.methods.microsoft import METHOD, claims, clouds, graph, token
from hubmail_gui.methods.microsoft.settings import Credential, Route

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.delivery.message import Mail
    from hubmail_gui.delivery.web import Web
    from hubmail_gui.methods.microsoft.clouds import Addresses
    from hubmail_gui.methods.microsoft.token import Token

ROLES = {Route.GRAPH: "Mail.Send", Route.SMTP: "SMTP.SendAsApp"}


def send(settings: MailSettings, secret: str | None, mail: Mail, watch: Watch) -> Attempt:
    """Send ``mail`` as the application; whatever Microsoft answers is in the attempt."""
    journey = _Journey(settings, secret or "", mail, watch)
    with journey.ladder:
        journey.travel()
    return replace(journey.ladder.attempt(), claims=journey.claims)


class _Journey:
    """One sending, with what its steps hand to each other."""

    def __init__(self, settings: MailSettings, secret: str, mail: Mail, watch: Watch) -> None:
        self.settings = settings
        self.account = settings.authentication
        self.where: Addresses = clouds.addresses(self.account)
        self.secret = secret
        self.mail = mail
        self.watch = watch
        self.claims: tuple[Claim, ...] = ()
        # A private key is never sent, and hiding its parts would only cost time.
        hidden = secret if self.account.credential is Credential.SECRET else None
        self.ladder = Ladder(watch, METHOD.plan(settings), Mask(hidden))

    def travel(self) -> None:
        """All steps, in their order."""
        self.ladder.begin(Step.TOKEN)
        with closing(self._web()) as web:
            granted = token.fetch(self.account, self.secret, self.where, web)
            self.ladder.done(
                Step.TOKEN, _("valid for {minutes} minutes").format(minutes=granted.seconds // 60)
            )
            self._look_at(granted, web)
            if self.account.route is Route.GRAPH:
                self._send_by_graph(granted, web)
                return
        self._send_by_smtp(granted)

    def _web(self) -> Web:
        # requests takes 0.25 s to load: only once a token is really fetched.
        from hubmail_gui.delivery.web import Web
        from hubmail_gui.delivery.web_session import Trust

        trust = Trust(self.settings.ca_certificates, self.settings.pinned_sha256)
        deadline = time.monotonic() + self.watch.seconds
        return Web(trust, self.watch.cancel, deadline, self.ladder.transcript)

    def _look_at(self, granted: Token, web: Web) -> None:
        """The permission step: what the token says, before it is shown to anybody."""
        graph_route = self.account.route is Route.GRAPH
        if graph_route:
            self.ladder.begin(Step.PERMISSION)
        reading = claims.read(granted.value, self._expected(web))
        self.claims = reading.claims
        if reading.foreign:
            raise FaultError(self._foreign(reading))
        role = ROLES[self.account.route]
        if reading.role_missing:
            params = {"permission": role, "application": self.account.application_id}
            self.ladder.warnings.append(Fault("oauth.role_missing", params=params))
        if graph_route:
            missing = _("{permission} is not in the token")
            found = _("{permission} granted")
            text = missing if reading.role_missing else found
            detail = text.format(permission=role) if reading.claims else _("token not readable")
            self.ladder.done(Step.PERMISSION, detail)

    def _expected(self, web: Web) -> claims.Expected:
        resource = self.where.scope.removesuffix("/.default").rstrip("/").lower()
        if self.account.route is Route.GRAPH:
            known = {self.where.graph, *clouds.graph_origins(), claims.GRAPH_ID}
        else:
            known = {
                "https://outlook.office365.com",
                "https://outlook.office.com",
                claims.EXCHANGE_ID,
            }
        return claims.Expected(
            audiences=frozenset({resource, *known}),
            directory_id=self.account.directory_id,
            application_id=self.account.application_id,
            role=ROLES[self.account.route],
            clock_offset=web.clock_offset,
        )

    def _foreign(self, reading: claims.Reading) -> Fault:
        """The token is for another resource or directory: nobody is shown it."""
        value = next(claim.value for claim in reading.claims if claim.name == reading.foreign)
        graph_route = self.account.route is Route.GRAPH
        code = "graph.token_rejected" if graph_route else "oauth.scope"
        field = "directory_id" if reading.foreign == "tenant" else "cloud"
        params = {"resource": value, "tenant": self.account.directory_id}
        return Fault(code, False, f"{reading.foreign}: {value}", params, field)

    def _send_by_graph(self, granted: Token, web: Web) -> None:
        self.ladder.begin(Step.SEND)
        mail = replace(self.mail, sender=self.settings.sender)
        answer = graph.send(self.where.graph, granted.value, mail, web)
        reply = f"HTTP {answer.status}"
        if request_id := answer.headers.get("request-id"):
            reply += f", request-id {request_id}"
        self.ladder.done(Step.SEND, reply)
        self.ladder.accepted(Accepted(reply, {}))

    def _send_by_smtp(self, granted: Token) -> None:
        from hubmail_gui.core.encryption import Encryption
        from hubmail_gui.delivery import driver

        account = SmtpAccount(
            host=self.where.smtp_host,
            port=self.where.smtp_port,
            encryption=Encryption.TLS if self.where.smtp_port == 465 else Encryption.STARTTLS,
            login=Login(self.settings.sender, granted.value, token=True),
            ehlo_name=self.settings.ehlo_name,
            ca_certificates=self.settings.ca_certificates,
            pinned_sha256=self.settings.pinned_sha256,
        )
        driver.submit(account, self.mail, self.ladder)
