"""The way of one mail with Microsoft OAuth 2.0: a token, a look at it, then Graph or SMTP."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from hubmail_gui.core import texts
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Attempt, Claim, Fault, FaultError
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.core.texts import _
from hubmail_gui.delivery.account import Login, SmtpAccount
from hubmail_gui.delivery.commands import Accepted
from hubmail_gui.delivery.ladder import Ladder
from hubmail_gui.delivery.masking import Mask
from hubmail_gui.methods.microsoft import METHOD, claims, clouds, graph, token
from hubmail_gui.methods.microsoft.claims import ROLES, expected
from hubmail_gui.methods.microsoft.settings import Credential, Route

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.delivery.mail import Mail
    from hubmail_gui.delivery.web import Web
    from hubmail_gui.methods.microsoft.clouds import Addresses
    from hubmail_gui.methods.microsoft.token import Token


def send(settings: MailSettings, secret: str | None, mail: Mail, watch: Watch) -> Attempt:
    """Send ``mail`` as the application; whatever Microsoft answers is in the attempt."""
    journey = _Journey(settings, secret or "", mail, watch)
    with journey.ladder:
        journey.travel()
    return journey.ladder.attempt()._replace(claims=journey.claims)


def encryption(port: int) -> Encryption:
    """STARTTLS, as Exchange Online offers it; TLS from the first byte on its port (RFC 8314)."""
    return Encryption.TLS if port == 465 else Encryption.STARTTLS


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
        self.running = Step.TOKEN

    def travel(self) -> None:
        """All steps, in their order.

        Raises:
            FaultError: one of them failed, and why.
            Cancelled: stopping was asked for.
        """
        try:
            with closing(self._web()) as web:
                granted = self._token(web)
                if self.account.route is Route.GRAPH:
                    self._send_by_graph(granted, web)
                    return
        except FaultError as error:
            self._say_why(error.fault)
            raise
        self._send_by_smtp(granted)

    def _web(self) -> Web:
        # requests takes 0.25 s to load: only once a token is really fetched.
        self._begin(Step.TOKEN)
        from hubmail_gui.delivery.web import Pauses, Web
        from hubmail_gui.delivery.web_session import Trust

        trust = Trust(self.settings.ca_certificates, self.settings.pinned_sha256)
        ladder = self.ladder
        pauses = Pauses(self._told_to_wait)
        return Web(trust, ladder.cancel, ladder.deadline, ladder.transcript, pauses, ladder.clock)

    def _token(self, web: Web) -> Token:
        """The token and permission steps: a token, and what it says, before anybody is shown it."""
        granted = token.fetch(self.account, self.secret, self.where, web, self.ladder.hide)
        minutes = _("valid for {minutes} minutes").format(minutes=granted.seconds // 60)
        if self.account.route is Route.GRAPH:
            self.ladder.done(Step.TOKEN, minutes)
            self._begin(Step.PERMISSION)
            self.ladder.done(Step.PERMISSION, self._look_at(granted, web))
        else:
            self._look_at(granted, web)
            self.ladder.done(Step.TOKEN, minutes)
        return granted

    def _look_at(self, granted: Token, web: Web) -> str:
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

    def _send_by_graph(self, granted: Token, web: Web) -> None:
        self._begin(Step.SEND)
        answer = graph.send(self.where.graph, granted.value, self.settings.sender, self.mail, web)
        reply = f"HTTP {answer.status}"
        if request_id := answer.headers.get("request-id"):
            reply += f", request-id {request_id}"
        self.ladder.done(Step.SEND, reply)
        self.ladder.accepted(Accepted(reply, {}))

    def _send_by_smtp(self, granted: Token) -> None:
        from hubmail_gui.delivery import driver

        account = SmtpAccount(
            host=self.where.smtp_host,
            port=self.where.smtp_port,
            encryption=encryption(self.where.smtp_port),
            login=Login(self.settings.sender, granted.value, token=True),
            ehlo_name=self.settings.ehlo_name,
            ca_certificates=self.settings.ca_certificates,
            pinned_sha256=self.settings.pinned_sha256,
        )
        driver.submit(account, self.mail, self.ladder)

    def _begin(self, step: Step) -> None:
        self.running = step
        self.ladder.begin(step)

    def _told_to_wait(self, seconds: float) -> None:
        detail = _("waiting {seconds} s, as the service asks").format(seconds=round(seconds))
        self.watch.stepped(StepReport(self.running, StepState.RUNNING, detail=detail))

    def _say_why(self, fault: Fault) -> None:
        """The step's own line where nobody answered: the service's code does not say it."""
        cause = fault.params.get("cause")
        if cause is None:
            return
        from hubmail_gui.diagnosis import catalogue

        self.ladder.fail(catalogue.words(cause, texts.language(), fault.params).title)
