"""What the DNS says about a sender's domain: who takes its mail, and who may send it."""

from __future__ import annotations

import ipaddress
from functools import partial
from typing import NamedTuple

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.delivery.resolve import resolve
from hubmail_gui.discovery import dkim, dmarc, presets, spf
from hubmail_gui.discovery.crowd import Crowd
from hubmail_gui.discovery.names import Answer, Mx, Names, State
from hubmail_gui.discovery.presets import Preset

# The whole command ends within 15 s.
SECONDS = 11.0


class Route(NamedTuple):
    """By which way the mail goes out.

    Attributes:
        name: of the server or service, as a sentence names it.
        host: the mail server; None for a cloud's.
        preset: the service, where it is known.
    """

    name: str
    host: str | None
    preset: Preset | None


class Key(NamedTuple):
    """Whether there is a usable DKIM key under a selector."""

    selector: str
    found: bool


class Findings(NamedTuple):
    """What there was to find.

    Attributes:
        mx: the hosts that take the domain's mail, the preferred first.
        covers_route: whether the SPF record lets the route send; None where it cannot be told.
        warnings: what should be mended.
        fault: why nothing could be found at all.
    """

    domain: str
    mx: tuple[str, ...] = ()
    spf: spf.Reading | None = None
    covers_route: bool | None = None
    dmarc: dmarc.Reading | None = None
    dkim: tuple[Key, ...] = ()
    warnings: tuple[Fault, ...] = ()
    fault: Fault | None = None


def look_up(domain: str, route: Route | None, cancel: Cancel, seconds: float = SECONDS) -> Findings:
    """What the DNS says about ``domain``, and whether ``route`` is covered by it.

    Raises:
        Cancelled: stopping was asked for.
    """
    with Crowd(cancel, seconds) as crowd:
        look = _Look(domain, route, crowd)
        look.begin()
        crowd.run()
        return look.findings()


class _Look:
    """What is known so far."""

    def __init__(self, domain: str, route: Route | None, crowd: Crowd) -> None:
        self._domain = domain
        self._route = route
        self._crowd = crowd
        self._names = Names(crowd.cancel, crowd.deadline)
        self._mx: Answer[Mx] = Answer(State.FAILED)
        self._spf: spf.Reading | None = None
        self._dmarc: dmarc.Reading | None = None
        self._keys: dict[str, bool] = {}
        self._addresses: frozenset[str] | None = None

    def begin(self) -> None:
        """Ask everything that needs no other answer first."""
        crowd, domain, names = self._crowd, self._domain, self._names
        crowd.start(partial(names.mx, domain), self._exchangers)
        crowd.start(partial(spf.look_up, domain, names), self._read_spf)
        crowd.start(partial(dmarc.look_up, domain, names), self._read_dmarc)
        route = self._route
        if route is not None and route.preset is not None:
            self._ask_for_keys(route.preset)
        if route is not None and route.host is not None and route.preset is None:
            crowd.start(partial(self._resolved, route.host), self._reach)

    def findings(self) -> Findings:
        """What was found, when all is done or the time is up."""
        unavailable = spf.Reading(None, 0, (), (), True, spf.UNAVAILABLE)
        of_spf = self._spf or unavailable
        of_dmarc = self._dmarc or dmarc.Reading(None, None, dmarc.UNAVAILABLE)
        covers = self._covers(of_spf)
        return Findings(
            self._domain,
            tuple(one.host for one in self._mx.records if one.host),
            of_spf,
            covers,
            of_dmarc,
            tuple(Key(*pair) for pair in self._keys.items()),
            self._warnings(of_spf, covers, of_dmarc),
            self._fault(of_spf, of_dmarc),
        )

    def _exchangers(self, answer: Answer[Mx]) -> None:
        self._mx = answer
        for one in answer.records:
            if (preset := presets.by_mx(one.host)) is not None:
                self._ask_for_keys(preset)

    def _ask_for_keys(self, preset: Preset) -> None:
        for selector in preset.dkim:
            if selector not in self._keys:
                self._keys[selector] = False
                ask = partial(dkim.has_key, self._domain, selector, self._names)
                self._crowd.start(ask, partial(self._keys.__setitem__, selector))

    def _read_spf(self, reading: spf.Reading) -> None:
        self._spf = reading

    def _read_dmarc(self, reading: dmarc.Reading) -> None:
        self._dmarc = reading

    def _resolved(self, host: str) -> frozenset[str] | None:
        try:
            found = resolve(host, 25, self._crowd.left, self._crowd.cancel)
        except FaultError:
            return None
        return frozenset(one.text.partition("%")[0] for one in found)

    def _reach(self, addresses: frozenset[str] | None) -> None:
        self._addresses = addresses

    def _covers(self, reading: spf.Reading) -> bool | None:
        route = self._route
        if route is None or reading.code == spf.UNAVAILABLE:
            return None
        if reading.code in {spf.MISSING, spf.SEVERAL, spf.INVALID}:
            return False
        if reading.code == spf.PERMISSIVE:
            return True
        if route.preset is not None:
            return self._covers_service(reading, route.preset)
        if self._addresses is None:
            return None
        covered = any(
            ipaddress.ip_address(address) in network
            for address in self._addresses
            for network in reading.networks
        )
        return True if covered else None if reading.unknown else False

    def _covers_service(self, reading: spf.Reading, preset: Preset) -> bool | None:
        """Where a service sends from is its own matter: it says what to include."""
        if not preset.spf:
            return None
        if set(preset.spf) & set(reading.names):
            return True
        return None if reading.unknown else False

    def _warnings(
        self, of_spf: spf.Reading, covers: bool | None, of_dmarc: dmarc.Reading
    ) -> tuple[Fault, ...]:
        params = {"domain": self._domain}
        codes = []
        if self._mx.records and not any(one.host for one in self._mx.records):
            codes.append("dns.null_mx")
        codes += [of_spf.code] if of_spf.code else []
        if covers is False and of_spf.code in {None, spf.TOO_MANY}:
            codes.append("dns.spf.route_not_covered")
        codes += [of_dmarc.code] if of_dmarc.code else []
        if self._route is not None:
            params["host"] = self._route.name
        return tuple(Fault(code, params=params) for code in dict.fromkeys(codes))

    def _fault(self, of_spf: spf.Reading, of_dmarc: dmarc.Reading) -> Fault | None:
        params = {"host": self._domain, "domain": self._domain}
        if self._mx.state is State.MISSING:
            return Fault("network.name_not_found", params=params)
        silent = {of_spf.code, of_dmarc.code} == {spf.UNAVAILABLE}
        if self._mx.state is State.FAILED and silent:
            return Fault("dns.unavailable", params=params)
        return None
