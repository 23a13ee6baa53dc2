"""The login, command by command: what is said, what is hidden, and what ends it."""

from __future__ import annotations

import hmac
from base64 import b64encode

import pytest

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.facts import ReplyFact, Stage
from hubmail_gui.core.masking import HIDDEN
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.steps import Step
from hubmail_gui.delivery.account import Login
from hubmail_gui.delivery.authentication import authenticate
from hubmail_gui.delivery.commands import Begin, Command, Done, Receive, RefusedError, Send, Think
from hubmail_gui.delivery.ehlo import Features
from hubmail_gui.delivery.reply import Reply
from tests.servers.attempts import account
from tests.servers.dialogues import fault_of, lines, played

HUB = Login("hub", "secret")
TOKEN = Login("hub@example.test", "abc", token=True)
PLAIN = b64encode(b"\0hub\0secret").decode()
XOAUTH2 = b64encode(b"user=hub@example.test\1auth=Bearer abc\1\1").decode()
JSON = '{"status":"400","scope":"https://mail.google.com/"}'


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def refusal(reply: Reply, early: bool) -> RefusedError:
    fact = ReplyFact(Stage.AUTH, reply.code, reply.enhanced, reply.words, early=early)
    return RefusedError(fact, reply, {})


def logged_in(
    *said: str,
    login: Login = HUB,
    offered: tuple[str, ...] = ("PLAIN",),
    keywords: str = "AUTH",
    encryption: Encryption = Encryption.NONE,
) -> tuple[list[Command], object]:
    where = account(25, encryption, login=login)
    features = Features(frozenset(keywords.split()), offered)
    commands, result, left = played(authenticate(where, login, features, refusal), said)
    assert left == []
    return commands, result


def answer(private: bool = False) -> Receive:
    return Receive(Step.AUTHENTICATE, Stage.AUTH, private=private)


def plain(text: str) -> Send:
    return Send(Step.AUTHENTICATE, f"{text}\r\n".encode())


def hidden(command: str, text: str) -> Send:
    return Send(Step.AUTHENTICATE, f"{command}{text}\r\n".encode(), shown=f"{command}{HIDDEN}")


def refused_with(result: object) -> tuple[str, bool]:
    assert isinstance(result, RefusedError)
    return result.reply.raw, result.fact.early


class TestAccepted:
    def test_a_password_is_sent_only_when_it_is_asked_for(self) -> None:
        commands, result = logged_in("334 ", "235 Welcome")
        assert commands == [
            Begin(Step.AUTHENTICATE),
            plain("AUTH PLAIN"),
            answer(),
            hidden("", PLAIN),
            answer(private=True),
            Done(Step.AUTHENTICATE, "PLAIN, hub"),
        ]
        assert result is None

    def test_a_token_goes_along_at_once(self) -> None:
        commands, _result = logged_in("235 Welcome", login=TOKEN, offered=("XOAUTH2",))
        assert commands == [
            Begin(Step.AUTHENTICATE),
            hidden("AUTH XOAUTH2 ", XOAUTH2),
            answer(),
            Done(Step.AUTHENTICATE, "XOAUTH2, hub@example.test"),
        ]

    @pytest.mark.parametrize("prompt", [encoded("Username:"), "Username:", "", "äöü"])
    def test_prompts_in_any_wording(self, prompt: str) -> None:
        commands, result = logged_in(
            f"334 {prompt}", "334 UGFzc3dvcmQ6", "235 Ok", offered=("LOGIN",)
        )
        assert commands[3] == hidden("", encoded("hub"))
        assert commands[5] == hidden("", encoded("secret"))
        assert result is None

    @pytest.mark.parametrize(
        ("said", "challenge"),
        [("PDE4OTZAbXguZXhhbXBsZT4=", b"<1896@mx.example>"), ("no base 64 at all!", b"")],
    )
    def test_a_challenge_is_answered(self, said: str, challenge: bytes) -> None:
        commands, result = logged_in(f"334 {said}", "235 Ok", offered=("CRAM-MD5",))
        digest = hmac.new(b"secret", challenge, "md5").hexdigest()
        assert commands[3] == hidden("", encoded(f"hub {digest}"))
        assert result is None

    def test_what_may_take_long_is_left_to_the_driver(self) -> None:
        commands, _result = logged_in("334 ", "535 No", offered=("SCRAM-SHA-256",))
        thoughts = [one for one in commands if isinstance(one, Think)]
        assert [one.step for one in thoughts] == [Step.AUTHENTICATE]

    def test_a_mechanism_that_is_refused_at_once_is_passed_over(self) -> None:
        commands, result = logged_in(
            "504 Not that", "334 ", "235 Ok", offered=("PLAIN", "CRAM-MD5")
        )
        assert commands[:4] == [
            Begin(Step.AUTHENTICATE), plain("AUTH CRAM-MD5"), answer(), plain("AUTH PLAIN"),
        ]  # fmt: skip
        assert result is None


class TestRefused:
    def test_a_refused_password_is_not_tried_in_another_way(self) -> None:
        commands, result = logged_in("334 ", "535 No", offered=("PLAIN", "LOGIN"))
        assert refused_with(result) == ("535 No", False)
        assert lines(commands) == ["AUTH PLAIN"]

    def test_a_refused_token(self) -> None:
        _commands, result = logged_in("535 No", login=TOKEN, offered=("XOAUTH2",))
        assert refused_with(result) == ("535 No", False)

    def test_a_server_that_closes_is_not_asked_again(self) -> None:
        commands, result = logged_in("421 Closing", offered=("PLAIN", "LOGIN"))
        assert refused_with(result) == ("421 Closing", True)
        assert lines(commands) == ["AUTH PLAIN"]

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            (("538 Encrypt first", "504 Not that"), "538 Encrypt first"),
            (("504 Not that", "538 Encrypt first"), "538 Encrypt first"),
            (("530 One", "538 Other"), "530 One"),
            (("504 One", "504 Other"), "504 Other"),
        ],
    )
    def test_of_several_the_first_that_is_not_about_the_mechanism(
        self, said: tuple[str, ...], told: str
    ) -> None:
        _commands, result = logged_in(*said, offered=("PLAIN", "LOGIN"))
        assert refused_with(result) == (told, True)

    @pytest.mark.parametrize("code", ["smtp.disconnected", "smtp.timeout"])
    @pytest.mark.parametrize("before", [True, False], ids=["after a refusal", "at once"])
    def test_the_line_breaks(self, code: str, before: bool) -> None:
        features = Features(frozenset({"AUTH"}), ("PLAIN", "LOGIN"))
        conversation = authenticate(account(25), HUB, features, refusal)
        broken = FaultError(Fault(code))
        for _command in range(3):
            next(conversation)
        if before:
            # The refusal of the first mechanism, then AUTH with the next.
            conversation.send(Reply(504, ("504 Not that",)))
            next(conversation)
        with pytest.raises((RefusedError, FaultError)) as caught:
            conversation.throw(broken)
        told_before = before and code == "smtp.disconnected"
        assert isinstance(caught.value, RefusedError if told_before else FaultError)

    def test_what_the_challenge_to_a_token_explains_is_told(self) -> None:
        commands, result = logged_in(
            f"334 {encoded(JSON)}", "535 5.7.8 No", login=TOKEN, offered=("XOAUTH2",)
        )
        assert refused_with(result) == (f"535 5.7.8 No\n535 {JSON}", False)
        assert isinstance(result, RefusedError)
        assert result.reply.code == 535
        assert commands[3] == Send(Step.AUTHENTICATE, b"\r\n", shown="")

    @pytest.mark.parametrize("challenge", ["No JSON", " "])
    def test_what_explains_nothing_is_not_told(self, challenge: str) -> None:
        _commands, result = logged_in(
            f"334 {encoded(challenge)}", "535 No", login=TOKEN, offered=("XOAUTH2",)
        )
        assert refused_with(result) == ("535 No", False)

    def test_a_challenge_that_is_no_text(self) -> None:
        challenge = b64encode(b'{"\xff\xfe"}').decode()
        _commands, result = logged_in(
            f"334 {challenge}", "535 No", login=TOKEN, offered=("XOAUTH2",)
        )
        assert refused_with(result)[0] == '535 No\n535 {"\ufffd\ufffd"}'

    def test_a_challenge_to_a_password_explains_nothing(self) -> None:
        _commands, result = logged_in(f"334 {encoded(JSON)}", "535 No")
        assert refused_with(result) == ("535 No", False)


class TestNoWay:
    def test_nothing_in_common(self) -> None:
        commands, result = logged_in(offered=("NTLM", "GSSAPI"))
        assert commands == [Begin(Step.AUTHENTICATE)]
        assert fault_of(result)[0] == "smtp.auth.no_common_mechanism"
        assert isinstance(result, FaultError)
        assert result.fault.params == {"mechanisms": "NTLM, GSSAPI"}

    @pytest.mark.parametrize(
        ("keywords", "encryption", "code"),
        [
            ("STARTTLS", Encryption.NONE, "smtp.auth.only_after_tls"),
            ("", Encryption.NONE, "smtp.auth.not_offered"),
            ("STARTTLS", Encryption.STARTTLS, "smtp.auth.not_offered"),
            ("STARTTLS", Encryption.TLS, "smtp.auth.not_offered"),
        ],
    )
    def test_nothing_offered(self, keywords: str, encryption: Encryption, code: str) -> None:
        _commands, result = logged_in(offered=(), keywords=keywords, encryption=encryption)
        assert fault_of(result) == (code, None, None)


class TestBroken:
    @pytest.mark.parametrize("said", [("334 ", "354 Go"), ("354 Go",)])
    def test_neither_yes_nor_no(self, said: tuple[str, ...]) -> None:
        _commands, result = logged_in(*said)
        assert fault_of(result) == ("smtp.protocol", "354 Go", None)

    def test_one_challenge_too_many(self) -> None:
        _commands, result = logged_in("334 ", "334 again")
        assert fault_of(result) == ("smtp.protocol", "334 again", None)

    def test_a_server_that_does_not_prove_what_it_must(self) -> None:
        _commands, result = logged_in("334 ", "235 Welcome", offered=("SCRAM-SHA-256",))
        assert fault_of(result) == ("smtp.protocol", "235 Welcome", None)
