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

LAYOUT = Layout(
    type=MicrosoftSettings.type,
    heading=N_("Application"),
    fields=("sender", "application_id", "directory_id", SECRET),
    advanced=("route", "cloud", "credential", "secret_expires"),
    libraries=("msal", "cryptography.x509", "hubmail_gui.delivery.web_session"),
    choices={"route": ROUTES, "cloud": CLOUDS, "credential": CREDENTIALS},
    page="hubmail_gui.window.pages.microsoft_page:MicrosoftPage",
)
