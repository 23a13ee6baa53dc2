"""Where to go for a token and with it: Google's own addresses, and those of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui.core.texts import N_
from hubmail_gui.methods import Need
from hubmail_gui.methods.google.settings import Endpoints, Route

if TYPE_CHECKING:
    from hubmail_gui.core.settings import SettingsOf
    from hubmail_gui.methods.google.settings import GoogleSettings

# https://developers.google.com/workspace/gmail/api/auth/scopes: SMTP knows the widest scope only.
SCOPES = {
    Route.SMTP: "https://mail.google.com/",
    Route.GMAIL: "https://www.googleapis.com/auth/gmail.send",
}

TOKEN = "https://oauth2.googleapis.com"
GMAIL = "https://gmail.googleapis.com"
SMTP_HOST, SMTP_PORT = "smtp.gmail.com", 587


class Addresses(NamedTuple):
    """All that a mail needs to know of places.

    Attributes:
        token: the token end point; also what its assertion is made out to (RFC 7523 section 3).
        gmail: origin of the Gmail API.
        smtp_host: submission server.
        scope: what the token has to be for.
    """

    token: str
    gmail: str
    smtp_host: str
    smtp_port: int
    scope: str


def addresses(account: GoogleSettings) -> Addresses:
    """The addresses for these settings.

    The key file names a token end point of its own, which is not asked: whoever makes somebody
    use a key file of theirs must not learn where the mail of others goes.
    """
    own = account.endpoints or Endpoints()
    return Addresses(
        token=f"{own.token or TOKEN}/token",
        gmail=own.gmail or GMAIL,
        smtp_host=own.smtp_host or SMTP_HOST,
        smtp_port=own.smtp_port or SMTP_PORT,
        scope=SCOPES[account.route],
    )


def needs(settings: SettingsOf[GoogleSettings]) -> tuple[Need, ...]:
    """The token service, and what the mail is handed to."""
    where = addresses(settings.authentication)
    found = [_web(where.token, N_("The service account signs in here and gets its token."))]
    if settings.authentication.route is Route.GMAIL:
        found.append(_web(where.gmail, N_("Mail is handed to the Gmail API here.")))
    else:
        mail = N_("Mail is submitted here.")
        found.append(Need(where.smtp_host, where.smtp_port, web=False, purpose=mail))
    return tuple(found)


def _web(address: str, purpose: str) -> Need:
    from urllib.parse import urlsplit

    parts = urlsplit(address)
    return Need(parts.hostname or "", parts.port or 443, web=True, purpose=purpose)
