"""A throw-away configuration beside embedded servers, to try the program on and to rehearse.

Each authentication method brings the part that plays its other side (``Method.rehearsals``): servers
on loopback, with certificates of an authority of their own (extra ``demo``). Secrets are kept in
memory instead of the keyring, and everything ends with the program.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from hubmail_gui import methods
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.demo.part import Ground, Part, Scenario
from hubmail_gui.service.configuration import Configuration, Profile
from hubmail_gui.service.service import Service

if TYPE_CHECKING:
    import ssl

    from trustme import CA

    from hubmail_gui.core.system import Account
    from hubmail_gui.demo.relay import Relay

# Where the servers are reached, and what their certificates are for.
NAMES = ("localhost", "127.0.0.1")


class Demo:
    """A trial that is running.

    Attributes:
        service: on the throw-away folder, with settings stored but not yet tested.
        inbox: every message that one of the servers took, in the form in which it came, such as
            RFC 5322 by SMTP.
        authority: who signed the servers' certificates.
        ground: what the parts stand on.
    """

    def __init__(self, service: Service, authority: CA, names: Iterable[str] = NAMES) -> None:
        self.service = service
        self.inbox: list[bytes] = []
        self.authority = authority
        self.ground = Ground(
            authority.cert_pem.bytes().decode(),
            lambda: _context(authority, names),
            lambda message: self.inbox.append(message),
        )
        self._parts: dict[str, Part] = {}
        self._relay: Relay | None = None
        self._making = threading.Lock()

    def part(self, kind: str) -> Part:
        """The servers of the authentication type ``kind``; started when first asked for.

        Raises:
            KeyError: there is no such type, or it has nothing to rehearse.
        """
        with self._making:
            if kind not in self._parts:
                path = methods.method(kind).rehearsals
                if not path:
                    raise KeyError(kind)
                part: Part = methods.load(path)(self.ground)
                part.start()
                self._parts[kind] = part
            return self._parts[kind]

    def relay(self) -> Relay:
        """The relay to the trial's settings; started when first asked for."""
        from hubmail_gui.demo.relay import Relay

        with self._making:
            if self._relay is None:
                self._relay = Relay(self.service.configuration)
                self._relay.start()
            return self._relay

    def kinds(self) -> tuple[str, ...]:
        """The authentication types that have something to rehearse."""
        return tuple(name for name in methods.types() if methods.method(name).rehearsals)

    def scenarios(self) -> tuple[Scenario, ...]:
        """All that can be rehearsed, in the order in which to offer it."""
        return scenarios()

    def play(self, name: str) -> Scenario:
        """Make the servers behave as in the scenario ``name``, and store settings that meet it.

        The next test shows it; it goes on until another one is played.

        Raises:
            KeyError: there is no such scenario.
        """
        for kind in self.kinds():
            part = self.part(kind)
            for scenario in part.scenarios:
                if scenario.name == name:
                    part.prepare(scenario)
                    self.store(kind, scenario.route)
                    return scenario
        raise KeyError(name)

    def store(self, kind: str, route: str) -> None:
        """Store settings of the type ``kind``."""
        part = self.part(kind)
        self.service.changes.put(part.document(route), part.secret(route), Cancel())

    def close(self) -> None:
        """Stop all servers."""
        with self._making:
            if self._relay is not None:
                self._relay.stop()
            for part in self._parts.values():
                part.stop()


def scenarios() -> tuple[Scenario, ...]:
    """All that can be rehearsed, of every method."""
    paths = [methods.method(name).rehearsals for name in methods.types()]
    return tuple(one for path in paths if path for one in methods.load(path).scenarios)


@contextmanager
def running(account: Account | None = None, names: Iterable[str] = NAMES) -> Iterator[Demo]:
    """Start the servers and fill in the settings; stop and remove all of it at the end.

    Args:
        account: who is at the keyboard; None: who the operating system says.
        names: what the servers' certificates are for.
    """
    import trustme

    from hubmail_gui.store import Store
    from hubmail_gui.store.secrets import MemoryKeyring

    with ExitStack() as stack:
        folder = tempfile.mkdtemp(prefix="hubmail-demo-")
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        service = Service(Configuration(folder, account, Store(folder, MemoryKeyring())))
        demo = Demo(service, trustme.CA(organization_name="hubmail demo"), names)
        stack.callback(demo.close)
        first, *others = demo.kinds()
        profile = service.configuration.profile()
        service.configuration.keep_profile(
            Profile(profile.name, profile.address or "claire.durand@example.com")
        )
        demo.store(first, demo.part(first).routes[0])
        # What the others take is loaded while the window is built.
        starting = threading.Thread(target=lambda: list(map(demo.part, others)), daemon=True)
        starting.start()
        stack.callback(starting.join)
        yield demo


def _context(authority: CA, names: Iterable[str]) -> ssl.SSLContext:
    import ssl
    from datetime import UTC, datetime, timedelta

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    end = datetime.now(UTC) + timedelta(days=365)
    issued = authority.issue_cert(*names, not_after=end)
    issued.configure_cert(context)
    return context
