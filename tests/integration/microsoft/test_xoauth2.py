"""XOAUTH2 over a real socket: both manners of refusing, and what else Exchange may say."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.steps import StepState
from hubmail_gui.demo.microsoft.directory import EXCHANGE
from hubmail_gui.demo.smtp import Manner
from hubmail_gui.oauth.journey import encryption
from tests.servers.loopback import LoopbackServer, Peer
from tests.servers.microsoft import Microsoft, code, everything, server_context, states


@dataclass(frozen=True)
class Case:
    """A reply to one command, and the fault that it means."""

    name: str
    command: str
    reply: str
    code: str
    step: str = "authenticate"
    temporary: bool = False


CASES = [
    Case("unsuccessful", "AUTH", "535 5.7.3 Authentication unsuccessful [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]", "smtp.auth.rejected"),
    Case("tenant switch", "AUTH", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. [AM0PR01CA0001]", "smtp.auth.disabled"),
    Case("retired", "AUTH", "550 5.7.30 Basic authentication is not supported for Client Submission.", "smtp.auth.retired"),
    Case("temporary", "AUTH", "454 4.7.0 Temporary authentication failure [AM0PR01CA0001]", "smtp.auth.temporary", temporary=True),
    Case("sender", "MAIL", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "smtp.sender.not_allowed", "send"),
    Case("send as, later", "DATA", "554 5.2.252 SendAsDenied; hub@example.com not allowed to send as other@example.com; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied", "smtp.sender.not_allowed", "send"),
    Case("rate", "DATA", "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information.", "smtp.rate_limited", "send", True),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reply_of_exchange(microsoft: Microsoft, case: Case) -> None:
    microsoft.mailbox.refusals[case.command] = case.reply

    attempt = microsoft.send(microsoft.settings("smtp"))

    assert code(attempt) == case.code
    assert attempt.fault is not None
    assert attempt.fault.reply == case.reply
    assert attempt.fault.temporary is case.temporary
    assert states(attempt)["token"] is StepState.OK
    assert states(attempt)[case.step] is StepState.FAILED
    assert not microsoft.inbox


def test_immediate_refusal_of_exchange(microsoft: Microsoft) -> None:
    microsoft.cloud.directory.roles[EXCHANGE] = ()

    attempt = microsoft.send(microsoft.settings("smtp"))

    assert code(attempt) == "smtp.auth.rejected"
    assert [one.code for one in attempt.warnings] == ["oauth.role_missing"]
    said = [line.text for line in attempt.transcript]
    assert "AUTH XOAUTH2 ********" in said
    assert not any(text.startswith("334") for text in said)


def test_challenge_of_google_is_answered_and_explained(microsoft: Microsoft) -> None:
    microsoft.cloud.directory.roles[EXCHANGE] = ()
    microsoft.mailbox.manner = Manner.EXPLAINED

    attempt = microsoft.send(microsoft.settings("smtp"))

    assert code(attempt) == "smtp.auth.rejected"
    assert attempt.fault is not None
    # The reason stands in the challenge, not in the refusal.
    assert '"status": "401"' in (attempt.fault.reply or "")
    said = [(line.source, line.text) for line in attempt.transcript]
    challenge = next(at for at, (_who, text) in enumerate(said) if text.startswith("334 "))
    assert said[challenge + 1] == ("client", "")
    assert said[challenge + 2][1].startswith("535 5.7.8")


def test_mailbox_that_the_application_was_not_given(microsoft: Microsoft) -> None:
    microsoft.cloud.directory.allowed = {"other@example.com"}

    assert code(microsoft.send(microsoft.settings("smtp"))) == "smtp.auth.rejected"


@pytest.mark.parametrize(
    ("offer", "wanted"),
    [
        ("AUTH NTLM GSSAPI", "smtp.auth.no_common_mechanism"),
        ("AUTH PLAIN LOGIN", "smtp.auth.no_common_mechanism"),
        ("8BITMIME", "smtp.auth.not_offered"),
    ],
)
def test_token_goes_to_no_server_without_xoauth2(
    microsoft: Microsoft, offer: str, wanted: str
) -> None:
    received: list[str] = []

    def serve(peer: Peer) -> None:
        peer.say("220 mx.example.com ESMTP")
        peer.line()
        peer.say("250-mx.example.com", "250 STARTTLS")
        peer.line()
        peer.say("220 2.0.0 go ahead")
        peer.start_tls(server_context())
        peer.line()
        peer.say("250-mx.example.com", f"250 {offer}")
        received.append(peer.line())
        peer.say("221 2.0.0 bye")

    with LoopbackServer(serve) as server:
        endpoints = microsoft.endpoints(smtp_port=server.port)
        attempt = microsoft.send(microsoft.settings("smtp", endpoints=endpoints))

    assert code(attempt) == wanted
    assert received in ([], ["QUIT"])
    tokens = [one for one in everything(attempt).split() if one.startswith("eyJ")]
    assert not tokens


def test_implicit_tls_on_port_465_only() -> None:
    """Microsoft offers STARTTLS on 587; 465 means TLS from the first byte (RFC 8314)."""
    assert encryption(587) is Encryption.STARTTLS
    assert encryption(25) is Encryption.STARTTLS
    assert encryption(465) is Encryption.TLS
