"""Why a change of the settings would cure a failure, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core.texts import N_, _

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Suggestion

# By the reason that a suggestion names.
_WHY = {
    "port": N_("{host} answers on port {port}."),
    "tls_port": N_("{host} speaks TLS from the first byte on port {port}."),
    "starttls_port": N_("{host} offers STARTTLS on port {port}."),
    "certificate_name": N_(
        "The certificate is made out to {name}, which leads to the same server."
    ),
    "login": N_("The server takes mail only after a login, and offers one."),
    "no_login": N_("The server offers no login on port {port}; it takes mail without one."),
    "sender": N_("The server's reply names {sender} as the sender that this account may use."),
    "username": N_("The server's reply names {username} as the user name that it expects."),
}


def why(suggestion: Suggestion) -> str:
    """The sentence that goes with the offer, in the language in use."""
    return _(_WHY[suggestion.reason]).format_map(suggestion.params)
