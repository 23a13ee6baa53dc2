"""The SMTP conversation that submits one mail (RFC 5321, RFC 6409), without socket or clock.

Generators that yield what they want done (``hubmail_gui.delivery.commands``) and are sent the
answers. Every reply of every server can so be played to them, and cancelling, limits, timing and
the transcript are the driver's alone.
"""

from __future__ import annotations

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.facts import ReplyFact, Stage
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.steps import Step
from hubmail_gui.core.texts import _
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.delivery.authentication import authenticate
from hubmail_gui.delivery.commands import (
    Accepted,
    Begin,
    Dialogue,
    Done,
    Encrypt,
    Receive,
    Refused,
    RefusedError,
    Send,
)
from hubmail_gui.delivery.ehlo import Features, read_features
from hubmail_gui.delivery.mail import Mail, needs_utf8, path
from hubmail_gui.delivery.reply import Reply


class Session:
    """What the conversation has come to so far."""

    def __init__(self, account: SmtpAccount, name: str) -> None:
        self.account = account
        self.name = name
        self.greeting = ""
        self.encrypted = False
        self.logged_in = False
        self.features = Features()

    def refusal(
        self, stage: Stage, reply: Reply, *, early: bool = False, **params: str
    ) -> RefusedError:
        """The fact of a negative reply, with what was known when it came."""
        fact = ReplyFact(
            stage,
            reply.code,
            reply.enhanced,
            reply.words,
            early=early,
            login=self.account.login is not None,
            starttls_offered=self.features.has("STARTTLS"),
            encrypted=self.encrypted,
            auth_offered=self.features.has("AUTH"),
            password_sent=stage is Stage.AUTH and not early,
            logged_in=self.logged_in,
        )
        return RefusedError(fact, reply, params)

    def no_entry(self, reply: Reply, early: bool) -> RefusedError:
        """The refusal of a login; ``early`` when nothing secret had been sent."""
        return self.refusal(Stage.AUTH, reply, early=early)


def submit(account: SmtpAccount, mail: Mail, name: str) -> Dialogue[Accepted]:
    """Submit ``mail`` on a fresh connection, introduced by ``name``; the driver says QUIT.

    Raises:
        RefusedError: the server refused something.
        FaultError: what was asked for cannot be had, or the server broke the protocol.
    """
    session = Session(account, name)
    yield from enter(session)
    if account.login is not None:
        yield from authenticate(account, account.login, session.features, session.no_entry)
        session.logged_in = True
    return (yield from _send(session, mail))


def look(account: SmtpAccount, name: str) -> Dialogue[Features]:
    """Enter as :func:`submit` does and see what is offered, without a login and without a mail.

    Raises:
        RefusedError: the server refused something.
        FaultError: the encryption cannot be had, or the server broke the protocol.
    """
    session = Session(account, name)
    yield from enter(session)
    return session.features


def enter(session: Session) -> Dialogue[None]:
    """The greeting and the encryption that the account asks for, in their order."""
    if session.account.encryption is Encryption.TLS:
        yield from _encrypt(session)
    yield from _greet(session)
    if session.account.encryption is Encryption.STARTTLS:
        yield from _starttls(session)


def _encrypt(session: Session) -> Dialogue[None]:
    detail: str = yield Encrypt(Step.ENCRYPT)
    session.encrypted = True
    if session.account.encryption is Encryption.STARTTLS:
        # What was said in the clear may have been forged (RFC 3207 section 4.2).
        yield from _hello(session, Step.ENCRYPT)
    yield Done(Step.ENCRYPT, detail)


def _greet(session: Session) -> Dialogue[None]:
    greeting: Reply = yield Receive(Step.GREET, Stage.GREET)
    if greeting.negative:
        raise session.refusal(Stage.GREET, greeting)
    if greeting.code != 220:
        # 200 and 201 are how a news server greets; SMTP has no other welcome than 220.
        raise FaultError(Fault("smtp.not_smtp", reply=greeting.raw))
    session.greeting = greeting.text
    yield from _hello(session, Step.GREET)
    yield Done(Step.GREET, greeting.text)


def _hello(session: Session, step: Step) -> Dialogue[None]:
    reply = yield from exchanged(step, Stage.EHLO, f"EHLO {session.name}")
    if reply.positive:
        session.features = read_features(reply)
        return
    if reply.code in {500, 502}:
        # It knows only HELO (RFC 5321 section 4.1.1.1): no TLS and no login, then.
        session.features = Features()
        older = yield from exchanged(step, Stage.EHLO, f"HELO {session.name}")
        if older.positive:
            return
    if reply.negative:
        if reply.code in {500, 502, 530} and _greets_otherwise(session.greeting):
            raise FaultError(Fault("smtp.not_smtp", reply=reply.raw))
        raise session.refusal(Stage.EHLO, reply, name=session.name)
    raise unexpected(reply)


def _greets_otherwise(greeting: str) -> bool:
    """Whether it is the greeting of a protocol that begins with 220, too, and then differs."""
    return any(name in greeting.upper() for name in ("FTP", "LMTP"))


def _starttls(session: Session) -> Dialogue[None]:
    yield Begin(Step.ENCRYPT)
    if not session.features.has("STARTTLS"):
        raise FaultError(Fault("tls.starttls_missing"))
    reply = yield from exchanged(Step.ENCRYPT, Stage.STARTTLS, "STARTTLS")
    if reply.negative:
        raise session.refusal(Stage.STARTTLS, reply)
    if reply.code != 220:
        raise unexpected(reply)
    yield from _encrypt(session)


def _send(session: Session, mail: Mail) -> Dialogue[Accepted]:
    yield Begin(Step.SEND)
    mail = mail._replace(content=carried(session.features, mail.content))
    utf8 = yield from _mail_from(session, mail)
    refused = yield from _recipients(session, mail, utf8=utf8)
    reply = yield from content_of(session, mail.content)
    yield Done(Step.SEND, reply.raw)
    return Accepted(reply.raw, refused)


def carried(features: Features, content: bytes) -> bytes:
    """The mail as this server can be given it: byte for byte, unless it carries ASCII alone.

    Raises:
        FaultError: ``smtp.8bit_unsupported`` or ``smtp.utf8_unsupported``.
    """
    eight_bit = features.has("8BITMIME")
    # Whoever offers SMTPUTF8 has to offer 8BITMIME, too (RFC 6531 section 3.1).
    utf8 = eight_bit and features.has("SMTPUTF8")
    if utf8 or content.isascii():
        return content
    from hubmail_gui.delivery import seven_bit  # the library for mail: only for such a server

    return seven_bit.fitted(content, eight_bit=eight_bit, utf8=utf8)


def content_of(session: Session, content: bytes) -> Dialogue[Reply]:
    """DATA and the mail itself; the reply to its end."""
    reply = yield from exchanged(Step.SEND, Stage.DATA, "DATA")
    if reply.negative:
        raise session.refusal(Stage.DATA, reply)
    if reply.code != 354:
        raise unexpected(reply)
    shown = _("[the mail, {size} bytes]").format(size=len(content))
    yield Send(Step.SEND, _stuffed(content), shown=shown)
    reply = yield from _end_of_mail()
    if reply.negative:
        raise session.refusal(Stage.DATA, reply)
    if not reply.positive:
        raise unexpected(reply)
    return reply


def _end_of_mail() -> Dialogue[Reply]:
    reply: Reply = yield Receive(Step.SEND, Stage.DATA, patient=True)
    return reply


def _mail_from(session: Session, mail: Mail) -> Dialogue[bool]:
    """MAIL; tells whether the addresses go in UTF-8."""
    features = session.features
    wanted = any(map(needs_utf8, (mail.sender, *mail.recipients))) or _has_utf8_headers(mail)
    utf8 = wanted and features.has("SMTPUTF8")
    if needs_utf8(mail.sender) and not utf8:
        raise FaultError(Fault("smtp.utf8_unsupported", field="sender"))
    command = f"MAIL FROM:{path(mail.sender)}"
    if features.has("SIZE"):
        command += f" SIZE={len(mail.content)}"
    if features.has("8BITMIME") and not mail.content.isascii():
        command += " BODY=8BITMIME"
    if utf8:
        command += " SMTPUTF8"
    reply = yield from exchanged(Step.SEND, Stage.MAIL, command)
    if reply.negative:
        raise session.refusal(Stage.MAIL, reply)
    if not reply.positive:
        raise unexpected(reply)
    return utf8


def _recipients(session: Session, mail: Mail, *, utf8: bool) -> Dialogue[dict[str, str]]:
    """RCPT for each; the refused ones with the reply to each, when at least one was accepted."""
    refused: dict[str, str] = {}
    first: Exception | None = None
    for recipient in mail.recipients:
        if needs_utf8(recipient) and not utf8:
            fault = Fault(
                "smtp.utf8_unsupported", field="recipient", params={"recipient": recipient}
            )
            first = first or FaultError(fault)
            refused[recipient] = _(
                "The server does not take internationalised addresses (SMTPUTF8)."
            )
            continue
        command = f"RCPT TO:{path(recipient)}"
        reply = yield from exchanged(Step.SEND, Stage.RCPT, command)
        if reply.negative:
            refusal = session.refusal(Stage.RCPT, reply, recipient=recipient)
            if reply.code == 421:  # the server closes the connection (RFC 5321 section 3.8)
                raise refusal
            first = first or refusal
            refused[recipient] = reply.raw
        elif not reply.positive:
            raise unexpected(reply)
    if first is not None and len(refused) == len(mail.recipients):
        yield Refused(Step.SEND, refused)
        raise first
    return refused


def exchanged(step: Step, stage: Stage, line: str) -> Dialogue[Reply]:
    """Send one command line and wait for its reply."""
    if "\r" in line or "\n" in line:
        raise ValueError("a command is one line")
    yield Send(step, f"{line}\r\n".encode())
    reply: Reply = yield Receive(step, stage)
    return reply


def unexpected(reply: Reply) -> FaultError:
    """A reply that is valid, but does not belong to the command (RFC 5321 section 4.3.2)."""
    return FaultError(Fault("smtp.protocol", reply=reply.raw))


def _has_utf8_headers(mail: Mail) -> bool:
    return not mail.content.partition(b"\r\n\r\n")[0].isascii()


def _stuffed(content: bytes) -> bytes:
    """The mail as DATA carries it: leading dots doubled, a lone dot at the end (section 4.5.2)."""
    body = content.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    return body + b".\r\n"
