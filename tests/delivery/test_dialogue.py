"""The conversation that submits a mail, command by command: what is said, waited for and told."""

from __future__ import annotations

import pytest

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.facts import Stage
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.steps import Step
from hubmail_gui.delivery import dialogue
from hubmail_gui.delivery.account import Login
from hubmail_gui.delivery.commands import (
    Accepted,
    Begin,
    Command,
    Done,
    Encrypt,
    Receive,
    Refused,
    RefusedError,
    Send,
)
from hubmail_gui.delivery.ehlo import Features
from hubmail_gui.delivery.mail import Mail
from tests.servers.attempts import MAIL, account
from tests.servers.dialogues import fault_of, lines, played, sent

NAME = "client.example.test"
NONE, STARTTLS, TLS = Encryption.NONE, Encryption.STARTTLS, Encryption.TLS
ENTERED = ("220 mx ESMTP", "250 mx")


def submitted(
    *said: str, mail: Mail = MAIL, encryption: Encryption = NONE, login: Login | None = None
) -> tuple[list[Command], object]:
    """A mail to a server that says this; all of it must have been waited for."""
    where = account(25, encryption, login=login)
    commands, result, left = played(dialogue.submit(where, mail, NAME), said)
    assert left == []
    return commands, result


SENDING: list[Command] = [
    Begin(Step.SEND),
    *sent(Step.SEND, Stage.MAIL, "MAIL FROM:<hub@example.test>"),
    *sent(Step.SEND, Stage.RCPT, "RCPT TO:<admin@example.test>"),
    *sent(Step.SEND, Stage.DATA, "DATA"),
    Send(Step.SEND, MAIL.content + b".\r\n", shown=f"[the mail, {len(MAIL.content)} bytes]"),
    Receive(Step.SEND, Stage.DATA, patient=True),
    Done(Step.SEND, "250 2.0.0 Ok: queued"),
]
SENT = ("250 Ok", "250 Ok", "354 Go", "250 2.0.0 Ok: queued")


class TestWhole:
    def test_in_the_clear(self) -> None:
        commands, result = submitted(*ENTERED, *SENT)
        assert commands == [
            Receive(Step.GREET, Stage.GREET),
            *sent(Step.GREET, Stage.EHLO, f"EHLO {NAME}"),
            Done(Step.GREET, "mx ESMTP"),
            *SENDING,
        ]
        assert result == Accepted("250 2.0.0 Ok: queued", {})

    def test_with_starttls_all_is_asked_anew(self) -> None:
        commands, _result = submitted(
            "220 mx", "250-mx\r\n250 STARTTLS", "220 Go", "250 mx", *SENT, encryption=STARTTLS
        )
        assert commands == [
            Receive(Step.GREET, Stage.GREET),
            *sent(Step.GREET, Stage.EHLO, f"EHLO {NAME}"),
            Done(Step.GREET, "mx"),
            Begin(Step.ENCRYPT),
            *sent(Step.ENCRYPT, Stage.STARTTLS, "STARTTLS"),
            Encrypt(Step.ENCRYPT),
            *sent(Step.ENCRYPT, Stage.EHLO, f"EHLO {NAME}"),
            Done(Step.ENCRYPT, "TLS 1.3"),
            *SENDING,
        ]

    def test_with_tls_from_the_first_byte(self) -> None:
        commands, _result = submitted(*ENTERED, *SENT, encryption=TLS)
        assert commands[:5] == [
            Encrypt(Step.ENCRYPT),
            Done(Step.ENCRYPT, "TLS 1.3"),
            Receive(Step.GREET, Stage.GREET),
            *sent(Step.GREET, Stage.EHLO, f"EHLO {NAME}"),
        ]

    def test_a_look_ends_before_the_login(self) -> None:
        where = account(25, login=Login("hub", "secret"))
        said = ("220 mx", "250-mx\r\n250-AUTH PLAIN\r\n250 SIZE 1000")
        commands, result, left = played(dialogue.look(where, NAME), said)
        assert isinstance(result, Features)
        assert (result.mechanisms, result.has("SIZE"), left) == (("PLAIN",), True, [])
        assert lines(commands) == [f"EHLO {NAME}"]

    def test_the_login_comes_before_the_mail_and_is_remembered(self) -> None:
        commands, result = submitted(
            "220 mx", "250-mx\r\n250 AUTH PLAIN", "334 ", "235 Welcome", "550 No",
            login=Login("hub", "secret"),
        )  # fmt: skip
        assert isinstance(result, RefusedError)
        assert result.fact.logged_in
        assert lines(commands)[-1] == "MAIL FROM:<hub@example.test>"

    def test_a_login_that_is_only_offered_after_tls(self) -> None:
        _commands, result = submitted(
            "220 mx", "250-mx\r\n250 STARTTLS", login=Login("hub", "secret")
        )
        assert fault_of(result) == ("smtp.auth.only_after_tls", None, None)


class TestEntering:
    def test_a_server_that_knows_only_helo(self) -> None:
        commands, result = submitted("220 mx", "502 What?", "250 mx", *SENT)
        assert commands[1:6] == [
            *sent(Step.GREET, Stage.EHLO, f"EHLO {NAME}"),
            *sent(Step.GREET, Stage.EHLO, f"HELO {NAME}"),
            Done(Step.GREET, "mx"),
        ]
        assert isinstance(result, Accepted)

    @pytest.mark.parametrize("code", [500, 502])
    def test_one_that_knows_neither(self, code: int) -> None:
        _commands, result = submitted("220 mx", f"{code} What?", "501 No")
        assert isinstance(result, RefusedError)
        assert (result.fact.stage, result.fact.code) == (Stage.EHLO, code)
        assert result.params == {"name": NAME}

    def test_what_an_older_hello_offered_does_not_count_after_a_refused_one(self) -> None:
        _commands, result = submitted(
            "220 mx", "250-mx\r\n250 STARTTLS", "220 Go", "500 What?", "250 mx", "550 No",
            encryption=STARTTLS,
        )  # fmt: skip
        assert isinstance(result, RefusedError)
        assert not result.fact.starttls_offered

    @pytest.mark.parametrize("code", [501, 550, 421])
    def test_a_refused_name_is_not_tried_again(self, code: int) -> None:
        commands, result = submitted("220 mx", f"{code} No")
        assert lines(commands) == [f"EHLO {NAME}"]
        assert isinstance(result, RefusedError)

    @pytest.mark.parametrize("greeting", ["220 ProFTPD Server", "220 mx lmtp ready"])
    @pytest.mark.parametrize(
        "said", [("500 What?", "500 What?"), ("502 No", "502 No"), ("530 Log in",)]
    )
    def test_a_protocol_that_begins_alike(self, greeting: str, said: tuple[str, ...]) -> None:
        _commands, result = submitted(greeting, *said)
        assert fault_of(result) == ("smtp.not_smtp", said[0], None)

    def test_one_that_only_refuses_is_no_other_protocol(self) -> None:
        _commands, result = submitted("220 FTP gateway", "550 No")
        assert isinstance(result, RefusedError)

    def test_the_greeting_of_another_protocol(self) -> None:
        _commands, result = submitted("200 news server")
        assert fault_of(result) == ("smtp.not_smtp", "200 news server", None)

    def test_a_greeting_that_turns_away(self) -> None:
        _commands, result = submitted("554 Go away")
        assert isinstance(result, RefusedError)
        assert (result.fact.stage, result.reply.raw) == (Stage.GREET, "554 Go away")

    def test_neither_yes_nor_no_to_hello(self) -> None:
        _commands, result = submitted("220 mx", "354 Go")
        assert fault_of(result) == ("smtp.protocol", "354 Go", None)

    def test_starttls_that_is_not_offered_is_not_tried(self) -> None:
        commands, result = submitted(*ENTERED, encryption=STARTTLS)
        assert commands[-1] == Begin(Step.ENCRYPT)
        assert fault_of(result) == ("tls.starttls_missing", None, None)

    @pytest.mark.parametrize("reply", ["250 Ok", "221 Bye"])
    def test_neither_yes_nor_no_to_starttls(self, reply: str) -> None:
        _commands, result = submitted(
            "220 mx", "250-mx\r\n250 STARTTLS", reply, encryption=STARTTLS
        )
        assert fault_of(result) == ("smtp.protocol", reply, None)


ABROAD = Mail("jürgen@example.test", ("admin@example.test",), MAIL.content, MAIL.message_id)
EIGHT_BIT = MAIL._replace(content=b"Subject: Test\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n")
IN_HEADER = MAIL._replace(content=b"Subject: Gr\xc3\xbc\xc3\x9fe\r\n\r\nHello\r\n")
IN_BODY = MAIL._replace(content=b"Subject: Test\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n\r\nHub\r\n")
ALL = ("220 mx", "250-mx\r\n250-SIZE 99999\r\n250-8BITMIME\r\n250 SMTPUTF8")


class TestMailFrom:
    @pytest.mark.parametrize(
        ("mail", "said", "command"),
        [
            (MAIL, ENTERED, ""),
            (MAIL, ALL, f" SIZE={len(MAIL.content)}"),
            (EIGHT_BIT, ALL, f" SIZE={len(EIGHT_BIT.content)} BODY=8BITMIME"),
            (IN_BODY, ALL, f" SIZE={len(IN_BODY.content)} BODY=8BITMIME"),
            (IN_HEADER, ALL, f" SIZE={len(IN_HEADER.content)} BODY=8BITMIME SMTPUTF8"),
            (MAIL._replace(recipients=("jürgen@example.test",)), ALL,
             f" SIZE={len(MAIL.content)} SMTPUTF8"),
        ],
        ids=["nothing", "size", "8bit", "body", "header", "recipient"],
    )  # fmt: skip
    def test_what_the_server_is_told_of_the_mail(
        self, mail: Mail, said: tuple[str, ...], command: str
    ) -> None:
        commands, _result = submitted(*said, "550 No", mail=mail)
        assert lines(commands)[-1] == f"MAIL FROM:<hub@example.test>{command}"

    def test_an_international_sender_needs_a_server_that_takes_it(self) -> None:
        commands, _result = submitted(*ALL, "550 No", mail=ABROAD)
        size = len(MAIL.content)
        assert lines(commands)[-1] == f"MAIL FROM:<jürgen@example.test> SIZE={size} SMTPUTF8"
        commands, result = submitted(*ENTERED, mail=ABROAD)
        assert fault_of(result) == ("smtp.utf8_unsupported", None, "sender")
        assert lines(commands) == [f"EHLO {NAME}"]

    def test_the_null_sender(self) -> None:
        commands, _result = submitted(*ENTERED, "550 No", mail=MAIL._replace(sender=""))
        assert lines(commands)[-1] == "MAIL FROM:<>"

    def test_neither_yes_nor_no(self) -> None:
        _commands, result = submitted(*ENTERED, "354 Go")
        assert fault_of(result) == ("smtp.protocol", "354 Go", None)


SEVERAL = MAIL._replace(recipients=("a@example.test", "b@example.test", "c@example.test"))


class TestRecipients:
    def test_those_that_are_refused_are_named_and_the_others_served(self) -> None:
        commands, result = submitted(
            *ENTERED, "250 Ok", "550 5.1.1 No", "250 Ok", "450 Later", "354 Go", "250 Ok",
            mail=SEVERAL,
        )  # fmt: skip
        refused = {"a@example.test": "550 5.1.1 No", "c@example.test": "450 Later"}
        assert result == Accepted("250 Ok", refused)
        assert not [one for one in commands if isinstance(one, Refused)]

    def test_none_is_accepted_and_the_first_refusal_tells_why(self) -> None:
        commands, result = submitted(
            *ENTERED, "250 Ok", "550 First", "551 Second", "552 Third", mail=SEVERAL
        )
        replies = ("550 First", "551 Second", "552 Third")
        assert commands[-1] == Refused(
            Step.SEND, dict(zip(SEVERAL.recipients, replies, strict=True))
        )
        assert isinstance(result, RefusedError)
        assert (result.reply.raw, result.params) == ("550 First", {"recipient": "a@example.test"})

    def test_a_server_that_closes_is_asked_for_no_other(self) -> None:
        commands, result = submitted(*ENTERED, "250 Ok", "250 Ok", "421 Closing", mail=SEVERAL)
        assert lines(commands)[-1] == "RCPT TO:<b@example.test>"
        assert isinstance(result, RefusedError)
        assert (result.fact.code, result.params) == (421, {"recipient": "b@example.test"})

    def test_an_international_one_is_not_asked_for_where_it_cannot_be(self) -> None:
        mail = MAIL._replace(recipients=("jürgen@example.test", "b@example.test"))
        commands, result = submitted(*ENTERED, "250 Ok", "250 Ok", "354 Go", "250 Ok", mail=mail)
        assert "RCPT TO:<b@example.test>" in lines(commands)
        assert isinstance(result, Accepted)
        assert result.refused == {
            "jürgen@example.test": "The server does not take internationalised addresses (SMTPUTF8)."
        }

    def test_an_international_one_is_asked_for_where_it_can_be(self) -> None:
        mail = MAIL._replace(recipients=("jürgen@example.test",))
        commands, result = submitted(*ALL, *SENT, mail=mail)
        assert "RCPT TO:<jürgen@example.test>" in lines(commands)
        assert result == Accepted(SENT[-1], {})

    def test_only_an_international_one_where_it_cannot_be(self) -> None:
        mail = MAIL._replace(recipients=("jürgen@example.test", "b@example.test"))
        _commands, result = submitted(*ENTERED, "250 Ok", "550 No", mail=mail)
        assert fault_of(result) == ("smtp.utf8_unsupported", None, "recipient")
        assert isinstance(result, FaultError)
        assert result.fault.params == {"recipient": "jürgen@example.test"}

    def test_neither_yes_nor_no(self) -> None:
        _commands, result = submitted(*ENTERED, "250 Ok", "354 Go")
        assert fault_of(result) == ("smtp.protocol", "354 Go", None)


class TestContent:
    @pytest.mark.parametrize(
        ("content", "data"),
        [
            (b"A: b\r\n\r\n.\r\n..\r\n", b"A: b\r\n\r\n..\r\n...\r\n.\r\n"),
            (b".first\r\n", b"..first\r\n.\r\n"),
            (b"no end", b"no end\r\n.\r\n"),
            (b"a.b\r\n", b"a.b\r\n.\r\n"),
        ],
        ids=["dots", "first", "no-end", "in-between"],
    )
    def test_dots_are_doubled_and_one_ends_it(self, content: bytes, data: bytes) -> None:
        commands, _result = submitted(*ENTERED, *SENT, mail=MAIL._replace(content=content))
        (mail,) = [one for one in commands if isinstance(one, Send) and one.shown is not None]
        assert mail.data == data
        assert mail.shown == f"[the mail, {len(content)} bytes]"

    @pytest.mark.parametrize("reply", ["250 Ok", "220 mx"])
    def test_neither_yes_nor_no_to_data(self, reply: str) -> None:
        _commands, result = submitted(*ENTERED, "250 Ok", "250 Ok", reply)
        assert fault_of(result) == ("smtp.protocol", reply, None)

    def test_neither_yes_nor_no_to_its_end(self) -> None:
        _commands, result = submitted(*ENTERED, "250 Ok", "250 Ok", "354 Go", "354 Go on")
        assert fault_of(result) == ("smtp.protocol", "354 Go on", None)


@pytest.mark.parametrize(
    ("offered", "content", "same"),
    [
        ("8BITMIME", EIGHT_BIT.content, True),
        ("", MAIL.content, True),
        ("", EIGHT_BIT.content, False),
        ("SMTPUTF8", EIGHT_BIT.content, False),
        ("8BITMIME SMTPUTF8", IN_HEADER.content, True),
    ],
)
def test_a_mail_goes_byte_for_byte_where_it_can(offered: str, content: bytes, same: bool) -> None:
    features = Features(frozenset(offered.split()))
    typed = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n" + content
    carried = dialogue.carried(features, typed)
    assert (carried == typed) is same
    assert same or carried.isascii()


@pytest.mark.parametrize("line", ["RCPT TO:<a>\r", "RCPT TO:<a>\nDATA"])
def test_a_command_is_one_line(line: str) -> None:
    with pytest.raises(ValueError, match=r"\Aa command is one line\Z"):
        next(dialogue.exchanged(Step.SEND, Stage.RCPT, line))
