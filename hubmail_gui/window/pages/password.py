"""What the page *Username and password* holds."""

from __future__ import annotations

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.texts import N_
from hubmail_gui.methods.password.settings import PasswordSettings
from hubmail_gui.window.pages.layout import SECRET, Layout

ENCRYPTIONS = {
    Encryption.STARTTLS.value: N_("STARTTLS (recommended)"),
    Encryption.TLS.value: N_("TLS from the start"),
    Encryption.NONE.value: N_("None (not recommended)"),
}

LAYOUT = Layout(
    type=PasswordSettings.type,
    heading=N_("Server"),
    fields=("host", "port", "sender", "encryption", "smtp_authentication", "username", SECRET),
    choices={"encryption": ENCRYPTIONS},
    page="hubmail_gui.window.pages.password_page:PasswordPage",
)
