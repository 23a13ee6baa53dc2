"""A throw-away configuration beside embedded servers, to try the program on and to rehearse.

A mail server with STARTTLS and a password, and a stand-in for Microsoft, both on loopback and with
certificates of an authority of their own (extra ``demo``). Secrets are kept in memory instead of
the keyring, and everything ends with the program.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.demo import documents
from hubmail_gui.demo.cloud import StandIn
from hubmail_gui.service.configuration import Profile
from hubmail_gui.service.service import Service

if TYPE_CHECKING:
    import ssl

    from trustme import CA

    from hubmail_gui.core.system import Account
    from hubmail_gui.demo.faults import Scenario
    from hubmail_gui.demo.smtp import Mailbox

# Where the servers are reached, and what their certificates are for.
NAMES = ("localhost", "127.0.0.1")


class Demo:
    """A trial that is running.

    Attributes:
        service: on the throw-away folder, with settings stored but not yet tested.
        inbox: every message that one of the servers took, in the form in which it came: RFC 5322
            by SMTP, Microsoft's JSON by Graph.
        places: where the servers listen.
        authority: who signed their certificates.
    """

    def __init__(
        self, service: Service, authority: CA, inbox: list[bytes], names: Iterable[str] = NAMES
    ) -> None:
        from hubmail_gui.demo.smtp import Mailbox

        self.service = service
        self.inbox = inbox
        self.authority = authority
        self.cloud = StandIn(lambda: _context(authority, names), take=inbox.append)
        self.mailbox: Mailbox = Mailbox(
            _context(authority, names), inbox.append, self.cloud.directory, self.cloud.tokens
        )
        self.mailbox.start()
        pem = authority.cert_pem.bytes().decode()
        self.places = documents.Places(pem, self.mailbox.port, self.cloud.origin)

    def scenarios(self) -> tuple[Scenario, ...]:
        """All that can be rehearsed, in the order in which to offer it."""
        from hubmail_gui.demo.faults import SCENARIOS

        return SCENARIOS

    def play(self, name: str) -> Scenario:
        """Make the servers behave as in the scenario ``name``, and store settings that meet it.

        The next test shows it; it goes on until another one is played.

        Raises:
            KeyError: there is no such scenario.
        """
        scenario = {one.name: one for one in self.scenarios()}[name]
        self.cloud.reset()
        self.mailbox.refusals.clear()
        if scenario.reply is not None:
            stage, make = scenario.reply
            (self.cloud.once if scenario.once else self.cloud.always)(stage, make)
        if scenario.refusal is not None:
            command, line = scenario.refusal
            self.mailbox.refusals[command] = line
        self.service.put(self.document(scenario.route), self.secret(scenario.route), Cancel())
        return scenario

    def document(self, route: str) -> dict[str, object]:
        """Settings for ``password``, ``graph`` or ``smtp`` (XOAUTH2), ready to be tested."""
        from hubmail_gui.demo.smtp import USERNAME

        if route == "password":
            return documents.password(self.places, USERNAME)
        return documents.microsoft(self.places, self.cloud.directory, route)

    def secret(self, route: str) -> str:
        """The secret that belongs to :meth:`document`."""
        from hubmail_gui.demo.smtp import PASSWORD

        return PASSWORD if route == "password" else min(self.cloud.directory.secrets)

    def close(self) -> None:
        """Stop both servers."""
        self.mailbox.stop()
        self.cloud.stop()


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
        service = Service(folder, account, Store(folder, MemoryKeyring()))
        demo = Demo(service, trustme.CA(organization_name="hubmail demo"), [], names)
        stack.callback(demo.close)
        # Its port is known already. What it takes to answer is loaded while the window is built.
        starting = threading.Thread(target=demo.cloud.start, daemon=True)
        starting.start()
        stack.callback(starting.join)
        profile = service.profile()
        service.keep_profile(Profile(profile.name, profile.address or "claire.durand@example.com"))
        service.put(demo.document("password"), demo.secret("password"), Cancel())
        yield demo


def _context(authority: CA, names: Iterable[str]) -> ssl.SSLContext:
    import ssl
    from datetime import UTC, datetime, timedelta

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    end = datetime.now(UTC) + timedelta(days=365)
    issued = authority.issue_cert(*names, not_after=end)
    issued.configure_cert(context)
    return context
