"""The lines to the route, kept warm, and the stored settings that they were opened with.

Before each mail the settings file is looked at: a Save counts from the next mail on, and lines of
older settings are given up as they come back. A line is used by one mail at a time, and not for
ever: servers limit the mails of a connection, and a token ends.
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui import methods
from hubmail_gui.core.watch import TEST_SECONDS, Watch
from hubmail_gui.delivery.line import Hold, Line
from hubmail_gui.service.submission import stored_pair

if TYPE_CHECKING:
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.service.configuration import Configuration

# Of one line: Postfix' own clients use a connection no longer, and a token lasts an hour.
_MOST_MAILS = 100
_LONGEST_SECONDS = 1800.0
# Servers close what says nothing for a few minutes; this keeps well below.
_IDLE_SECONDS = 20.0
AT_ONCE = 8
# https://learn.microsoft.com/graph/throttling-limits: four requests at once for a mailbox.
AT_ONCE_BY_INTERFACE = 4


class Route(NamedTuple):
    """What mails are handed to, as it was stored when it was read.

    Attributes:
        stamp: of the settings file that it was read from.
        hold: the conversation of a line to it.
        by_server: it is a mail server, and no interface that takes a mail whole.
        seconds: the limit for each request.
    """

    stamp: tuple[int, int, int]
    hold: Hold
    by_server: bool
    seconds: float


class Used:
    """A line with how long and how often it was used."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self.line = Line(route.hold, route.seconds)
        self.mails = 0
        self.opened = self.idle_since = time.monotonic()

    def worn(self, route: Route | None) -> bool:
        """Whether the next mail needs another line."""
        now = time.monotonic()
        return (
            self.line.closed
            or self.route is not route
            or self.mails >= _MOST_MAILS
            or now - self.opened > _LONGEST_SECONDS
            or now - self.idle_since > _IDLE_SECONDS
        )


class Lines:
    """All lines of one relay; used in its event loop only.

    Args:
        configuration: of the folder.
        secret: given for this run; None: the stored one.
        seconds: the limit for each request; None: that of the settings.
    """

    def __init__(
        self, configuration: Configuration, secret: str | None, seconds: float | None
    ) -> None:
        self._configuration = configuration
        self._secret = secret
        self._seconds = seconds
        self._route: Route | None = None
        self._reading = asyncio.Lock()
        self._idle: list[Used] = []
        self._room = asyncio.Semaphore(AT_ONCE)
        self._interface = asyncio.Semaphore(AT_ONCE_BY_INTERFACE)

    async def take(self, *, fresh: bool = False) -> Used:
        """A line for one mail, once there is room for it; give it back.

        Args:
            fresh: none that was used before.

        Raises:
            FaultError: there are no settings, or their secret cannot be had.
        """
        await self._room.acquire()
        try:
            route = await self.route()
            if not route.by_server:
                await self._interface.acquire()
        except BaseException:
            self._room.release()
            raise
        while not fresh and self._idle:
            used = self._idle.pop()
            if not used.worn(route):
                return used
            used.line.leave()
        return Used(route)

    def give_back(self, used: Used, *, usable: bool) -> None:
        """The mail is over; ``usable``: the line stands as it stood before it."""
        if not used.route.by_server:
            self._interface.release()
        self._room.release()
        used.mails += 1
        used.idle_since = time.monotonic()
        if usable and not used.worn(self._route):
            self._idle.append(used)
        else:
            used.line.leave()

    async def route(self) -> Route:
        """What is stored now.

        Raises:
            FaultError: ``settings.missing``, or a ``keyring`` fault.
        """
        stamp = _stamp(self._configuration.folder)
        if self._route is None or self._route.stamp != stamp:
            async with self._reading:
                if self._route is None or self._route.stamp != stamp:
                    stored, secret = await asyncio.to_thread(self._read)
                    self._route = self._made(stored, secret, stamp)
        return self._route

    def close(self) -> None:
        """Leave all lines."""
        for used in self._idle:
            used.line.leave()
        self._idle.clear()

    def sweep(self) -> None:
        """Leave lines that nobody has used for long; servers would close them unseen."""
        worn = [used for used in self._idle if used.worn(self._route)]
        self._idle = [used for used in self._idle if used not in worn]
        for used in worn:
            used.line.leave()

    def _read(self) -> tuple[Stored, str | None]:
        return stored_pair(self._configuration, self._secret, Watch())

    def _made(self, stored: Stored, secret: str | None, stamp: tuple[int, int, int]) -> Route:
        method = methods.of(stored.settings)
        hold: Hold = methods.load(method.line)(stored.settings, secret)
        seconds = self._seconds or float(stored.settings.timeout or TEST_SECONDS)
        return Route(stamp, hold, method.kind(stored.settings) == "smtp", seconds)


def _stamp(folder: str) -> tuple[int, int, int]:
    """What changes whenever the settings file is replaced."""
    try:
        state = os.stat(os.path.join(folder, "settings.json"))
    except OSError:
        return 0, 0, 0
    return state.st_ino, state.st_mtime_ns, state.st_size
