"""How long the window's event loop stands still during a test, and how soon it obeys Cancel."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.bench import Bench, Row
from benchmarks.cloud_server import cloud_server
from benchmarks.mail_server import PASSWORD
from benchmarks.pairs import Comparison, compare
from benchmarks.processes import BenchmarkError, answer_of

CLIENT_SECRET = "bench~client~secret"
PAUSE_MS, CANCEL_MS = 50, 100


@contextmanager
def _dead_host() -> Iterator[int]:
    """A port on loopback that answers nothing: connecting to it waits for good."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        # Linux drops what does not fit into the queue; this fills it.
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        yield address[1]
        for one in waiting:
            one.close()


class _Runs:
    """Runs of one order, each in a process of its own: the first test is the hard one."""

    def __init__(self, bench: Bench, order: dict[str, Any], code: str | None) -> None:
        self._bench = bench
        self._order = order
        self._code = code

    def measure(self, key: str) -> float:
        """Run the order once; what its answer says under ``key``."""
        with tempfile.TemporaryDirectory(dir=self._bench.folder) as folder:
            answer = answer_of("benchmarks.in_window", {**self._order, "folder": folder})
        if answer.get("code", "nothing") != self._code:
            raise BenchmarkError(f"the test ended with {answer}")
        return float(answer[key])

    @staticmethod
    def empty() -> float:
        """The same in an empty window: what the machine itself does."""
        return float(answer_of("benchmarks.in_window", {})["pause_ms"])


def _compare(runs: _Runs, key: str, bench: Bench) -> Comparison:
    # The longest of all runs: one pause that a person feels is one too many.
    pairs = max(3, bench.pairs // 3)
    return compare(lambda: runs.measure(key), runs.empty, pairs, warm_up=0, typical=max)


def _mail(bench: Bench) -> Comparison:
    order = {"document": bench.server.settings(encrypted=True), "secret": PASSWORD, "cancel": False}
    return _compare(_Runs(bench, order, None), "pause_ms", bench)


def _first_token(bench: Bench) -> Comparison:
    with cloud_server(bench.folder) as cloud:
        order = {"document": cloud.settings(), "secret": CLIENT_SECRET, "cancel": False}
        return _compare(_Runs(bench, order, None), "pause_ms", bench)


def _given_up(key: str) -> Callable[[Bench], Comparison]:
    def measure(bench: Bench) -> Comparison:
        document = bench.server.settings(encrypted=False)
        with _dead_host() as port:
            authentication = document["authentication"]
            assert isinstance(authentication, dict)
            document = {**document, "authentication": {**authentication, "port": port}}
            order = {"document": document, "secret": "", "cancel": True}
            return _compare(_Runs(bench, order, "cancelled"), key, bench)

    return measure


ROWS = (
    Row("longest pause, first mail over SMTP", PAUSE_MS, _mail, absolute=True),
    Row("longest pause, first token and Graph", PAUSE_MS, _first_token, absolute=True),
    Row("longest pause, dead host", PAUSE_MS, _given_up("pause_ms"), absolute=True),
    Row("Cancel to shown, dead host", CANCEL_MS, _given_up("cancel_ms"), absolute=True),
)
