"""Kinds of replies that were once answered by what is not so, each in the words of many servers.

What the same words mean depends on the step, on whom they speak of, and on what the session has
come to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from hubmail_gui.diagnosis.rules import classify_reply
from tests.diagnosis.reply_cases import fact_of

LOGGED_IN = {"login": True, "logged_in": True, "password_sent": True, "auth_offered": True}
NO_LOGIN = {"login": False, "auth_offered": True}
NO_AUTH = {"login": False, "auth_offered": False}
AT_LOGIN = {"login": True, "password_sent": True, "auth_offered": True}
NOT_THE_LOGIN = (
    "smtp.refused", "smtp.rate_limited", "smtp.sender.not_allowed", "smtp.recipient.rejected",
    "smtp.relay_denied", "smtp.protocol", "smtp.auth.rejected",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """Replies that mean the same.

    Attributes:
        name: of the kind.
        step: what they answer.
        flags: what is known of the session.
        want: the codes of which one has to come.
        replies: as they come.
    """

    name: str
    step: str
    flags: dict[str, Any]
    want: tuple[str, ...]
    replies: tuple[str, ...]


KINDS = (
    Kind("logged in", "mail", LOGGED_IN, NOT_THE_LOGIN, (
        "530 5.7.0 Authentication required", "530 Authentication required",
        "530 5.7.1 Client was not authenticated",
        "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM",
        "530 SMTP authentication is required.", "530 Access denied", "530 Log in first please",
        "530 5.7.0 Sorry, you must log in first", "550 5.7.1 Please authenticate first",
        "503 5.5.1 You must authenticate first", "550 SMTP AUTH is required for this sender",
        "535 5.7.0 authentication required", "530 5.3.0 Too many related errors",
        "530 5.2.0 STOREDRV exception", "530 Authentification requise",
    )),
    Kind("logged in", "rcpt", LOGGED_IN, NOT_THE_LOGIN, (
        "530 5.7.0 Authentication required", "550 5.7.1 relaying denied, authentication required",
        "550 must be authenticated to relay", "554 5.7.1 <bob@example.com>: Relay access denied",
        "554 5.7.1 <bob@example.com>: Recipient address rejected: Access denied",
    )),
    Kind("the service is down", "auth", AT_LOGIN, ("smtp.auth.temporary",), (
        "421 4.3.2 Service not active", "421 4.3.2 The service is not active",
        "454 4.7.0 Service not active", "432 4.3.2 Service is not active at the moment",
        "451 4.3.2 System not accepting network messages", "421 4.3.2 Service inactive",
        "421 4.3.2 Service not available, closing transmission channel",
        "454 Authentication service not active", "454 4.3.0 Service suspended for maintenance",
        "421 4.3.2 Service shutting down", "421 4.3.2 Service currently inactive, try later",
        "454 4.7.0 The authentication service is disabled at this time", "421 server inactive",
        "421 4.3.2 System is closed for maintenance", "421 Service temporarily suspended",
        "454 4.7.0 Service not enabled at this moment", "451 Server not active",
        "421 4.3.2 Der Dienst ist nicht aktiv", "421 4.3.2 Service non disponible",
    )),
    Kind("the account is not", "auth", AT_LOGIN, ("smtp.auth.account",), (
        "535 Mail server has been suspended", "451 Authentication failed: Maximum credits exceeded",
        "535 Your account is suspended", "454 4.7.0 Your account is suspended",
    )),
    Kind("the mailbox takes nothing", "rcpt", LOGGED_IN, ("smtp.recipient.rejected",), (
        "550 Incoming suspended", "550 5.2.1 Incoming mail suspended", "550 Inbox suspended",
        "550 Incoming mail for this domain is suspended", "550 5.7.1 Inbound mail suspended",
        "550 Account incoming suspended", "550 Incoming email is disabled",
        "550 incoming messages are disabled for this user", "550 Incoming delivery suspended",
        "550 5.2.1 Receiving suspended", "550 Reception suspended for this address",
        "550 Mail reception disabled", "550 Incoming traffic suspended",
        "550 The account is suspended for incoming mail", "550 inbound is disabled",
        "550 5.2.1 Incoming blocked", "550 Incoming mails are not accepted by this mailbox",
        "550 Inbound delivery to this mailbox is paused", "550 Delivery suspended",
        "550 5.2.1 This mailbox cannot receive mail", "550 User is not receiving mail",
        "550 delivery to this mailbox has been suspended", "554 Suspended (incoming)",
        "550 5.2.1 mailbox not receiving messages",
    )),
    Kind("the mailbox takes nothing", "data", LOGGED_IN, ("smtp.recipient.rejected",), (
        "550 Incoming suspended", "552 5.2.1 Incoming mail suspended",
    )),
    Kind("our account may not", "rcpt", LOGGED_IN, ("smtp.auth.account",), (
        "550 Outgoing mail suspended", "550 Outbound mail is disabled", "550 Sending suspended",
    )),
    Kind("relaying", "rcpt", NO_LOGIN, ("smtp.relay_denied",), (
        "550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from"
        " unauthorized sources",
        "550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched"
        " the message's recipient domain. The connector had either the"
        " RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set",
        "550 5.7.64 TenantAttribution; Relay Access Denied", "550 5.7.51 Sorry",
        "550 5.7.64 Relay Access Denied ATTR35", "550 5.7.68 Direct Send not allowed",
        "550 5.7.68 Direct Send is blocked for this organization", "550 5.7.1 Unable to relay",
        "550 Direct send is not permitted in this tenant", "550 5.7.68 Unauthorized sources",
        "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
        "550 5.7.51 partner connector configured; TLS certificate does not match",
        "550 5.4.1 Relay Access Denied", "554 5.7.1 <bob@example.com>: Relay access denied",
    )),
    Kind("relaying", "data", LOGGED_IN, ("smtp.relay_denied",), (
        "550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from"
        " unauthorized sources", "550 5.7.51 TenantInboundAttribution; partner connector",
    )),
    Kind("a login is wanted", "rcpt", NO_LOGIN, ("smtp.auth.required",), (
        "554 5.7.1 <bob@example.com>: Recipient address rejected: Access denied",
        "550 5.7.1 <bob@example.com>: Recipient address rejected: Access denied",
        "554 5.7.0 <bob@example.com>: Recipient address rejected: Access denied",
        "454 4.7.1 <bob@example.com>: Recipient address rejected: Access denied",
        "554 5.7.1 <bob@example.com>: Recipient address rejected: Authentication required",
        "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied",
        "554 5.7.1 <hub@example.com>: Sender address rejected: Access denied",
        "554 5.7.1 <hub>: Helo command rejected: Access denied",
        "553 5.7.1 <hub@example.com>: Sender address rejected: not logged in",
        "550 5.7.1 Access denied; authenticate first", "530 5.7.0 Authentication required",
    )),
    Kind("a login is wanted", "mail", NO_LOGIN, ("smtp.auth.required",), (
        "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied",
        "554 5.7.1 <hub@example.com>: Sender address rejected: Access denied",
    )),
    Kind("no login is offered", "rcpt", NO_AUTH, ("smtp.recipient.rejected", "smtp.refused"), (
        "554 5.7.1 <bob@example.com>: Recipient address rejected: Access denied",
    )),
    Kind("the command, not the sender", "mail", LOGGED_IN, ("smtp.protocol",), (
        "501 5.5.4 Syntax: MAIL FROM:<address>", "501 Usage: MAIL FROM:<address>",
        "501 Was expecting MAIL arg syntax of FROM:<address>",
    )),
    Kind("how many, not how large", "data", LOGGED_IN, ("smtp.rate_limited",), (
        "552 Not enough sending quota", "552 Insufficient sending quota for today",
        "552 5.2.2 Daily sending quota exceeded", "556 The number of RCPTs is over size",
    )),
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "reply"),
    [pytest.param(kind, reply, id=f"{kind.name}: {reply[:60]}") for kind in KINDS for reply in kind.replies],
)  # fmt: skip
def test_what_the_kind_means(kind: Kind, reply: str) -> None:
    verdict = classify_reply(fact_of(kind.step, reply, **kind.flags))
    assert verdict.code in kind.want, verdict.rule
