"""What each spam filter's own field says, and which of several counts."""

from __future__ import annotations

import pytest

from hubmail_gui.diagnosis.arrival.header import header_of
from hubmail_gui.diagnosis.arrival.spam import Spam, spam_of

SPAM, HAM = True, False


def verdict(*lines: str) -> tuple[bool, float | None] | None:
    found = spam_of(header_of("\n".join(lines).encode()))
    return None if found is None else (found.spam, found.score)


def test_no_filter_left_a_word() -> None:
    assert verdict("Subject: x") is None


def test_a_verdict_has_its_parts_by_name() -> None:
    assert spam_of(header_of(b"X-Spam-Status: Yes, score=7.5")) == Spam(spam=True, score=7.5)


class TestMicrosoft:
    """The spam confidence level: junk from 5 on."""

    @pytest.mark.parametrize(
        ("level", "spam"), [("-1", HAM), ("1", HAM), ("4", HAM), ("5", SPAM), ("9", SPAM)]
    )
    def test_the_level_of_the_own_organisation(self, level: str, spam: bool) -> None:
        found = verdict(f"X-MS-Exchange-Organization-SCL: {level}")
        assert found == (spam, float(level))

    @pytest.mark.parametrize(("level", "spam"), [("1", HAM), ("5", SPAM)])
    def test_the_level_in_the_report(self, level: str, spam: bool) -> None:
        report = f"X-Forefront-Antispam-Report: CIP:192.0.2.1; SCL:{level};\n SFV:NSPM;DIR:INB;"
        assert verdict(report) == (spam, float(level))

    def test_a_report_without_blanks_and_one_with_remarks(self) -> None:
        assert verdict("X-Forefront-Antispam-Report: CTRY:US;SCL:5;DIR:INB") == (SPAM, 5)
        assert verdict("X-Forefront-Antispam-Report: SCL:5 (junk: yes);DIR:INB") == (SPAM, 5)

    def test_the_report_on_the_senders_side_is_not_the_receivers(self) -> None:
        assert verdict("X-Forefront-Antispam-Report: DIR:OUT;SCL:9;") is None
        assert verdict("X-Forefront-Antispam-Report: DIR: OUT ;SCL:9;") is None

    def test_the_organisations_own_level_counts_before_the_report(self) -> None:
        report = "X-Forefront-Antispam-Report: SCL:9;DIR:INB"
        assert verdict(report, "X-MS-Exchange-Organization-SCL: 1") == (HAM, 1)

    def test_a_report_without_a_level_says_nothing(self) -> None:
        assert verdict("X-Forefront-Antispam-Report: CTRY:US;SCL:;DIR:INB") is None
        assert verdict("X-Forefront-Antispam-Report: CTRY:US;DIR:INB") is None


class TestSpamAssassin:
    """Its status: yes or no, and the number behind "score", in old versions behind "hits"."""

    @pytest.mark.parametrize(
        ("status", "want"),
        [
            ("Yes, score=7.5 required=5.0", (SPAM, 7.5)),
            ("No, score=-1.9 required=5.0", (HAM, -1.9)),
            ("NO , score=+0.1", (HAM, 0.1)),
            ("Yes, hits=12 required=5", (SPAM, 12)),
            ("No, hits=9 score=0.0", (HAM, 0)),
            ("No, score=0.5 tests=A(score=9)", (HAM, 0.5)),
            ("No, score=none", (HAM, None)),
            ("Yes", (SPAM, None)),
            ("No, required=5", (HAM, None)),
        ],
    )
    def test_its_words(self, status: str, want: tuple[bool, float | None]) -> None:
        assert verdict(f"X-Spam-Status: {status}") == want

    def test_any_other_word_is_none_of_its(self) -> None:
        assert verdict("X-Spam-Status: maybe, score=7") is None


class TestRspamd:
    """Its result with a number, its action, or a mark that it makes."""

    RESULT = "X-Spamd-Result: default: False [3.50 / 15.00]; R_SPF_ALLOW(-0.20)"

    def test_the_number_stands_in_brackets(self) -> None:
        assert verdict(self.RESULT) == (HAM, 3.5)
        assert verdict("X-Spamd-Result: default: False [ -2.1 / 15.00]") == (HAM, -2.1)
        assert verdict("X-Spamd-Result: default: False") == (HAM, None)
        # Each of the reasons may have brackets of its own.
        assert verdict(f"{self.RESULT}[it is true that]; R_DKIM_ALLOW(-0.20)[a.test:s=1]") == (
            HAM,
            3.5,
        )

    def test_beyond_the_limit_for_refusing(self) -> None:
        assert verdict("X-Spamd-Result: default: True [16.00 / 15.00]; x") == (SPAM, 16)
        # Only what stands before the number is the verdict.
        assert verdict("X-Spamd-Result: default: False [3 / 15]; true positive") == (HAM, 3)

    @pytest.mark.parametrize(
        "action", ["add header", "Rewrite Subject", "quarantine", "reject"]
    )  # fmt: skip
    def test_an_action_against_spam(self, action: str) -> None:
        assert verdict(self.RESULT, f"X-Rspamd-Action: {action}") == (SPAM, 3.5)
        assert verdict(f"X-Rspamd-Action: {action}") == (SPAM, None)

    @pytest.mark.parametrize("action", ["no action", "greylist", "soft reject"])
    def test_an_action_that_lets_it_pass(self, action: str) -> None:
        assert verdict(self.RESULT, f"X-Rspamd-Action: {action}") == (HAM, 3.5)

    @pytest.mark.parametrize("mark", ["X-Spam: Yes", "X-Spam-Flag: YES"])
    def test_a_mark_beside_the_result(self, mark: str) -> None:
        assert verdict(self.RESULT, mark) == (SPAM, 3.5)

    @pytest.mark.parametrize("mark", ["X-Spam: no", "X-Spam-Flag: maybe"])
    def test_a_mark_that_denies_it(self, mark: str) -> None:
        assert verdict(self.RESULT, mark) == (HAM, 3.5)


class TestBarracuda:
    """Its status is like SpamAssassin's, in a field of its own."""

    @pytest.mark.parametrize(
        ("status", "want"),
        [
            ("Yes, SCORE=7.50 using global scores", (SPAM, 7.5)),
            ("No, SCORE=0.02", (HAM, 0.02)),
            ("no , score=1", (HAM, 1)),
            ("Yes", (SPAM, None)),
        ],
    )
    def test_its_words(self, status: str, want: tuple[bool, float | None]) -> None:
        assert verdict(f"X-Barracuda-Spam-Status: {status}") == want

    def test_any_other_word_is_none_of_its(self) -> None:
        assert verdict("X-Barracuda-Spam-Status: maybe, SCORE=7") is None


class TestFlags:
    """A field that says yes or no, of whatever filter."""

    @pytest.mark.parametrize("name", ["X-Spam-Flag", "X-Spam"])
    @pytest.mark.parametrize(
        ("word", "spam"),
        [("YES", SPAM), ("True", SPAM), ("spam, found", SPAM), ("Spam,found", SPAM),
         ("NO", HAM), ("False", HAM), ("ham", HAM), ("no yes", HAM)],
    )  # fmt: skip
    def test_yes_or_no(self, name: str, word: str, spam: bool) -> None:
        assert verdict(f"{name}: {word}") == (spam, None)
        assert verdict(f"{name}: {word}", "X-Spam-Score: 2.5") == (spam, 2.5)

    def test_the_flag_counts_before_the_shorter_field(self) -> None:
        assert verdict("X-Spam: yes", "X-Spam-Flag: no") == (HAM, None)
        assert verdict("X-Spam: yes", "X-Spam-Flag: maybe") == (SPAM, None)

    @pytest.mark.parametrize("word", ["", "maybe"])
    def test_neither_says_nothing(self, word: str) -> None:
        assert verdict(f"X-Spam-Flag: {word}", "X-Spam-Score: 2.5") is None

    @pytest.mark.parametrize("score", ["high", "", "x7"])
    def test_a_score_that_is_no_number_is_left_out(self, score: str) -> None:
        assert verdict("X-Spam-Flag: no", f"X-Spam-Score: {score}") == (HAM, None)


def test_of_several_filters_microsofts_counts_then_those_that_give_a_number() -> None:
    fields = [
        "X-Spam-Flag: no",
        "X-Barracuda-Spam-Status: No, SCORE=4",
        "X-Spamd-Result: default: False [3 / 15]",
        "X-Spam-Status: No, score=2",
        "X-MS-Exchange-Organization-SCL: 1",
    ]
    scores = []
    while fields:
        found = verdict(*fields)
        assert found is not None
        scores.append(found[1])
        fields.pop()
    assert scores == [1, 2, 3, 4, None]
