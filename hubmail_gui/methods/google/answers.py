"""The requests of the Google routes, and what answers and their absence mean."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hubmail_gui.core.facts import CloudFact
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.oauth import answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hubmail_gui.delivery.web import Answer, Web


class GoogleStage(StrEnum):
    """The HTTPS request that an answer belongs to, as ``resources/rules`` names it."""

    TOKEN = "google-token"
    GMAIL = "gmail"


def post(web: Web, url: str, *, headers: Mapping[str, str], **content: object) -> Answer:
    """One POST.

    Raises:
        FaultError: ``google.unreachable``, ``network.proxy`` or ``tls.*``.
        Cancelled: the person gave up.
    """
    wanted = {"Accept": "application/json", **headers}
    try:
        return web.request("POST", url, headers=wanted, **content)  # type: ignore[arg-type]
    except FaultError as error:
        code = "google.unreachable"
        fault = answers.unanswered(error.fault, unreachable=code, not_http=code)
        raise FaultError(fault) from None


def refused(stage: GoogleStage, answer: Answer, url: str, known: Mapping[str, str]) -> FaultError:
    """What an answer means that is no success.

    Args:
        stage: which request it answers.
        answer: the answer.
        url: what was asked.
        known: what the fault's words may name besides.
    """
    text = answers.before_tokens(answer.text)
    fact = CloudFact(stage, answer.status, answer.headers, text)
    host = urlsplit(url).hostname or ""
    return FaultError(answers.cloud_fault(fact, {**known, "host": host}))
