"""The other side of a user name and a password: an SMTP server with STARTTLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core.texts import N_
from hubmail_gui.demo.part import Part, Scenario
from hubmail_gui.demo.smtp import PASSWORD, USERNAME, Mailbox

if TYPE_CHECKING:
    from hubmail_gui.demo.part import Ground

_ROUTE = "password"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario("password", N_("SMTP with a password: everything works"), _ROUTE, None),
    Scenario(
        "basic-authentication-ended", N_("Passwords are no longer accepted"), _ROUTE, "smtp.auth.retired",
        refusal=("AUTH", "550 5.7.30 Basic authentication is not supported for Client Submission."),
    ),
    Scenario(
        "password-wrong", N_("The password is wrong"), _ROUTE, "smtp.auth.rejected",
        refusal=("AUTH", "535 5.7.8 Error: authentication failed: authentication failure"),
    ),
    Scenario(
        "sender-not-allowed", N_("The sender's address is not allowed"), _ROUTE, "smtp.sender.not_allowed",
        refusal=("MAIL", "553 5.7.1 <hub@example.com>: Sender address rejected: not owned by user hub"),
    ),
    Scenario(
        "greylisted", N_("The server asks to come back later"), _ROUTE, "smtp.greylisted",
        refusal=("RCPT", "450 4.2.0 <recipient>: Recipient address rejected: Greylisted, see http://postgrey.example.com/help"),
    ),
    Scenario(
        "recipient-unknown", N_("The recipient is unknown"), _ROUTE, "smtp.recipient.rejected",
        refusal=("RCPT", "550 5.1.1 <recipient>: Recipient address rejected: User unknown in local recipient table"),
    ),
)  # fmt: skip


class PasswordPart(Part):
    """The embedded SMTP server."""

    routes = (_ROUTE,)
    scenarios = SCENARIOS

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.mailbox = Mailbox(ground.context(), ground.take)

    def document(self, route: str) -> dict[str, object]:
        """Settings that meet these servers, ready to test."""
        assert route == _ROUTE
        return {
            **self._ground.shared(),
            "authentication": {
                "type": "password",
                "host": "localhost",
                "port": self.mailbox.port,
                "encryption": "starttls",
                "smtp_authentication": True,
                "username": USERNAME,
            },
        }

    def secret(self, route: str) -> str:
        """The secret that belongs to them."""
        assert route == _ROUTE
        return PASSWORD
