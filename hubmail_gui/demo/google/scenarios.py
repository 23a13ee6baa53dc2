"""What can be rehearsed with Google Workspace: each fault with the answer that provokes it.

The words of the answers are Google's own, as far as they are documented or were reported; see the
sources in ``resources/rules/google.toml``.
"""

from __future__ import annotations

from hubmail_gui.core.texts import N_
from hubmail_gui.demo.google import errors
from hubmail_gui.demo.part import Make, Scenario
from hubmail_gui.demo.replies import Reply

_TOKEN, _GMAIL = "google-token", "gmail"


def _at(stage: str, reply: Reply) -> tuple[str, Make]:
    return stage, lambda _request: reply


SCENARIOS: tuple[Scenario, ...] = (
    Scenario("google-smtp", N_("Gmail over SMTP: everything works"), "smtp", None),
    Scenario("google-gmail", N_("Gmail API: everything works"), "gmail", None),
    Scenario(
        "google-delegation", N_("Google: domain-wide delegation is missing"), "smtp", "google.delegation_missing",
        _at(_TOKEN, errors.delegation()),
    ),
    Scenario(
        "google-user", N_("Google: the sender is no user"), "smtp", "google.user_not_found",
        _at(_TOKEN, errors.token("invalid_grant", "Invalid email or User ID")),
    ),
    Scenario(
        "google-key", N_("Google: the key was deleted"), "smtp", "google.key_invalid",
        _at(_TOKEN, errors.token("invalid_grant", "Invalid JWT Signature.")),
    ),
    Scenario(
        "google-clock", N_("Google: this computer's clock is wrong"), "smtp", "google.clock_skew",
        _at(_TOKEN, errors.clock()),
    ),
    Scenario(
        "google-disabled", N_("Google: the service account is disabled"), "smtp", "google.account_disabled",
        _at(_TOKEN, errors.token("disabled_client", "The OAuth client was disabled.", 401)),
    ),
    Scenario(
        "google-token-refused", N_("Gmail does not accept the token"), "smtp", "smtp.auth.rejected",
        refusal=("AUTH", "535 5.7.8 Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials - gsmtp"),
    ),
    Scenario(
        "google-api", N_("Google: the Gmail API is not switched on"), "gmail", "google.api_disabled",
        _at(_GMAIL, errors.api_disabled()),
    ),
    Scenario(
        "google-scope", N_("Google: the permission does not cover the Gmail API"), "gmail", "google.scope",
        _at(_GMAIL, errors.scope()),
    ),
    Scenario(
        "google-no-gmail", N_("Google: Gmail is switched off for the sender"), "gmail", "google.account_disabled",
        _at(_GMAIL, errors.api(400, "FAILED_PRECONDITION", "failedPrecondition", "Mail service not enabled")),
    ),
    Scenario(
        "google-throttled", N_("Google asks to send more slowly"), "gmail", "google.throttled",
        _at(_GMAIL, errors.throttled()),
    ),
    Scenario(
        "google-unavailable", N_("Google is out of order"), "gmail", "google.temporary",
        _at(_GMAIL, errors.api(503, "UNAVAILABLE", "backendError", "Backend Error")),
    ),
)  # fmt: skip
