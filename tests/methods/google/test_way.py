"""The way of a mail with Google Workspace, judged by a stand-in that checks what it is shown."""

from __future__ import annotations

import json
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

import pytest

from hubmail_gui import demo, methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import testmail
from hubmail_gui.delivery.line import Content, From, Line, To
from hubmail_gui.demo.google import GooglePart
from hubmail_gui.demo.google.cloud import SEND_SCOPE, SMTP_SCOPE
from hubmail_gui.demo.replies import Ending, Reply, document, page
from hubmail_gui.oauth.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubmail_gui.core.outcome import Attempt
    from hubmail_gui.demo import Demo


@pytest.fixture(scope="module")
def running() -> Iterator[Demo]:
    with demo.running() as started:
        yield started


@pytest.fixture
def google(running: Demo) -> Iterator[GooglePart]:
    part = running.part("google-workspace")
    assert isinstance(part, GooglePart)
    part.reset()
    running.inbox.clear()
    known = (set(part.cloud.users), set(part.cloud.granted), part.cloud.key_id)
    yield part
    part.cloud.users, part.cloud.granted, part.cloud.key_id = known
    part.cloud.api = True


def send(part: GooglePart, route: str = "smtp", secret: str | None = None, **top: Any) -> Attempt:
    whole = {**part.document(route), **top}
    settings, problems = core_settings.read(whole, methods.group, check=True)
    assert settings is not None, problems
    mail = testmail.compose(settings, "admin@example.com", "123456", "Google Workspace")
    key = part.secret(route) if secret is None else secret
    return methods.of(settings).send(settings, key, mail, Watch(seconds=30))


def code(attempt: Attempt) -> str | None:
    return attempt.fault.code if attempt.fault else None


def test_the_gmail_api_gets_the_message_as_it_is(google: GooglePart, running: Demo) -> None:
    attempt = send(google, "gmail", reply_to="desk@example.com")
    assert code(attempt) is None
    assert attempt.reply is not None
    assert attempt.reply.startswith("HTTP 200, id ")
    (raw,) = running.inbox
    message = message_from_bytes(raw)
    assert message["To"] == "admin@example.com"
    assert message["From"] == "Hub <hub@example.com>"
    assert message["Reply-To"] == "desk@example.com"
    assert google.cloud.requests[-1].path == "/gmail/v1/users/hub@example.com/messages/send"


@pytest.mark.parametrize(("route", "scope"), [("smtp", SMTP_SCOPE), ("gmail", SEND_SCOPE)])
def test_each_route_asks_for_its_own_scope_only(google: GooglePart, route: str, scope: str) -> None:
    google.cloud.granted = {scope}
    assert code(send(google, route)) is None
    google.cloud.granted = {SMTP_SCOPE, SEND_SCOPE} - {scope}
    attempt = send(google, route)
    assert code(attempt) == "google.delegation_missing"
    assert attempt.fault is not None
    assert attempt.fault.params["client"] == "104938217465738291045"


def test_a_sender_who_is_no_user(google: GooglePart) -> None:
    google.cloud.users = {"other@example.com"}
    assert code(send(google)) == "google.user_not_found"


def test_a_key_that_was_deleted(google: GooglePart) -> None:
    key = google.secret("smtp")
    google.cloud.key_id = "another"
    assert code(send(google, secret=key)) == "google.key_invalid"


def test_a_service_account_that_is_gone(google: GooglePart) -> None:
    key = google.cloud.key_file(client_email="gone@example-project.iam.gserviceaccount.com")
    assert code(send(google, secret=key)) == "google.user_not_found"


def test_an_api_that_is_not_switched_on(google: GooglePart) -> None:
    google.cloud.api = False
    attempt = send(google, "gmail")
    assert code(attempt) == "google.api_disabled"
    assert attempt.fault is not None
    assert attempt.fault.params["project"] == "861228239640"
    assert code(send(google, "smtp")) is None


def test_the_token_end_point_of_the_key_file_is_not_asked(google: GooglePart) -> None:
    key = json.loads(google.secret("smtp"))
    key["token_uri"] = "https://evil.example.com/token"
    assert code(send(google, secret=json.dumps(key))) is None


def test_a_stored_key_that_is_damaged_is_sent_nowhere(google: GooglePart) -> None:
    before = len(google.cloud.requests)
    key = json.loads(google.secret("smtp"))
    key["private_key"] = key["private_key"][:300] + "-----END PRIVATE KEY-----\n"
    attempt = send(google, secret=json.dumps(key))
    assert code(attempt) == "google.key_invalid"
    assert attempt.fault is not None
    assert "damaged" in (attempt.fault.reply or "")
    assert len(google.cloud.requests) == before


ODD = {
    "a page": (page("<html><head><title>Welcome</title></head></html>"), "google.refused"),
    "a portal": (page("<html><head><title>Guest network login</title></head></html>"), "network.proxy"),
    "no token": (document({"token_type": "Bearer"}), "google.refused"),
    "half an answer": (Reply(200, b'{"access_token": "ya29.abcdef"', {}), "google.refused"),
    "nothing": (Reply(ending=Ending.CLOSED), "google.unreachable"),
    "500": (Reply(500), "google.temporary"),
    "429": (Reply(429), "google.throttled"),
    "407": (Reply(407), "network.proxy"),
}  # fmt: skip


@pytest.mark.parametrize("stage", ["google-token", "gmail"])
@pytest.mark.parametrize(("reply", "wanted"), ODD.values(), ids=ODD)
def test_odd_answers(google: GooglePart, stage: str, reply: Reply, wanted: str) -> None:
    google.cloud.always(stage, reply)
    attempt = send(google, "gmail")
    assert code(attempt) == wanted
    assert "ya29.abcdef" not in str(attempt)


def test_nobody_there_is_said(google: GooglePart) -> None:
    whole = google.document("smtp")
    inner = whole["authentication"]
    assert isinstance(inner, dict)
    inner["endpoints"]["token"] = "https://localhost:1"
    attempt = send(google, authentication=inner)
    assert code(attempt) == "google.unreachable"
    assert attempt.fault is not None
    assert attempt.fault.params["cause"] == "network.refused"


def test_without_end_points_googles_own_are_asked() -> None:
    from hubmail_gui.methods.google.addresses import addresses
    from hubmail_gui.methods.google.settings import Endpoints, GoogleSettings, Route

    where = addresses(GoogleSettings())
    assert where.token == "https://oauth2.googleapis.com/token"
    assert (where.smtp_host, where.smtp_port) == ("smtp.gmail.com", 587)
    assert where.scope == SMTP_SCOPE
    other = addresses(GoogleSettings(Route.GMAIL, Endpoints(gmail="https://g.example.com")))
    assert (other.gmail, other.scope) == ("https://g.example.com", SEND_SCOPE)
    assert other.token == "https://oauth2.googleapis.com/token"


def test_the_letter_names_the_account_of_the_key(google: GooglePart) -> None:
    method = methods.method("google-workspace")
    for route, scope in (("smtp", SMTP_SCOPE), ("gmail", SEND_SCOPE)):
        letter = method.write_letter(google.document(route), google.secret(route))
        assert letter is not None
        assert "104938217465738291045" in letter.text
        assert "hub-mail@example-project.iam.gserviceaccount.com" in letter.text
        assert scope in letter.text
        assert "PRIVATE KEY" not in letter.whole


def test_what_a_firewall_has_to_let_out(google: GooglePart) -> None:
    method = methods.method("google-workspace")
    for route, last in (
        ("smtp", ("smtp.gmail.com", 587)),
        ("gmail", ("gmail.googleapis.com", 443)),
    ):
        whole = {"sender": "a@example.com", "authentication": {"type": method.name, "route": route}}
        settings, _problems = core_settings.read(whole, methods.group, check=True)
        assert settings is not None
        needs = [(one.host, one.port) for one in method.known_needs(settings)]
        assert needs == [("oauth2.googleapis.com", 443), last]


@pytest.mark.parametrize("route", ["smtp", "gmail"])
def test_one_token_serves_mail_after_mail(google: GooglePart, running: Demo, route: str) -> None:
    settings, _problems = core_settings.read(google.document(route), methods.group, check=True)
    assert settings is not None
    google.cloud.requests.clear()
    method = methods.of(settings)
    line = Line(methods.load(method.line)(settings, google.secret(route)))
    try:
        for number in (1, 2):
            content = b"From: hub@example.com\r\nTo: a@example.com\r\n\r\nHello\r\n"
            asked = (From("hub@example.com"), To("a@example.com"), Content(content))
            answers = [line.ask(request).result(timeout=30) for request in asked]
            assert answers[-1].words
            assert len(running.inbox) == number
    finally:
        line.leave()
        line.join(30)
    tokens = [one for one in google.cloud.requests if one.path == "/token"]
    assert len(tokens) == 1


class Pocket:
    """A wallet that forgets with the test."""

    def __init__(self) -> None:
        self.token: Token | None = None

    def get(self) -> Token | None:
        return self.token

    def put(self, token: Token) -> None:
        self.token = token

    def forget(self) -> None:
        self.token = None


@pytest.mark.parametrize("route", ["gmail", "smtp"])
def test_a_token_from_before_is_used_and_fetched_anew_once_it_is_refused(
    google: GooglePart, running: Demo, route: str
) -> None:
    settings, _problems = core_settings.read(google.document(route), methods.group, check=True)
    assert settings is not None
    pocket = Pocket()

    def asked() -> int:
        before = len(google.cloud.requests)
        mail = testmail.compose(settings, "admin@example.com", "123456", "Google Workspace")
        key = google.secret(route)
        attempt = methods.of(settings).send(settings, key, mail, Watch(seconds=30), pocket)
        assert code(attempt) is None
        return sum("/token" in one.path for one in google.cloud.requests[before:])

    assert [asked(), asked(), asked()] == [1, 0, 0]
    pocket.token = Token("taken.back", 3000)
    assert asked() == 1
    assert pocket.token.value != "taken.back"
    assert len(running.inbox) == 4
