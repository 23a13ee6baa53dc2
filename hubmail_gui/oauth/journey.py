"""The way of one mail with an access token: fetch it, look at it, then SMTP or a mail interface."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import closing
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from hubmail_gui.core import texts
from hubmail_gui.core.cancel import Cancelled
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import Attempt, Claim, Fault, FaultError
from hubmail_gui.core.seen import Seen
from hubmail_gui.core.settings import MethodSettings
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.core.texts import _
from hubmail_gui.delivery import driver
from hubmail_gui.delivery.account import Login, SmtpAccount
from hubmail_gui.delivery.commands import Accepted
from hubmail_gui.delivery.ladder import Ladder
from hubmail_gui.delivery.line import Content, From, To, exchange
from hubmail_gui.delivery.mail import Mail
from hubmail_gui.delivery.web import MOST_PAUSES, Pauses, Web
from hubmail_gui.delivery.web_session import Trust
from hubmail_gui.diagnosis import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hubmail_gui.core.settings import SettingsOf
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.delivery.line import Desk
    from hubmail_gui.delivery.web import Web
    from hubmail_gui.oauth.token import Token, Wallet

# A token is renewed before it ends: the clocks differ, and a mail takes its time.
_SPARE_SECONDS = 120

# Faults of a request that never left: there was no connection to send it over.
_BEFORE_SENDING = ("network.name", "network.refused", "tls.certificate")

A = TypeVar("A", bound=MethodSettings)


def encryption(port: int) -> Encryption:
    """STARTTLS, as providers offer it; TLS from the first byte on its port (RFC 8314)."""
    return Encryption.TLS if port == 465 else Encryption.STARTTLS


class _Held:
    """A token in the hand of a line.

    Attributes:
        ends: when another is needed, by the ladder's clock.
        worked: a mail was taken with it, so if it is refused it is not what it was.
    """

    def __init__(self, token: Token, now: float) -> None:
        self.token = token
        self.ends = now + token.seconds - _SPARE_SECONDS
        self.worked = False


def travel(make: Callable[[Wallet | None], Journey[A]], wallet: Wallet | None) -> Attempt:
    """A whole journey; another, with a new token, where one from before was refused.

    Args:
        make: a journey that has not begun.
        wallet: where a token may be from before; None: each journey fetches its own.
    """
    journey = make(wallet)
    attempt = journey.go()
    if wallet is None or not journey.outlived(attempt.fault):
        return attempt
    wallet.forget()
    return make(wallet).go()


class Journey(ABC, Generic[A]):
    """One sending, with what its steps hand to each other.

    A method says how its token is fetched, and where the mail goes with it.

    Args:
        hidden: the secret, where it might be echoed; a private key is never sent, and hiding its
            parts would only cost time.
        wallet: where a token may be from before, and the next one stays.

    Attributes:
        claims: what is found in the token.
        stale: codes of the method's own that a token from before may be to blame for.
    """

    stale: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        settings: SettingsOf[A],
        plan: Sequence[Step],
        mail: Mail,
        watch: Watch,
        hidden: str | None = None,
        wallet: Wallet | None = None,
    ) -> None:
        self.settings = settings
        self.account = settings.authentication
        self.mail = mail
        self.claims: tuple[Claim, ...] = ()
        self.ladder = Ladder(watch, plan, Mask(hidden))
        self._watch = watch
        self._wallet = wallet
        self._granted: Token | None = None
        self._resumed = False
        self._running = Step.TOKEN

    @abstractmethod
    def fetch(self, web: Web) -> Token:
        """The token, once it is known to be good for these settings; its step is ended here.

        Raises:
            FaultError: there is none, or it must not be shown to anybody.
        """

    @abstractmethod
    def smtp(self) -> tuple[str, int] | None:
        """Host and port of the server that takes the mail; None for the method's interface."""

    @abstractmethod
    def hand_over(self, granted: Token, web: Web) -> str:
        """Give the mail to the method's own interface, and return its words of acceptance.

        Raises:
            FaultError: it was not taken.
        """

    def go(self) -> Attempt:
        """All steps, in their order; whatever is answered is in the attempt."""
        with self.ladder:
            self._travel()
        attempt = self.ladder.attempt()._replace(claims=self.claims)
        if attempt.fault is None and self._wallet and self._granted and not self._resumed:
            self._wallet.put(self._granted)
        return attempt

    def outlived(self, fault: Fault | None) -> bool:
        """Whether a token from before may be why it failed."""
        if fault is None or not self._resumed:
            return False
        return fault.code in self.stale or fault.code.startswith("smtp.auth.")

    def serve(self, desk: Desk) -> None:
        """Hold a line: one token and one connection for mail after mail.

        Raises:
            FaultError: it could not be opened, or it broke.
        """
        with self.ladder:
            self._hold(desk)
        if fault := self.ladder.attempt().fault:
            raise FaultError(fault)

    def begin(self, step: Step) -> None:
        """The step starts now, unless it runs already."""
        self._running = step
        self.ladder.begin(step)

    # ------------------------------------------------------------ private

    def _travel(self) -> None:
        server = self.smtp()
        try:
            with closing(self._web()) as web:
                granted = self._granted = self._token(web)
                self.ladder.see(Seen.TOKEN_ISSUED)
                if server is None:
                    self.begin(Step.SEND)
                    reply = self._hand_over(granted, web)
                    self.ladder.done(Step.SEND, reply)
                    self.ladder.accepted(Accepted(reply, {}))
                    return
        except FaultError as error:
            self._say_why(error.fault)
            raise
        self._send_by_smtp(granted, *server)

    def _hand_over(self, granted: Token, web: Web) -> str:
        try:
            return self.hand_over(granted, web)
        except FaultError as error:
            # Without a connection nothing left; else the mail may have, whatever came back.
            if not error.fault.params.get("cause", error.fault.code).startswith(_BEFORE_SENDING):
                self.ladder.see(Seen.DATA_SENT)
            raise
        except Cancelled:
            self.ladder.see(Seen.DATA_SENT)
            raise

    def _token(self, web: Web) -> Token:
        """One from before, or a new one."""
        kept = self._wallet.get() if self._wallet else None
        if kept is None:
            return self.fetch(web)
        self._resumed = True
        self.ladder.hide(kept.value)
        self.ladder.done(Step.TOKEN, kept.validity())
        return kept

    def _hold(self, desk: Desk) -> None:
        with closing(self._web(most_pauses=0)) as web:
            granted = self.fetch(web)
            server = self.smtp()
            if server is None:
                self._serve_interface(desk, web, granted)
        if server is not None:
            account = self._mail_server(granted, *server)
            driver.serve(account, self.ladder, exchange(desk, self.ladder))

    def _serve_interface(self, desk: Desk, web: Web, granted: Token) -> None:
        """Requests for an interface that takes a mail whole: all is answered at its end."""
        held = _Held(granted, self.ladder.clock())
        sender = ""
        recipients: list[str] = []
        while (request := desk.take()) is not None:
            self.ladder.renew(desk.seconds)
            web.renew(self.ladder.deadline, self.ladder.transcript)
            if isinstance(request, From):
                sender, recipients = request.sender, []
            elif isinstance(request, To):
                recipients.append(request.address)
            elif isinstance(request, Content):
                self.mail = Mail(sender, tuple(recipients), request.content, "")
                held, answer = self._delivered(held, web)
                desk.answer(answer)
                continue
            desk.answer("")

    def _delivered(self, held: _Held, web: Web) -> tuple[_Held, str | Fault]:
        """The mail handed over, with another token where this one ends or was taken back."""
        if self.ladder.clock() >= held.ends:
            held = _Held(self.fetch(web), self.ladder.clock())
        answer = self._handed_over(held.token, web)
        if isinstance(answer, Fault) and answer.code in self.stale and held.worked:
            held = _Held(self.fetch(web), self.ladder.clock())
            answer = self._handed_over(held.token, web)
        if not isinstance(answer, Fault):
            held.worked = True
        return held, answer

    def _handed_over(self, granted: Token, web: Web) -> str | Fault:
        try:
            return self.hand_over(granted, web)
        except FaultError as error:
            reply = error.fault.reply
            masked = None if reply is None else self.ladder.transcript.masked(reply)
            return error.fault._replace(reply=masked)

    def _web(self, most_pauses: int | None = None) -> Web:
        # requests takes 0.25 s to load: only once a token is really fetched.
        self.begin(Step.TOKEN)
        trust = Trust(self.settings.ca_certificates, self.settings.pinned_sha256)
        ladder = self.ladder
        pauses = Pauses(self._told_to_wait)
        most = MOST_PAUSES if most_pauses is None else most_pauses
        limits = (ladder.cancel, ladder.deadline, ladder.transcript)
        return Web(trust, *limits, pauses, ladder.clock, most)

    def _send_by_smtp(self, granted: Token, host: str, port: int) -> None:
        driver.submit(self._mail_server(granted, host, port), self.mail, self.ladder)

    def _mail_server(self, granted: Token, host: str, port: int) -> SmtpAccount:
        return SmtpAccount(
            host=host,
            port=port,
            encryption=encryption(port),
            login=Login(self.settings.sender, granted.value, token=True),
            ehlo_name=self.settings.ehlo_name,
            ca_certificates=self.settings.ca_certificates,
            pinned_sha256=self.settings.pinned_sha256,
        )

    def _told_to_wait(self, seconds: float) -> None:
        detail = _("waiting {seconds} s, as the service asks").format(seconds=round(seconds))
        self._watch.stepped(StepReport(self._running, StepState.RUNNING, detail=detail))

    def _say_why(self, fault: Fault) -> None:
        """The step's own line where nobody answered: the service's code does not say it."""
        cause = fault.params.get("cause")
        if cause is None:
            return
        self.ladder.fail(catalogue.words(cause, texts.language(), fault.params).title)
