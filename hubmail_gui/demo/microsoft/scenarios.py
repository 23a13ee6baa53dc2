"""What can be rehearsed: each fault with the answer that provokes it.

The words of the answers are Microsoft's own, as far as they are documented or were reported; see
the sources in ``resources/rules``.
"""

from __future__ import annotations

from hubmail_gui.core.texts import N_
from hubmail_gui.demo import replies
from hubmail_gui.demo.microsoft import errors
from hubmail_gui.demo.microsoft.cloud import Stage
from hubmail_gui.demo.part import Make, Scenario
from hubmail_gui.demo.replies import Reply, Request

GRAPH, SMTP = "graph", "smtp"


def _entra(number: int, error: str, text: str, status: int = 400, **headers: str) -> Make:
    return lambda request: errors.entra_error(request, number, error, text, status, **headers)


def _graph(code: str, text: str, status: int, **headers: str) -> Make:
    return lambda request: errors.graph_error(request, code, text, status, **headers)


def _portal(_request: Request) -> Reply:
    title = "<title>Guest network login</title>"
    return replies.page(f"<html><head>{title}</head><body>Welcome</body></html>")


_APP = "6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21"
_TENANT = "0d9a7c3e-8b21-4f6a-b2c5-3e4d5f60718a"

WORKS: tuple[Scenario, ...] = (
    Scenario("graph", N_("Microsoft Graph: everything works"), GRAPH, None),
    Scenario("xoauth2", N_("SMTP with OAuth 2.0: everything works"), SMTP, None),
)

SIGN_IN: tuple[Scenario, ...] = (
    Scenario(
        "secret-expired", N_("The client secret has expired"), GRAPH, "oauth.secret_expired",
        (Stage.TOKEN, _entra(7000222, "invalid_client", f"The provided client secret keys for app '{_APP}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.", 401)),
    ),
    Scenario(
        "secret-wrong", N_("The client secret is wrong"), GRAPH, "oauth.secret_wrong",
        (Stage.TOKEN, _entra(7000215, "invalid_client", f"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{_APP}'.", 401)),
    ),
    Scenario(
        "certificate-rejected", N_("The certificate was not uploaded"), GRAPH, "oauth.certificate_rejected",
        (Stage.TOKEN, _entra(700027, "invalid_client", "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found.]", 401)),
    ),
    Scenario(
        "consent-missing", N_("An administrator's consent is missing"), GRAPH, "oauth.consent_missing",
        (Stage.TOKEN, _entra(65001, "invalid_grant", f"The user or administrator has not consented to use the application with ID '{_APP}' named 'Hub mail'. Send an interactive authorization request for this user and resource.")),
    ),
    Scenario(
        "application-not-found", N_("The Application ID is unknown"), GRAPH, "oauth.application_not_found",
        (Stage.TOKEN, _entra(700016, "unauthorized_client", f"Application with identifier '{_APP}' was not found in the directory 'Example'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.")),
    ),
    Scenario(
        "application-disabled", N_("The application is disabled"), GRAPH, "oauth.application_disabled",
        (Stage.TOKEN, _entra(7000112, "unauthorized_client", f"Application '{_APP}'(Hub mail) is disabled.")),
    ),
    Scenario(
        "tenant-not-found", N_("The Directory ID is unknown"), GRAPH, "oauth.tenant_not_found",
        (Stage.DISCOVERY, _entra(90002, "invalid_tenant", f"Tenant '{_TENANT}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.")),
    ),
    Scenario(
        "wrong-cloud", N_("The directory is in another cloud"), GRAPH, "oauth.wrong_cloud",
        (Stage.TOKEN, _entra(900382, "invalid_request", "Confidential Client is not supported in Cross Cloud request.")),
    ),
    Scenario(
        "conditional-access", N_("Conditional Access blocks the application"), GRAPH, "oauth.conditional_access",
        (Stage.TOKEN, _entra(53003, "invalid_grant", "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.")),
    ),
    Scenario(
        "sign-in-throttled", N_("The sign-in service asks to wait"), GRAPH, "oauth.throttled",
        (Stage.TOKEN, _entra(90055, "temporarily_unavailable", "Tenant is throttled due to too many requests.", 429, Retry_After="120")),
    ),
    Scenario(
        "sign-in-unavailable", N_("The sign-in service is out of order"), GRAPH, "oauth.temporary",
        (Stage.TOKEN, _entra(90033, "temporarily_unavailable", "A transient error has occurred. Please try again.", 503)),
    ),
    Scenario(
        "captive-portal", N_("A network's login page answers instead"), GRAPH, "network.proxy",
        (Stage.DISCOVERY, _portal),
    ),
)  # fmt: skip

SENDING: tuple[Scenario, ...] = (
    Scenario(
        "permission-missing", N_("The permission Mail.Send is missing"), GRAPH, "graph.permission_missing",
        (Stage.GRAPH, _graph("ErrorAccessDenied", "Access is denied. Check credentials and try again.", 403)),
    ),
    Scenario(
        "mailbox-out-of-scope", N_("The application may not use this mailbox"), GRAPH, "graph.mailbox_out_of_scope",
        (Stage.GRAPH, _graph("ErrorAccessDenied", "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.", 403)),
    ),
    Scenario(
        "mailbox-not-found", N_("The sender has no mailbox"), GRAPH, "graph.mailbox_not_found",
        (Stage.GRAPH, _graph("ErrorInvalidUser", "The requested user 'hub@example.com' is invalid.", 404)),
    ),
    Scenario(
        "mailbox-not-online", N_("The mailbox is not in Exchange Online"), GRAPH, "graph.mailbox_not_online",
        (Stage.GRAPH, _graph("MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.", 404)),
    ),
    Scenario(
        "send-as-denied", N_("Sending as this address is not allowed"), GRAPH, "graph.send_as_denied",
        (Stage.GRAPH, _graph("ErrorSendAsDenied", "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account., Cannot submit message.", 403)),
    ),
    Scenario(
        "sender-blocked", N_("Microsoft has suspended the mailbox"), GRAPH, "graph.sender_blocked",
        (Stage.GRAPH, _graph("ErrorAccountSuspend", "Account suspended. Follow the instructions in your Inbox to verify your account.", 403)),
    ),
    Scenario(
        "mailbox-full", N_("The mailbox is full"), GRAPH, "graph.mailbox_full",
        (Stage.GRAPH, _graph("ErrorQuotaExceeded", "The process failed to get the correct properties.", 507)),
    ),
    Scenario(
        "throttled", N_("Microsoft 365 asks to wait for long"), GRAPH, "graph.throttled",
        (Stage.GRAPH, _graph("ApplicationThrottled", "Application is over its MailboxConcurrency limit.", 429, Retry_After="300")),
    ),
    Scenario(
        "throttled-briefly", N_("Microsoft 365 asks to wait for five seconds"), GRAPH, None,
        (Stage.GRAPH, _graph("ApplicationThrottled", "Application is over its MailboxConcurrency limit.", 429, Retry_After="5")),
        once=True,
    ),
    Scenario(
        "unavailable", N_("Microsoft 365 is out of order"), GRAPH, "graph.temporary",
        (Stage.GRAPH, _graph("ServiceUnavailable", "The service is temporarily unavailable.", 503)),
    ),
)  # fmt: skip

OVER_SMTP: tuple[Scenario, ...] = (
    Scenario(
        "token-rejected", N_("Exchange does not accept the token"), SMTP, "smtp.auth.rejected",
        refusal=("AUTH", "535 5.7.3 Authentication unsuccessful [STAND.IN.EXAMPLE.COM]"),
    ),
    Scenario(
        "smtp-auth-disabled", N_("SMTP AUTH is switched off for the mailbox"), SMTP, "smtp.auth.disabled",
        refusal=("AUTH", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information."),
    ),
)  # fmt: skip

SCENARIOS: tuple[Scenario, ...] = (*WORKS, *SIGN_IN, *SENDING, *OVER_SMTP)
