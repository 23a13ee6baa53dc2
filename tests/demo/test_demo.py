"""What a person can rehearse: every scenario leads where it says, with settings filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubmail_gui import demo, methods
from hubmail_gui.core.watch import Watch
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.service.draft import Given

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubmail_gui.demo import Demo
    from hubmail_gui.demo.part import Scenario
    from hubmail_gui.service.result import Result

SCENARIOS = demo.scenarios()
# It asks the program to wait for five seconds, which takes five seconds.
QUICK = [one for one in SCENARIOS if one.name != "throttled-briefly"]


@pytest.fixture(scope="module")
def running() -> Iterator[Demo]:
    with demo.running() as started:
        yield started


def outcome(running: Demo) -> Result:
    return running.service.test_stored(None, None, Watch(seconds=30))


@pytest.mark.parametrize("scenario", QUICK, ids=lambda one: one.name)
def test_scenario_leads_to_its_fault(running: Demo, scenario: Scenario) -> None:
    running.play(scenario.name)

    result = outcome(running)

    assert (result.failure.code if result.failure else None) == scenario.code
    assert not result.errors


def test_scenario_goes_on_until_another_is_played(running: Demo) -> None:
    running.play("secret-expired")
    codes = [outcome(running).failure, outcome(running).failure]
    running.play("graph")

    assert [one.code for one in codes if one] == ["oauth.secret_expired"] * 2
    assert outcome(running).ok


def test_pause_is_asked_for_only_once(running: Demo) -> None:
    scenario = running.play("throttled-briefly")
    assert scenario.once

    result = running.service.test_stored(None, None, Watch(seconds=4))
    again = outcome(running)

    assert result.failure is not None
    assert result.failure.code == "graph.throttled"
    assert result.failure.params["retry_after"] == "5"
    assert again.ok


KINDS = [
    (kind, route)
    for kind in methods.types()
    for route in methods.load(methods.method(kind).rehearsals).routes
]


@pytest.mark.parametrize(("kind", "route"), KINDS)
def test_document_is_ready_to_test(running: Demo, kind: str, route: str) -> None:
    part = running.part(kind)
    part.reset()
    taken = len(running.inbox)

    result = running.service.test(
        Given(part.document(route), part.secret(route)), None, Watch(seconds=30)
    )

    assert result.ok
    assert len(running.inbox) == taken + 1


def test_unknown_scenario_is_an_error(running: Demo) -> None:
    with pytest.raises(KeyError):
        running.play("no-such-thing")


def test_scenarios_are_well_formed() -> None:
    codes = {entry.code for entry in catalogue.entries()}

    assert len({one.name for one in SCENARIOS}) == len(SCENARIOS)
    assert len({one.title for one in SCENARIOS}) == len(SCENARIOS)
    for one in SCENARIOS:
        assert one.code is None or one.code in codes


def test_everything_ends_with_the_trial() -> None:
    import socket
    from pathlib import Path

    with demo.running() as started:
        folder = Path(started.service.configuration.folder)
        assert folder.is_dir()
        parts = [started.part(kind) for kind in started.kinds()]
        ports = [part.mailbox.port for part in parts]
        ports += [part.service.port for part in parts if part.service is not None]

    assert not folder.exists()
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=10)


def test_password_trial_needs_nothing_of_microsofts() -> None:
    """`hubmail --demo` starts with SMTP; what the stand-in needs is not waited for."""
    import subprocess
    import sys

    script = (
        "import sys\n"
        "from hubmail_gui.demo import Demo\n"
        "from hubmail_gui.demo.password import PasswordPart\n"
        "print(*sorted(sys.modules))\n"
    )
    run = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True)

    assert run.returncode == 0, run.stderr
    assert not {"http.server", "msal", "requests", "PySide6"} & set(run.stdout.split())
