"""The stand-in for Microsoft: identity service and Graph under one address of loopback.

It speaks the wire format that Microsoft documents, for trials and for tests. It proves what the
program does with such answers, never what Microsoft's services will answer.
"""

from __future__ import annotations

import re
import socket
import threading
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from hubmail_gui.demo.directory import Directory
from hubmail_gui.demo.tokens import Tokens

if TYPE_CHECKING:
    import ssl

    from hubmail_gui.demo.https import Server
    from hubmail_gui.demo.replies import Reply, Request


# What to answer, or what makes the answer to a request.
Answer: TypeAlias = "Reply | Callable[[Request], Reply]"


class Stage(StrEnum):
    """The requests that the stand-in knows."""

    DISCOVERY = "discovery"
    TOKEN = "token"
    GRAPH = "graph"


_PATHS = {
    Stage.DISCOVERY: ("GET", re.compile(r"/([^/]+)/v2\.0/\.well-known/openid-configuration")),
    Stage.TOKEN: ("POST", re.compile(r"/([^/]+)/oauth2/v2\.0/token")),
    Stage.GRAPH: ("POST", re.compile(r"/v1\.0/users/([^/]+)/sendMail")),
}


class StandIn:
    """Listens from the moment it is made; answers once it is started.

    Args:
        context: makes the server's TLS context, when the first connection needs it.
        directory: who exists and may do what.
        take: told of every mail that Graph accepts.

    Attributes:
        directory: may be changed at any time.
        tokens: issues the access tokens.
        requests: everything that was asked, in order.
    """

    def __init__(
        self,
        context: Callable[[], ssl.SSLContext],
        directory: Directory | None = None,
        take: Callable[[bytes], None] = lambda _mail: None,
    ) -> None:
        self.directory = directory or Directory()
        self.tokens = Tokens()
        self.requests: list[Request] = []
        self._context = context
        self._take = take
        self._always: dict[Stage, Answer] = {}
        self._next: dict[Stage, deque[Answer]] = {stage: deque() for stage in Stage}
        self._arrival = threading.Condition()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._server: Server | None = None
        self.port: int = self._listening.getsockname()[1]
        self.origin = f"https://localhost:{self.port}"

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

    def once(self, stage: Stage, *replies: Answer) -> None:
        """Give these answers to the next requests of ``stage``, one each."""
        self._next[stage].extend(replies)

    def always(self, stage: Stage, reply: Answer) -> None:
        """Give this answer to every request of ``stage`` from now on."""
        self._always[stage] = reply

    def reset(self) -> None:
        """Judge all requests by their content again."""
        self._always.clear()
        for waiting in self._next.values():
            waiting.clear()

    def arrived(self, stage: Stage, count: int = 1, seconds: float = 30.0) -> bool:
        """Wait until ``count`` requests of ``stage`` have come; whether they have in time."""

        def enough() -> bool:
            return len([one for one in self.requests if _stage(one)[0] is stage]) >= count

        with self._arrival:
            return self._arrival.wait_for(enough, seconds)

    def _answer(self, request: Request) -> Reply:
        with self._arrival:
            self.requests.append(request)
            self._arrival.notify_all()
        stage, name = _stage(request)
        if stage is not None:
            given = self._next[stage].popleft() if self._next[stage] else self._always.get(stage)
            if given is not None:
                return given(request) if callable(given) else given
        return self._judged(stage, request, name)

    def _judged(self, stage: Stage | None, request: Request, name: str) -> Reply:
        from hubmail_gui.demo import graph, identity
        from hubmail_gui.demo.replies import graph_error

        match stage:
            case Stage.DISCOVERY:
                return identity.configuration(self.directory, request, name)
            case Stage.TOKEN:
                endpoint = identity.TokenEndpoint(self.directory, self.tokens)
                return endpoint.answer(request, name)
            case Stage.GRAPH:
                sending = graph.SendMail(self.directory, self.tokens, self._take)
                return sending.answer(request, name)
        text = f"Resource not found for the segment '{request.path.rpartition('/')[2]}'."
        return graph_error(request, "BadRequest", text)


def _stage(request: Request) -> tuple[Stage | None, str]:
    for stage, (method, pattern) in _PATHS.items():
        if request.method == method and (match := pattern.fullmatch(request.path)):
            return stage, match[1]
    return None, ""
