"""Cancel takes effect within every request, and nothing is sent behind the person's back."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.steps import StepReport, StepState
from hubmail_gui.core.watch import Watch
from hubmail_gui.demo.microsoft.cloud import Stage
from hubmail_gui.demo.replies import Ending, Reply
from tests.servers.loopback import LoopbackServer, Peer, unanswering_port
from tests.servers.microsoft import SECONDS, Microsoft, code, states

if TYPE_CHECKING:
    from collections.abc import Callable

    from hubmail_gui.core.outcome import Attempt
    from hubmail_gui.core.settings import MailSettings

SILENT = Reply(ending=Ending.SILENT)


def cancelled_when(
    microsoft: Microsoft, settings: MailSettings, ready: Callable[[], object]
) -> Attempt:
    """Send in a thread of its own, and cancel as soon as ``ready`` returns."""
    cancel = Cancel()
    attempts: list[Attempt] = []

    def work() -> None:
        attempts.append(microsoft.send(settings, watch=Watch(cancel=cancel, seconds=600)))

    thread = threading.Thread(target=work)
    thread.start()
    ready()
    cancel.request()
    thread.join(SECONDS)
    assert not thread.is_alive(), "Cancel had no effect"
    return attempts[0]


@pytest.mark.parametrize(
    ("stage", "step"),
    [(Stage.DISCOVERY, "token"), (Stage.TOKEN, "token"), (Stage.GRAPH, "send")],
)
def test_cancel_while_a_service_is_silent(microsoft: Microsoft, stage: Stage, step: str) -> None:
    microsoft.cloud.always(stage, SILENT)

    attempt = cancelled_when(
        microsoft, microsoft.settings(), lambda: microsoft.cloud.arrived(stage)
    )

    assert code(attempt) == "cancelled"
    assert states(attempt)[step] is StepState.CANCELLED
    assert not microsoft.inbox


def test_cancel_while_a_connection_is_not_answered(microsoft: Microsoft) -> None:
    listener, fillers, port = unanswering_port()
    began = threading.Event()
    settings = microsoft.settings(
        endpoints=microsoft.endpoints(authority=f"https://localhost:{port}")
    )
    cancel = Cancel()
    attempts: list[Attempt] = []

    def stepped(report: StepReport) -> None:
        if report.state is StepState.RUNNING:
            began.set()

    def work() -> None:
        watch = Watch(stepped, cancel, 600)
        attempts.append(microsoft.send(settings, watch=watch))

    thread = threading.Thread(target=work)
    thread.start()
    assert began.wait(SECONDS)
    cancel.request()
    thread.join(SECONDS)
    for one in (listener, *fillers):
        one.close()

    assert code(attempts[0]) == "cancelled"


def test_cancel_during_the_handshake_sends_nothing_afterwards(microsoft: Microsoft) -> None:
    """The abandoned thread goes on to finish the handshake: it must not go on to the request."""
    from tests.servers.microsoft import server_context

    context = server_context()
    connected, cancelled = threading.Event(), threading.Event()
    received: list[bytes] = []
    done = threading.Event()

    def serve(peer: Peer) -> None:
        connected.set()
        assert cancelled.wait(SECONDS)
        try:
            peer.start_tls(context)
            received.append(peer.receive())
        except OSError:
            # Hung up in the middle of the handshake: nothing more came either.
            pass
        finally:
            done.set()

    with LoopbackServer(serve) as server:
        authority = f"https://localhost:{server.port}"
        settings = microsoft.settings(endpoints=microsoft.endpoints(authority=authority))

        attempt = cancelled_when(microsoft, settings, lambda: connected.wait(SECONDS))
        cancelled.set()
        assert done.wait(SECONDS)

    assert code(attempt) == "cancelled"
    assert b"".join(received) == b""


def test_cancel_while_waiting_as_the_service_asked(microsoft: Microsoft) -> None:
    microsoft.cloud.always(Stage.GRAPH, Reply(429, b"", {"Retry-After": "300"}))
    waiting = threading.Event()
    cancel = Cancel()
    attempts: list[Attempt] = []

    def stepped(report: StepReport) -> None:
        if "300" in report.detail:
            waiting.set()

    def work() -> None:
        watch = Watch(stepped, cancel, 600)
        attempts.append(microsoft.send(microsoft.settings(), watch=watch))

    thread = threading.Thread(target=work)
    thread.start()
    assert waiting.wait(SECONDS)
    cancel.request()
    thread.join(SECONDS)

    assert code(attempts[0]) == "cancelled"
    assert states(attempts[0])["send"] is StepState.CANCELLED
