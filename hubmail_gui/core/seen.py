"""What happened in a session, by name: sentences of the catalogue are chosen by it.

A sentence such as "No password was sent" is not a matter of the fault's code alone. Whoever drives
the session notes what happened, and ``resources/faults`` names the condition beside the sentence.
"""

from __future__ import annotations

from enum import StrEnum


class Seen(StrEnum):
    """One thing that happened; what is not noted did not, where there was a session at all."""

    CONNECTED = "connected"
    ENCRYPTED = "encrypted"
    LOGIN_WANTED = "login_wanted"  # the settings ask for a login
    PASSWORD_SENT = "password_sent"
    LOGGED_IN = "logged_in"
    MAIL_BEGUN = "mail_begun"  # MAIL was sent
    RECIPIENT_ASKED = "recipient_asked"  # RCPT was sent, so the sender had been accepted
    RECIPIENT_ACCEPTED = "recipient_accepted"  # DATA was sent
    DATA_SENT = "data_sent"  # the mail itself was sent
    SECRET_ANSWERED = "secret_answered"
    TOKEN_ISSUED = "token_issued"
    OWN_NOT_AUTHORITY = "own_not_authority"  # of the certificates that the settings trust
    LINK_PROVEN = "link_proven"  # that an intermediate is missing, and not the authority unknown
