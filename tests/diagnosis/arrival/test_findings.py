"""Which sentences the way of a mail deserves, and what each of them names."""

from __future__ import annotations

import pytest

from hubmail_gui.core.outcome import Fault
from hubmail_gui.diagnosis.arrival import Arrival, Checks, Hop, Spam
from hubmail_gui.diagnosis.arrival.findings import findings
from hubmail_gui.diagnosis.arrival.header import Header

SENDER = "Hub@Mail.Example.TEST"
NONE = Checks()
WELL = Hop("hub.example.test", "mx.example.org", tls=True, at=None)


def told(
    checks: Checks = NONE,
    hops: tuple[Hop, ...] = (),
    spam: Spam | None = None,
    sender: str = SENDER,
) -> list[tuple[str, dict[str, str]]]:
    arrival = Arrival("<a@b>", Header(()), hops, None, checks, spam)
    return [(one.code, dict(one.params)) for one in findings(arrival, sender)]


def test_what_the_filter_took_for_spam_is_told_of_the_senders_address() -> None:
    assert told(spam=Spam(spam=True, score=7)) == [("arrival.spam", {"sender": SENDER})]
    assert told(spam=Spam(spam=False, score=7)) == []


def test_they_are_warnings_that_are_for_all_to_see() -> None:
    (found,) = findings(
        Arrival("", Header(()), (), None, Checks(), Spam(spam=True, score=None)), SENDER
    )
    assert found == Fault("arrival.spam", params={"sender": SENDER})


class TestChecks:
    """The domain that each check was about, or the sender's where the receiver names none."""

    DOMAIN = "mail.example.test"

    @pytest.mark.parametrize("word", ["fail", "hardfail", "softfail", "permerror"])
    def test_spf_that_did_not_pass(self, word: str) -> None:
        assert told(Checks(spf=word)) == [("arrival.spf_failed", {"domain": self.DOMAIN})]
        asked = Checks(spf=word, spf_domain="bounce.test")
        assert told(asked) == [("arrival.spf_failed", {"domain": "bounce.test"})]

    def test_the_senders_domain_stands_behind_the_last_at_sign(self) -> None:
        found = told(Checks(spf="fail"), sender='"a@b"@Example.test')
        assert found == [("arrival.spf_failed", {"domain": "example.test"})]

    def test_a_domain_without_spf(self) -> None:
        assert told(Checks(spf="none")) == [("arrival.spf_none", {"domain": self.DOMAIN})]
        asked = Checks(spf="none", spf_domain="bounce.test")
        assert told(asked) == [("arrival.spf_none", {"domain": "bounce.test"})]

    @pytest.mark.parametrize("word", ["fail", "hardfail", "softfail", "permerror"])
    def test_a_signature_that_did_not_hold_is_the_authors_matter(self, word: str) -> None:
        assert told(Checks(dkim=word)) == [("arrival.dkim_failed", {"domain": self.DOMAIN})]
        author = Checks(dkim=word, from_domain="example.test", spf_domain="bounce.test")
        assert told(author) == [("arrival.dkim_failed", {"domain": "example.test"})]

    def test_no_signature_at_all_is_no_failure(self) -> None:
        assert told(Checks(dkim="none", dmarc="none", spf="neutral")) == []

    @pytest.mark.parametrize("word", ["pass", "temperror", None])
    def test_what_passed_or_was_not_looked_at_needs_no_sentence(self, word: str | None) -> None:
        assert told(Checks(spf=word, dkim=word, dmarc=word)) == []

    def test_dmarc_failed_although_spf_passed_for_another_domain(self) -> None:
        checks = Checks("pass", None, "fail", spf_domain="bounce.test", from_domain="example.test")
        params = {"domain": "example.test", "presented": "bounce.test"}
        assert told(checks) == [("arrival.dmarc_unaligned", params)]

    def test_a_domain_below_the_same_one_is_no_other_domain(self) -> None:
        checks = Checks("pass", None, "fail", "bounce.example.test", "example.test")
        params = {"domain": "example.test", "presented": "bounce.example.test"}
        assert told(checks) == [("arrival.dmarc_failed", params)]

    def test_another_domain_that_did_not_pass_either_vouches_for_nobody(self) -> None:
        checks = Checks("neutral", None, "fail", "bounce.test", "example.test")
        params = {"domain": "example.test", "presented": "bounce.test"}
        assert told(checks) == [("arrival.dmarc_failed", params)]

    def test_dmarc_that_names_nobody_is_told_of_the_senders_domain(self) -> None:
        params = {"domain": self.DOMAIN, "presented": self.DOMAIN}
        assert told(Checks("pass", None, "fail")) == [("arrival.dmarc_failed", params)]


class TestHops:
    """What happened between two servers, by the name of the one that took it."""

    def between(self, sender: str | None, receiver: str | None, tls: bool | None = False) -> object:
        return told(hops=(Hop(sender, receiver, tls=tls, at=None),))

    def test_in_the_clear_from_one_organisation_to_another(self) -> None:
        found = self.between("hub.example.test", "mx.example.org")
        assert found == [("arrival.not_encrypted", {"host": "mx.example.org"})]
        found = self.between("1.1.1.1", "mx.example.org")
        assert found == [("arrival.not_encrypted", {"host": "mx.example.org"})]

    def test_a_hop_that_was_encrypted_or_does_not_say(self) -> None:
        assert self.between("hub.example.test", "mx.example.org", tls=True) == []
        assert self.between("hub.example.test", "mx.example.org", tls=None) == []

    @pytest.mark.parametrize(
        "host",
        [
            "hub",
            "localhost",
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "169.254.1.1",
            "::1",
            "fe80::1",
            "fd00::1",
        ],
    )
    def test_within_ones_own_network_nobody_listens(self, host: str) -> None:
        assert self.between(host, "mx.example.org") == []
        assert self.between("hub.example.test", host) == []

    def test_within_one_organisation_nobody_listens(self) -> None:
        assert self.between("hub.example.org", "mx.example.org") == []

    def test_a_hop_of_which_one_side_is_untold_accuses_nobody(self) -> None:
        assert self.between(None, "mx.example.org") == []
        assert self.between("hub.example.test", None) == []

    def test_one_sentence_for_all_hops_in_the_clear_names_the_first_of_them(self) -> None:
        second = Hop("mx.example.org", "inbox.example.net", tls=False, at=None)
        inside = Hop("hub", "mail.example.test", tls=False, at=None)
        first = Hop("mail.example.test", "mx.example.org", tls=False, at=None)
        found = told(hops=(inside, first, second))
        assert found == [("arrival.not_encrypted", {"host": "mx.example.org"})]

    def late(self, delay: float | None, receiver: str | None = "mx.example.org") -> object:
        return told(hops=(WELL, Hop("hub.example.org", receiver, tls=True, at=None, delay=delay)))

    def test_a_queue_is_told_in_whole_seconds(self) -> None:
        params = {"host": "mx.example.org", "seconds": "700"}
        assert self.late(700.4) == [("arrival.delayed", params)]
        params = {"host": "mx.example.org", "seconds": "121"}
        assert self.late(121) == [("arrival.delayed", params)]

    def test_two_minutes_are_no_queue_and_five_seconds_no_wrong_clock(self) -> None:
        assert self.late(120) == []
        assert self.late(-5) == []
        assert self.late(None) == []

    def test_a_hop_that_ends_before_it_began_has_a_wrong_clock(self) -> None:
        assert self.late(-6) == [("arrival.clock", {"host": "mx.example.org"})]

    def test_a_server_without_a_name_is_not_named(self) -> None:
        assert self.late(121, None) == [("arrival.delayed", {"seconds": "121"})]
        assert self.late(-6, None) == [("arrival.clock", {})]

    def test_the_first_hop_has_nothing_before_it_to_be_late_for(self) -> None:
        assert told(hops=(WELL._replace(delay=700.0),)) == []

    def test_every_late_hop_is_told(self) -> None:
        late = WELL._replace(delay=700.0)
        assert [code for code, _ in told(hops=(WELL, late, late))] == ["arrival.delayed"] * 2


def test_the_gravest_first() -> None:
    clear = Hop("hub.example.test", "mx.example.org", tls=False, at=None)
    late = Hop("mx.example.org", "in.example.org", tls=True, at=None, delay=700.0)
    checks = Checks(spf="fail", dkim="fail", dmarc="fail")
    found = told(checks, (clear, late), Spam(spam=True, score=None))
    assert [code for code, _params in found] == [
        "arrival.spam",
        "arrival.dmarc_failed",
        "arrival.spf_failed",
        "arrival.dkim_failed",
        "arrival.not_encrypted",
        "arrival.delayed",
    ]
