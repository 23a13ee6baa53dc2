"""Mails that come back, written for the tests of what they say."""

from __future__ import annotations

from hubmail_gui.diagnosis.bounces import Failed, read

REPORT = """\
Reporting-MTA: dns; mx.example.test

Final-Recipient: rfc822; bob@example.org
Original-Recipient: rfc822; b@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1
    User  unknown
"""
TEXT = "Your mail could not be delivered."


def mail(text: str = TEXT, *, kind: str = "text/plain", **headers: str) -> bytes:
    """A mail of one part, from somebody unless ``headers`` say otherwise."""
    given = {"from": "ann@example.org", "subject": "Hello", "to": "hub@example.test"}
    return written({**given, **headers}, f"Content-Type: {kind}\n\n{text}")


def written(headers: dict[str, str], rest: str) -> bytes:
    lines = [f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items()]
    return ("".join(lines) + rest).encode()


def reported(
    report: str = REPORT, *more: str, kind: str = "message/delivery-status", **headers: str
) -> bytes:
    """A bounce as RFC 3464 has it; ``more`` are the parts that follow, with their own headers."""
    parts = [f"Content-Type: text/plain\n\n{TEXT}", f"Content-Type: {kind}\n\n{report}", *more]
    body = "".join(f"--=x\n{part}\n" for part in parts) + "--=x--\n"
    given = {
        "From": "MAILER-DAEMON@mx.example.test",
        "Subject": "Returned",
        "Content-Type": 'multipart/report; report-type=delivery-status; boundary="=x"',
    }
    return written({**given, **headers}, f"\n{body}")


def failed(raw: bytes) -> tuple[Failed, ...]:
    bounce = read(raw)
    assert bounce is not None
    return bounce.failed


def names(raw: bytes) -> list[str]:
    return [one.recipient for one in failed(raw)]
