"""Answers that no honest service gives: each ends as a named fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from hubmail_gui.core.settings import MailSettings
from hubmail_gui.core.watch import Watch
from hubmail_gui.demo import replies
from hubmail_gui.demo.microsoft.cloud import Answer, Stage
from hubmail_gui.demo.microsoft.directory import EXCHANGE, GRAPH
from hubmail_gui.demo.replies import Ending, Reply
from hubmail_gui.diagnosis import catalogue
from tests.integration.microsoft.answers import granted
from tests.servers.loopback import closed_port
from tests.servers.microsoft import Microsoft, code

STRANGER = "11111111-2222-3333-4444-555555555555"
PORTAL = "<html><head><title>Welcome to our hotel</title></head><body>Log in</body></html>"


@dataclass(frozen=True)
class Case:
    """An answer, and the fault that names it."""

    name: str
    stage: Stage
    answer: Answer
    code: str
    temporary: bool = False


def redirect(place: str) -> Reply:
    return Reply(302, b"", {"Location": place})


TOKEN = '{"token_type":"Bearer","expires_in":3599,"access_token":"eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.e30'
CONFIGURATION = {
    "token_endpoint": "https://localhost/x/oauth2/v2.0/token",
    "authorization_endpoint": "https://localhost/x/oauth2/v2.0/authorize",
}
CASES = [
    Case("discovery answers a page", Stage.DISCOVERY, replies.page(PORTAL), "oauth.not_an_authority"),
    Case("discovery answers half a JSON", Stage.DISCOVERY, Reply(200, b'{"token_endpoint": "https://loc', replies.JSON), "oauth.not_an_authority"),
    Case("discovery answers a list", Stage.DISCOVERY, replies.document([1, 2]), "oauth.not_an_authority"),
    Case("discovery answers a number", Stage.DISCOVERY, replies.document(7), "oauth.not_an_authority"),
    Case("discovery names no end point", Stage.DISCOVERY, replies.document({"issuer": "x"}), "oauth.not_an_authority"),
    Case("discovery names one without TLS", Stage.DISCOVERY, replies.document({**CONFIGURATION, "token_endpoint": "http://localhost/token"}), "oauth.not_an_authority"),
    Case("discovery names a number", Stage.DISCOVERY, replies.document({**CONFIGURATION, "token_endpoint": 7}), "oauth.not_an_authority"),
    Case("discovery says nothing", Stage.DISCOVERY, Reply(200, b""), "oauth.not_an_authority"),
    Case("discovery says nothing at 404", Stage.DISCOVERY, Reply(404, b""), "oauth.not_an_authority"),
    Case("discovery redirects to http", Stage.DISCOVERY, redirect("http://192.0.2.1/login"), "network.proxy"),
    Case("discovery redirects to https", Stage.DISCOVERY, redirect("https://other.example.com/"), "oauth.not_an_authority"),
    Case("discovery fails with a page", Stage.DISCOVERY, replies.page("<html>oops</html>", 500), "oauth.temporary", True),
    Case("discovery is out of order", Stage.DISCOVERY, Reply(503, b""), "oauth.temporary", True),
    Case("discovery closes", Stage.DISCOVERY, Reply(ending=Ending.CLOSED), "oauth.unreachable", True),
    Case("discovery breaks off", Stage.DISCOVERY, Reply(200, json.dumps(CONFIGURATION).encode(), replies.JSON, Ending.HALF), "oauth.unreachable", True),
    Case("token is a page", Stage.TOKEN, replies.page(PORTAL), "oauth.not_an_authority"),
    Case("token is half a JSON", Stage.TOKEN, Reply(200, TOKEN.encode(), replies.JSON), "oauth.not_an_authority"),
    Case("token is missing", Stage.TOKEN, replies.document({"token_type": "Bearer", "expires_in": 3599}), "oauth.not_an_authority"),
    Case("token is a number", Stage.TOKEN, granted(7), "oauth.not_an_authority"),
    Case("token is empty", Stage.TOKEN, granted(""), "oauth.not_an_authority"),
    Case("token has a line break", Stage.TOKEN, granted("a\r\nX-Evil: 1"), "oauth.not_an_authority"),
    Case("token lives for ever", Stage.TOKEN, granted("abc", expires_in="always"), "oauth.not_an_authority"),
    Case("token answer is a list", Stage.TOKEN, replies.document(["access_token"]), "oauth.not_an_authority"),
    Case("token redirects to http", Stage.TOKEN, redirect("http://192.0.2.1/"), "network.proxy"),
    Case("token fails with a page", Stage.TOKEN, replies.page("<html>oops</html>", 500), "oauth.temporary", True),
    Case("token fails and says nothing", Stage.TOKEN, Reply(502), "oauth.temporary", True),
    Case("token end point closes", Stage.TOKEN, Reply(ending=Ending.CLOSED), "oauth.unreachable", True),
    Case("token breaks off", Stage.TOKEN, Reply(200, TOKEN.encode(), replies.JSON, Ending.HALF), "oauth.unreachable", True),
    Case("error is no text", Stage.TOKEN, replies.document({"error": {"x": 1}, "error_codes": "7"}, 400), "oauth.not_an_authority"),
    Case("Graph answers a page", Stage.GRAPH, replies.page(PORTAL), "graph.not_graph"),
    Case("Graph says 200", Stage.GRAPH, replies.document({}), "graph.not_graph"),
    Case("Graph says 202 with a page", Stage.GRAPH, replies.page(PORTAL, 202), "graph.not_graph"),
    Case("Graph answers half an error", Stage.GRAPH, Reply(403, b'{"error":{"code":"ErrorAcc', replies.JSON), "graph.refused"),
    Case("Graph redirects to http", Stage.GRAPH, redirect("http://192.0.2.1/"), "network.proxy"),
    Case("Graph is the identity service", Stage.GRAPH, replies.document({"error": "invalid_tenant", "error_description": "AADSTS90002: Tenant 'v1.0' not found."}, 400), "graph.not_graph"),
    Case("Graph fails with a page", Stage.GRAPH, replies.page("<html>oops</html>", 500), "graph.temporary", True),
    Case("Graph closes", Stage.GRAPH, Reply(ending=Ending.CLOSED), "graph.unreachable", True),
    Case("Graph breaks off", Stage.GRAPH, Reply(403, b'{"error":{"code":"ErrorAccessDenied"}}', replies.JSON, Ending.HALF), "graph.unreachable", True),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answer_is_a_named_fault(microsoft: Microsoft, case: Case) -> None:
    microsoft.cloud.always(case.stage, case.answer)

    attempt = microsoft.send(microsoft.settings())

    assert code(attempt) == case.code
    assert attempt.fault is not None
    assert attempt.fault.temporary is case.temporary
    assert not microsoft.inbox


def strange(microsoft: Microsoft, *, tenant: str | None = None, audience: str = GRAPH) -> Reply:
    directory = microsoft.cloud.directory
    roles = ["Mail.Send", "SMTP.SendAsApp"]
    token = microsoft.cloud.tokens.issue(
        tenant or directory.tenant, directory.application, audience, roles
    )
    return granted(token)


@dataclass(frozen=True)
class Foreign:
    """A token for somebody or something else."""

    name: str
    route: str
    make: Callable[[Microsoft], Reply]
    code: str
    said: str


FOREIGN = [
    Foreign("another tenant, Graph", "graph", lambda m: strange(m, tenant=STRANGER), "graph.token_rejected", STRANGER),
    Foreign("another tenant, SMTP", "smtp", lambda m: strange(m, tenant=STRANGER, audience=EXCHANGE), "oauth.not_an_authority", STRANGER),
    Foreign("another audience, Graph", "graph", lambda m: strange(m, audience="https://management.azure.com"), "graph.token_rejected", "management.azure.com"),
    Foreign("Exchange's, Graph", "graph", lambda m: strange(m, audience=EXCHANGE), "graph.token_rejected", EXCHANGE),
    Foreign("Graph's, SMTP", "smtp", lambda m: strange(m, audience=GRAPH), "oauth.scope", GRAPH),
]  # fmt: skip


@pytest.mark.parametrize("case", FOREIGN, ids=lambda case: case.name)
def test_foreign_token_is_shown_to_nobody(microsoft: Microsoft, case: Foreign) -> None:
    microsoft.cloud.always(Stage.TOKEN, case.make(microsoft))

    attempt = microsoft.send(microsoft.settings(case.route))

    assert code(attempt) == case.code
    assert attempt.fault is not None
    assert case.said in (attempt.fault.reply or "")
    assert "failed" in {report.state for report in attempt.steps}
    assert not microsoft.cloud.arrived(Stage.GRAPH, seconds=0)
    assert not microsoft.inbox


def test_other_application_in_the_token_is_a_warning_in_the_list(microsoft: Microsoft) -> None:
    directory = microsoft.cloud.directory
    token = microsoft.cloud.tokens.issue(directory.tenant, STRANGER, GRAPH, ["Mail.Send"])
    microsoft.cloud.always(Stage.TOKEN, granted(token))

    attempt = microsoft.send(microsoft.settings())

    assert attempt.fault is None
    states = {claim.name: claim.state for claim in attempt.claims}
    assert states["application"] == "warning"


def test_token_that_cannot_be_read_is_used_all_the_same(microsoft: Microsoft) -> None:
    microsoft.cloud.always(Stage.TOKEN, granted("opaque-and-none-of-our-business"))
    microsoft.cloud.always(Stage.GRAPH, Reply(202))

    attempt = microsoft.send(microsoft.settings())

    assert attempt.fault is None
    assert attempt.claims == ()


SILENT = Reply(ending=Ending.SILENT)


@pytest.mark.parametrize(
    ("stage", "wanted"),
    [
        (Stage.DISCOVERY, "oauth.unreachable"),
        (Stage.TOKEN, "oauth.unreachable"),
        (Stage.GRAPH, "graph.unreachable"),
    ],
)
def test_silence_ends_with_the_tests_own_limit(
    microsoft: Microsoft, stage: Stage, wanted: str
) -> None:
    # Imported before, so that the limit is not used up by it.
    microsoft.send(microsoft.settings())
    microsoft.inbox.clear()
    microsoft.cloud.always(stage, SILENT)

    attempt = microsoft.send(microsoft.settings(), watch=Watch(seconds=1.0))

    assert code(attempt) == wanted
    assert attempt.fault is not None
    assert attempt.fault.temporary
    assert attempt.fault.params["cause"] == "network.timeout"
    assert not microsoft.inbox


def nobody_listens(microsoft: Microsoft) -> MailSettings:
    gone = f"https://localhost:{closed_port()}"
    endpoints = microsoft.endpoints(graph=gone, scope=f"{GRAPH}/.default")
    return microsoft.settings(endpoints=endpoints)


def cut_off(microsoft: Microsoft) -> MailSettings:
    microsoft.cloud.always(Stage.GRAPH, Reply(ending=Ending.CLOSED))
    return microsoft.settings()


@pytest.mark.parametrize(("arrange", "sent"), [(nobody_listens, False), (cut_off, True)])
def test_what_may_have_been_accepted_is_told_by_what_left(
    microsoft: Microsoft, arrange: Callable[[Microsoft], MailSettings], sent: bool
) -> None:
    attempt = microsoft.send(arrange(microsoft))

    assert attempt.fault is not None
    assert attempt.fault.code == "graph.unreachable"
    assert ("data_sent" in attempt.fault.params["saw"].split()) is sent
    cause = catalogue.words(attempt.fault.code, "en", attempt.fault.params).cause
    assert ("may have been accepted" in cause) is sent
    assert ("had not been handed over" in cause) is not sent
