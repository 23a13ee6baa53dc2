"""The whole password route against aiosmtpd: what arrives is what was sent."""

from __future__ import annotations

import asyncio
import email
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from hubmail_gui import methods
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import testmail
from hubmail_gui.delivery.mail import Mail
from hubmail_gui.methods.password.settings import PasswordSettings
from tests.servers.certificates import Wish, issue, root

ROOT = root()
SERVER = issue(ROOT, Wish())
PASSWORD = "pässwörd ✓"

# What aiosmtpd says of itself is no business of these tests.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Session.login_data:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning"),
]


@dataclass
class Inbox:
    """What the server took, and where it listens."""

    port: int = 0
    envelopes: list[Envelope] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.envelopes.append(envelope)
        return "250 2.0.0 Ok: queued as 4F2A"


def right(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
) -> AuthResult:
    success = (data.login, data.password) == (b"hub", PASSWORD.encode())
    return AuthResult(success=success, handled=False)


@contextmanager
def serving(encryption: Encryption) -> Iterator[Inbox]:
    inbox, ready = Inbox(), threading.Event()
    context = SERVER.context()
    loop = asyncio.new_event_loop()

    def make() -> SMTP:
        return SMTP(
            inbox,
            hostname="mx.example.test",
            enable_SMTPUTF8=True,
            tls_context=context if encryption is Encryption.STARTTLS else None,
            require_starttls=encryption is Encryption.STARTTLS,
            authenticator=right,
            auth_required=True,
            # Inside TLS from the first byte aiosmtpd does not know that it is.
            auth_require_tls=encryption is Encryption.STARTTLS,
            loop=loop,
        )

    def serve() -> None:
        tls: ssl.SSLContext | None = context if encryption is Encryption.TLS else None
        listening = loop.create_server(make, "127.0.0.1", 0, ssl=tls)
        server = loop.run_until_complete(listening)
        inbox.port = server.sockets[0].getsockname()[1]
        ready.set()
        loop.run_forever()
        server.close()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    ready.wait()
    try:
        yield inbox
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def settings(port: int, encryption: Encryption) -> MailSettings:
    server = PasswordSettings("localhost", port, encryption, True, "hub")
    return MailSettings("hub@example.test", ca_certificates=ROOT.pem, authentication=server)


@pytest.mark.parametrize("encryption", list(Encryption))
def test_test_mail_arrives(encryption: Encryption) -> None:
    reports: list[StepReport] = []
    with serving(encryption) as inbox:
        configured = settings(inbox.port, encryption)
        mail = testmail.compose(configured, "admin@example.test", "042137", "localhost")
        done = methods.of(configured).send(configured, PASSWORD, mail, Watch(reports.append))
    assert done.fault is None
    assert done.reply == "250 2.0.0 Ok: queued as 4F2A"
    (envelope,) = inbox.envelopes
    assert envelope.mail_from == "hub@example.test"
    assert envelope.rcpt_tos == ["admin@example.test"]
    assert envelope.content == mail.content
    read = email.message_from_bytes(mail.content, policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert "042137" in read["Subject"]
    codes = [warning.code for warning in done.warnings]
    assert codes == (["tls.none"] if encryption is Encryption.NONE else [])
    assert_reported(reports, encryption)


def assert_reported(reports: list[StepReport], encryption: Encryption) -> None:
    """Each step starts and then ends, in the order in which things happen."""
    order = [Step.RESOLVE, Step.CONNECT, Step.GREET, Step.ENCRYPT, Step.AUTHENTICATE, Step.SEND]
    if encryption is Encryption.TLS:
        order[2:4] = [Step.ENCRYPT, Step.GREET]
    if encryption is Encryption.NONE:
        order.remove(Step.ENCRYPT)
        assert reports.pop() == StepReport(Step.ENCRYPT, StepState.SKIPPED)
    expected = [(step, state) for step in order for state in (StepState.RUNNING, StepState.OK)]
    assert [(one.step, one.state) for one in reports] == expected
    assert all(one.detail for one in reports if one.state is StepState.OK)


def test_dots_and_eight_bits_survive() -> None:
    content = "Subject: x\r\n\r\n.\r\n..\r\n.été\r\nend".encode()
    mail = Mail("hub@example.test", ("a@example.test", "jörg@example.test"), content, "<1@x>")
    with serving(Encryption.STARTTLS) as inbox:
        configured = settings(inbox.port, Encryption.STARTTLS)
        done = methods.of(configured).send(configured, PASSWORD, mail, Watch())
    assert done.fault is None
    (envelope,) = inbox.envelopes
    assert envelope.content == content + b"\r\n"
    assert envelope.rcpt_tos == ["a@example.test", "jörg@example.test"]
    assert {"BODY=8BITMIME", "SMTPUTF8"} <= set(envelope.mail_options)


def test_wrong_password() -> None:
    with serving(Encryption.STARTTLS) as inbox:
        configured = settings(inbox.port, Encryption.STARTTLS)
        mail = testmail.compose(configured, "admin@example.test", "042137", "localhost")
        done = methods.of(configured).send(configured, "not it at all", mail, Watch())
    assert done.fault
    assert done.fault.code == "smtp.auth.rejected"
    assert done.fault.reply == "535 5.7.8 Authentication credentials invalid"
    assert inbox.envelopes == []
    assert "not it at all" not in repr(done)
