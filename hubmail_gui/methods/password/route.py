"""Sends a mail over SMTP with user name and password, or without a login."""

from __future__ import annotations

from hubmail_gui.core.outcome import Attempt
from hubmail_gui.core.settings import SettingsOf
from hubmail_gui.core.texts import N_
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import driver
from hubmail_gui.delivery.account import Login, SmtpAccount
from hubmail_gui.delivery.line import Hold, to_server
from hubmail_gui.delivery.mail import Mail
from hubmail_gui.methods import Need
from hubmail_gui.methods.password import METHOD
from hubmail_gui.methods.password.settings import PasswordSettings


def send(
    settings: SettingsOf[PasswordSettings], secret: str | None, mail: Mail, watch: Watch
) -> Attempt:
    """Send ``mail`` to the server of these settings and tell how each step went."""
    return driver.deliver(account(settings, secret), mail, watch, METHOD.plan(settings))


def line(settings: SettingsOf[PasswordSettings], secret: str | None) -> Hold:
    """What a line to the server of these settings does in its thread."""
    return to_server(account(settings, secret))


def account(settings: SettingsOf[PasswordSettings], secret: str | None) -> SmtpAccount:
    """What the settings say about the server, with the password where they want a login."""
    own = settings.authentication
    return SmtpAccount(
        host=own.host,
        port=own.port,
        encryption=own.encryption,
        login=Login(own.username or "", secret or "") if own.smtp_authentication else None,
        ehlo_name=settings.ehlo_name,
        ca_certificates=settings.ca_certificates,
        pinned_sha256=settings.pinned_sha256,
    )


def needs(settings: SettingsOf[PasswordSettings]) -> tuple[Need, ...]:
    """The mail server."""
    own = settings.authentication
    return (Need(own.host, own.port, web=False, purpose=N_("Mail is submitted here.")),)
