"""The Python interface for other programs: what it does, and that its names stay."""

from __future__ import annotations

import dataclasses
import inspect
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

import hubmail_gui.service
from hubmail_gui.service import Failure, Sent, send
from tests import untraced
from tests.cli import conftest as cli
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program
from tests.secret_service import secret_service

pytestmark = pytest.mark.secret_service

__all__ = ["secret_service"]
running_server, server, program, write, secret_file, applied = (
    cli.running_server, cli.server, cli.program, cli.write, cli.secret_file, cli.applied
)  # fmt: skip

PAGE = Path(__file__).parents[2] / "docs" / "python.md"
MESSAGE = b"To: bob@example.com\nBcc: ann@example.com\nSubject: Approval\n\nPlease.\n"
# What may never go, move or get another default.
SIGNATURE = (
    "(message: 'bytes | EmailMessage', recipients: 'Iterable[str]' = (), *,"
    " from_headers: 'bool' = False, sender: 'str | None' = None,"
    " sender_name: 'str | None' = None, config_dir: 'str | os.PathLike[str] | None' = None,"
    " secret: 'str | None' = None, timeout: 'float | None' = None, language: 'str' = 'en')"
    " -> 'Sent'"
)
SENT = ("accepted", "refused", "message_id", "reply", "failure")
FAILURE = ("code", "temporary", "title", "remedy", "actor", "reply", "problems")


def call(program: Program, *recipients: str, **more: Any) -> Sent:
    more = {"config_dir": program.folder, "secret": SECRET, **more}
    return send(more.pop("message", MESSAGE), recipients, **more)


def test_the_signature_stays() -> None:
    assert str(inspect.signature(send)) == SIGNATURE
    assert tuple(one.name for one in dataclasses.fields(Sent)) == SENT
    assert tuple(one.name for one in dataclasses.fields(Failure)) == FAILURE
    assert hubmail_gui.service.__all__ == ["Failure", "Sent", "send"]


def test_the_page_names_all_of_it_and_nothing_else() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = [line.partition("|")[2].partition("|")[0] for line in page.splitlines()]
    named = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}
    wanted = {*inspect.signature(send).parameters, *SENT, *FAILURE, "temporary"}
    assert named == wanted


def test_somebody_gets_it(applied: Program, server: MailServer) -> None:
    sent = call(applied, "x@example.com", "unknown@example.com")
    assert sent
    assert sent.accepted == ("x@example.com",)
    assert dict(sent.refused) == {"unknown@example.com": "550 5.1.1 No such mailbox"}
    assert (sent.failure, sent.temporary) == (None, False)
    assert sent.reply is not None
    assert sent.reply.startswith("250")
    (message,) = server.messages
    assert f"Message-ID: {sent.message_id}".encode() in message.content
    assert b"Bcc" not in message.content


def test_recipients_of_the_message(applied: Program, server: MailServer) -> None:
    sent = call(applied, from_headers=True, sender="")
    assert sent.accepted == ("bob@example.com", "ann@example.com")
    assert server.messages[0].sender in ("", "<>")


def test_a_message_of_the_library(applied: Program, server: MailServer) -> None:
    message = EmailMessage()
    message["Subject"] = "Grüße"
    message.set_content("Bitte.")
    assert call(applied, "x@example.com", message=message, sender_name="Hub at work")
    assert b"From: Hub at work <hub@example.com>\r\n" in server.messages[0].content


def test_the_secret_of_the_keyring(
    applied: Program, server: MailServer, secret_service: dict[str, str]
) -> None:
    variables = {**secret_service, "HUBMAIL_CONFIG_DIR": str(applied.folder)}
    with mock.patch.dict(os.environ, variables):
        assert send(MESSAGE, ["x@example.com"])
    assert len(server.messages) == 1


@pytest.mark.parametrize(
    ("local", "temporary", "code"),
    [("unknown", False, "smtp.recipient.rejected"), ("later", True, "smtp.greylisted")],
)
def test_nobody_gets_it(
    applied: Program, server: MailServer, local: str, temporary: bool, code: str
) -> None:
    sent = call(applied, f"{local}@example.com", language="fr")
    assert not sent
    assert sent.failure is not None
    assert (sent.failure.code, sent.failure.temporary) == (code, temporary)
    assert sent.temporary is temporary
    assert sent.failure.remedy
    english = call(applied, f"{local}@example.com").failure
    assert english is not None
    assert sent.failure.title != english.title
    assert server.messages == []


def test_one_may_get_it_later(applied: Program, server: MailServer) -> None:
    sent = call(applied, "x@example.com", "later@example.com")
    assert sent
    assert sent.temporary
    assert len(server.messages) == 1


def test_what_is_wrong_with_the_message_is_said(applied: Program, server: MailServer) -> None:
    sent = call(applied, "x@example.com", message=b"Subject: x\nnonsense\n\nHi\n")
    assert sent.failure is not None
    assert sent.failure.code == "settings.invalid"
    assert sent.failure.problems
    assert server.messages == []


def test_nothing_is_stored(tmp_path: Path) -> None:
    sent = send(MESSAGE, ["x@example.com"], config_dir=tmp_path)
    assert sent.failure is not None
    assert sent.failure.code == "settings.missing"


def test_calls_that_are_wrong_in_themselves(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="recipient"):
        send(MESSAGE, config_dir=tmp_path)
    with pytest.raises(ValueError, match="timeout"):
        send(MESSAGE, ["x@example.com"], timeout=0)
    with pytest.raises(TypeError, match="recipients"):
        send(MESSAGE, "x@example.com")
    with pytest.raises(TypeError, match="message"):
        send("text", ["x@example.com"])  # type: ignore[arg-type]


def test_from_several_threads_at_once(applied: Program, server: MailServer) -> None:
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda number: call(applied, f"x{number}@example.com"), range(12)))
    assert all(done)
    assert {one.recipients[0] for one in server.messages} == {
        f"x{number}@example.com" for number in range(12)
    }


def test_no_qt_and_nothing_before_it_is_called() -> None:
    code = (
        "import sys; sys.modules['PySide6'] = None\n"
        "import hubmail_gui.service as service; before = set(sys.modules)\n"
        "assert not any(name.startswith('hubmail_gui.service.') for name in before)\n"
        "from hubmail_gui.service import send; assert callable(send)\n"
        "assert not any(name.startswith('hubmail_gui.window') for name in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env=untraced.environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
