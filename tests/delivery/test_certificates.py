"""Every kind of bad certificate, for real: over STARTTLS and TLS, with TLS 1.2 and 1.3."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.steps import Step, StepState
from tests.servers.attempts import LOGIN, account, attempt, code, failed_step, state
from tests.servers.certificates import (
    CLIENT,
    DAY,
    Issued,
    Wish,
    intermediate,
    issue,
    root,
    self_signed,
)
from tests.servers.loopback import LoopbackServer, Peer
from tests.servers.taking import GOOD, ROOT, sent_to

MIDDLE = intermediate(ROOT)
EXPIRED_ROOT = root("Expired Root", Wish((), "Expired Root", -20 * DAY, -DAY, (), authority=True))
NO_AUTHORITY = issue(ROOT, Wish(names=(), common_name="No Authority", usages=()))


@dataclass(frozen=True)
class Case:
    """A server's certificate, what the settings trust, and what it has to be called.

    Attributes:
        alone: the server sends its own certificate without those above it.
        also: the certificate's other problems.
    """

    id: str
    certificate: Issued
    code: str
    trusted: str | None = ROOT.pem
    alone: bool = False
    also: str | None = None
    params: dict[str, str] = field(default_factory=dict)


def day(offset: timedelta) -> str:
    return (datetime.now(UTC) + offset).date().isoformat()


CASES = [
    Case(
        "expired",
        issue(ROOT, Wish(starts=-9 * DAY, ends=-2 * DAY)),
        "tls.certificate.expired",
        params={"not_after": day(-2 * DAY)},
    ),
    Case(
        "not-yet-valid",
        issue(ROOT, Wish(starts=2 * DAY, ends=9 * DAY)),
        "tls.certificate.not_yet_valid",
        params={"not_before": day(2 * DAY)},
    ),
    Case(
        "hostname",
        issue(ROOT, Wish(names=("mx.example.test", "*.example.test"))),
        "tls.certificate.hostname",
        params={"presented": "mx.example.test, *.example.test"},
    ),
    Case(
        "name-only-in-the-subject",
        issue(ROOT, Wish(names=(), common_name="localhost")),
        "tls.certificate.hostname",
    ),
    Case("self-signed", self_signed(Wish()), "tls.certificate.self_signed", trusted=None),
    Case(
        "unknown-authority",
        issue(root("Private Root"), Wish()),
        "tls.certificate.untrusted",
        trusted=None,
        params={"issuer": "Private Root"},
    ),
    Case(
        "unknown-authority-with-chain",
        issue(intermediate(root("Private Root")), Wish()),
        "tls.certificate.untrusted",
        trusted=None,
    ),
    Case(
        "intermediate-not-sent",
        issue(MIDDLE, Wish()),
        "tls.certificate.incomplete_chain",
        alone=True,
        params={"issuer": "Test Intermediate"},
    ),
    Case(
        "public-intermediate-not-sent",
        issue(MIDDLE, Wish(published=True)),
        "tls.certificate.incomplete_chain",
        trusted=None,
        alone=True,
    ),
    Case("for-clients", issue(ROOT, Wish(usages=CLIENT)), "tls.certificate.purpose"),
    Case("signed-by-no-authority", issue(NO_AUTHORITY, Wish()), "tls.certificate.purpose"),
    Case("weak", issue(ROOT, Wish(bits=1024)), "tls.certificate.weak"),
    Case(
        "expired-and-untrusted",
        issue(root("Private Root"), Wish(starts=-9 * DAY, ends=-2 * DAY)),
        "tls.certificate.expired",
        trusted=None,
        also="tls.certificate.untrusted",
    ),
    Case(
        "expired-and-wrong-name",
        issue(ROOT, Wish(names=("mx.example.test",), starts=-9 * DAY, ends=-2 * DAY)),
        "tls.certificate.expired",
        also="tls.certificate.hostname",
    ),
    Case(
        "self-signed-and-wrong-name",
        self_signed(Wish(names=("old.example.test",))),
        "tls.certificate.hostname",
        trusted=None,
        also="tls.certificate.self_signed",
    ),
    Case(
        "expired-authority",
        issue(EXPIRED_ROOT, Wish()),
        "tls.own_ca_expired",
        trusted=EXPIRED_ROOT.pem,
    ),
]

TRANSPORTS = [
    pytest.param(Encryption.STARTTLS, ssl.TLSVersion.TLSv1_2, id="starttls-1.2"),
    pytest.param(Encryption.STARTTLS, ssl.TLSVersion.TLSv1_3, id="starttls-1.3"),
    pytest.param(Encryption.TLS, ssl.TLSVersion.TLSv1_2, id="tls-1.2"),
    pytest.param(Encryption.TLS, ssl.TLSVersion.TLSv1_3, id="tls-1.3"),
]


@pytest.mark.parametrize(("encryption", "version"), TRANSPORTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_refused_certificate(case: Case, encryption: Encryption, version: ssl.TLSVersion) -> None:
    context = case.certificate.context(send=() if case.alone else None)
    context.minimum_version = context.maximum_version = version
    done = sent_to(context, encryption, case.trusted)
    assert code(done) == case.code
    assert failed_step(done) is Step.ENCRYPT
    assert done.fault
    assert done.fault.params.get("also") == case.also
    assert case.params.items() <= done.fault.params.items()
    assert done.fault.params["fingerprint"] == case.certificate.fingerprint


@dataclass(frozen=True)
class Trusted:
    """What the settings trust, and why that is enough for this server."""

    id: str
    certificate: Issued
    trusted: str | None
    pin: str | None = None
    alone: bool = False


ALONE = self_signed(Wish(names=("elsewhere.example.test",), ends=-DAY, starts=-9 * DAY))
OWN = self_signed(Wish())
UNDER_MIDDLE = issue(MIDDLE, Wish())

TRUSTED = [
    Trusted("root", GOOD, ROOT.pem),
    Trusted("root-with-chain", UNDER_MIDDLE, ROOT.pem),
    Trusted("intermediate-alone", UNDER_MIDDLE, MIDDLE.pem, alone=True),
    Trusted("the-certificate-itself", OWN, OWN.pem),
    Trusted("a-leaf-itself", UNDER_MIDDLE, UNDER_MIDDLE.pem, alone=True),
    Trusted("several", GOOD, OWN.pem + ROOT.pem),
    Trusted("pinned", OWN, None, OWN.fingerprint),
    Trusted("pinned-whatever-else-is-wrong", ALONE, None, ALONE.fingerprint),
]


@pytest.mark.parametrize(("encryption", "version"), TRANSPORTS)
@pytest.mark.parametrize("case", TRUSTED, ids=lambda case: case.id)
def test_trusted_certificate(
    case: Trusted, encryption: Encryption, version: ssl.TLSVersion
) -> None:
    context = case.certificate.context(send=() if case.alone else None)
    context.minimum_version = context.maximum_version = version
    done = sent_to(context, encryption, case.trusted, case.pin)
    assert done.fault is None
    assert state(done, Step.ENCRYPT) is StepState.OK


@pytest.mark.parametrize(("encryption", "version"), TRANSPORTS)
def test_pin_of_another_certificate(encryption: Encryption, version: ssl.TLSVersion) -> None:
    context = GOOD.context()
    context.minimum_version = context.maximum_version = version
    # A certificate that would otherwise be trusted is not, when another one is pinned.
    done = sent_to(context, encryption, ROOT.pem, OWN.fingerprint)
    assert code(done) == "tls.certificate.pin_changed"
    assert done.fault
    assert done.fault.params["presented"] == GOOD.fingerprint


def test_nothing_is_sent_after_a_changed_pin() -> None:
    heard: list[str] = []

    def handler(peer: Peer) -> None:
        peer.start_tls(GOOD.context())
        peer.say("220 mx.example.test", "250-mx", "250 AUTH PLAIN")
        heard.append(peer.line())

    with LoopbackServer(handler) as server:
        where = account(server.port, Encryption.TLS, login=LOGIN, pinned_sha256=OWN.fingerprint)
        done = attempt(where)
    assert code(done) == "tls.certificate.pin_changed"
    assert heard == []


def test_certificate_that_ends_soon() -> None:
    ending = issue(ROOT, Wish(ends=5 * DAY))
    done = sent_to(ending.context(), Encryption.TLS, ROOT.pem)
    assert done.fault is None
    assert [(one.code, one.params["date"]) for one in done.warnings] == [
        ("tls.certificate.expires_soon", day(5 * DAY))
    ]


def test_certificate_that_ends_late() -> None:
    lasting = issue(ROOT, Wish(ends=50 * DAY))
    assert sent_to(lasting.context(), Encryption.TLS, ROOT.pem).warnings == ()
