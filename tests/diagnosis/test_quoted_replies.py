"""Replies that stand in logs, exceptions and bounces: which digits are one, and what it answers."""

from __future__ import annotations

import pytest

from hubmail_gui.core.facts import ReplyFact, Stage, Verdict
from hubmail_gui.diagnosis.quoted_replies import Quoted, find, judge
from hubmail_gui.diagnosis.rules import classify_reply, load


def only(text: str) -> Quoted:
    (reply,) = find(text)
    return reply


class TestWhatIsOne:
    """A number is a reply only where one can stand."""

    @pytest.mark.parametrize(
        "text",
        [
            "550 5.1.1 User unknown",
            "2026-11-03 10:00:00 550 5.1.1 User unknown",
            "[10:00:00.123] S: 550 5.1.1 User unknown",
            "<<< 550 5.1.1 User unknown",
            "SERVER -> CLIENT: 550 5.1.1 User unknown",
            "host mx.test[192.0.2.1] said: 550 5.1.1 User unknown",
            "the sky is 550 5.1.1 User unknown",
            "error 550 #5.1.1 User unknown",
            "x 550-550 5.1.1 User unknown",
            "x (550, b'5.1.1 User unknown')",
        ],
    )
    def test_with_an_enhanced_code_behind_it_anywhere(self, text: str) -> None:
        reply = only(text)
        assert (reply.code, reply.enhanced, reply.text) == (550, "5.1.1", "User unknown")
        assert reply.sure

    @pytest.mark.parametrize(
        "before",
        [
            "",
            "10:00:00 ",
            "<<< ",
            "S: ",
            "server said: ",
            "error: ",
            "SMTP error code ",
            "(",
            "Exception: (",
        ],
    )
    def test_without_one_where_a_server_speaks(self, before: str) -> None:
        text = (
            f"{before}554, b'Message rejected')"
            if before[-1:] == "("
            else f"{before}554 Message rejected"
        )
        reply = only(text)
        assert (reply.code, reply.enhanced, reply.text) == (554, None, "Message rejected")

    @pytest.mark.parametrize(
        "text",
        ["read 500 rows and 550 things", "read 500 rows\nnext line", "at 16:18:02,462 more", "port 10.0.550 x", "a-550 x", "x550 y",
         "5500 things", "550", "(550 things)", "it costs $550 now", "see 550, and 'that'", "580 x", "480 x", "250 ok"],
    )  # fmt: skip
    def test_no_other_number(self, text: str) -> None:
        assert find(text) == []

    def test_a_long_line_begins_with_no_reply(self) -> None:
        stamp = "2026-11-03 10:00:00 "
        assert find(stamp * 2 + "SERVER -> CLIENT: 550 no")
        assert find(stamp * 3 + "550 no") == []
        assert find("x" * 10 + stamp * 3 + "550 no") == []

    def test_an_enhanced_code_of_another_class_is_none_of_its(self) -> None:
        assert only("550 4.1.1 User unknown").enhanced is None
        assert find("the sky is 550 4.1.1 User unknown") == []

    @pytest.mark.parametrize("code", ["421", "454", "500", "535", "554", "579"])
    def test_refusals_of_all_kinds(self, code: str) -> None:
        assert only(f"{code} no").code == int(code)

    def test_the_enhanced_code_is_of_the_same_class(self) -> None:
        assert only("452 4.2.2 no").enhanced == "4.2.2"
        assert only("535 5.7.8 no").enhanced == "5.7.8"

    def test_another_number_does_not_hide_those_below_it(self) -> None:
        assert only("read 500 rows\n550 5.1.1 no").at == 14

    def test_words_that_are_about_mail_make_it_sure(self) -> None:
        assert not only("550 no").sure
        assert only("SMTP server:\n550 no").sure
        assert only("550 no mailbox").sure
        assert not only("mail:\n550 -").sure  # without any words it says nothing


class TestItsWords:
    """What the server said, as far as its line goes."""

    @pytest.mark.parametrize(
        "text",
        [
            "said: 550 5.1.1 no such user (in reply to RCPT TO command))",
            "said: 550 5.1.1 no such user (state 14).",
            "error: 550 5.1.1 no such user; from=<a@b.test> to=<c@d.test>",
            "error: 550 5.1.1 no such user, from=<a@b.test>",
            "(550, b'5.1.1 no such user')",
            "['550 5.1.1 no such user', 'x']",
            "550 5.1.1 no such user\\n at line 7",
            "550 5.1.1 no such user\\r\\n",
            "<p>550 5.1.1 no such user</p>",
            "550 5.1.1 no such user\nnext",
            "550 5.1.1 : no such user ",
        ],
    )
    def test_without_what_quotes_it(self, text: str) -> None:
        assert only(text).text == "no such user"

    def test_as_people_see_them(self) -> None:
        assert only("error: 550-5.1.1 no 'such' user").words == "550-5.1.1 no 'such' user"
        assert only("error: 550 #5.1.1 - no").words == "550 #5.1.1 - no"
        assert only("said: '550 no', x").words == "550 no"
        assert only('error: "550 no"').words == "550 no"
        assert only("550 5.1.1 not by this MX").words == "550 5.1.1 not by this MX"

    @pytest.mark.parametrize(
        "text",
        [
            "SMTPAuthenticationError: (535, b'5.7.8 Bad credentials')",
            "SMTPAuthenticationError: (535, '5.7.8 Bad credentials')",
            'Expected code 250 but got code "535", with message "535 5.7.8 Bad credentials"',
            "error: '535 5.7.8 Bad credentials'",
        ],
    )
    def test_as_the_server_wrote_it_and_not_as_a_program_quotes_it(self, text: str) -> None:
        assert only(text).words == "535 5.7.8 Bad credentials"

    def test_where_it_stands(self) -> None:
        assert only("mail error\nthen 550 5.1.1 no").at == 16

    def test_no_more_than_a_thousand_characters(self) -> None:
        assert only("550 5.1.1 " + "x" * 2000).text == "x" * 1000


class TestSeveralLines:
    """A reply of several lines is one (RFC 5321 section 4.2.1)."""

    def test_each_line_goes_on(self) -> None:
        reply = only("550-5.7.1 first\n550-5.7.1 second\n550 5.7.1 third\n")
        assert (reply.text, reply.at) == ("first second third", 0)
        assert reply.words == "550-5.7.1 first second third"

    def test_with_a_stamp_before_each(self) -> None:
        assert only("10:00 S: 550-5.7.1 a\n10:01 S: 550 5.7.1 b").text == "a b"

    def test_put_into_one_line(self) -> None:
        assert only("said: 550-5.7.1 a 550 5.7.1 b").text == "a 550 5.7.1 b"

    def test_below_another_reply(self) -> None:
        found = find("550 5.7.1 a\n554-5.7.1 b\n554 5.7.1 c")
        assert [one.text for one in found] == ["a", "b c"]

    def test_a_new_reply_is_another(self) -> None:
        assert [one.text for one in find("550 5.7.1 a\n550 5.7.1 b")] == ["a", "b"]
        assert [one.text for one in find("550-5.7.1 a\nx\n550 5.7.1 b")] == ["a", "b"]
        assert [one.text for one in find("550-5.7.1 a\n550 5.7.2 b")] == ["a", "b"]
        assert [one.text for one in find("550-5.7.1 a\n554 5.7.1 b")] == ["a", "b"]

    def test_the_same_once_more_is_the_same(self) -> None:
        reply = only("550 5.1.1 a\nx\n550 5.1.1 a\n")
        assert reply.at == 14

    def test_of_many_the_newest_twelve(self) -> None:
        text = "".join(f"550 5.1.1 number {number}\n" for number in range(20))
        assert [one.text for one in find(text)] == [f"number {number}" for number in range(8, 20)]


class TestWithoutTheDigits:
    """Some programs show the enhanced code alone."""

    @pytest.mark.parametrize(
        ("text", "code", "enhanced"),
        [
            ("The server response was: 5.7.57 Client not authenticated", 550, "5.7.57"),
            ("THE SERVER RESPONDED WITH: 4.3.2 Client not authenticated", 450, "4.3.2"),
            ("it returned '5.1.1' Client not authenticated", 550, "5.1.1"),
            ("smtp; 5.1.1 - Client not authenticated", 550, "5.1.1"),
        ],
    )
    def test_it_stands_for_a_reply_of_its_class(self, text: str, code: int, enhanced: str) -> None:
        reply = only(text)
        assert (reply.code, reply.enhanced) == (code, enhanced)
        assert reply.text.endswith("Client not authenticated")
        assert reply.sure

    def test_as_people_see_it(self) -> None:
        reply = only("mail\nThe server response was: 5.7.57 Not authenticated (in reply to x)")
        assert (reply.text, reply.words) == ("Not authenticated", "5.7.57 Not authenticated")
        assert reply.at == 16

    def test_one_that_tells_a_success(self) -> None:
        assert find("The server response was: 2.0.0 Ok") == []

    def test_no_other_version_number(self) -> None:
        assert find("OpenSSL 5.1.1 Client not authenticated") == []

    def test_beside_the_digits_it_is_the_same_reply(self) -> None:
        assert only("server said: 550 5.1.1 no").enhanced == "5.1.1"
        assert only("error 550 said: 5.1.1 no").code == 550
        text = "error 550 said: 5.1.1 no\nThe server response was: 5.7.57 Client not authenticated"
        assert [one.enhanced for one in find(text)] == [None, "5.7.57"]

    def test_after_another_reply_it_is_another(self) -> None:
        text = "550 5.1.1 no\nThe server response was: 5.7.57 Client not authenticated"
        assert [one.enhanced for one in find(text)] == ["5.1.1", "5.7.57"]

    def test_the_command_that_it_answers(self) -> None:
        assert only("RCPT TO:<a>\nresponse was: 5.7.57 no").stage is Stage.RCPT
        assert only("response was: 5.7.57 no (in reply to MAIL FROM)").stage is Stage.MAIL
        text = f"response was: 5.7.57 {'no ' * 60}(in reply to MAIL FROM)"
        assert only(text).stage is Stage.MAIL


class TestWhatItAnswers:
    """The command that is named behind a reply, or the last one before it."""

    @pytest.mark.parametrize(
        ("text", "stage"),
        [
            ("550 no", None),
            ("550 no (in reply to RCPT TO command)", Stage.RCPT),
            ("550 no (in reply to the end of DATA command)", Stage.DATA),
            ("550 no (in reply to end of data command)", Stage.DATA),
            ("550 no (in reply to something)", None),
            ("error after MAIL: 550 no", Stage.MAIL),
            ("error to initial EHLO: 550 no", Stage.EHLO),
            ("error after end of data: 550 no", Stage.DATA),
            ("{ response: '550 no', command: 'AUTH' }", Stage.AUTH),
            ("command: rcpt, error: 550 no", Stage.RCPT),
            ("rejected RCPT <a@b>: 550 no", Stage.RCPT),
            ("EHLO me\n250 ok\nMAIL FROM:<a>\n550 no", Stage.MAIL),
            ("MAIL FROM:<a>\nRCPT TO:<b>\n550 no\nDATA", Stage.RCPT),
            ("RCPT TO:<b>\nDATA\n550 no", Stage.DATA),
            ("STARTTLS\n454 no", Stage.STARTTLS),
            ("AUTH PLAIN x\n535 no", Stage.AUTH),
            ("an AUTHOR\n535 no", None),
            ("smtplib.SMTPSenderRefused: (550, b'no', 'a@b')", Stage.MAIL),
            ("SMTPRecipientsRefused: {'a@b': (550, b'no')}", Stage.RCPT),
            ("smtplib.SMTPDataError: (554, b'no')", Stage.DATA),
            ("SMTPAuthenticationError: (535, b'no')", Stage.AUTH),
            ("SMTPHeloError: (550, b'no')", Stage.EHLO),
            ("SMTPConnectError: (554, b'no')", Stage.GREET),
            ("code: 'EAUTH', response: '535 no'", Stage.AUTH),
            ("host mx.test refused to talk to me: 554 no", Stage.GREET),
            ("code: 'EENVELOPE', response: '550 no'", None),
        ],
    )
    def test_by_what_is_said(self, text: str, stage: Stage | None) -> None:
        assert only(text).stage is stage

    def test_what_stands_behind_counts_before_what_stood_above(self) -> None:
        assert only("MAIL FROM:<a>\n550 no (in reply to RCPT TO command)").stage is Stage.RCPT
        assert only("error after MAIL: 550 no (in reply to RCPT TO command)").stage is Stage.RCPT

    def test_behind_however_many_words(self) -> None:
        text = f"550 {'no ' * 60}(in reply to RCPT TO command)"
        assert only(text).stage is Stage.RCPT

    def test_only_its_own_line_is_looked_at_for_it(self) -> None:
        assert only("550 no\n(in reply to RCPT TO command)").stage is None
        assert only("error after MAIL\nDATA\n550 no").stage is Stage.DATA

    def test_only_near_it(self) -> None:
        assert only("said: '550 no', " + "x" * 90 + " command: RCPT").stage is Stage.RCPT
        assert only("said: '550 no', " + "x" * 120 + " command: RCPT").stage is None
        assert only("RCPT TO:<a>\n" + "x " * 180 + "\n550 no").stage is Stage.RCPT
        assert only("RCPT TO:<a>\n" + "x " * 200 + "\n550 no").stage is None


class TestJudged:
    """What it means where the command is not told: by the one for which the rules say most."""

    def verdict(
        self, code: int, text: str, enhanced: str | None = None, stage: Stage | None = None
    ) -> tuple[Verdict, bool]:
        return judge(Quoted(code, enhanced, text, stage, text, 0, sure=True))

    @pytest.mark.parametrize(
        ("code", "enhanced", "text", "stage", "fault"),
        [
            (550, None, "User unknown", None, "smtp.recipient.rejected"),
            (550, None, "User unknown", Stage.RCPT, "smtp.recipient.rejected"),
            (535, None, "Bad credentials", None, "smtp.auth.rejected"),
            (530, None, "Authentication required", None, "smtp.auth.required"),
            (552, None, "Message size exceeds the limit", None, "smtp.too_large"),
            (550, "5.1.1", "", None, "smtp.recipient.rejected"),
            (550, None, "Relaying denied", None, "smtp.relay_denied"),
        ],
    )
    def test_its_words_or_its_number_say_it(
        self, code: int, enhanced: str | None, text: str, stage: Stage | None, fault: str
    ) -> None:
        verdict, telling = self.verdict(code, text, enhanced, stage)
        assert (verdict.code, telling) == (fault, True)

    @pytest.mark.parametrize(
        ("code", "stage", "fault", "temporary"),
        [
            (550, None, "smtp.refused", False),
            (450, None, "smtp.temporary", True),
            (535, None, "smtp.auth.rejected", False),
            (454, None, "smtp.auth.temporary", True),
            (550, Stage.AUTH, "smtp.auth.rejected", False),
            (554, Stage.GREET, "smtp.turned_away", False),
            (454, Stage.STARTTLS, "tls.starttls_refused", True),
        ],
    )
    def test_without_either_only_the_digits_and_the_command(
        self, code: int, stage: Stage | None, fault: str, temporary: bool
    ) -> None:
        verdict, telling = self.verdict(code, "xyzzy", stage=stage)
        assert (verdict.code, verdict.temporary, telling) == (fault, temporary, False)

    def test_words_that_say_what_but_not_why_are_telling_too(self) -> None:
        verdict, telling = self.verdict(554, "Message rejected")
        assert (verdict.code, telling) == ("smtp.refused", True)

    @pytest.mark.parametrize("code", [500, 521, 550])
    def test_waiting_does_not_help_a_5xx(self, code: int) -> None:
        assert self.verdict(code, "xyzzy")[0].temporary is False

    def test_unless_its_rule_says_so(self) -> None:
        verdict, _telling = self.verdict(535, "Too many failed logins, try again in 15 minutes")
        assert (verdict.code, verdict.temporary) == ("smtp.auth.locked", True)

    @pytest.mark.parametrize("stage", Stage)
    def test_nothing_is_lost_by_taking_nobody_for_logged_in(self, stage: Stage) -> None:
        assert not [
            rule.id for rule, _order in load().by_stage[stage] if ("login", True) in rule.flags
        ]

    @pytest.mark.parametrize(
        ("code", "text"), [(550, "Greylisted, try again later"), (452, "4.2.2 Mailbox full")]
    )
    def test_as_the_same_reply_in_a_test(self, code: int, text: str) -> None:
        verdict, _telling = self.verdict(code, text, stage=Stage.RCPT)
        assert verdict == classify_reply(ReplyFact(Stage.RCPT, code, None, text))
