"""What reads servers' words takes ten times as long for ten times the text, as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from hubmail_gui.core.facts import CloudFact, ReplyFact, Stage, Verdict
from hubmail_gui.core.foreign import line, printable, without_entities
from hubmail_gui.diagnosis.cloud_rules import classify_cloud
from hubmail_gui.diagnosis.reply_text import decode_reply
from hubmail_gui.diagnosis.rules import classify_reply
from tests.growth import MOST, factor, repeated

FILLERS = (
    " ", "İ", "\U0001f600", "\u00ad", "@", "<", "0", "a@", "user unknown ", "www.", "\u0327\u0301",
    "\ufdfa", "&#9", "<!--", "Trace ID", "eyJ", '\\"', "password ", "AADSTS", "é",
)  # fmt: skip


def reply(text: str) -> Verdict:
    return classify_reply(ReplyFact(Stage.RCPT, 550, None, text))


def token(text: str) -> Verdict:
    body = json.dumps({"error_description": text, "error": "invalid_client"})
    return classify_cloud(CloudFact("token", 400, {"www-authenticate": text}, body))


def graph(text: str) -> Verdict:
    body = json.dumps({"error": {"code": "ErrorAccessDenied", "message": text}})
    return classify_cloud(CloudFact("graph", 403, {"retry-after": text, "date": text}, body))


def page(text: str) -> Verdict:
    return classify_cloud(CloudFact("graph", 502, {}, f"<html>{text}"))


def half(text: str) -> Verdict:
    return classify_cloud(
        CloudFact("token", 400, {}, f'{{"error":"invalid_client","message":"{text}')
    )


def decoded(text: str) -> object:
    return decode_reply(text.encode("utf-8", "surrogatepass") + b"\xff")


WHOLE = (reply, token, graph, page, half, decoded, printable, line, without_entities)


@pytest.mark.parametrize("work", WHOLE, ids=lambda work: work.__name__)
@pytest.mark.parametrize("filler", FILLERS)
def test_reading_is_linear(work: Callable[[str], object], filler: str) -> None:
    assert factor(work, repeated("", filler, "x")) < MOST


def test_what_stands_behind_a_long_message_counts() -> None:
    """The text is cut, and the answer is not: its code is found all the same."""
    text = "AADSTS7000215: Invalid client secret provided." + " " * 200_000 + "x"
    assert token(text).code == "oauth.secret_wrong"


def test_numbers_of_many_digits_are_no_defect() -> None:
    assert without_entities("a&#" + "9" * 5000 + ";b &amp; c")
    assert page("&#" + "9" * 5000 + ";").code.startswith(("graph.", "network."))
