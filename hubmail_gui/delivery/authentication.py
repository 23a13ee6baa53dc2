"""The AUTH part of an SMTP conversation (RFC 4954), without I/O."""

from __future__ import annotations

import binascii
from collections.abc import Callable

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.facts import Stage
from hubmail_gui.core.masking import HIDDEN
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.steps import Step
from hubmail_gui.core.texts import _
from hubmail_gui.delivery import sasl
from hubmail_gui.delivery.account import Login, SmtpAccount
from hubmail_gui.delivery.commands import Begin, Dialogue, Done, Receive, RefusedError, Send, Think
from hubmail_gui.delivery.ehlo import Features
from hubmail_gui.delivery.reply import Reply

Refusal = Callable[[Reply, bool], RefusedError]


def authenticate(
    account: SmtpAccount, login: Login, features: Features, refusal: Refusal
) -> Dialogue[None]:
    """Log in by the strongest mechanism that both sides know.

    A mechanism that the server refuses before it was given anything secret is passed over. After
    a credential was refused nothing more is tried: every try counts towards a lock-out.
    ``refusal`` makes an error of a negative reply and whether it came before any credential.

    Raises:
        RefusedError: the server refused.
        FaultError: there is no way to log in, or the server broke the protocol.
    """
    yield Begin(Step.AUTHENTICATE)
    names = sasl.choose(features.mechanisms, login)
    if not names:
        raise FaultError(_no_way_in(account, features))
    first: RefusedError | None = None
    for name in names:
        try:
            unwanted = yield from _exchange(name, login, refusal)
        except FaultError as error:
            # A server that closes after it has refused one mechanism has said what it thinks.
            if first is not None and error.fault.code == "smtp.disconnected":
                raise first from None
            raise
        if unwanted is None:
            detail = _("{mechanism}, {username}").format(mechanism=name, username=login.username)
            yield Done(Step.AUTHENTICATE, detail)
            return
        if first is None or first.reply.code == 504:  # of that mechanism alone
            first = unwanted
    assert first is not None
    raise first


def _no_way_in(account: SmtpAccount, features: Features) -> Fault:
    if features.mechanisms:
        return Fault(
            "smtp.auth.no_common_mechanism", params={"mechanisms": ", ".join(features.mechanisms)}
        )
    if account.encryption is Encryption.NONE and features.has("STARTTLS"):
        return Fault("smtp.auth.only_after_tls")
    return Fault("smtp.auth.not_offered")


def _exchange(name: str, login: Login, refusal: Refusal) -> Dialogue[RefusedError | None]:
    """One mechanism from AUTH to its end; the refusal when the server does not want it at all."""
    mechanism = sasl.start(name, login)
    # Without an initial response it is known that a refusal of AUTH itself is not about the
    # password. An access token cannot lock anybody out, and Exchange expects it at once.
    given = login.token
    if given:
        yield _secret(f"AUTH {name} ", mechanism.respond(b""))
    else:
        yield Send(Step.AUTHENTICATE, f"AUTH {name}\r\n".encode())
    explanation = ""
    while True:
        private = given and not login.token
        reply: Reply = yield Receive(Step.AUTHENTICATE, Stage.AUTH, private=private)
        if reply.code == 334:
            challenge = _decoded(reply)
            explanation = _explained(challenge) if login.token else ""
            response: bytes | None = yield from _respond(mechanism, challenge)
            if response is None:
                raise _broken(reply)
            yield _secret("", response)
            given = True
        elif reply.negative:
            error = refusal(_with(reply, explanation), not given)
            if given or reply.code == 421:
                raise error
            return error
        elif reply.positive:
            try:
                mechanism.finish()
            except sasl.SaslError:
                raise _broken(reply) from None
            return None
        else:
            raise _broken(reply)


def _respond(mechanism: sasl.Mechanism, challenge: bytes) -> Dialogue[bytes | None]:
    """The answer to a challenge; None where there is none."""

    def work() -> bytes | None:
        try:
            return mechanism.respond(challenge)
        except sasl.SaslError:
            return None

    if mechanism.slow:
        found: bytes | None = yield Think(Step.AUTHENTICATE, work)
        return found
    return work()


def _secret(command: str, response: bytes) -> Send:
    encoded = binascii.b2a_base64(response, newline=False).decode("ascii")
    # RFC 4954 section 4: an empty initial response is "=", an empty line later is just that.
    return Send(
        Step.AUTHENTICATE,
        f"{command}{encoded}\r\n".encode(),
        shown=f"{command}{HIDDEN}" if encoded else "",
    )


def _decoded(reply: Reply) -> bytes:
    try:
        # Some servers prompt in plain text; what LOGIN is asked does not matter.
        return binascii.a2b_base64(reply.text)
    except (binascii.Error, ValueError):
        return b""


def _explained(challenge: bytes) -> str:
    """Google's JSON with status and scope, which stands in a challenge instead of a refusal."""
    text = challenge.decode("utf-8", "replace").strip()
    return text if text.startswith("{") else ""


def _with(reply: Reply, explanation: str) -> Reply:
    if not explanation:
        return reply
    return Reply(reply.code, (*reply.lines, f"{reply.code} {explanation}"))


def _broken(reply: Reply) -> FaultError:
    return FaultError(Fault("smtp.protocol", reply=reply.raw))
