"""The secret, the private key and the token are in no output, whatever a service does with them."""

from __future__ import annotations

import base64
import io
import json
import logging
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

import msal
import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery.account import Login
from hubmail_gui.delivery.transcript import Transcript
from hubmail_gui.delivery.web import Answer, Web
from hubmail_gui.delivery.web_session import Trust
from hubmail_gui.demo.microsoft.cloud import Stage
from hubmail_gui.demo.microsoft.errors import entra_error, graph_error
from hubmail_gui.demo.replies import Ending, Reply, Request, document
from hubmail_gui.methods.microsoft import clouds, token
from hubmail_gui.methods.microsoft.settings import Credential
from hubmail_gui.oauth.token import Token
from hubmail_gui.service import defects, report, sending
from hubmail_gui.service.result import Result, result_json
from tests.integration.microsoft.answers import granted
from tests.servers.microsoft import Microsoft, code, everything, key_pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hubmail_gui.core.outcome import Attempt
    from hubmail_gui.core.settings import MailSettings

SECRET = "Stand~In8Q~secret.value_for-trials.only"


def sent_to(request: Request) -> str:
    """All that a request carries, as a careless server would print it."""
    return f"{request.headers} {request.body.decode('utf-8', 'replace')}"


def echo_as_error(request: Request) -> Reply:
    return entra_error(request, 7000215, "invalid_client", f"You sent {sent_to(request)}", 401)


def echo_as_page(request: Request) -> Reply:
    return Reply(500, f"<html><body>{sent_to(request)}</body></html>".encode())


def echo_as_text(request: Request) -> Reply:
    return Reply(400, sent_to(request).encode(), {"Content-Type": "text/plain"})


def echo_from_graph(request: Request) -> Reply:
    return graph_error(request, "InvalidAuthenticationToken", f"Bad: {sent_to(request)}", 401)


def echo_in_headers(request: Request) -> Reply:
    seen = request.headers.get("authorization", "") or request.body.decode()
    return Reply(401, b"", {"WWW-Authenticate": f'Bearer error="{seen}"', "Location": seen})


OPAQUE = "opaque-Token.that~nobody_may-see-0123456789"


def opaque(_request: Request) -> Reply:
    return granted(OPAQUE)


def half_a_token(_request: Request) -> Reply:
    return Reply(200, b'{"token_type": "Bearer", "access_token": "' + OPAQUE.encode(), {})


def token_in_an_error(_request: Request) -> Reply:
    return document({"error": "invalid_request", "access_token": OPAQUE}, 400)


def broken_off(_request: Request) -> Reply:
    body = json.dumps({"x": "y" * 200, "access_token": OPAQUE}).encode()
    return Reply(200, body, {}, Ending.HALF)


ANSWERS: list[tuple[Stage, Callable[[Request], Reply]]] = [
    (Stage.DISCOVERY, echo_as_page),
    (Stage.TOKEN, echo_as_error),
    (Stage.TOKEN, echo_as_page),
    (Stage.TOKEN, echo_as_text),
    (Stage.TOKEN, echo_in_headers),
    (Stage.TOKEN, half_a_token),
    (Stage.TOKEN, token_in_an_error),
    (Stage.TOKEN, broken_off),
    (Stage.GRAPH, echo_from_graph),
    (Stage.GRAPH, echo_as_page),
    (Stage.GRAPH, echo_as_text),
    (Stage.GRAPH, echo_in_headers),
]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that any library logs, at any level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def shown(attempt: Attempt, settings: MailSettings) -> str:
    """All the forms in which an attempt reaches anybody."""
    result = Result(recipient="x@example.com", attempt=attempt, at="2026-11-23T14:02:00+01:00")
    return "\n".join(
        (everything(attempt), json.dumps(result_json(result)), report.text(result, settings))
    )


def forms(secret: str) -> list[str]:
    """The ways in which it would be recognised, whole or in part."""
    encoded = base64.b64encode(secret.encode()).decode()
    return [secret, quote(secret, safe=""), encoded, secret[8:40], secret.encode().hex()]


def named(value: object) -> str:
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize("credential", list(Credential))
@pytest.mark.parametrize(("stage", "answer"), ANSWERS, ids=named)
def test_credentials_are_in_no_output(
    microsoft: Microsoft,
    logged: io.StringIO,
    stage: Stage,
    answer: Callable[[Request], Reply],
    credential: Credential,
) -> None:
    microsoft.cloud.always(stage, answer)
    if stage is Stage.GRAPH:
        microsoft.cloud.always(Stage.TOKEN, opaque)
    secret, settings = SECRET, microsoft.settings()
    if credential is Credential.CERTIFICATE:
        secret, settings = key_pair().private_key, microsoft.with_certificate()
    output = io.StringIO()

    with redirect_stderr(output), redirect_stdout(output):
        attempt = microsoft.send(settings, secret)

    assert code(attempt)
    everywhere = shown(attempt, settings) + logged.getvalue() + output.getvalue()
    hidden = [secret, OPAQUE, *assertions(microsoft)]
    for one in hidden:
        for form in forms(one):
            assert form not in everywhere


def assertions(microsoft: Microsoft) -> list[str]:
    """The signed statements that were sent: whoever reads one can use it for ten minutes."""
    bodies = [parse_qs(one.body.decode()) for one in microsoft.cloud.requests]
    return [value for body in bodies for value in body.get("client_assertion", [])]


@pytest.mark.parametrize("credential", list(Credential))
@pytest.mark.parametrize("route", ["graph", "smtp"])
def test_success_shows_no_credential_either(
    microsoft: Microsoft, logged: io.StringIO, route: str, credential: Credential
) -> None:
    secret, settings = SECRET, microsoft.settings(route)
    if credential is Credential.CERTIFICATE:
        secret, settings = key_pair().private_key, microsoft.with_certificate(route)

    attempt = microsoft.send(settings, secret)

    assert attempt.fault is None
    tokens = [one.headers.get("authorization", "") for one in microsoft.cloud.requests]
    hidden = [secret, *assertions(microsoft), *(token[7:] for token in tokens if token)]
    everywhere = shown(attempt, settings) + logged.getvalue()
    for one in hidden:
        assert one not in everywhere


def test_token_that_exchange_repeats_is_hidden(microsoft: Microsoft) -> None:
    microsoft.cloud.always(Stage.TOKEN, opaque)
    message = base64.b64encode(f"user=hub@example.com\1auth=Bearer {OPAQUE}\1\1".encode()).decode()
    microsoft.mailbox.refusals["AUTH"] = f"535 5.7.3 Unsuccessful: {message} {OPAQUE}"

    attempt = microsoft.send(microsoft.settings("smtp"))

    assert code(attempt) == "smtp.auth.rejected"
    assert OPAQUE not in everything(attempt)
    assert message not in everything(attempt)


def test_defect_in_the_middle_shows_no_credential(
    microsoft: Microsoft, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What nobody foresaw is caught once, and its report kept."""
    defects.keep_reports_in(str(tmp_path))

    def explode(_self: object, **_more: object) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr(msal.ConfidentialClientApplication, "acquire_token_for_client", explode)

    sent = sending.test_mail(microsoft.settings(), SECRET, "x@example.com", Watch(seconds=30))

    assert code(sent.attempt) == "internal"
    assert SECRET not in everything(sent.attempt)
    kept = [one.read_text("utf-8") for one in tmp_path.rglob("*.txt")]
    assert len(kept) == 1
    assert "ZeroDivisionError" in kept[0]
    assert SECRET not in kept[0]


def test_values_that_hold_credentials_do_not_print_them(microsoft: Microsoft) -> None:
    held = (
        Token(SECRET, 3599),
        Login("hub@example.com", SECRET, token=True),
        Answer(200, {}, SECRET),
        replace(key_pair(), private_key=SECRET),
    )

    assert SECRET not in repr(held)


def test_exceptions_carry_no_credential(microsoft: Microsoft) -> None:
    settings = microsoft.settings()
    microsoft.cloud.always(Stage.TOKEN, echo_as_text)
    transcript = Transcript(Mask(SECRET), lambda: 0.0)
    web = Web(Trust(settings.ca_certificates), Cancel(), time.monotonic() + 30, transcript)

    with pytest.raises(FaultError) as raised:
        token.fetch(
            settings.authentication,
            SECRET,
            clouds.addresses(settings.authentication),
            web,
            lambda _secret: None,
        )
    web.close()

    text = "".join(traceback.format_exception(raised.value))
    assert SECRET not in text
