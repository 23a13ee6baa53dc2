"""What has to be open in a firewall for some settings, and what answered just now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from hubmail_gui import methods
from hubmail_gui.core import texts
from hubmail_gui.core.cancel import Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.texts import N_, _
from hubmail_gui.delivery import proxies

if TYPE_CHECKING:
    from collections.abc import Callable

    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.discovery.crowd import Crowd
    from hubmail_gui.discovery.reach import Reached
    from hubmail_gui.methods import Need

Json = dict[str, Any]

_SECONDS = 10.0
_NAMES = N_("Names are looked up here.")
_LONG_NAMES = N_("Names are looked up here, where an answer is too long for UDP.")
_PROXY = N_("HTTPS goes through this proxy.")


class Line(NamedTuple):
    """One line for the firewall's administrator.

    Attributes:
        protocol: ``tcp`` or ``udp``.
        purpose: what for, a sentence (to be translated).
        reached: somebody answered there just now.
        code: what is wrong; None where nothing is.
    """

    host: str
    port: int
    protocol: str
    purpose: str
    reached: bool
    code: str | None


class Note(NamedTuple):
    """All lines, and the proxy for HTTPS without its password; None where there is none."""

    lines: tuple[Line, ...]
    proxy: str | None


def note(settings: MailSettings, watch: Watch) -> Note:
    """Ask everything that ``settings`` need, all at once.

    Raises:
        FaultError: ``cancelled``.
    """
    from hubmail_gui.discovery.crowd import Crowd

    try:
        with Crowd(watch.cancel, min(_SECONDS, watch.seconds)) as crowd:
            asking = _Asking(settings, crowd)
            asking.begin()
            crowd.run()
            return asking.note()
    except Cancelled:
        raise FaultError(Fault("cancelled")) from None


def text(found: Note) -> str:
    """The note as plain text, for whoever runs the firewall."""
    lines: list[str] = []
    for line in found.lines:
        code = f" [{line.code}]" if line.code else ""
        lines.append(f"{line.host}  {line.port}/{line.protocol}  {answer(line)}{code}")
        lines.append(f"    {_(line.purpose)}")
    if found.proxy:
        lines += ["", texts.labelled(_("Proxy"), found.proxy)]
    return "\n".join(lines) + "\n"


def answer(line: Line) -> str:
    """Whether somebody answered there just now, in words."""
    return _("answers") if line.reached else _("does not answer")


class _Asking:
    """The lines in the order in which they are written, with what is known of each."""

    def __init__(self, settings: MailSettings, crowd: Crowd) -> None:
        self._settings = settings
        self._crowd = crowd
        self._proxy: str | None = None
        self._places: list[tuple[str, int, str, str]] = []
        self._known: dict[int, Reached] = {}

    def begin(self) -> None:
        """Begin every question."""
        from hubmail_gui.discovery import names, reach

        cancel = self._crowd.cancel
        needs = methods.of(self._settings).known_needs(self._settings)
        for need in needs:
            self._need(need)
        if self._proxy:
            parts = urlsplit(self._proxy)
            host, port = parts.hostname or "", parts.port or 80
            self._add((host, port, "tcp", _PROXY), partial(reach.port, host, port, cancel))
        first = needs[0].host if needs else "localhost"
        for address, number in names.servers():
            ask = partial(reach.name_server, address, number, first, cancel)
            self._add((address, number, "udp", _NAMES), ask)
            connect = partial(reach.port, address, number, cancel)
            self._add((address, number, "tcp", _LONG_NAMES), connect)

    def note(self) -> Note:
        """What is known when all is done or the time is up."""
        from hubmail_gui.discovery.reach import Reached

        late = Reached(False, "network.timeout")
        lines = [
            Line(*place, *self._known.get(number, late))
            for number, place in enumerate(self._places)
        ]
        return Note(tuple(lines), _without_password(self._proxy))

    def _need(self, need: Need) -> None:
        from hubmail_gui.discovery import reach

        cancel = self._crowd.cancel
        place = (need.host, need.port, "tcp", need.purpose)
        if need.web:
            proxy = proxies.address_for(need.host, need.port)
            self._proxy = self._proxy or proxy
            trusted = self._settings.ca_certificates
            self._add(
                place, partial(reach.web_server, need.host, need.port, trusted, proxy, cancel)
            )
            return
        account = methods.of(self._settings).known_door(self._settings)
        if account is None:
            from hubmail_gui.core.encryption import Encryption
            from hubmail_gui.delivery.account import SmtpAccount

            account = SmtpAccount(need.host, need.port, Encryption.STARTTLS)
        self._add(place, partial(reach.mail_server, account, cancel))

    def _add(self, place: tuple[str, int, str, str], ask: Callable[[], Reached]) -> None:
        number = len(self._places)
        self._places.append(place)
        self._crowd.start(ask, partial(self._known.__setitem__, number))


def _without_password(proxy: str | None) -> str | None:
    if proxy is None:
        return None
    try:
        parts = urlsplit(proxy)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return None


def note_json(found: Note) -> Json:
    """The object that ``--json`` prints (``docs/interface.md``)."""
    needs = [
        {
            "host": line.host,
            "port": line.port,
            "protocol": line.protocol,
            "for": _(line.purpose),
            "reached": line.reached,
            "code": line.code,
        }
        for line in found.lines
    ]
    return {"needs": needs, "proxy": found.proxy, "failure": None}
