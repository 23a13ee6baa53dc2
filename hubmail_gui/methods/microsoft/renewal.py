"""The next certificate of an application: made here, and asked to be uploaded beside the present one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core import letters
from hubmail_gui.core.dates import long_date
from hubmail_gui.core.renewals import Renewal
from hubmail_gui.core.settings import SettingsOf
from hubmail_gui.methods.microsoft import credentials
from hubmail_gui.methods.microsoft.settings import Credential, MicrosoftSettings

if TYPE_CHECKING:
    from hubmail_gui.core.letters import Letter

Settings = SettingsOf[MicrosoftSettings]


def applies(settings: Settings) -> bool:
    """Whether the application signs in with a certificate."""
    return settings.authentication.credential is Credential.CERTIFICATE


def renew(settings: Settings) -> Renewal:
    """A new key pair; making it takes up to a second."""
    pair = credentials.make(f"Hub mail {settings.sender}".strip())
    return _renewal(pair.certificate, pair.private_key)


def renewal_of(settings: Settings) -> Renewal:
    """The public part of the pair that ``settings`` would sign in with; without its secret."""
    return _renewal(settings.authentication.certificate or "", "")


def renewal_letter(settings: Settings, renewal: Renewal) -> Letter:
    """The request to upload it, in the language in use."""
    account = settings.authentication
    known = {
        "sender": letters.line(settings.sender),
        "application_id": letters.line(account.application_id),
        "directory_id": letters.line(account.directory_id),
        "thumbprint": renewal.name,
        "ends": long_date(renewal.ends),
    }
    return letters.fill("microsoft-certificate", known)


def _renewal(certificate: str, secret: str) -> Renewal:
    facts = credentials.describe(certificate)
    return Renewal(
        {"certificate": certificate},
        secret,
        f"{certificate}\n".encode("ascii"),
        facts.thumbprint,
        facts.ends,
    )
