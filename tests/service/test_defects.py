"""Defects of our own: one fault, one report without the secret, and the program goes on."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from hubmail_gui.core.outcome import Attempt
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery.mail import Mail
from hubmail_gui.methods.password import route
from hubmail_gui.service import report
from hubmail_gui.service.draft import Given
from hubmail_gui.service.service import Service
from tests.cli.program import SECRET, Program
from tests.left_out import WINDOWS

QUOTES: dict[str, Callable[[str], object]] = {
    "plain": lambda secret: f"cannot use {secret!s}",
    "as Python writes it": lambda secret: {"password": secret},
    "as bytes": lambda secret: secret.encode(),
    "as ASCII": lambda secret: ascii(secret),
    "for a URL": lambda secret: quote(secret, safe=""),
    "in base64": lambda secret: base64.b64encode(f"\0hub\0{secret}".encode()),
}


@pytest.fixture(params=QUOTES.values(), ids=list(QUOTES))
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A route that raises what nobody expects, with the secret in it."""

    def send(_settings: MailSettings, secret: str | None, _mail: Mail, _watch: Watch) -> Attempt:
        assert secret == SECRET
        raise ZeroDivisionError(request.param(secret))

    monkeypatch.setattr(route, "send", send)


@pytest.mark.usefixtures("broken")
def test_a_defect_in_a_route(service: Service, document: dict[str, Any]) -> None:
    result = service.apply(Given(document, SECRET), None, Watch())
    assert result.failure is not None
    assert result.failure.code == "internal"
    assert (result.saved, result.changed, result.revision) == (True, True, 1)
    saved = Path(result.failure.params["path"])
    assert saved.parent == Path(service.configuration.folder) / "reports"
    text = saved.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in text
    assert "********" in text
    search = Program(Path(service.configuration.folder))
    search.search_folder()
    search.search_secrets(report.text(result, None).encode(), "the report")
    assert WINDOWS or saved.stat().st_mode & 0o777 == 0o600
    # The service goes on, and remembers what became of the test.
    last = service.configuration.last_test()
    assert last is not None
    assert last.result.failure is not None
    assert last.result.failure.code == "internal"
    assert list(service.configuration.history())[-1]["code"] == "internal"


def test_a_defect_before_the_route(
    service: Service, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def commit(*_arguments: object) -> None:
        raise RuntimeError(f"lost {SECRET}")

    monkeypatch.setattr(service.configuration.store, "commit", commit)
    result = service.apply(Given(document, SECRET), None, Watch())
    assert result.failure is not None
    assert result.failure.code == "internal"
    assert result.saved is False
    assert Path(result.failure.params["path"]).exists()
    Program(Path(service.configuration.folder)).search_folder()


def test_a_defect_where_no_report_can_be_kept(
    tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(service.configuration.folder).write_text("no folder", encoding="utf-8")

    def stored() -> None:
        raise RuntimeError("unexpected")

    monkeypatch.setattr(service.configuration, "stored", stored)
    result = service.test_stored(None, None, Watch())
    assert result.failure is not None
    assert (result.failure.code, result.failure.params["path"]) == ("internal", "")
    assert report.text(result, None)


# A command in which something breaks that nobody expects.
BROKEN = """
import sys
from hubmail_gui.service import configuration
def history(self):
    raise ZeroDivisionError("unexpected")
configuration.Configuration.history = history
from hubmail_gui.__main__ import main
sys.exit(main(["history", *sys.argv[1:]]))
"""


@pytest.mark.parametrize("mode", ["--json", None])
def test_a_command_survives_it(tmp_path: Path, mode: str | None) -> None:
    arguments = ["--config-dir", str(tmp_path), *([mode] if mode else [])]
    done = subprocess.run(
        [sys.executable, "-c", BROKEN, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 69
    assert "Traceback" not in done.stderr
    (saved,) = (tmp_path / "reports").iterdir()
    if mode:
        failure = json.loads(done.stdout)["failure"]
        assert failure["code"] == "internal"
        assert failure["params"]["path"] == str(saved)
    else:
        assert "[internal]" in done.stderr
        assert str(saved) in done.stderr
