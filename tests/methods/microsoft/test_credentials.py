"""Secrets and certificates, checked before anything is sent, or made here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from hubmail_gui.core.problems import ProblemError
from hubmail_gui.methods.microsoft import credentials
from hubmail_gui.methods.microsoft.credentials import KeyPair
from hubmail_gui.methods.microsoft.settings import Credential, MicrosoftSettings
from tests.servers import certificates
from tests.servers.certificates import DAY, Issued, Wish
from tests.servers.microsoft import key_pair, other_key_pair

PEM, PKCS8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8


def account(pair: KeyPair) -> MicrosoftSettings:
    return MicrosoftSettings(credential=Credential.CERTIFICATE, certificate=pair.certificate)


def key_of(issued: Issued, passphrase: bytes | None = None) -> str:
    how = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    return issued.key.private_bytes(PEM, PKCS8, how).decode()


def refusal(work: object, *arguments: object) -> str:
    assert callable(work)
    with pytest.raises(ProblemError) as raised:
        work(*arguments)
    return raised.value.code


def test_made_pair_belongs_together_and_is_what_entra_takes() -> None:
    pair = key_pair()
    certificate = x509.load_pem_x509_certificate(pair.certificate.encode())

    credentials.check(account(pair), pair.private_key)
    assert certificate.public_key().key_size >= 2048  # type: ignore[union-attr]
    assert pair.thumbprint == certificate.fingerprint(hashes.SHA1()).hex().upper()
    assert pair.ends == certificate.not_valid_after_utc.date()
    assert pair.ends > (datetime.now(UTC) + timedelta(days=700)).date()
    assert "PRIVATE KEY" not in pair.certificate


def test_pair_does_not_print_its_key() -> None:
    assert "PRIVATE" not in repr(key_pair())


def test_key_of_another_certificate() -> None:
    assert refusal(credentials.check, account(key_pair()), other_key_pair().private_key) == (
        "key.mismatch"
    )


@pytest.mark.parametrize(
    "text", ["", "x", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----"]
)
def test_text_that_is_no_key(text: str) -> None:
    assert refusal(credentials.check, account(key_pair()), text) == "key.malformed"


def test_key_with_a_passphrase_is_no_use_as_a_secret() -> None:
    issued = certificates.self_signed(Wish(bits=2048))

    assert (
        refusal(credentials.check, account(key_pair()), key_of(issued, b"passphrase"))
        == "key.encrypted"
    )


@pytest.mark.parametrize("wish", [Wish(), Wish(bits=1024)], ids=["elliptic curve", "1024 bits"])
def test_key_that_microsoft_does_not_take(wish: Wish) -> None:
    issued = certificates.self_signed(wish)

    assert refusal(credentials.check, account(key_pair()), key_of(issued)) == "key.unsupported"
    assert (
        refusal(credentials.from_file, (issued.pem + key_of(issued)).encode()) == "key.unsupported"
    )


def test_expired_certificate() -> None:
    issued = certificates.self_signed(Wish(bits=2048, starts=-30 * DAY, ends=-DAY))
    settings = account(key_pair()).replace(certificate=issued.pem)

    assert refusal(credentials.check, settings, key_of(issued)) == "key.expired"
    assert refusal(credentials.from_file, (issued.pem + key_of(issued)).encode()) == "key.expired"


def test_certificate_that_cannot_be_read() -> None:
    settings = account(key_pair()).replace(certificate="nothing")

    assert refusal(credentials.check, settings, key_pair().private_key) == "certificate.malformed"
    assert credentials.ends("nothing") is None


@pytest.mark.parametrize("order", ["certificate first", "key first", "authority first"])
def test_pem_file_in_any_order(order: str) -> None:
    pair = key_pair()
    root = certificates.root()
    texts = {
        "certificate first": pair.certificate + pair.private_key,
        "key first": "Bag Attributes\n" + pair.private_key + pair.certificate,
        "authority first": root.pem + pair.certificate + pair.private_key,
    }

    read = credentials.from_file(texts[order].encode())

    assert read == pair


def test_pem_file_with_a_passphrase() -> None:
    issued = certificates.self_signed(Wish(bits=2048))
    text = issued.pem + key_of(issued, b"right")

    read = credentials.from_file(text.encode(), "right")

    assert "ENCRYPTED" not in read.private_key
    assert refusal(credentials.from_file, text.encode(), "wrong") == "key.passphrase"
    assert refusal(credentials.from_file, text.encode()) == "key.encrypted"


def test_pem_file_without_a_part() -> None:
    assert refusal(credentials.from_file, key_pair().certificate.encode()) == "key.is_other"
    assert refusal(credentials.from_file, key_pair().private_key.encode()) == "key.alone"
    assert (
        refusal(
            credentials.from_file, (other_key_pair().certificate + key_pair().private_key).encode()
        )
        == "key.mismatch"
    )


def pfx(issued: Issued, passphrase: bytes | None, *, key: bool = True) -> bytes:
    how: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    own = issued.key if key else None
    return pkcs12.serialize_key_and_certificates(b"hub", own, issued.certificate, None, how)


@pytest.mark.parametrize("passphrase", [None, b"right", "schön".encode()])
def test_pfx_file(passphrase: bytes | None) -> None:
    issued = certificates.self_signed(Wish(bits=2048))

    read = credentials.from_file(
        pfx(issued, passphrase), passphrase.decode() if passphrase else None
    )

    assert read.certificate == issued.pem
    credentials.check(account(read), read.private_key)


def test_pfx_with_a_wrong_passphrase() -> None:
    data = pfx(certificates.self_signed(Wish(bits=2048)), b"right")

    assert refusal(credentials.from_file, data, "wrong") == "key.passphrase"
    assert refusal(credentials.from_file, data) == "key.pfx"


def test_pfx_that_is_of_no_use() -> None:
    issued = certificates.self_signed(Wish(bits=2048))

    assert refusal(credentials.from_file, b"") == "key.malformed"
    assert refusal(credentials.from_file, key_pair().certificate.encode()) == "key.is_other"
    assert refusal(credentials.from_file, pfx(issued, None, key=False)) == "key.pfx_without_key"
    curve = certificates.self_signed(Wish())
    assert refusal(credentials.from_file, pfx(curve, None)) == "key.unsupported"


@pytest.mark.parametrize(
    "text",
    [
        " Qx7~abc ", "\u00a0Qx7~abc\r\n", '"Qx7~abc"', "“Qx7~abc”", "Qx7~\u200babc", "\ufeffQx7~abc",
        "`Qx7~abc`", "«\u00a0Qx7~abc\u00a0»", "Qx7\uff5eabc", "\uff31x7~abc", "client_secret=Qx7~abc",
        "Value: Qx7~abc", '"secret": "Qx7~abc",', "CLIENT_SECRET='Qx7~abc'", "Secret value:\u00a0Qx7~abc",
    ],
)  # fmt: skip
def test_secret_is_sent_without_what_came_along_when_it_was_copied(text: str) -> None:
    credentials.check(MicrosoftSettings(), text)
    assert credentials.tidy(MicrosoftSettings(), text) == "Qx7~abc"


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        ("", "field.required"),
        ("two\nlines", "secret.blanks"),
        ("Qx7~ab cdef", "secret.blanks"),
        ("Qx7****************", "secret.masked"),
        ("Qx7•••••••••••", "secret.masked"),
        ("Qx7...", "secret.masked"),
        ("Qx7…", "secret.masked"),
        ("************", "secret.masked"),
        ("(hidden)", "secret.masked"),
        ("None", "secret.placeholder"),
        ("/etc/hub/secret.txt", "secret.is_path"),
        ("C:\\hub\\secret.txt", "secret.is_path"),
        ("secret.txt", "secret.is_path"),
        ("https://hub.vault.azure.net/secrets/mail", "secret.is_path"),
        ("<client secret>", "secret.placeholder"),
        ("${CLIENT_SECRET}", "secret.placeholder"),
        ("your-client-secret", "secret.placeholder"),
        ("xxxxxxxx", "secret.placeholder"),
        ("'6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21'", "secret.is_id"),
        ("6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21", "secret.is_id"),
        ("{6F1B3A52-0C44-4B59-9D3E-5A1F0C9B7E21}", "secret.is_id"),
    ],
)
def test_secret_that_cannot_be_right(secret: str, code: str) -> None:
    assert refusal(credentials.check, MicrosoftSettings(), secret) == code


def test_end_of_a_certificate() -> None:
    assert credentials.ends(key_pair().certificate) == key_pair().ends
