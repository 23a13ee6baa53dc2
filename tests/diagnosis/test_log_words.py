"""What a log says of a mail that did not go out: where, by which words, and how much that says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubmail_gui.core import resources
from hubmail_gui.diagnosis import log_words
from hubmail_gui.diagnosis.log_words import Evidence, find

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = "Connection refused"


def codes(text: str) -> list[str]:
    return [one.code for one in find(text)]


class TestReplies:
    """A reply that is quoted: fine, or where it is surely one at least coarse."""

    def test_one_whose_words_say_why(self) -> None:
        found = find("x\n550 No mailbox here by that name\n")
        assert found[0] == Evidence(
            "smtp.recipient.rejected", False, "550 No mailbox here by that name", 2, 3, {}
        )

    def test_one_that_only_its_digits_tell_says_little(self) -> None:
        (found,) = find("550 5.7.1 xyzzy")
        assert (found.code, found.tier, found.temporary) == ("smtp.refused", 1, False)
        (found,) = find("450 4.7.1 xyzzy")
        assert (found.code, found.tier, found.temporary) == ("smtp.temporary", 1, True)

    def test_one_that_may_be_anything_says_nothing(self) -> None:
        assert find("550 xyzzy") == []
        assert find("554 rejected") == []

    def test_a_doubtful_one_counts_if_its_words_are_telling(self) -> None:
        assert codes("535 5.7.8 xyzzy")[0] == "smtp.auth.rejected"
        assert codes("550 user unknown")[:1] == ["smtp.recipient.rejected"]

    def test_a_doubtful_one_does_not_hide_those_below_it(self) -> None:
        found = find("550 xyzzy\n550 user unknown\n")[0]
        assert (found.code, found.tier) == ("smtp.recipient.rejected", 3)

    def test_doubtful_and_not_telling(self) -> None:
        assert codes("535 xyzzy") == []
        assert codes("smtp: 535 xyzzy") == ["smtp.auth.rejected"]


class TestNumbersOfEntra:
    """An answer of Microsoft's identity service, wherever it stands."""

    WRONG = "AADSTS7000215: Invalid client secret provided."

    def test_all_that_a_report_shows_of_it(self) -> None:
        (found,) = find(f"mail worker:\n{self.WRONG}")
        assert found.code == "oauth.secret_wrong"
        assert (found.words, found.at, found.tier, found.temporary) == (self.WRONG, 13, 4, False)
        assert found.params == {"aadsts": "7000215", "service_text": self.WRONG}

    def test_the_newest_counts(self) -> None:
        text = f"{self.WRONG}\n" + "x" * 300 + "\nAADSTS7000222: The keys are expired."
        (found,) = find(text)
        assert found.code == "oauth.secret_expired"
        assert found.at == text.index("AADSTS7000222")

    def test_several_in_a_row_are_one_answers(self) -> None:
        text = "AADSTS50012: Bad signature. " + "x" * 250 + " AADSTS70002: a AADSTS70002: b"
        (found,) = find(text)
        assert (found.at, found.params["aadsts"]) == (0, "50012")
        # Each is near the next, if not near the last.
        text = "AADSTS50012: " + "x" * 200 + " AADSTS70002: " + "x" * 200 + " AADSTS70002: b"
        assert find(text)[0].at == 0

    @pytest.mark.parametrize(("between", "at"), [(299, 0), (300, 311)])
    def test_in_a_row_is_less_than_three_hundred_characters_apart(
        self, between: int, at: int
    ) -> None:
        assert find("AADSTS50012" + " " * between + "AADSTS70002: b")[0].at == at

    def test_what_stands_far_behind_is_none_of_its(self) -> None:
        (found,) = find(f"{self.WRONG} " + "x" * 1600)
        assert len(found.words) == 1500

    def test_small_letters_and_no_longer_numbers(self) -> None:
        assert codes("aadsts7000215: x") == ["oauth.secret_wrong"]
        assert codes("AADSTS700021511: x") == []

    def test_the_status_that_the_text_names_tells_whether_waiting_helps(self) -> None:
        unknown = "AADSTS99999999: Something new."
        (found,) = find(unknown)
        assert (found.code, found.tier, found.temporary) == ("oauth.refused", 2, False)
        for named in ("HTTP 503", "HTTP/1.1 503", "status: 503", "Status code = 503"):
            (found,) = find(f"{named}\n{unknown}")
            assert (found.code, found.tier, found.temporary) == ("oauth.refused", 2, True)

    def test_an_unknown_number_is_of_the_service_and_of_no_stranger(self) -> None:
        text = (
            "Error: AADSTS99999999: Something new. Trace ID: 747b9c67-fc8b-41d5-960a-a0816ac3c900"
        )
        (found,) = find(text)
        assert found.params == {
            "aadsts": "99999999",
            "service_text": "AADSTS99999999: Something new.",
            "trace_id": "747b9c67-fc8b-41d5-960a-a0816ac3c900",
        }

    def test_graphs_codes_beside_it_are_of_the_same_answer(self) -> None:
        assert codes(f"ErrorAccessDenied\n{self.WRONG}") == ["oauth.secret_wrong"]


class TestCodesOfGraph:
    """A code of Microsoft Graph, with the words around it."""

    def test_all_that_a_report_shows_of_it(self) -> None:
        (found,) = find("worker\nfailed\n  ErrorSendAsDenied: no right \nat line 7\nin x")
        assert found.code == "graph.send_as_denied"
        assert (found.words, found.at, found.tier) == ("ErrorSendAsDenied: no right", 16, 4)
        assert found.params["graph_code"] == "ErrorSendAsDenied"
        assert found.params["service_text"].startswith("worker failed ErrorSendAsDenied")
        assert find("x\nErrorSendAsDenied: no right")[0].words == "ErrorSendAsDenied: no right"

    def test_the_newest_counts(self) -> None:
        assert codes("ErrorSendAsDenied\nErrorQuotaExceeded\n") == ["graph.mailbox_full"]

    def test_a_code_that_no_rule_knows_is_none(self) -> None:
        assert codes("ErrorOfTomorrow happened") == []
        assert codes("ErrorSendAsDenied\nErrorOfTomorrow") == ["graph.send_as_denied"]

    def test_one_that_says_little(self) -> None:
        (found,) = find("ErrorInternalServerError")
        assert (found.code, found.tier) == ("graph.temporary", 2)

    def test_what_stands_around_it_is_its_message(self) -> None:
        text = "y" * 300 + " ErrorSendAsDenied " + "x" * 1000
        message = find(text)[0].params["service_text"]
        assert message == "y" * 199 + " ErrorSendAsDenied " + "x" * (
            800 - len("ErrorSendAsDenied ")
        )


class TestAnswersOfOthers:
    """An answer of another service that is named there."""

    def test_all_that_a_report_shows_of_it(self) -> None:
        (found,) = find("2026-11-27 worker\n invalid_grant: Invalid email or User ID \nat line 7")
        assert found.code == "google.user_not_found"
        assert (found.words, found.tier) == ("invalid_grant: Invalid email or User ID", 4)
        assert found.at == 34

    def test_where_its_words_first_stand(self) -> None:
        said = "invalid_grant: Invalid email or User ID\n"
        (found,) = find(f"x\n{said}{said}")
        assert (found.words, found.at) == (said.strip(), 17)
        (found,) = find("invalid_grant\nis an Invalid email\n  or USER id")
        assert (found.code, found.words, found.at) == (
            "google.user_not_found", "is an Invalid email", 20,
        )  # fmt: skip

    def test_at_the_beginning_where_its_words_stand_in_disguise(self) -> None:
        text = 'google:\n{"error":"invalid_grant","error_description":"Invalid email \\u006fr User ID"}'
        (found,) = find(text)
        assert (found.code, found.words, found.at) == ("google.user_not_found", "google:", 0)

    def test_its_line_is_cut(self) -> None:
        text = "invalid_grant: Invalid email or User ID " + "x" * 2000
        (found,) = find(text)
        assert found.words == text[:1500]


class TestOrder:
    """The most telling first, of the same kind the newest."""

    def test_the_most_telling_first(self) -> None:
        text = (
            "AADSTS7000215: Invalid client secret provided.\nsmtp error: 550 User unknown\n"
            "smtp: certificate has expired\n550 5.7.1 xyzzy\n"
        )
        found = find(text)
        tiers = [one.tier for one in found]
        assert tiers == sorted(tiers, reverse=True)
        assert [one.code for one in found][:4] == [
            "oauth.secret_wrong", "smtp.recipient.rejected", "tls.certificate.expired", "smtp.refused",
        ]  # fmt: skip

    def test_the_newest_of_the_same_kind(self) -> None:
        text = f"smtp: certificate has expired\nsmtp: {REFUSED}\n"
        assert codes(text) == ["network.refused", "tls.certificate.expired"]


WORDS = """
mail = ["smtp*", "port 25"]
[[rule]]
id = "refused"
fault = "network.refused"
text = ["connection refused", "econnrefused"]
source = {}
[[rule]]
id = "refused-by-policy"
fault = "network.proxy"
text = ["(refused|denied) by proxy"]
temporary = true
[[rule]]
id = "timeout"
fault = "network.timeout"
text = ["timed out"]
without = ["while reading", "never mind"]
[[rule]]
id = "unsure"
fault = "network.reset"
text = ["connection refused and closed by somebody"]
coarse = true
[[rule]]
id = "sure"
fault = "smtp.disconnected"
text = ["lost connection with"]
sure = true
[[rule]]
id = "little"
fault = "smtp.refused"
text = ["something was refused"]
sure = true
"""


class TestInWords:
    """What libraries say, by words of our own; only where the text is about mail."""

    @pytest.fixture(autouse=True)
    def _own(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "words.toml").write_text(WORDS, "utf-8")
        with monkeypatch.context() as other:
            other.setattr(resources, "path", lambda _name: str(tmp_path / "words.toml"))
            book = log_words._book.__wrapped__()
        monkeypatch.setattr(log_words, "_book", lambda: book)

    def test_a_line_with_what_it_means(self) -> None:
        assert find(f"hello\n\n  smtp: {REFUSED} \nbye") == [
            Evidence("network.refused", None, f"smtp: {REFUSED}", 7, 2, {})
        ]

    def test_in_any_of_the_words_of_a_rule(self) -> None:
        assert codes("smtp: ECONNREFUSED") == ["network.refused"]
        assert codes("smtp: denied by proxy") == ["network.proxy"]
        assert codes("smtp: refused by proxy") == ["network.proxy"]
        assert codes("smtp: ok") == []

    def test_whether_waiting_helps_where_the_rule_says_so(self) -> None:
        assert find("smtp: denied by proxy")[0].temporary is True

    def test_the_one_that_quotes_most(self) -> None:
        assert codes("smtp: connection refused, denied by proxy") == ["network.refused"]
        assert codes("smtp: econnrefused, refused by proxy") == ["network.proxy"]

    def test_a_coarse_one_only_where_there_is_no_other(self) -> None:
        (found,) = find("smtp: connection refused and closed by somebody")
        assert (found.code, found.tier) == ("network.refused", 2)
        monkey = "smtp: something was refused"
        assert [(one.code, one.tier) for one in find(monkey)] == [("smtp.refused", 0)]

    @pytest.mark.parametrize("but", ["while reading", "never mind"])
    def test_not_beside_words_that_exclude_it(self, but: str) -> None:
        assert codes("smtp: timed out") == ["network.timeout"]
        assert codes(f"smtp: timed out {but}") == []

    @pytest.mark.parametrize("about", ["smtp: ", "smtplib ", "port 25 "])
    def test_in_its_own_line_it_may_be_shown_to_be_about_mail(self, about: str) -> None:
        assert codes(about + REFUSED) == ["network.refused"]

    def test_of_anything_else_nothing_is_said(self) -> None:
        assert codes(REFUSED) == []
        assert codes(f"smtp\n{'x' + chr(10)}{REFUSED}") == ["network.refused"]

    @pytest.mark.parametrize(("lines", "near"), [(0, True), (11, True), (12, False)])
    def test_near_it_too_on_either_side(self, lines: int, near: bool) -> None:
        between = "x\n" * lines
        wanted = ["network.refused"] if near else []
        assert codes(f"smtp\n{between}{REFUSED}\n") == wanted
        assert codes(f"{REFUSED}\n{between}smtp\n") == wanted
        # Empty lines do not count.
        assert codes(f"smtp\n{between}{chr(10) * 9}{REFUSED}\n") == wanted

    def test_wherever_a_reply_shows_that_it_is_about_mail(self) -> None:
        text = "550 5.7.1 xyzzy\n" + "x\n" * 50 + REFUSED
        assert codes(text) == ["network.refused", "smtp.refused"]

    def test_words_of_mail_programs_need_nothing_near_them(self) -> None:
        assert codes("lost connection with mx.test") == ["smtp.disconnected"]

    @pytest.mark.parametrize("other", ["redis", "MySQL", "postgresql", "host:5432", "nginx"])
    def test_the_failures_of_other_services_are_none_of_the_mails(self, other: str) -> None:
        assert codes(f"smtp\n{other}: {REFUSED}") == []
        assert codes(f"smtp {other}: {REFUSED}") == ["network.refused"]
        assert codes(f"smtp\n{other}: lost connection with x") == ["smtp.disconnected"]

    def test_of_an_endless_line_the_beginning(self) -> None:
        assert codes("smtp " + "x" * 1480 + " timed out " + "x" * 100) == ["network.timeout"]
        assert codes("smtp " + "x" * 1490 + " timed out") == []
        assert len(find("smtp timed out " + "x" * 2000)[0].words) == 1500

    def test_where_it_stands(self) -> None:
        text = f"smtp\n\nother line\n{REFUSED}\n{REFUSED}"
        assert [one.at for one in find(text)] == [28 + 8, 17]
