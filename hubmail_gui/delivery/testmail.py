"""The test mail: what it says, in the language of the interface, and how it is put together."""

from __future__ import annotations

import os
from binascii import b2a_qp
from datetime import datetime
from email.utils import format_datetime, formataddr, make_msgid

from hubmail_gui import __version__
from hubmail_gui.core import dates, texts
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.core.texts import N_, _
from hubmail_gui.delivery.mail import Mail, bare, domain

_OPENING = N_(
    "hubmail sent this mail on {date} at {time} to check that Hub can send mail. There is nothing"
    " to answer."
)
_CODE = N_("Receipt code")
_ENTER = N_(
    "Enter this code in hubmail, where the test was started. It then knows that the mail was not"
    " only accepted, but received."
)
_PROVES = N_("What has been proved")
_PROOF = N_("{server} accepts mail from {sender}, and it reached this mailbox.")
_NOT = N_("What has not")
_LIMITS = N_(
    "Whether mail to other recipients arrives: their servers and spam filters decide for"
    " themselves."
)


def compose(settings: MailSettings, recipient: str, code: str, server_name: str) -> Mail:
    """The test mail with its envelope (RFC 5322, RFC 6532 where an address needs it).

    ``code`` is what the recipient is to enter, ``server_name`` who is asked to take the mail.
    """
    now = datetime.now().astimezone()
    said = {
        "date": dates.long_date(now),
        "time": dates.clock(now, seconds=True),
        "server": server_name,
        "sender": settings.sender,
    }
    # With no domain given, the library would ask the name servers for this computer's.
    message_id = make_msgid(domain=domain(settings.sender))
    headers = {
        "From": address(settings.sender, settings.sender_name or ""),
        "To": address(recipient),
        "Reply-To": address(settings.reply_to) if settings.reply_to else "",
        "Subject": _words(_("Test of Hub's outgoing mail, receipt code {code}").format(code=code)),
        "Date": format_datetime(now),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's absence notice answers
        "Content-Language": texts.language(),
        "User-Agent": f"hubmail/{__version__}",
    }
    content = _multipart(headers, {"plain": _text(code, said), "html": _html(code, said)})
    return Mail(settings.sender, (recipient,), content, message_id)


def _multipart(headers: dict[str, str], versions: dict[str, str]) -> bytes:
    """One text in several formats, the plainest first (RFC 2046 section 5.1.4).

    The library's message classes would take longer to load than the rest of a test takes to run,
    and all that is left to do here is to write lines.
    """
    # RFC 2045 section 6.7: quoted-printable never has these two characters side by side.
    boundary = f"=_{os.urandom(12).hex()}"
    lines = [f"{name}: {value}" for name, value in headers.items() if value]
    lines += [
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
        "",
    ]
    for subtype, text in versions.items():
        # Only ASCII goes over the wire, so that no server needs 8BITMIME.
        encoded = b2a_qp(text.replace("\n", "\r\n").encode()).decode("ascii")
        lines += [
            f"--{boundary}",
            f"Content-Type: text/{subtype}; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            encoded,
        ]
    lines += [f"--{boundary}--", ""]
    return "\r\n".join(lines).encode()


def address(mailbox: str, name: str = "") -> str:
    """An address with its name, as a header field has it."""
    # A local part that is not ASCII stays as it is: SMTPUTF8 carries it (RFC 6532).
    if name.isascii() and mailbox.isascii():
        return _one_line(formataddr((name, mailbox)))
    return f"{_words(name)} <{_one_line(bare(mailbox))}>" if name else _one_line(bare(mailbox))


def _words(text: str) -> str:
    """Free text as a header field has it: encoded words where ASCII is not enough (RFC 2047)."""
    if text.isascii():
        return _one_line(text)
    from email.header import Header

    return Header(text, "utf-8", header_name="Reply-To").encode(linesep="\r\n")


def _one_line(text: str) -> str:
    """``text``, which must not begin another header field.

    Raises:
        ValueError: it would.
    """
    if "\r" in text or "\n" in text:
        raise ValueError("a header field is one line")
    return text


def _text(code: str, said: dict[str, str]) -> str:
    paragraphs = (
        _(_OPENING).format(**said),
        f"{_(_CODE)}: {code}",
        _(_ENTER),
        f"{_(_PROVES)}: {_(_PROOF).format(**said)}",
        f"{_(_NOT)}: {_(_LIMITS)}",
    )
    return "\n\n".join(paragraphs) + "\n"


def _html(code: str, said: dict[str, str]) -> str:
    shown = {key: _escaped(value) for key, value in said.items()}
    # Mail programs know little CSS, and dark ones turn colours round: it uses next to none.
    return (
        f'<!DOCTYPE html><html lang="{texts.language()}"><head><meta charset="utf-8">'
        f"<title>hubmail</title></head>"
        f'<body style="font-family: sans-serif; line-height: 1.5; max-width: 36em">'
        f"<p>{_escaped(_(_OPENING)).format(**shown)}</p>"
        f"<p>{_escaped(_(_CODE))}:<br>"
        f'<strong style="font-size: 2em; letter-spacing: 0.15em">{code}</strong></p>'
        f"<p>{_escaped(_(_ENTER))}</p>"
        f"<p><strong>{_escaped(_(_PROVES))}.</strong> {_escaped(_(_PROOF)).format(**shown)}</p>"
        f"<p><strong>{_escaped(_(_NOT))}.</strong> {_escaped(_(_LIMITS))}</p>"
        f"</body></html>\n"
    )


def _escaped(text: str) -> str:
    return text.translate({ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"})
