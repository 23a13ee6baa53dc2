"""The stand-in for Microsoft as tests use it: settings that point to it, and one call to send."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, cast

import trustme

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.outcome import Attempt
from hubmail_gui.core.settings import MailSettings, SettingsOf
from hubmail_gui.core.steps import StepState
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import testmail
from hubmail_gui.demo.microsoft.cloud import StandIn
from hubmail_gui.demo.smtp import Mailbox
from hubmail_gui.methods.microsoft import credentials
from hubmail_gui.methods.microsoft.credentials import KeyPair
from hubmail_gui.methods.microsoft.settings import MicrosoftSettings

RECIPIENT = "claire.durand@example.com"
# Longer than any test takes that goes well.
SECONDS = 30.0


@cache
def authority() -> trustme.CA:
    """Who signs the certificates of all stand-ins in this run."""
    return trustme.CA(organization_name="hubmail tests")


@cache
def key_pair() -> KeyPair:
    """A certificate for the application; keys take long to make."""
    return credentials.make("hubmail tests")


@cache
def other_key_pair() -> KeyPair:
    """A certificate that nobody uploaded."""
    return credentials.make("somebody else")


def server_context() -> ssl.SSLContext:
    """TLS for a server on localhost."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    end = datetime.now(UTC) + timedelta(days=365)
    authority().issue_cert("localhost", "127.0.0.1", not_after=end).configure_cert(context)
    return context


@dataclass
class Microsoft:
    """Identity service, Graph and Exchange's SMTP, all on loopback.

    Attributes:
        inbox: every mail that was taken.
    """

    cloud: StandIn
    mailbox: Mailbox
    inbox: list[bytes] = field(default_factory=list)

    @classmethod
    def started(cls) -> Microsoft:
        """Servers that are ready to answer."""
        inbox: list[bytes] = []
        cloud = StandIn(server_context, take=inbox.append)
        mailbox = Mailbox(server_context(), inbox.append, cloud.admits)
        cloud.start()
        mailbox.start()
        return cls(cloud, mailbox, inbox)

    def stop(self) -> None:
        """Stop answering."""
        self.mailbox.stop()
        self.cloud.stop()

    @property
    def secret(self) -> str:
        """The application's client secret."""
        return min(self.cloud.directory.secrets)

    def document(self, route: str = "graph", **authentication: object) -> dict[str, Any]:
        """Settings for these servers, as `hubmail apply` reads them."""
        own: dict[str, object] = {
            "type": "microsoft-oauth2",
            "application_id": self.cloud.directory.application,
            "directory_id": self.cloud.directory.tenant,
            "route": route,
            "cloud": "custom",
            "endpoints": self.endpoints(),
        }
        return {
            "sender": "hub@example.com",
            "ca_certificates": authority().cert_pem.bytes().decode(),
            "authentication": {**own, **authentication},
        }

    def endpoints(self, **changed: object) -> dict[str, object]:
        """The addresses of these servers."""
        return {
            "authority": self.cloud.origin,
            "graph": self.cloud.origin,
            "smtp_host": "localhost",
            "smtp_port": self.mailbox.port,
            **changed,
        }

    def settings(
        self, route: str = "graph", **authentication: object
    ) -> SettingsOf[MicrosoftSettings]:
        """The same as a value; the keys that all methods share may be among them."""
        return read(self.document(route, **authentication))

    def with_certificate(
        self, route: str = "graph", pair: KeyPair | None = None
    ) -> SettingsOf[MicrosoftSettings]:
        """Settings that sign in with a certificate, which has been uploaded unless one is given."""
        if pair is None:
            pair = key_pair()
            self.cloud.directory.certificates = [pair.certificate]
        return self.settings(route, credential="certificate", certificate=pair.certificate)

    def send(
        self, settings: MailSettings, secret: str | None = None, watch: Watch | None = None
    ) -> Attempt:
        """Send a test mail with ``settings``."""
        return send(settings, secret or self.secret, watch)

    def asked(self) -> list[str]:
        """What was asked of the identity service and of Graph: methods and paths."""
        return [f"{one.method} {one.path}" for one in self.cloud.requests]


def read(document: dict[str, Any]) -> SettingsOf[MicrosoftSettings]:
    """Valid settings."""
    settings, problems = core_settings.read(document, methods.group, check=True)
    assert settings is not None, problems
    assert not methods.of(settings).check_whole(settings)
    return cast("SettingsOf[MicrosoftSettings]", settings)


def send(settings: MailSettings, secret: str, watch: Watch | None = None) -> Attempt:
    """Send a test mail."""
    mail = testmail.compose(settings, RECIPIENT, "123456", "Microsoft 365")
    return methods.of(settings).send(settings, secret, mail, watch or Watch(seconds=SECONDS))


def states(attempt: Attempt) -> dict[str, StepState]:
    """What became of each step."""
    return {report.step.value: report.state for report in attempt.steps}


def code(attempt: Attempt) -> str | None:
    """The fault of an attempt; None when the mail was accepted."""
    return attempt.fault.code if attempt.fault else None


def everything(attempt: Attempt) -> str:
    """All that an attempt shows to anybody."""
    return repr(attempt)
