"""What a refused certificate means: numbers and dates in, a fault out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core.facts import Verdict
from hubmail_gui.core.tls_facts import CertificateFact, TlsFact
from hubmail_gui.diagnosis import tls
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


@pytest.fixture(autouse=True)
def rules() -> None:
    """Each test reads the rules, as the first call of a process does."""
    tls._rules.cache_clear()


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
    assert verdict.temporary is False


def test_windows_says_expired_for_what_is_not_yet_valid() -> None:
    early = replace(LEAF, not_before="2026-12-01T00:00:00Z")
    verdict = classify_tls(TlsFact(0x800B0101, "mx.example.test", NOW, (early, ROOT)))
    assert verdict.code == "tls.certificate.not_yet_valid"
    assert "also" not in verdict.params
    assert verdict.params == {
        "presented": "mx.example.test",
        "issuer": "Root",
        "fingerprint": LEAF.fingerprint,
        "not_before": "2026-12-01",
    }


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
    verdict = classify_tls(TlsFact(9, "mx.example.test", NOW, (LEAF,)))
    assert verdict.code == "tls.certificate.not_yet_valid"
    assert "not_before" not in verdict.params


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
        ("mx.example.test", "MX.Example.Test.", True),
        ("*.test", "example.test", True),
        ("*.", "localhost", False),
        ("x.example.test", "mx.example.test", False),
        ("xn--bcher-kva.example", "xn--bcher-kva.example", True),
    ],
)
def test_names(name: str, host: str, proved: bool) -> None:
    assert proves((name,), host) is proved


OLD = replace(
    ROOT,
    issuer_name="Corp Root",
    not_after="2026-11-20T00:00:00Z",
    fingerprint="cd" * 32,
    authority=True,
)
GOOD = replace(OLD, not_after="2040-01-01T00:00:00Z", fingerprint="ef" * 32)
NO_AUTHORITY = replace(GOOD, authority=False)


def own(
    number: int, *trusted: CertificateFact, chain: tuple[CertificateFact, ...] = (LEAF,)
) -> Verdict:
    """What is said where the settings themselves trust these."""
    return classify_tls(TlsFact(number, "mx.example.test", NOW, chain, True, trusted))


class TestOwn:
    """The settings' own authorities may be what is to blame."""

    @pytest.mark.parametrize("number", [10, 18, 19, 20])
    def test_one_that_is_out_of_date_and_issued_what_the_server_shows(self, number: int) -> None:
        verdict = own(number, replace(OLD, subject="CN=Other"), OLD)
        assert (verdict.code, verdict.rule) == ("tls.own_ca_expired", f"tls-{number}-own")
        assert verdict.temporary is False
        assert verdict.params == {
            "fingerprint": LEAF.fingerprint, "presented": "Corp Root", "not_after": "2026-11-20",
        }  # fmt: skip

    def test_one_that_another_vouches_for_is_named_by_its_own_name(self) -> None:
        verdict = own(20, replace(OLD, self_signed=False))
        assert verdict.params["presented"] == "CN=Root"

    def test_it_is_not_to_blame_beside_a_good_one_of_its_name(self) -> None:
        assert own(20, OLD, GOOD).code == "tls.certificate.incomplete_chain"
        assert own(20, OLD, replace(GOOD, not_after=NOW)).code == "tls.certificate.incomplete_chain"
        # One that is no authority is no good one.
        assert own(20, OLD, NO_AUTHORITY).code == "tls.own_ca_expired"

    @pytest.mark.parametrize(
        "trusted",
        [
            GOOD,
            replace(OLD, subject="CN=Other"),
            replace(OLD, not_after=NOW),
            replace(NO_AUTHORITY, not_after=NOW),
        ],
        ids=["in-date", "of-another", "until-this-second", "and-no-authority"],
    )
    def test_it_is_not_to_blame(self, trusted: CertificateFact) -> None:
        assert own(20, trusted).code == "tls.certificate.incomplete_chain"

    def test_it_is_not_to_blame_for_another_problem(self) -> None:
        assert own(62, OLD).code == "tls.certificate.hostname"

    def test_the_servers_own_end_comes_first(self) -> None:
        over = replace(LEAF, not_after="2026-11-20T00:00:00Z")
        assert own(10, OLD, chain=(over,)).code == "tls.certificate.expired"
        # Until this second is in time.
        assert own(10, OLD, chain=(replace(LEAF, not_after=NOW),)).code == "tls.own_ca_expired"

    def test_what_the_server_sends_along_of_ours_is_ours(self) -> None:
        assert own(10, OLD, chain=(LEAF, OLD)).code == "tls.own_ca_expired"

    def test_one_that_may_not_vouch_for_others(self) -> None:
        verdict = own(24, NO_AUTHORITY)
        assert verdict.code == "tls.own_ca_expired"
        assert verdict.params == {
            "fingerprint": LEAF.fingerprint, "presented": "Corp Root", "saw": "own_not_authority",
        }  # fmt: skip

        # To the last second of its time that is what is wrong with it.
        verdict = own(24, replace(NO_AUTHORITY, not_after=NOW))
        assert verdict.params["saw"] == "own_not_authority"

    def test_one_that_may_is_not_to_blame_for_the_servers_purpose(self) -> None:
        assert own(24, GOOD).code == "tls.certificate.purpose"
        client = replace(LEAF, for_servers=False)
        assert own(24, NO_AUTHORITY, chain=(client,)).code == "tls.certificate.purpose"

    def test_nothing_was_sent(self) -> None:
        verdict = own(24, NO_AUTHORITY, chain=())
        assert (verdict.code, verdict.params) == ("tls.certificate.purpose", {})


def test_what_is_known_of_the_certificate_is_named() -> None:
    verdict = classify_tls(TlsFact(19, "mx.example.test", NOW, (LEAF, ROOT)))
    assert verdict.rule == "tls-19"
    assert verdict.params == {
        "presented": "mx.example.test", "issuer": "Root", "fingerprint": LEAF.fingerprint,
    }  # fmt: skip
    several = replace(LEAF, names=("mx.example.test", "mx2.example.test"), fingerprint="")
    assert classify_tls(TlsFact(19, "mx.example.test", NOW, (several,))).params == {
        "presented": "mx.example.test, mx2.example.test", "issuer": "Root",
    }  # fmt: skip
    nameless = replace(LEAF, names=())
    verdict = classify_tls(TlsFact(19, "mx.example.test", NOW, (nameless,)))
    assert verdict.code == "tls.certificate.hostname"
    assert verdict.params["presented"] == "CN=mx.example.test"


def test_both_ends_of_the_time_of_two_certificates() -> None:
    early = replace(ROOT, not_before="2026-12-01T00:00:00Z", issuer_name="Early")
    over = replace(ROOT, not_after="2026-11-20T00:00:00Z")
    verdict = classify_tls(TlsFact(10, "mx.example.test", NOW, (LEAF, early, over)))
    assert verdict.code == "tls.certificate.not_yet_valid"
    assert verdict.params["also"] == "tls.certificate.expired"
    assert (verdict.params["issuer"], verdict.params["not_before"]) == ("Early", "2026-12-01")
    assert "not_after" not in verdict.params


def test_a_certificate_is_good_from_its_first_second_to_its_last() -> None:
    exact = replace(LEAF, not_before=NOW, not_after=NOW)
    assert code(19, exact) == "tls.certificate.untrusted"
    over = replace(ROOT, issuer_name="Over", not_after="2026-11-20T00:00:00Z")
    early = replace(ROOT, issuer_name="Early", not_before="2026-12-01T00:00:00Z")
    for other in (over, early):
        verdict = classify_tls(TlsFact(19, "mx.example.test", NOW, (exact, other)))
        assert verdict.params["issuer"] == other.issuer_name


def test_an_intermediate_that_was_sent_is_not_what_is_missing() -> None:
    published = replace(LEAF, issuer="CN=Middle", issuer_published=True)
    middle = replace(ROOT, subject="CN=Middle", self_signed=False)
    assert code(20, published) == "tls.certificate.incomplete_chain"
    assert code(20, published, middle) == "tls.certificate.untrusted"
    # The verifier has met another problem of trust.
    assert code(19, published) == "tls.certificate.untrusted"


def test_warning_comes_three_weeks_before() -> None:
    assert expires_soon_days() == 21


@given(st.integers(), st.lists(st.sampled_from([LEAF, ROOT, SELF_SIGNED]), max_size=3))
def test_any_number_and_any_chain_give_a_fault(number: int, chain: list[CertificateFact]) -> None:
    verdict = classify_tls(TlsFact(number, "mx.example.test", NOW, tuple(chain)))
    assert verdict.code.startswith("tls.certificate.")
