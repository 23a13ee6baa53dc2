"""Whose word on SPF, DKIM and DMARC counts, and what it says."""

from __future__ import annotations

import pytest

from hubmail_gui.diagnosis.arrival.checks import Checks, checks_of, related
from hubmail_gui.diagnosis.arrival.header import header_of


def checks(*lines: str) -> Checks:
    return checks_of(header_of("\n".join(lines).encode()))


def by(name: str, sender: str = "hub.example.test") -> str:
    return f"Received: from {sender} by {name} with ESMTPS; Thu, 26 Nov 2026 12:00:00 +0000"


def results(*said: str) -> str:
    return "Authentication-Results: " + "; ".join(said)


MX = "mx.example.org"


def test_a_header_without_any_word() -> None:
    assert checks("Subject: x", by(MX)) == Checks(None, None, None, None, None)


class TestOneField:
    """What one field says (RFC 8601 section 2.2)."""

    def test_all_three_with_the_domains_that_were_looked_at(self) -> None:
        field = results(
            MX,
            "spf=pass smtp.mailfrom=bounce@Mailer.Test",
            "dkim=fail header.d=other.test",
            "dmarc=none header.from=<hub@Example.Test.>",
        )
        assert checks(field) == Checks("pass", "fail", "none", "mailer.test", "example.test")

    def test_case_does_not_matter(self) -> None:
        field = results("MX.Example.ORG", "SPF=Pass SMTP.MailFrom=a.test", "DKIM=NONE")
        assert checks(field, by(MX), results(MX, "dmarc=Fail")) == Checks(
            "pass", "none", "fail", "a.test"
        )

    @pytest.mark.parametrize("sign", [" = ", "= ", " =", "\n  =\n  "])
    def test_blanks_around_the_sign_mean_nothing(self, sign: str) -> None:
        field = results(MX, f"spf{sign}fail smtp.mailfrom{sign}a.test")
        assert checks(field)[:4] == ("fail", None, None, "a.test")

    def test_versions_of_the_field_and_of_the_method(self) -> None:
        field = results(f"{MX} 1", "spf/1=pass", "dkim/1=fail")
        assert checks(field, by(MX), results(MX, "dmarc=pass"))[:3] == ("pass", "fail", "pass")

    def test_quotation_marks_are_no_part_of_a_word(self) -> None:
        field = results(MX, 'spf="softfail" smtp.mailfrom="a.test"')
        assert checks(field)[:4] == ("softfail", None, None, "a.test")

    def test_a_sign_in_an_address_ends_nothing(self) -> None:
        forwarded = "SRS0=xy=7Q=a.test=hub@X.Test"
        field = results(MX, f"spf=pass smtp.mailfrom={forwarded}", "dkim=a=b")
        assert checks(field) == Checks("pass", "a=b", spf_domain="x.test")

    @pytest.mark.parametrize("domain", ["X.test", "test.X"])
    def test_a_domain_keeps_all_of_its_letters(self, domain: str) -> None:
        field = results(
            MX, f'spf=pass smtp.mailfrom="{domain}"', f"dmarc=fail header.from={domain}"
        )
        assert checks(field)[3:] == (domain.lower(), domain.lower())
        field = f"Received-SPF: pass envelope-from={domain}"
        assert checks(field).spf_domain == domain.lower()

    def test_comments_say_nothing(self) -> None:
        field = results(f"{MX} (a=b; spf=pass)", "spf=fail (dkim=pass; dmarc=pass)")
        assert checks(field)[:3] == ("fail", None, None)

    @pytest.mark.parametrize("said", ["none", "", "spf", "spf=", "reason spf=pass", "=pass"])
    def test_what_is_no_outcome(self, said: str) -> None:
        assert checks(results(MX, said, "dmarc=pass"))[:3] == (None, None, "pass")

    def test_a_word_has_at_most_forty_characters_and_a_domain_255(self) -> None:
        found = checks(results(MX, f"spf={'x' * 60} smtp.mailfrom={'y' * 300}"))
        assert found == Checks("x" * 40, spf_domain="y" * 255)

    def test_a_field_without_identifier_as_microsoft_writes_it(self) -> None:
        found = checks("Authentication-Results: spf=pass smtp.mailfrom=a.test; dkim=none", by(MX))
        assert found == Checks("pass", "none", None, "a.test")

    def test_an_empty_field(self) -> None:
        assert checks("Authentication-Results:") == Checks()
        assert checks("Authentication-Results: ; spf=pass").spf == "pass"


class TestSeveralOfOneMethod:
    """A mail may be signed twice, and SPF may be asked about more than one name."""

    def test_one_valid_signature_is_enough(self) -> None:
        assert checks(results(MX, "dkim=fail", "dkim=pass", "dkim=none")).dkim == "pass"

    def test_without_a_valid_one_the_first_counts(self) -> None:
        assert checks(results(MX, "dkim=permerror", "dkim=fail")).dkim == "permerror"

    def test_spf_of_the_envelopes_sender_counts_before_that_of_the_greeting(self) -> None:
        found = checks(results(MX, "spf=none smtp.helo=hub.test", "spf=pass smtp.mailfrom=a.test"))
        assert (found.spf, found.spf_domain) == ("pass", "a.test")

    def test_spf_of_the_greeting_alone_names_no_domain(self) -> None:
        found = checks(results(MX, "spf=none smtp.helo=hub.test"))
        assert (found.spf, found.spf_domain) == ("none", None)

    def test_the_first_word_on_dmarc_counts(self) -> None:
        found = checks(
            results(MX, "dmarc=fail header.from=a.test", "dmarc=pass header.from=b.test")
        )
        assert (found.dmarc, found.from_domain) == ("fail", "a.test")


class TestOfSeveralFields:
    """The topmost, and those of the same server."""

    def test_the_same_name_further_down(self) -> None:
        found = checks(results(MX, "spf=pass"), results(MX, "dkim=pass"), by(MX))
        assert found[:3] == ("pass", "pass", None)

    def test_another_name_further_down(self) -> None:
        found = checks(results(MX, "spf=pass"), results("evil.test", "dkim=pass"), by(MX))
        assert found[:3] == ("pass", None, None)

    def test_one_field_for_each_check_by_servers_of_one_domain(self) -> None:
        fields = [results(f"{one}.example.org", f"{one}=pass") for one in ("dmarc", "dkim", "spf")]
        assert checks(*fields, by(MX))[:3] == ("pass", "pass", "pass")
        # But not across a line of a server, where it need not be the receiver's.
        assert checks(fields[0], by(MX), *fields[1:])[:3] == (None, None, "pass")

    def test_the_same_server_below_its_own_line(self) -> None:
        dkim = results(MX, "dkim=pass")
        assert checks(results(MX, "spf=pass"), by("MX.example.org"), dkim).dkim == "pass"
        assert checks(results(MX, "spf=pass"), by(MX), by(MX), dkim).dkim == "pass"
        # Below another server's, it was there before.
        assert checks(results(MX, "spf=pass"), by(MX), by("hub.test"), dkim).dkim is None
        assert checks(results(MX, "spf=pass"), "Received: nothing", dkim).dkim is None

    def test_below_its_own_line_another_name_of_its_domain_does_not_count(self) -> None:
        other = results("filter.example.org", "dkim=pass")
        assert checks(results(MX, "spf=pass"), by(MX), other).dkim is None
        assert checks(results(MX, "spf=pass"), other, by(MX)).dkim == "pass"

    def test_a_field_between_that_is_none_of_these(self) -> None:
        fields = [results(MX, "spf=pass"), "X-Filter: yes", results(MX, "dkim=pass")]
        assert checks(*fields, by(MX))[:2] == ("pass", "pass")

    def test_without_a_name_nothing_below_the_next_server_counts(self) -> None:
        first, second = "Authentication-Results: spf=pass", "Authentication-Results: dkim=pass"
        assert checks(first, second, by(MX))[:2] == ("pass", "pass")
        assert checks(first, by(MX), second)[:2] == ("pass", None)
        assert checks(first, "Received: nothing", second)[:2] == ("pass", None)


class TestBelowAllServers:
    """What stands there came with the mail, unless it carries the last server's own name."""

    def test_a_strangers_field(self) -> None:
        assert checks(by(MX), results("evil.test", "spf=pass")) == Checks()
        assert checks(by(MX), "Authentication-Results: spf=pass") == Checks()
        assert checks("Received: nothing", results("evil.test", "spf=pass")) == Checks()

    @pytest.mark.parametrize("name", [MX, "MX.Example.org", "filter.example.org", "inbox"])
    def test_the_servers_own(self, name: str) -> None:
        assert checks(by("MX.example.ORG"), results(name, "spf=pass")).spf == "pass"

    def test_the_lowest_of_the_servers_counts(self) -> None:
        field = results(MX, "spf=pass")
        assert checks(by("relay.test"), by(MX), field).spf == "pass"
        assert checks(by(MX), by("relay.test"), field).spf is None
        # Between two servers it is not below all of them.
        assert checks(by(MX), results("filter.test", "spf=pass"), by("relay.test")).spf == "pass"


class TestReceivedSpf:
    """The older field, where the other one says nothing of SPF (RFC 7208 section 9.1)."""

    FIELD = "Received-SPF: Pass (mx.example.org: domain of a.test designates 192.0.2.1) client-ip=192.0.2.1;"

    def test_its_word_and_domain(self) -> None:
        field = f'{self.FIELD} Envelope-From="<hub@A.Test>"; helo=x'
        assert checks(field, by(MX)) == Checks("pass", spf_domain="a.test")
        assert checks(self.FIELD, by(MX)) == Checks("pass")

    @pytest.mark.parametrize("said", ["softfail", "SoftFail:", "softfail;", "softfail; x=y"])
    def test_its_word_without_punctuation(self, said: str) -> None:
        assert checks(f"Received-SPF: {said}").spf == "softfail"
        assert checks(f"Received-SPF: {'x' * 60}").spf == "x" * 40

    def test_a_field_without_a_word(self) -> None:
        assert checks("Received-SPF: client-ip=192.0.2.1; envelope-from=a.test").spf is None
        assert checks("Received-SPF:", by(MX)) == Checks()

    def test_the_other_field_counts_before_it(self) -> None:
        assert checks(results(MX, "spf=fail"), self.FIELD, by(MX)) == Checks("fail")
        assert checks(results(MX, "dkim=none"), self.FIELD, by(MX)) == Checks("pass", "none")

    def test_the_topmost_counts(self) -> None:
        assert checks("Received-SPF: fail", "Received-SPF: pass", by(MX)).spf == "fail"

    def test_below_all_servers_it_has_to_name_the_last_one(self) -> None:
        assert checks(by(MX), self.FIELD).spf == "pass"
        assert checks(by("MX.Example.ORG"), self.FIELD).spf == "pass"
        assert checks(by(MX), self.FIELD.replace("192.0.2.1)", "2001:db8::1)")).spf == "pass"
        assert checks(by("mx.example.net"), self.FIELD).spf is None
        assert checks(by("mx.example.net"), by(MX), self.FIELD).spf == "pass"
        assert checks(by(MX), by("mx.example.net"), self.FIELD).spf is None
        assert checks(by("mx.example.net"), self.FIELD, by("relay.test")).spf == "pass"

    def test_named_by_the_pair_for_it(self) -> None:
        field = "Received-SPF: pass (sender is allowed) Receiver=IN.example.org; x=y"
        assert checks(by(MX), field).spf == "pass"
        assert checks(by("mx.example.net"), field).spf is None

    def test_only_the_first_comment_names_it(self) -> None:
        field = "Received-SPF: pass (sender is allowed) (mx.example.org: it is)"
        assert checks(by(MX), field).spf is None

    def test_by_nobody(self) -> None:
        assert checks(by(MX), "Received-SPF: pass").spf is None
        assert checks("Received: nothing", "Received-SPF: pass").spf is None
        assert checks("Received: nothing", "Received-SPF: pass (: x) receiver=;").spf is None


@pytest.mark.parametrize(
    ("one", "other", "want"),
    [
        ("mx.example.org", "in.example.org", True),
        ("example.org", "a.b.example.org", True),
        ("mx.example.org", "mx.example.net", False),
        ("example.org", "elsewhere.org", False),
        ("inbox", "inbox", True),
        ("inbox", "outbox", False),
        ("org", "example.org", False),
        ("mx.example.co.uk", "example.co.uk", True),
        ("example.co.uk.", "mx.example.co.uk", True),
        ("mx.example.co.uk", "mx.elsewhere.co.uk", False),
        ("example.com.au", "elsewhere.com.au", False),
        ("example.gouv.fr", "elsewhere.gouv.fr", False),
        # No country's: a company of that name.
        ("mx.co.com", "in.co.com", True),
        ("co.uk", "co.uk", True),
    ],
)
def test_two_hosts_of_one_domain(one: str, other: str, want: bool) -> None:
    assert related(one, other) is want
    assert related(other, one) is want
