"""From the settings of the method to what the delivery needs."""

from __future__ import annotations

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.settings import SettingsOf
from hubmail_gui.delivery.account import Login, SmtpAccount
from hubmail_gui.methods.password import route
from hubmail_gui.methods.password.settings import PasswordSettings


def test_everything_reaches_the_account() -> None:
    settings = SettingsOf(
        sender="hub@example.test",
        ehlo_name="hub.example.test",
        ca_certificates="PEM",
        pinned_sha256="ab" * 32,
        authentication=PasswordSettings("mx.example.test", 465, Encryption.TLS, True, "hub"),
    )
    assert route.account(settings, "correct horse") == SmtpAccount(
        host="mx.example.test",
        port=465,
        encryption=Encryption.TLS,
        login=Login("hub", "correct horse"),
        ehlo_name="hub.example.test",
        ca_certificates="PEM",
        pinned_sha256="ab" * 32,
    )


def test_without_login_no_secret_is_handed_on() -> None:
    server = PasswordSettings("mx.example.test", 25, Encryption.NONE, False)
    settings = SettingsOf(sender="hub@example.test", authentication=server)
    assert route.account(settings, "correct horse").login is None


def test_a_secret_is_not_in_what_is_printed() -> None:
    server = PasswordSettings("mx.example.test", 587, Encryption.STARTTLS, True, "hub")
    settings = SettingsOf(sender="hub@example.test", authentication=server)
    assert "correct horse" not in repr(route.account(settings, "correct horse"))
