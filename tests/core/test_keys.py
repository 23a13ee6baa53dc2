"""Keys and certificates opened: what comes out of a file, and what is said where nothing can."""

from __future__ import annotations

import base64
from importlib.util import find_spec
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12

from hubmail_gui.core import keys, texts
from hubmail_gui.core.problems import ProblemError
from tests.servers import certificates
from tests.servers.certificates import DAY, Wish

ROOT = certificates.root()
BETWEEN = certificates.intermediate(ROOT)
ISSUED = certificates.issue(BETWEEN, Wish())
RENEWED = certificates.issue(BETWEEN, Wish(key=ISSUED.key, ends=700 * DAY))
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
PKCS8 = serialization.PrivateFormat.PKCS8
OPENSSH = serialization.PrivateFormat.OpenSSH
CLEAR = serialization.NoEncryption()
CLOSED = serialization.BestAvailableEncryption(b"right")
KEY = ISSUED.key.private_bytes(PEM, PKCS8, CLEAR).decode()
CLOSED_PEM = ISSUED.key.private_bytes(PEM, PKCS8, CLOSED)
CHAIN = [ISSUED.certificate, BETWEEN.certificate]


def closed_ssh() -> bytes:
    """A key of OpenSSH under a passphrase, as its file looks from outside (PROTOCOL.key)."""
    public = ISSUED.key.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    how = [b"aes256-ctr", b"bcrypt", _counted([bytes(16)]) + b"\0\0\0\x10"]
    inside = [base64.b64decode(public.split()[1]), bytes(range(160))]
    raw = b"openssh-key-v1\0" + _counted(how) + b"\0\0\0\1" + _counted(inside)
    name = b"OPENSSH PRIVATE KEY-----\n"
    return b"-----BEGIN " + name + base64.encodebytes(raw) + b"-----END " + name


def _counted(values: list[bytes]) -> bytes:
    return b"".join(len(one).to_bytes(4, "big") + one for one in values)


CLOSED_SSH = closed_ssh()


def pfx(how: serialization.KeySerializationEncryption, *, chain: bool = True) -> bytes:
    assert isinstance(ISSUED.key, ec.EllipticCurvePrivateKey)
    leaf, above = (ISSUED.certificate, [BETWEEN.certificate]) if chain else (None, None)
    return pkcs12.serialize_key_and_certificates(b"hub", ISSUED.key, leaf, above, how)


KEYLESS = pkcs12.serialize_key_and_certificates(None, None, None, CHAIN, CLEAR)


def refused(data: bytes, passphrase: str | None = None) -> ProblemError:
    with pytest.raises(ProblemError) as caught:
        keys.open_file(data, passphrase)
    return caught.value


def no_certificate(data: str | bytes) -> ProblemError:
    with pytest.raises(ProblemError) as caught:
        keys.certificates(data)
    return caught.value


def test_a_passphrase_is_needed_only_where_the_key_in_the_file_is_closed() -> None:
    for closed in (pfx(CLOSED), CLOSED_PEM, CLOSED_SSH, ISSUED.pem.encode() + CLOSED_SSH):
        assert keys.needs_passphrase(closed)
    open_ssh = ISSUED.key.private_bytes(PEM, OPENSSH, CLEAR)
    for free in (pfx(CLEAR), KEYLESS, open_ssh, KEY.encode(), ISSUED.pem.encode(), b"a password"):
        assert not keys.needs_passphrase(free)


def test_the_first_key_of_a_file_decides_whether_it_is_closed() -> None:
    assert not keys.needs_passphrase(ISSUED.key.private_bytes(PEM, OPENSSH, CLEAR) + CLOSED_SSH)


def test_a_pasted_key_is_tidied_and_every_other_text_stays() -> None:
    quoted = "".join(f"> {line}\n" for line in (ISSUED.pem + KEY).splitlines())
    assert keys.tidy(quoted) == KEY
    for text in ("correct horse", ISSUED.pem, "/etc/ssl/hub.pem", "é\udc80"):
        assert keys.tidy(text) == text


def test_a_key_in_bytes_alone_is_written_as_pem() -> None:
    assert keys.as_secret(pfx(CLOSED), "right") == KEY
    assert keys.as_secret(pfx(CLEAR)) == KEY
    assert keys.as_secret(CLOSED_PEM, "right") == KEY


def test_what_is_no_file_of_keys_may_be_a_password() -> None:
    for data in (b"correct horse battery", b"/etc/ssl/hub.pem", b""):
        assert keys.as_secret(data) is None


@pytest.mark.parametrize("passphrase", [None, "right", "needless"])
def test_a_key_that_is_open_opens_with_any_passphrase(passphrase: str | None) -> None:
    for data in (KEY.encode(), pfx(CLEAR), ISSUED.key.private_bytes(PEM, OPENSSH, CLEAR)):
        assert keys.key_pem(keys.load(data, passphrase)) == KEY


def test_the_certificates_beside_a_key_come_with_it() -> None:
    bundle = pkcs7.serialize_certificates([BETWEEN.certificate], PEM)
    for data in (pfx(CLOSED), ISSUED.key_and_chain, ISSUED.pem.encode() + KEY.encode() + bundle):
        key, found = keys.open_file(data, "right")
        assert keys.key_pem(key) == KEY
        assert found == CHAIN


def test_a_key_without_certificates_has_none_beside_it() -> None:
    for data in (KEY.encode(), ISSUED.key.private_bytes(PEM, OPENSSH, CLEAR)):
        assert keys.open_file(data, "right")[1] == []
    assert keys.open_file(pfx(CLEAR, chain=False), None)[1] == []


REFUSED = {
    "a closed PFX file": (pfx(CLOSED), None, "key.pfx"),
    "an empty passphrase": (pfx(CLOSED), "", "key.pfx"),
    "a wrong passphrase of a PFX file": (pfx(CLOSED), "wrong", "key.passphrase"),
    "a closed key": (CLOSED_PEM, None, "key.encrypted"),
    "a wrong passphrase": (CLOSED_PEM, "wrong", "key.passphrase"),
    "a closed key of OpenSSH": (CLOSED_SSH, None, "key.encrypted"),
    "a PFX file without a key": (KEYLESS, None, "key.pfx_without_key"),
    "a key cut short": (KEY.replace(KEY[30:70], "").encode(), None, "key.malformed"),
    "the same with a passphrase": (KEY.replace(KEY[30:70], "").encode(), "x", "key.malformed"),
    "a password": (b"correct horse", None, "key.malformed"),
    "the name of a file": (b"/etc/ssl/hub.pem", None, "key.is_path"),
}


@pytest.mark.parametrize(("data", "passphrase", "code"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_open_is_told_apart(data: bytes, passphrase: str | None, code: str) -> None:
    assert refused(data, passphrase).code == code


def test_what_is_no_key_is_called_by_its_name_in_the_language_in_use() -> None:
    texts.use("fr")
    assert refused(ISSUED.pem.encode()).code == "key.is_other"
    assert refused(ISSUED.pem.encode()).params == {"what": "un certificat"}
    for data, name in (
        (b"PuTTY-User-Key-File-3: ssh-rsa\n", "PuTTY"),
        (b"\xfe\xed\xfe\xed\0\0\0\2", "Java"),
        (b"<RSAKeyValue><Modulus>AQAB", "XML"),
    ):
        error = refused(data)
        assert error.code == "key.other_form"
        assert name in str(error.params["what"])


def test_a_key_that_the_library_does_not_know_is_wanted_in_another_form() -> None:
    unknown = ISSUED.key.private_bytes(DER, PKCS8, CLEAR).replace(
        bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d030177")
    )
    for passphrase in (None, "needless"):
        error = refused(unknown, passphrase)
        assert error.code == "key.other_form"
        assert error.params == {"what": "a private key"}


def test_a_closed_key_of_openssh_is_wanted_in_another_form_where_no_bcrypt_opens_it() -> None:
    code = "key.passphrase" if find_spec("bcrypt") else "key.other_form"
    assert refused(CLOSED_SSH, "wrong").code == code


def test_certificates_are_read_in_their_order_out_of_texts_and_bytes() -> None:
    text = BETWEEN.pem + "between them\n" + ISSUED.pem
    assert keys.certificates(text) == CHAIN[::-1]
    assert keys.certificates(text.encode()) == CHAIN[::-1]
    assert keys.certificates(ISSUED.certificate.public_bytes(DER)) == CHAIN[:1]
    assert keys.certificates("é\udc80\n" + ISSUED.pem) == CHAIN[:1]
    assert set(keys.certificates(pkcs7.serialize_certificates(CHAIN, DER))) == set(CHAIN)


def test_where_no_certificate_can_be_read_it_is_said_what_there_is() -> None:
    for key in (KEY, ISSUED.pem + KEY, CLOSED_SSH, pfx(CLEAR)):
        assert no_certificate(key).code == "certificate.is_key"
    assert no_certificate("correct horse").code == "certificate.malformed"
    assert no_certificate(ISSUED.pem.replace(ISSUED.pem[30:70], "")).code == "certificate.malformed"
    assert no_certificate("/etc/ssl/hub.pem").code == "certificate.is_path"
    texts.use("fr")
    other = no_certificate("ssh-rsa AAAAB3NzaC1yc2E")
    assert other.code == "certificate.is_other"
    assert other.params == {"what": "une clé publique"}


@pytest.mark.parametrize("turn", [1, -1])
def test_of_a_chain_the_one_that_vouches_for_no_other_is_the_leaf(turn: int) -> None:
    whole = [*CHAIN, ROOT.certificate]
    assert keys.leaf(whole[::turn]) == ISSUED.certificate
    assert keys.leaf([RENEWED.certificate, *whole][::turn]) == RENEWED.certificate


@pytest.mark.parametrize("turn", [1, -1])
def test_an_authority_is_the_leaf_only_where_nothing_else_is_there(turn: int) -> None:
    long = certificates.root("Another Root", Wish(ends=900 * DAY, authority=True))
    assert keys.leaf([long.certificate, ISSUED.certificate][::turn]) == ISSUED.certificate
    assert keys.leaf([long.certificate, BETWEEN.certificate][::turn]) == long.certificate


def test_of_authorities_alone_the_one_that_vouches_for_no_other_is_the_leaf() -> None:
    long = certificates.root("Another Root", Wish(ends=900 * DAY, authority=True))
    between = certificates.intermediate(long)
    assert keys.leaf([long.certificate, between.certificate]) == between.certificate


def test_one_that_vouches_for_itself_is_its_own_leaf() -> None:
    own = certificates.self_signed(Wish())
    assert keys.leaf([own.certificate]) == own.certificate


def plain(issued: certificates.Issued) -> x509.Certificate:
    """A certificate of the first version's kind, without any extension."""
    old = issued.certificate
    builder = x509.CertificateBuilder(old.issuer, old.subject, old.public_key(), old.serial_number)
    builder = builder.not_valid_before(old.not_valid_before_utc)
    return builder.not_valid_after(old.not_valid_after_utc).sign(issued.key, _sha256())


def _sha256() -> Any:
    from cryptography.hazmat.primitives.hashes import SHA256

    return SHA256()


def test_only_who_may_vouch_for_others_is_an_authority() -> None:
    assert keys.is_authority(ROOT.certificate)
    assert keys.is_authority(BETWEEN.certificate)
    assert not keys.is_authority(ISSUED.certificate)
    assert not keys.is_authority(plain(ISSUED))


def test_of_several_certificates_of_a_key_the_latest_is_its_own() -> None:
    both = [ISSUED.certificate, RENEWED.certificate]
    for found in (both, both[::-1], [ROOT.certificate, *both]):
        assert keys.matching(found, ISSUED.key) == RENEWED.certificate
    assert keys.matching([ROOT.certificate], ISSUED.key) is None
    assert keys.matching([], ISSUED.key) is None


def test_a_certificate_is_written_as_it_was_read() -> None:
    assert keys.certificate_pem(ISSUED.certificate) == ISSUED.pem
