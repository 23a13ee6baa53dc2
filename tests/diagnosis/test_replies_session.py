"""What else is known of a session decides what the same reply means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from hubmail_gui.diagnosis.rules import classify_reply
from tests.diagnosis.reply_cases import fact_of

NO_LOGIN = {"login": False}
EARLY = {"early": True}
OFFERED = {"starttls_offered": True}
ENCRYPTED = {"encrypted": True}
RELAY = "550 5.7.1 Relaying denied"
RELAY_LOGIN = "550 5.7.1 Relaying denied. Proper authentication required."
HOST = "554 5.7.1 <unknown[192.0.2.25]>: Client host rejected: Access denied"
STARTTLS = "530 5.7.0 Must issue a STARTTLS command first"
NEVER_HEARD = "500 5.5.1 Command unrecognized"
NO_AUTH = "503 5.5.1 Error: authentication not enabled"
MECHANISM = "504 5.7.4 Unrecognized authentication type"
MODERN = "535 5.7.139 Authentication unsuccessful, "
SECURITY = MODERN + "user is locked by your organization's security defaults policy."


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    step: str
    reply: str
    code: str
    flags: dict[str, Any] = field(default_factory=dict)


CASES = [
    Case("relay refused to a stranger", "rcpt", RELAY, "smtp.relay_denied", NO_LOGIN),
    Case("relay refused after login", "rcpt", RELAY, "smtp.relay_denied"),
    Case("log in to relay", "rcpt", RELAY_LOGIN, "smtp.auth.required", NO_LOGIN),
    Case("log in to relay, but one did", "rcpt", RELAY_LOGIN, "smtp.relay_denied"),
    Case("submission port without login", "rcpt", HOST, "smtp.auth.required", NO_LOGIN),
    Case("submission port after login", "rcpt", HOST, "smtp.blocked"),
    Case("no login asked for", "mail", "530 5.7.0 Authentication required", "smtp.auth.required"),
    Case("TLS first, at the sender", "mail", STARTTLS, "smtp.tls_required", NO_LOGIN),
    Case("TLS first, at the recipient", "rcpt", STARTTLS, "smtp.tls_required", NO_LOGIN),
    Case("TLS first, at the login", "auth", STARTTLS, "smtp.auth.only_after_tls"),
    Case("TLS first, login asked for", "mail", STARTTLS, "smtp.tls_required", OFFERED),
    Case("AUTH unknown", "auth", NEVER_HEARD, "smtp.auth.not_offered", EARLY),
    Case("AUTH off before TLS", "auth", NO_AUTH, "smtp.auth.only_after_tls", EARLY | OFFERED),
    Case("AUTH off", "auth", NO_AUTH, "smtp.auth.not_offered", EARLY),
    Case("AUTH off, encrypted", "auth", NO_AUTH, "smtp.auth.not_offered", EARLY | ENCRYPTED),
    Case("mechanism", "auth", MECHANISM, "smtp.auth.no_common_mechanism", EARLY),
    Case("security defaults", "auth", SECURITY, "smtp.auth.disabled"),
    Case(
        "wrong password", "auth", MODERN + "user credentials were incorrect.", "smtp.auth.rejected"
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_session_decides_what_a_reply_means(case: Case) -> None:
    verdict = classify_reply(fact_of(case.step, case.reply, **case.flags))
    assert verdict.code == case.code, verdict.rule


def test_chinese_that_says_the_login_code_is_understood_from_its_bytes() -> None:
    fact = fact_of("auth", "535 登录失败 请使用授权码", encoding="gbk")
    assert classify_reply(fact).code == "smtp.auth.app_password"


@pytest.mark.parametrize(
    ("step", "reply", "temporary"),
    [
        ("rcpt", "450 4.2.0 Greylisted", True),
        ("rcpt", "550 5.1.1 User unknown", False),
        ("auth", "535 5.7.8 LDAP server not reachable", True),
        ("auth", "535 Too many failed login attempts, try again later", True),
        ("auth", "535 5.7.8 Wrong password", False),
    ],
)
def test_whether_later_may_help(step: str, reply: str, temporary: bool) -> None:
    assert classify_reply(fact_of(step, reply)).temporary is temporary
