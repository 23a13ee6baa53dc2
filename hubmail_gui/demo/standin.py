"""A stand-in for a service over HTTPS: listens on loopback, and answers as it is told or judges."""

from __future__ import annotations

import re
import socket
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import ssl

    from hubmail_gui.demo.https import Server
    from hubmail_gui.demo.replies import Reply, Request


# What to answer, or what makes the answer to a request.
Answer: TypeAlias = "Reply | Callable[[Request], Reply]"
# Method and path of each request that is known; the first group of the path is its name.
Paths: TypeAlias = Mapping[str, tuple[str, re.Pattern[str]]]


class StandIn(ABC):
    """Listens from the moment it is made; answers once it is started.

    Args:
        context: makes the server's TLS context, when the first connection needs it.
        paths: the requests that it knows, by stage.

    Attributes:
        requests: everything that was asked, in order.
        port: where it listens.
        origin: its address.
    """

    def __init__(self, context: Callable[[], ssl.SSLContext], paths: Paths) -> None:
        self.requests: list[Request] = []
        self._paths = paths
        self._context = context
        self._always: dict[str, Answer] = {}
        self._next: dict[str, deque[Answer]] = {stage: deque() for stage in paths}
        self._arrival = threading.Condition()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._server: Server | None = None
        self.port: int = self._listening.getsockname()[1]
        self.origin = f"https://localhost:{self.port}"

    @abstractmethod
    def judged(self, stage: str | None, request: Request, name: str) -> Reply:
        """What a request deserves by its content; None is the stage of an unknown one."""

    def start(self) -> None:
        """Begin to answer, in threads of its own."""
        from hubmail_gui.demo.https import Server

        self._server = Server(self._listening, self._context(), self._answer)
        self._server.start()

    def stop(self) -> None:
        """Stop answering and close."""
        if self._server is not None:
            self._server.stop()
        self._listening.close()

    def once(self, stage: str, *replies: Answer) -> None:
        """Give these answers to the next requests of ``stage``, one each."""
        self._next[stage].extend(replies)

    def always(self, stage: str, reply: Answer) -> None:
        """Give this answer to every request of ``stage`` from now on."""
        self._always[stage] = reply

    def reset(self) -> None:
        """Judge all requests by their content again."""
        self._always.clear()
        for waiting in self._next.values():
            waiting.clear()

    def arrived(self, stage: str, count: int = 1, seconds: float = 30.0) -> bool:
        """Wait until ``count`` requests of ``stage`` have come; whether they have in time."""

        def enough() -> bool:
            return len([one for one in self.requests if self._stage(one)[0] == stage]) >= count

        with self._arrival:
            return self._arrival.wait_for(enough, seconds)

    def _answer(self, request: Request) -> Reply:
        with self._arrival:
            self.requests.append(request)
            self._arrival.notify_all()
        stage, name = self._stage(request)
        if stage is not None:
            given = self._next[stage].popleft() if self._next[stage] else self._always.get(stage)
            if given is not None:
                return given(request) if callable(given) else given
        return self.judged(stage, request, name)

    def _stage(self, request: Request) -> tuple[str | None, str]:
        for stage, (method, pattern) in self._paths.items():
            if request.method == method and (match := pattern.fullmatch(request.path)):
                return stage, match[1] if match.groups() else ""
        return None, ""
