"""What something pasted means, as a whole: which findings are told, in which words, without secrets."""

from __future__ import annotations

from base64 import b64encode

import pytest

from hubmail_gui.diagnosis.explain import Explanation, Meaning, explain
from tests.diagnosis.explained import EXPIRED, REFUSED, UNKNOWN, codes, only


class TestWhatIsTold:
    """The finest, and what is as fine as it beside it."""

    def test_one_meaning_with_its_words(self) -> None:
        assert explain(f"x\n{UNKNOWN}\n".encode()) == Explanation(
            (Meaning("smtp.recipient.rejected", False, UNKNOWN, {}),), (), None, None
        )

    def test_nothing_where_nothing_is_recognised(self) -> None:
        assert explain(b"hello") == Explanation((), (), None, None)
        assert explain(b"") == Explanation()

    def test_what_a_service_names(self) -> None:
        meaning = only("AADSTS7000215: Invalid client secret provided.")
        assert meaning.params["aadsts"] == "7000215"

    def test_the_coarser_is_left_out(self) -> None:
        assert codes(f"{EXPIRED}\n450 4.9.9 xyzzy\n") == ["tls.certificate.expired"]
        assert codes("450 4.9.9 xyzzy") == ["smtp.temporary"]

    def test_what_is_as_fine_is_told_too_the_newest_first(self) -> None:
        assert codes(f"{EXPIRED}\n{REFUSED}") == ["network.refused", "tls.certificate.expired"]

    def test_a_reply_is_told_beside_a_services_answer(self) -> None:
        text = f"AADSTS7000215: Invalid client secret provided.\nsmtp {UNKNOWN}"
        assert codes(text) == ["oauth.secret_wrong", "smtp.recipient.rejected"]
        text = f"AADSTS7000215: Invalid client secret provided.\n{EXPIRED}"
        assert codes(text) == ["oauth.secret_wrong"]

    def test_each_code_once_by_its_newest_words(self) -> None:
        text = "smtp: 550 5.1.1 User unknown\nx\nsmtp: 550 5.1.1 No such user"
        assert only(text).reply == "550 5.1.1 No such user"

    def test_no_more_than_three(self) -> None:
        text = f"{EXPIRED}\n{REFUSED}\nsmtp: Network is unreachable\nsmtp: connection timed out\n"
        assert len(codes(text)) == 3

    def test_its_words_are_cut(self) -> None:
        reply = only(f"{UNKNOWN} " + "x" * 900).reply
        assert len(reply) == 600
        assert reply.endswith("x…")

    def test_its_words_do_no_harm(self) -> None:
        assert only("550 5.1.1 User\x07unknown \u202e").reply == r"550 5.1.1 User\x07unknown \u202e"


class TestLongLogs:
    """Of a log of any length the newest failure, from its end."""

    QUIET = "removed\n" * 2000

    def test_the_newest_counts(self) -> None:
        assert codes(f"{EXPIRED}\n{self.QUIET}{REFUSED}\n{self.QUIET}") == ["network.refused"]
        assert codes(f"{REFUSED}\n{self.QUIET}{EXPIRED}\n") == ["tls.certificate.expired"]

    def test_a_coarse_one_only_where_there_is_no_other(self) -> None:
        coarse = "450 4.9.9 xyzzy"
        assert codes(f"{EXPIRED}\n{self.QUIET}{coarse}\n") == ["tls.certificate.expired"]
        assert codes(f"450 4.9.9 older\n{self.QUIET}{coarse}\n{self.QUIET}") == ["smtp.temporary"]
        assert only(f"450 4.9.9 older\n{self.QUIET}{coarse}\n{self.QUIET}").reply == coarse

    def test_nothing_in_all_of_it(self) -> None:
        assert codes(self.QUIET) == []
        assert codes(f"error\n{self.QUIET}" * 3) == []

    def test_what_stands_near_is_of_the_same_failure(self) -> None:
        near = f"{UNKNOWN}\n" + "x\n" * 100 + f"smtp error: {UNKNOWN.replace('User', 'Nobody')}\n"
        assert codes(self.QUIET + near) == ["smtp.recipient.rejected"]
        assert codes(self.QUIET + EXPIRED + "\n" + "x\n" * 100 + REFUSED + "\n") == [
            "network.refused", "tls.certificate.expired",
        ]  # fmt: skip

    def test_what_stands_far_is_not(self) -> None:
        far = EXPIRED + "\n" + "x\n" * 2000 + REFUSED + "\n"
        assert codes(self.QUIET + far) == ["network.refused"]

    @pytest.mark.parametrize("more", range(-2, 3))
    def test_no_line_is_begun_in_its_middle(self, more: int) -> None:
        # What would be the end of a line reads like a reply.
        middle = "550 xyzzy mailbox unavailable "
        before = f"the sum is {middle}" + "y" * (2600 - len(middle) - 1 - 17 + more) + "\n"
        assert codes(self.QUIET + before + REFUSED + "\n") == ["network.refused"]

    def test_with_its_very_first_letters_behind_another_place(self) -> None:
        assert codes(f"535 5.7.8 xyzzy\n{self.QUIET}read 535 rows\n") == ["smtp.auth.rejected"]

    def test_nothing_in_a_log_with_secrets(self) -> None:
        assert codes(f"password: hunter2Marker\n{self.QUIET}an error\n") == []

    def test_a_line_that_begins_where_a_look_begins_counts(self) -> None:
        between = "x" * (2600 - len(EXPIRED) - 2 - 17)
        assert codes(f"{self.QUIET}{EXPIRED}\n{between}\n{REFUSED}\n") == [
            "network.refused", "tls.certificate.expired",
        ]  # fmt: skip

    @pytest.mark.parametrize("end", ["", "\nend\n"])
    def test_a_long_line_is_looked_at_nevertheless(self, end: str) -> None:
        text = "x" * 5000 + f" smtp 550 5.1.1 User unknown {'y' * 3000}{end}"
        assert codes(text) == ["smtp.recipient.rejected"]

    def test_in_capitals_too(self) -> None:
        assert codes(f"{self.QUIET}SMTP: CONNECTION REFUSED\n{self.QUIET}") == ["network.refused"]

    def test_with_its_very_first_letters(self) -> None:
        assert codes(f"535 5.7.8 xyzzy\n{self.QUIET}") == ["smtp.auth.rejected"]

    def test_letters_that_grow_when_small_shift_nothing(self) -> None:
        assert codes("İ" * 5000 + f"\n{REFUSED}\n" + "İ\n" * 3000) == ["network.refused"]

    def test_the_very_first_line_too(self) -> None:
        empty = "an error\n" + "x\n" * 1400
        assert codes(f"{EXPIRED}\n" + empty * 2) == ["tls.certificate.expired"]

    def test_no_further_back_than_sixty_places(self) -> None:
        empty = "an error\n" + "\n" * 2800
        assert codes(f"{EXPIRED}\n" + empty * 60) == ["tls.certificate.expired"]
        assert codes(f"{EXPIRED}\n" + empty * 62) == []


class TestAsItWasPasted:
    """In whatever encoding and quotation."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_in_any_encoding(self, encoding: str) -> None:
        raw = "smtp: 550 5.1.1 User unknown: éééé".encode(encoding)
        assert only(raw).reply == "550 5.1.1 User unknown: éééé"

    @pytest.mark.parametrize(
        ("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]
    )
    def test_in_utf16_of_either_order(self, mark: bytes, encoding: str) -> None:
        raw = mark + "smtp: 550 5.1.1 User unknown: ждёт".encode(encoding)
        assert only(raw).reply == "550 5.1.1 User unknown: ждёт"
        assert only(raw[:-1]).reply == "550 5.1.1 User unknown: ждё\ufffd"

    def test_cut_in_the_middle_of_a_letter_it_is_utf8_all_the_same(self) -> None:
        raw = "smtp: 550 5.1.1 User unknown: éééé".encode()[:-1]
        assert only(raw).reply == "550 5.1.1 User unknown: ééé\ufffd"
        raw = b"\xa9 \xa9 \xa9 smtp: 550 5.1.1 User unknown: \xc3\xa9"
        assert only(raw).reply.endswith("é")

    def test_with_many_odd_letters_it_is_not(self) -> None:
        raw = b"\xe9 \xe9 \xe9 smtp: 550 5.1.1 User unknown: \xe9"
        assert only(raw).reply.endswith("é")
        raw = b"\x81 \xe9 \xe9 \xe9 smtp: 550 5.1.1 User unknown: \xe9"
        assert only(raw).reply.endswith("é")
        raw = b"x" * 2000 + b"\n\xe9 \xe9 \xe9 smtp: 550 5.1.1 User unknown: \xc3\xa9 \xe9"
        assert only(raw).reply.endswith("é \ufffd")

    @pytest.mark.parametrize(
        ("pasted", "reply"),
        [
            ("smtp: \x1b[31m550 5.1.1 User\x1b[0m unknown", UNKNOWN),
            ("smtp: 550 5.1.1 User\u00a0unknown\r\nx", UNKNOWN),
            ("smtp: 550 5.1.1 User\0 unknown", UNKNOWN),
            ("smtp: &quot;550 5.1.1 User unknown&quot;", UNKNOWN),
            ("smtp: 550 5.1.1 &lt;User&gt; unknown &amp; gone", "550 5.1.1 <User> unknown & gone"),
            ("smtp: 550 5.1.1 User &#39;x&apos; unknown", "550 5.1.1 User 'x' unknown"),
            (
                "smtp: 550 5.1.1 User unknown AT&T; &Aacute;",
                "550 5.1.1 User unknown AT&T; &Aacute;",
            ),
            (r"smtp: 550 5.1.1 User \"x\" unknown\r\nnext line", '550 5.1.1 User "x" unknown'),
            (r"{\"a\":\"550 5.1.1 User\tunknown\",\"b\":1}", UNKNOWN),
        ],
    )
    def test_without_what_quoted_it(self, pasted: str, reply: str) -> None:
        assert only(pasted).reply == reply

    def test_line_ends_of_windows_are_line_ends(self) -> None:
        text = "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: x\r\n"
        assert only(text).reply.split("\n")[:2] == [
            "AADSTS7000215: Invalid client secret provided.", "Trace ID: x",
        ]  # fmt: skip
        assert only(r"smtp: certificate has expired\r\nnext").reply == EXPIRED

    def test_escaped_line_ends_are_line_ends(self) -> None:
        assert only(r"smtp: 550-5.1.1 User\r\n550 5.1.1 unknown").reply == "550-5.1.1 User unknown"
        assert only(r"smtp: 550-5.1.1 User\n550 5.1.1 unknown").reply == "550-5.1.1 User unknown"


class TestSecrets:
    """What the text itself shows to be a password is never repeated."""

    SECRET = "hunter2Marker"

    @pytest.mark.parametrize(
        "line",
        [
            "password: $", "PASSWORD=$", 'pwd => "$"', "'passphrase' = '$'", "mot de passe : $", "Kennwort: $",
            "client_secret=$&x=y", "api-key: $", "access_token=$", "SMTP_PASSWD=$", "smtp://hub:$@mx.test:587",
            "Authorization: Bearer $", "Authorization: Basic $", "AUTH PLAIN $", "AUTH $", "AUTH LOGIN: $",
        ],
    )  # fmt: skip
    def test_in_whatever_form_it_stands_there(self, line: str) -> None:
        text = f"{line.replace('$', self.SECRET)}\n535 5.7.8 authentication failed: {self.SECRET} is wrong"
        reply = only(text).reply
        assert self.SECRET not in reply
        assert reply.startswith("535 5.7.8 authentication failed: ")
        assert reply.endswith(" is wrong")

    def test_a_token_is_known_by_its_form(self) -> None:
        token = "eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.c2lnbmF0dXJl"
        assert token not in only(f"got {token}\n535 5.7.8 authentication failed: {token}").reply

    @pytest.mark.parametrize("prefix", ["\0hub\0", "\0an\0", "hub\0hub\0", ""])
    def test_in_what_a_login_was_given(self, prefix: str) -> None:
        packed = b64encode(f"{prefix}{self.SECRET}".encode()).decode()
        for given in (packed, packed.rstrip("=")):
            text = f"AUTH PLAIN {given}\n535 5.7.8 authentication failed: {self.SECRET} is wrong"
            assert self.SECRET not in only(text).reply

    def test_a_short_one_that_a_login_was_given(self) -> None:
        packed = b64encode(b"\0hub\0abcd").decode()
        text = f"AUTH PLAIN {packed}\n535 5.7.8 authentication failed: abcd is wrong"
        assert only(text).reply == "535 5.7.8 authentication failed: ******** is wrong"

    @pytest.mark.parametrize("odd", ["-dW5rbm93bg==-", "AAAA", "dW5rbm93bgA="])
    def test_what_is_no_login_hides_nothing_else(self, odd: str) -> None:
        text = f"password: {odd}\n535 5.7.8 authentication failed: unknown"
        assert only(text).reply == "535 5.7.8 authentication failed: unknown"

    def test_on_a_line_of_its_own_in_a_session(self) -> None:
        packed = b64encode(self.SECRET.encode()).decode()
        for sign in ("334 UGFzc3dvcmQ6", "AUTH LOGIN"):
            text = f"> {sign}\n{packed}\n535 5.7.8 authentication failed: {self.SECRET}, {packed}"
            reply = only(text).reply
            assert self.SECRET not in reply
            assert packed not in reply

    def test_without_a_session_a_word_is_a_word(self) -> None:
        text = "Contabilidad\n535 5.7.8 authentication failed: Contabilidad"
        assert only(text).reply == "535 5.7.8 authentication failed: Contabilidad"

    @pytest.mark.parametrize("hidden", ["****", "•••••", "xxxx", "XXXXX", "....."])
    def test_what_is_hidden_already_hides_nothing_else(self, hidden: str) -> None:
        text = f"password: {hidden}\n535 5.7.8 authentication failed: {hidden} is wrong"
        assert only(text).reply == f"535 5.7.8 authentication failed: {hidden} is wrong"

    def test_where_it_is_told_in_the_reply_itself(self) -> None:
        text = f"smtp: 535 5.7.8 authentication failed, password={self.SECRET} given"
        assert only(text).reply == "535 5.7.8 authentication failed, password=******** given"

    def test_beside_others_in_a_session(self) -> None:
        text = f"AUTH LOGIN\ndXNlcm5hbWVz\npassword: {self.SECRET}\n535 5.7.8 failed: {self.SECRET}"
        assert self.SECRET not in only(text).reply

    def test_among_hundreds_the_nearest(self) -> None:
        others = "".join(f"password: other-{number}-secret\n" for number in range(300))
        own = f"smtp://hub:{self.SECRET}@mx.test\n535 5.7.8 authentication failed: {self.SECRET}\n"
        for text in (others + own, own + others.replace("password", "x password") * 2):
            assert self.SECRET not in only(text).reply
        again = "password: other-secret\n" * 300 + own
        assert self.SECRET not in only(again).reply

    def test_in_the_middle_of_megabytes(self) -> None:
        quiet = "x\n" * 140_000
        reply = f"535 5.7.8 authentication failed: {self.SECRET} is wrong\n"
        for between in ("", "y\n" * 1000):
            text = f"{quiet}password: {self.SECRET}\n{between}{reply}{quiet}"
            assert only(text).reply.endswith("failed: ******** is wrong")
        far = "y\n" * 50_000
        assert only(f"{quiet}{reply}{far}password: {self.SECRET}\n").reply.endswith(
            "******** is wrong"
        )
        assert only(f"{quiet}{reply}password: {self.SECRET}\n{quiet}").reply.endswith(
            "failed: ******** is wrong"
        )

    def test_in_values_too(self) -> None:
        text = f"password: {self.SECRET}\nAADSTS7000215: Invalid client secret provided: {self.SECRET}."
        meaning = only(text)
        assert self.SECRET not in meaning.reply
        assert self.SECRET not in repr(meaning.params)

    def test_far_from_it_in_a_long_log(self) -> None:
        text = (
            f"password: {self.SECRET}\n"
            + "x\n" * 5000
            + f"535 5.7.8 authentication failed: {self.SECRET}"
        )
        assert self.SECRET not in only(text).reply
        half = "x" * 300_000
        for long in (f"password: {self.SECRET}\n{half}\n", f"{half}\npassword: {self.SECRET}\n"):
            assert (
                self.SECRET
                not in only(f"{long}535 5.7.8 authentication failed: {self.SECRET}").reply
            )
