"""From what went wrong on the wire to a fault: what only the driver can know."""

from __future__ import annotations

from hubmail_gui.core.facts import Stage
from hubmail_gui.core.outcome import Fault
from hubmail_gui.delivery.commands import RefusedError

# How other protocols greet or answer: SSH (RFC 4253 4.2), HTTP, IMAP (RFC 3501 7.1), POP3
# (RFC 1939), a VNC server (RFC 6143 7.1.1).
_OTHERS = (b"SSH-", b"HTTP/", b"* OK", b"* PREAUTH", b"* BYE", b"+OK", b"-ERR", b"RFB ", b"<")


def judged(error: RefusedError) -> Fault:
    """The fault that a server's refusal stands for."""
    from hubmail_gui.diagnosis.rules import classify_reply

    verdict = classify_reply(error.fact)
    params = {**error.params, **verdict.params}
    # The same code speaks of either address: the command says which.
    recipient = verdict.code == "smtp.utf8_unsupported" and error.fact.stage is Stage.RCPT
    field = "recipient" if recipient else None
    return Fault(verdict.code, verdict.temporary, error.reply.raw, params, field)


def other_protocol(received: bytes) -> bool:
    """Whether these are the first bytes of a well-known protocol that is not SMTP."""
    return received.startswith(_OTHERS)


def malformed(stage: Stage, received: bytes) -> Fault:
    """What arrived is no SMTP reply: as a greeting it is another protocol."""
    code = "smtp.not_smtp" if stage is Stage.GREET else "smtp.protocol"
    return Fault(code, reply=first_line(received))


def first_line(received: bytes) -> str:
    """The beginning of what arrived, as text."""
    return received[:200].decode("utf-8", "replace").partition("\n")[0].strip()


def timed_out(stage: Stage, seconds: float, *, received_any: bool) -> Fault:
    """No reply in time; a server that never said anything may be waiting for TLS."""
    silent = stage is Stage.GREET and not received_any
    return Fault(
        "smtp.silent" if silent else "smtp.timeout", params={"seconds": str(round(seconds))}
    )


def disconnected(stage: Stage, *, reset: bool) -> Fault:
    """The connection ended: cut off before the server ever spoke, or in mid-dialogue."""
    return Fault("network.reset" if reset and stage is Stage.GREET else "smtp.disconnected")
