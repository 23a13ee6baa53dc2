"""What a refused certificate means: numbers and dates in, a fault out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core.tls_facts import CertificateFact, TlsFact
from hubmail_gui.diagnosis.tls import classify_tls, expires_soon_days, proves

NOW = "2026-11-24T12:00:00Z"
ROOT = CertificateFact("CN=Root", "CN=Root", "Root", (), "2020", "2040", self_signed=True)
LEAF = CertificateFact(
    subject="CN=mx.example.test",
    issuer="CN=Root",
    issuer_name="Root",
    names=("mx.example.test",),
    not_before="2026-01-01T00:00:00Z",
    not_after="2027-01-01T00:00:00Z",
    fingerprint="ab" * 32,
)
SELF_SIGNED = replace(LEAF, issuer=LEAF.subject, self_signed=True)


def code(number: int, *chain: CertificateFact, trust_given: bool = False) -> str:
    return classify_tls(TlsFact(number, "mx.example.test", NOW, chain, trust_given)).code


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (10, "expired"),
        (9, "not_yet_valid"),
        (62, "hostname"),
        (64, "hostname"),
        (18, "self_signed"),
        (19, "untrusted"),
        (24, "purpose"),
        (26, "purpose"),
        (66, "weak"),
        (68, "weak"),
        (0x800B0101, "expired"),
        (0x800B010F, "hostname"),
        (0x800B0109, "untrusted"),
        (-67818, "expired"),
        (-67602, "hostname"),
        (4711, "untrusted"),
    ],
)
def test_number_alone(number: int, expected: str) -> None:
    assert code(number) == f"tls.certificate.{expected}"


@pytest.mark.parametrize(
    ("chain", "trust_given", "expected"),
    [
        ((LEAF,), False, "untrusted"),
        ((LEAF, ROOT), False, "untrusted"),
        ((LEAF, ROOT), True, "untrusted"),
        ((LEAF,), True, "incomplete_chain"),
        ((replace(LEAF, issuer_published=True),), False, "incomplete_chain"),
        ((SELF_SIGNED,), False, "self_signed"),
        ((SELF_SIGNED,), True, "self_signed"),
    ],
    ids=[
        "issuer-unknown",
        "root-sent",
        "root-sent-another-trusted",
        "another-trusted",
        "issuer-published",
        "self-signed",
        "self-signed-another-trusted",
    ],
)
def test_no_trusted_issuer(
    chain: tuple[CertificateFact, ...], trust_given: bool, expected: str
) -> None:
    assert code(20, *chain, trust_given=trust_given) == f"tls.certificate.{expected}"


def test_what_to_mend_first_and_what_else() -> None:
    worst = replace(
        SELF_SIGNED,
        names=("old.example.test",),
        not_after="2026-11-20T00:00:00Z",
        for_servers=False,
    )
    verdict = classify_tls(TlsFact(18, "mx.example.test", NOW, (worst,)))
    assert verdict.code == "tls.certificate.expired"
    assert verdict.params["also"].split(", ") == [
        "tls.certificate.hostname",
        "tls.certificate.purpose",
        "tls.certificate.self_signed",
    ]
    assert verdict.params["not_after"] == "2026-11-20"
    assert verdict.params["presented"] == "old.example.test"
    assert not verdict.temporary


def test_windows_says_expired_for_what_is_not_yet_valid() -> None:
    early = replace(LEAF, not_before="2026-12-01T00:00:00Z")
    verdict = classify_tls(TlsFact(0x800B0101, "mx.example.test", NOW, (early, ROOT)))
    assert verdict.code == "tls.certificate.not_yet_valid"
    assert "also" not in verdict.params
    assert verdict.params["not_before"] == "2026-12-01"


def test_the_expired_one_is_named() -> None:
    old = replace(
        ROOT, subject="CN=Middle", issuer_name="Old Root", not_after="2026-01-01T00:00:00Z"
    )
    verdict = classify_tls(TlsFact(10, "mx.example.test", NOW, (LEAF, old)))
    assert verdict.params["not_after"] == "2026-01-01"
    assert verdict.params["issuer"] == "Old Root"


def test_no_date_is_given_when_the_expired_one_was_not_sent() -> None:
    verdict = classify_tls(TlsFact(10, "mx.example.test", NOW, (LEAF,)))
    assert verdict.code == "tls.certificate.expired"
    assert "not_after" not in verdict.params


@pytest.mark.parametrize(
    ("name", "host", "proved"),
    [
        ("mx.example.test", "mx.example.test", True),
        ("MX.Example.Test.", "mx.example.test", True),
        ("*.example.test", "mx.example.test", True),
        ("*.example.test", "a.mx.example.test", False),
        ("*.example.test", "example.test", False),
        ("m*.example.test", "mx.example.test", False),
        ("*", "localhost", False),
        ("192.0.2.7", "192.0.2.7", True),
        ("xn--bcher-kva.example", "xn--bcher-kva.example", True),
    ],
)
def test_names(name: str, host: str, proved: bool) -> None:
    assert proves((name,), host) is proved


def test_warning_comes_in_time() -> None:
    assert 7 <= expires_soon_days() <= 60


@given(st.integers(), st.lists(st.sampled_from([LEAF, ROOT, SELF_SIGNED]), max_size=3))
def test_any_number_and_any_chain_give_a_fault(number: int, chain: list[CertificateFact]) -> None:
    verdict = classify_tls(TlsFact(number, "mx.example.test", NOW, tuple(chain)))
    assert verdict.code.startswith("tls.certificate.")
