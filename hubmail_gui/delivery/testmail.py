"""The test mail: what it says, in the language of the interface, and how it is put together."""

from __future__ import annotations

from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from html import escape

from hubmail_gui import __version__
from hubmail_gui.core import dates, texts
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.core.texts import N_, _
from hubmail_gui.delivery.envelope import domain, needs_utf8
from hubmail_gui.delivery.message import Mail

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
    message = EmailMessage(policy=_policy(settings.sender, recipient, settings.reply_to or ""))
    _write_headers(message, settings, recipient, now)
    message["Subject"] = _("Test of Hub's outgoing mail, receipt code {code}").format(code=code)
    # Only ASCII goes over the wire, so that no server needs 8BITMIME.
    message.set_content(_text(code, said), cte="quoted-printable")
    message.add_alternative(_html(code, said), subtype="html", cte="quoted-printable")
    message["Content-Language"] = texts.language()
    content = message.as_bytes()
    return Mail(settings.sender, (recipient,), content, str(message["Message-ID"]))


def _policy(*addresses: str) -> policy.EmailPolicy[EmailMessage]:
    return policy.SMTPUTF8 if any(map(needs_utf8, addresses)) else policy.SMTP


def _write_headers(
    message: EmailMessage, settings: MailSettings, recipient: str, now: datetime
) -> None:
    message["From"] = _address(settings.sender, settings.sender_name or "")
    message["To"] = _address(recipient)
    if settings.reply_to:
        message["Reply-To"] = _address(settings.reply_to)
    message["Date"] = format_datetime(now)
    # With no domain given, the library would ask the name servers for this computer's.
    message["Message-ID"] = make_msgid(domain=domain(settings.sender))
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence notice answers
    message["User-Agent"] = f"hubmail/{__version__}"


def _address(address: str, name: str = "") -> Address:
    # Not as one text: the library then refuses what only SMTPUTF8 can carry.
    return Address(name, address.rpartition("@")[0], domain(address))


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
    shown = {key: escape(value) for key, value in said.items()}
    # Mail programs know little CSS, and dark ones turn colours round: it uses next to none.
    return (
        f'<!DOCTYPE html><html lang="{texts.language()}"><head><meta charset="utf-8">'
        f"<title>hubmail</title></head>"
        f'<body style="font-family: sans-serif; line-height: 1.5; max-width: 36em">'
        f"<p>{escape(_(_OPENING)).format(**shown)}</p>"
        f"<p>{escape(_(_CODE))}:<br>"
        f'<strong style="font-size: 2em; letter-spacing: 0.15em">{code}</strong></p>'
        f"<p>{escape(_(_ENTER))}</p>"
        f"<p><strong>{escape(_(_PROVES))}.</strong> {escape(_(_PROOF)).format(**shown)}</p>"
        f"<p><strong>{escape(_(_NOT))}.</strong> {escape(_(_LIMITS))}</p>"
        f"</body></html>\n"
    )
