"""Against Postfix with Dovecot's SASL: the words and habits of the servers that companies run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Attempt
from hubmail_gui.core.steps import Step, StepState
from hubmail_gui.delivery.account import Login
from hubmail_gui.delivery.mail import Mail
from tests.servers import postfix
from tests.servers.attempts import MAIL, account, attempt, code, failed_step
from tests.servers.certificates import Wish, intermediate, issue, root
from tests.servers.postfix import Ports

NONE, STARTTLS, TLS = Encryption.NONE, Encryption.STARTTLS, Encryption.TLS
ROOT = root()
SERVER = issue(intermediate(ROOT), Wish())
RIGHT = Login(postfix.USERNAME, postfix.PASSWORD)

pytestmark = [
    pytest.mark.postfix,
    pytest.mark.slow,
    pytest.mark.skipif(postfix.missing() is not None, reason=str(postfix.missing())),
]


@pytest.fixture(scope="module")
def ports() -> Iterator[Ports]:
    with postfix.running(SERVER) as found:
        yield found


def mail(sender: str = postfix.SENDER, *recipients: str, content: bytes = MAIL.content) -> Mail:
    return Mail(sender, recipients or (postfix.RECIPIENT,), content, "<1@example.test>")


@dataclass(frozen=True)
class Case:
    """What is sent how, and what Postfix has to be understood to say."""

    id: str
    encryption: Encryption
    code: str | None
    step: Step | None = None
    login: Login | None = RIGHT
    mail: Mail = field(default_factory=mail)
    trusted: str | None = ROOT.pem


CASES = [
    Case("accepted-over-starttls", STARTTLS, None),
    Case("accepted-over-tls", TLS, None),
    Case("accepted-without-login", NONE, None, login=None),
    Case(
        "accepted-international", STARTTLS, None, mail=mail("hub@example.test", "j@bücher.example")
    ),
    Case(
        "wrong-password",
        STARTTLS,
        "smtp.auth.rejected",
        Step.AUTHENTICATE,
        Login(postfix.USERNAME, "wrong horse"),
    ),
    Case(
        "wrong-user", TLS, "smtp.auth.rejected", Step.AUTHENTICATE, Login("nobody", "wrong horse")
    ),
    Case("login-before-tls", NONE, "smtp.auth.only_after_tls", Step.AUTHENTICATE),
    Case(
        "relay-denied",
        NONE,
        "smtp.relay_denied",
        Step.SEND,
        None,
        mail(postfix.SENDER, "someone@elsewhere.test"),
    ),
    Case(
        "sender-not-owned",
        STARTTLS,
        "smtp.sender.not_allowed",
        Step.SEND,
        mail=mail("boss@example.test"),
    ),
    Case(
        "recipient-unknown",
        STARTTLS,
        "smtp.recipient.rejected",
        Step.SEND,
        mail=mail(postfix.SENDER, "gone@example.test"),
    ),
    Case(
        "too-large",
        STARTTLS,
        "smtp.too_large",
        Step.SEND,
        mail=mail(content=MAIL.content + b"x" * 70 + b"\r\n" * postfix.SIZE_LIMIT),
    ),
    Case(
        "authority-not-trusted", STARTTLS, "tls.certificate.untrusted", Step.ENCRYPT, trusted=None
    ),
    Case("without-login", STARTTLS, "smtp.auth.required", Step.SEND, None),
]


def sent(ports: Ports, case: Case) -> Attempt:
    port = {NONE: ports.plain, STARTTLS: ports.starttls, TLS: ports.tls}[case.encryption]
    where = account(port, case.encryption, login=case.login, ca_certificates=case.trusted)
    return attempt(where, mail=case.mail)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_understood(ports: Ports, case: Case) -> None:
    done = sent(ports, case)
    assert code(done) == case.code, done.fault
    assert failed_step(done) is case.step
    if case.code is None:
        assert done.reply
        assert "queued as" in done.reply
    assert postfix.PASSWORD not in repr(done)


@pytest.mark.parametrize("name", postfix.MECHANISMS)
def test_every_mechanism(ports: Ports, name: str) -> None:
    where = account(ports.mechanism[name], STARTTLS, login=RIGHT, ca_certificates=ROOT.pem)
    done = attempt(where)
    assert done.fault is None
    report = next(one for one in done.steps if one.step is Step.AUTHENTICATE)
    assert report.state is StepState.OK
    assert report.detail.startswith(name)
    said = [line.text for line in done.transcript if line.text.startswith("334")]
    assert all(line in {"334", "334 ", "334 ********"} for line in said[1:])


@pytest.mark.parametrize("name", postfix.MECHANISMS)
def test_wrong_password_by_every_mechanism(ports: Ports, name: str) -> None:
    wrong = Login(postfix.USERNAME, "wrong horse")
    where = account(ports.mechanism[name], STARTTLS, login=wrong, ca_certificates=ROOT.pem)
    assert code(attempt(where)) == "smtp.auth.rejected"


def test_some_recipients_refused(ports: Ports) -> None:
    both = mail(postfix.SENDER, "gone@example.test", postfix.RECIPIENT)
    done = sent(ports, Case("", STARTTLS, None, mail=both))
    assert done.fault is None
    assert list(done.refused) == ["gone@example.test"]
    assert "User unknown" in done.refused["gone@example.test"]
    assert [warning.code for warning in done.warnings] == ["smtp.recipient.partial"]
