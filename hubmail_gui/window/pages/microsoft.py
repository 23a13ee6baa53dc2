"""What the page *Microsoft OAuth 2.0* holds."""

from __future__ import annotations

from hubmail_gui.core.texts import N_
from hubmail_gui.methods.microsoft.settings import Cloud, Credential, MicrosoftSettings, Route
from hubmail_gui.window.pages.layout import SECRET, Layout

ROUTES = {
    Route.GRAPH.value: N_("Microsoft Graph (recommended)"),
    Route.SMTP.value: N_("SMTP with OAuth (XOAUTH2)"),
}

CLOUDS = {
    Cloud.GLOBAL.value: N_("Worldwide"),
    Cloud.USGOV.value: N_("US Government (GCC High)"),
    Cloud.USGOV_DOD.value: N_("US Department of Defense"),
    Cloud.CHINA.value: N_("China (21Vianet)"),
    Cloud.CUSTOM.value: N_("Custom endpoints"),
}

CREDENTIALS = {
    Credential.SECRET.value: N_("Client secret"),
    Credential.CERTIFICATE.value: N_("Certificate"),
}

# As the pages of the Microsoft Entra admin centre are named (2026-11).
WHERE = {
    "application_id": N_(
        "entra.microsoft.com → App registrations → the application → Overview:"
        " “Application (client) ID”."
    ),
    "directory_id": N_(
        "entra.microsoft.com → App registrations → the application → Overview:"
        " “Directory (tenant) ID”. One of the directory's verified domains will do as well."
    ),
    "client_secret": N_(
        "entra.microsoft.com → App registrations → the application → Certificates & secrets → New"
        " client secret: its “Value”, which is shown only once. The “Secret ID” is something else."
    ),
}

LAYOUT = Layout(
    type=MicrosoftSettings.type,
    heading=N_("Application"),
    fields=("sender", "application_id", "directory_id", SECRET, "certificate", "secret_expires"),
    advanced=(
        "route",
        "cloud",
        "endpoints.authority",
        "endpoints.graph",
        "endpoints.smtp_host",
        "endpoints.smtp_port",
        "endpoints.scope",
    ),
    libraries=("msal", "cryptography.x509", "hubmail_gui.delivery.web_session"),
    where=WHERE,
    choices={"route": ROUTES, "cloud": CLOUDS, "credential": CREDENTIALS},
    page="hubmail_gui.window.pages.microsoft_page:MicrosoftPage",
)
