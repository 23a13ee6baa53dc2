"""Credentials and identifiers that cannot be right, found as early as they can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from hubmail_gui import methods
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.methods.microsoft import credentials
from tests.servers import certificates
from tests.servers.certificates import DAY, Wish
from tests.servers.microsoft import Microsoft, code, key_pair, other_key_pair

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MailSettings

STRANGER = "11111111-2222-3333-4444-555555555555"


def mismatched(microsoft: Microsoft) -> tuple[MailSettings, str]:
    return microsoft.with_certificate(), other_key_pair().private_key


def ended(microsoft: Microsoft) -> tuple[MailSettings, str]:
    pair = certificates.self_signed(Wish(bits=2048, starts=-30 * DAY, ends=-DAY))
    settings = microsoft.with_certificate()
    account = settings.authentication.replace(certificate=pair.pem)
    return settings.replace(authentication=account), private_key(pair)


def private_key(issued: certificates.Issued) -> str:
    return issued.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@pytest.mark.parametrize(
    ("arrange", "words"),
    [(mismatched, "does not belong"), (ended, "expired on")],
    ids=["mismatched", "expired"],
)
def test_key_that_cannot_sign_is_found_before_anything_is_sent(
    microsoft: Microsoft,
    arrange: Callable[[Microsoft], tuple[MailSettings, str]],
    words: str,
) -> None:
    settings, key = arrange(microsoft)

    attempt = microsoft.send(settings, key)

    assert code(attempt) == "oauth.certificate_rejected"
    assert attempt.fault is not None
    assert words in (attempt.fault.reply or "")
    assert not microsoft.cloud.requests


def test_expired_certificate_in_the_directory_is_entras_to_refuse(microsoft: Microsoft) -> None:
    """A renewed certificate of the same key here, the old one there."""
    pair = key_pair()
    microsoft.cloud.directory.certificates = [other_key_pair().certificate]

    attempt = microsoft.send(microsoft.with_certificate(pair=pair), pair.private_key)

    assert code(attempt) == "oauth.certificate_rejected"
    assert attempt.fault is not None
    assert "AADSTS700027" in (attempt.fault.reply or "")


@pytest.mark.parametrize("secret", [STRANGER, f"{{{STRANGER}}}", STRANGER.upper()])
def test_secret_id_is_caught_before_anything_is_sent(microsoft: Microsoft, secret: str) -> None:
    settings = microsoft.settings()

    problems = methods.of(settings).check_secret(settings, secret)

    assert [(one.field, one.code) for one in problems] == [("client_secret", "secret.is_id")]


def test_swapped_identifiers_are_found_by_entra(microsoft: Microsoft) -> None:
    directory = microsoft.cloud.directory
    settings = microsoft.settings(
        application_id=directory.tenant, directory_id=directory.application
    )

    attempt = microsoft.send(settings)

    assert code(attempt) == "oauth.tenant_not_found"
    assert len(microsoft.cloud.requests) == 1  # the secret stayed here


def test_secret_with_spaces_is_sent_as_typed_and_refused(microsoft: Microsoft) -> None:
    attempt = microsoft.send(microsoft.settings(), f" {microsoft.secret}")

    assert code(attempt) == "oauth.secret_wrong"


def test_wrong_passphrase_of_a_pfx_is_said_of_the_passphrase() -> None:
    with pytest.raises(ProblemError) as raised:
        credentials.from_file(pfx("right"), "wrong")

    assert raised.value.code == "key.passphrase"


def pfx(passphrase: str) -> bytes:
    pair = key_pair()
    key = serialization.load_pem_private_key(pair.private_key.encode(), None)
    certificate = x509.load_pem_x509_certificate(pair.certificate.encode())
    encryption = serialization.BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(b"hub", key, certificate, None, encryption)  # type: ignore[arg-type]
