"""A line over Microsoft's two routes: one token and one connection for mail after mail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hubmail_gui import methods
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.delivery.line import Content, From, Line, Request, Reset, To
from hubmail_gui.demo.microsoft.cloud import Stage
from hubmail_gui.demo.microsoft.directory import GRAPH
from hubmail_gui.demo.microsoft.tokens import Tokens
from hubmail_gui.demo.replies import Reply
from hubmail_gui.relay import answers
from tests.servers.microsoft import Microsoft

SECONDS = 60
MAIL = b"From: hub@example.com\r\nTo: bob@example.com\r\nSubject: Approval\r\n\r\nPlease.\r\n"


@contextmanager
def line_to(microsoft: Microsoft, route: str) -> Iterator[Line]:
    settings = microsoft.settings(route)
    hold = methods.load(methods.of(settings).line)(settings, microsoft.secret)
    line = Line(hold, SECONDS)
    yield line
    line.leave()
    line.join(SECONDS)


def ask(line: Line, request: Request) -> str:
    return line.ask(request).result(SECONDS).words


def mail(line: Line, *recipients: str) -> str:
    ask(line, From("hub@example.com"))
    for one in recipients:
        ask(line, To(one))
    return ask(line, Content(MAIL))


def refusal(line: Line, request: Request) -> Fault:
    with pytest.raises(FaultError) as raised:
        line.ask(request).result(SECONDS)
    return raised.value.fault


@pytest.mark.parametrize("route", ["graph", "smtp"])
def test_one_token_for_many_mails(microsoft: Microsoft, route: str) -> None:
    with line_to(microsoft, route) as line:
        words = [mail(line, f"bob{number}@example.com") for number in range(3)]
    assert len(microsoft.inbox) == 3
    assert all("202" in one or "250" in one for one in words)
    assert sum("/token" in one for one in microsoft.asked()) == 1


def test_a_token_that_was_taken_back_is_fetched_once_anew(microsoft: Microsoft) -> None:
    with line_to(microsoft, "graph") as line:
        mail(line, "bob@example.com")
        microsoft.cloud.tokens = Tokens()
        mail(line, "bob@example.com")
        assert len(microsoft.inbox) == 2
        microsoft.cloud.directory.roles[GRAPH] = ()
        microsoft.cloud.tokens = Tokens()
        ask(line, From("hub@example.com"))
        ask(line, To("bob@example.com"))
        assert refusal(line, Content(MAIL)).code == "graph.permission_missing"
        ask(line, From("hub@example.com"))
        ask(line, To("bob@example.com"))
        assert refusal(line, Content(MAIL)).code == "graph.permission_missing"
    # The last one never worked, so nothing is won by another.
    assert sum("/token" in one for one in microsoft.asked()) == 3


@pytest.mark.parametrize("route", ["graph", "smtp"])
def test_what_was_given_up_is_not_in_the_next_mail(microsoft: Microsoft, route: str) -> None:
    with line_to(microsoft, route) as line:
        ask(line, From("hub@example.com"))
        ask(line, To("ann@example.com"))
        ask(line, Reset())
        mail(line, "bob@example.com")
    assert len(microsoft.inbox) == 1
    assert b"ann@example.com" not in microsoft.inbox[0]


def test_throttling_is_told_with_its_seconds_and_the_line_stands(microsoft: Microsoft) -> None:
    with line_to(microsoft, "graph") as line:
        mail(line, "bob@example.com")
        microsoft.cloud.once(Stage.GRAPH, Reply(429, b"", {"Retry-After": "17"}))
        ask(line, From("hub@example.com"))
        ask(line, To("bob@example.com"))
        fault = refusal(line, Content(MAIL))
        assert fault.code == "graph.throttled"
        reply = answers.refused(fault, at_end=True)
        assert reply.startswith("451 4.")
        assert "17 s" in reply
        mail(line, "bob@example.com")
    assert len(microsoft.inbox) == 2


def test_refused_for_good(microsoft: Microsoft) -> None:
    microsoft.cloud.directory.allowed = set()
    with line_to(microsoft, "graph") as line:
        ask(line, From("hub@example.com"))
        ask(line, To("bob@example.com"))
        fault = refusal(line, Content(MAIL))
    assert answers.refused(fault, at_end=True).startswith("554 5.")
    assert microsoft.inbox == []


@pytest.mark.parametrize("route", ["graph", "smtp"])
def test_a_wrong_secret_is_the_answer_to_the_first_request(
    microsoft: Microsoft, route: str
) -> None:
    secret = microsoft.secret
    microsoft.cloud.directory.secrets = {"another"}
    settings = microsoft.settings(route)
    line = Line(methods.load(methods.of(settings).line)(settings, secret), SECONDS)
    assert refusal(line, From("hub@example.com")).code == "oauth.secret_wrong"
    line.join(SECONDS)
    assert line.closed
    assert refusal(line, From("hub@example.com")).code == "smtp.disconnected"
