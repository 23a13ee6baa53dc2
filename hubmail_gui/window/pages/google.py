"""What the page *Google Workspace* holds."""

from __future__ import annotations

from hubmail_gui.core.texts import N_
from hubmail_gui.methods.google.settings import GoogleSettings, Route
from hubmail_gui.window.pages.layout import SECRET, Layout

ROUTES = {
    Route.SMTP.value: N_("SMTP with OAuth (XOAUTH2)"),
    Route.GMAIL.value: N_("Gmail API"),
}

# As the pages of the Google Cloud console are named (2026-11).
WHERE = {
    "sender": N_("The main address of a user of your organisation who has Gmail."),
    "service_account_key": N_(
        "console.cloud.google.com → IAM & Admin → Service Accounts → the account → Keys → Add key →"
        " JSON: the whole file."
    ),
}

LAYOUT = Layout(
    type=GoogleSettings.type,
    heading=N_("Service account"),
    fields=("sender", SECRET),
    advanced=(
        "route",
        "endpoints.token",
        "endpoints.gmail",
        "endpoints.smtp_host",
        "endpoints.smtp_port",
    ),
    libraries=("google.auth.crypt", "google.auth.jwt", "hubmail_gui.delivery.web_session"),
    where=WHERE,
    choices={"route": ROUTES},
    page="hubmail_gui.window.pages.google_page:GooglePage",
)
