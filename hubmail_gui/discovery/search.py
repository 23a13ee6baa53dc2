"""How does mail leave? Looks in every place at once and puts the best way first.

Presets by the names of the mail exchangers, SRV records (RFC 6186, RFC 8314), the domain's own
autoconfig, and the usual ports of likely hosts. No mail is sent, no login is tried, and nobody is
asked but the DNS, the domain's own web server and the mail servers in question.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from hubmail_gui import methods
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Fault, Seen
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.discovery import autoconfig, candidates, presets
from hubmail_gui.discovery.asked import Asked
from hubmail_gui.discovery.candidates import Candidate, Claim, Source, Target
from hubmail_gui.discovery.crowd import Crowd
from hubmail_gui.discovery.names import Answer, Mx, Names, Srv, State
from hubmail_gui.discovery.probe import Probe, probe

# The whole command ends within 15 s: starting and printing take their part.
SECONDS = 11.0
FETCH_SECONDS = 5.0
PROBE_SECONDS = 9.0
MOST_SRV = 8
MOST_MX = 3

_SERVICES = (("_submissions._tcp", Encryption.TLS), ("_submission._tcp", Encryption.STARTTLS))
# With TLS from the first byte on 465 (RFC 8314 section 7.3), with STARTTLS elsewhere.
PORTS = (587, 465, 2525, 25)
SUBMISSION_PORTS = (587, 465)

# What became of a look at a host that has no address, or none that is known.
_NO_NAME = frozenset({"network.name_not_found", "network.name_timeout"})

Told = Callable[[Candidate], None]


class Detected(NamedTuple):
    """What was found.

    Attributes:
        candidates: the best first.
        tried: every look at a server, with ``ok`` or the fault's code.
        fault: why there is no candidate; None where there is one.
    """

    asked: str
    candidates: tuple[Candidate, ...]
    tried: tuple[Seen, ...]
    fault: Fault | None


def usual(port: int) -> Encryption:
    """How a server encrypts on ``port``, as a rule."""
    return Encryption.TLS if port == 465 else Encryption.STARTTLS


def detect(asked: Asked, cancel: Cancel, told: Told, seconds: float = SECONDS) -> Detected:
    """The ways in which mail of ``asked`` may leave.

    Args:
        asked: an address, a domain or a host.
        cancel: the person's wish to stop.
        told: called with each candidate as soon as it is found, in this thread.
        seconds: for all of it; what is not known by then is left out.

    Raises:
        Cancelled: stopping was asked for.
    """
    with Crowd(cancel, seconds) as crowd:
        search = _Search(asked, crowd, told)
        search.begin()
        crowd.run()
        return search.result()


class _Search:
    """What is known so far, and what is still to be asked."""

    def __init__(self, asked: Asked, crowd: Crowd, told: Told) -> None:
        self._asked = asked
        self._crowd = crowd
        self._told = told
        self._names = Names(crowd.cancel, crowd.deadline)
        self._claims: dict[Target, Claim] = {}
        self._seen: dict[Target, Probe] = {}
        self._clouds: list[Candidate] = []
        self._domain: State | None = None

    def begin(self) -> None:
        """Ask everything that needs no other answer first."""
        asked = self._asked
        domain = asked.domain
        if own := presets.by_host(domain) or presets.by_domain(domain):
            self._preset(own, domain)
        self._guess()
        if not asked.known_to_dns:
            return
        start = self._crowd.start
        start(partial(self._names.mx, domain), self._exchangers)
        for service, encryption in _SERVICES:
            start(partial(self._names.srv, service, domain), self._services(encryption))
        for number, url in enumerate(autoconfig.places(domain, asked.address)):
            start(partial(self._fetched, url), self._configured(number))

    def result(self) -> Detected:
        """What was found, when all is done or the time is up."""
        found = list(self._clouds)
        address = self._asked.address
        silent: list[tuple[Target, Claim]] = []
        for target, claim in self._claims.items():
            seen = self._seen.get(target)
            if seen is not None and (seen.answered or seen.certificate is not None):
                found.append(candidates.reached(claim, seen, address))
            elif claim.source is Source.PRESET and not self._replaced(target):
                silent.append((target, claim))
        # Of a service that answers somewhere, what does not answer says nothing more.
        there = {one.provider for one in found}
        found += [
            candidates.unreached(claim, target, address)
            for target, claim in silent
            if claim.provider not in there
        ]
        found.sort(key=lambda one: one.rank)
        tried = tuple(
            Seen(target.host, target.port, target.encryption.value, self._code(target))
            for target in self._claims
        )
        fault = None if found else self._nothing()
        return Detected(self._asked.text, tuple(found), tried, fault)

    def _code(self, target: Target) -> str:
        seen = self._seen.get(target)
        return "network.timeout" if seen is None else seen.code

    def _replaced(self, target: Target) -> bool:
        """Whether the server was found to offer less than was looked for there."""
        return target._replace(encryption=Encryption.NONE) in self._claims

    # --- what to look at

    def _guess(self) -> None:
        domain = self._asked.domain
        hosts = [domain]
        if self._asked.known_to_dns:
            hosts = [f"smtp.{domain}", f"mail.{domain}", domain]
        for place, host in enumerate(hosts):
            for number, port in enumerate(PORTS):
                claim = self._claim(Source.GUESS, (place, number))
                self._look(Target(host, port, usual(port)), claim)

    def _exchangers(self, answer: Answer[Mx]) -> None:
        self._domain = answer.state
        hosts = [one.host for one in answer.records if one.host]
        for host in hosts:
            if (known := presets.by_mx(host)) is not None:
                self._preset(known, host)
                return
        for place, host in enumerate(hosts[:MOST_MX]):
            # Somebody else's exchanger takes mail for the domain on 25, but not from it.
            inside = host == self._asked.domain or host.endswith(f".{self._asked.domain}")
            for number, port in enumerate(PORTS if inside else SUBMISSION_PORTS):
                claim = self._claim(Source.MX, (place, number))
                self._look(Target(host, port, usual(port)), claim)

    def _services(self, encryption: Encryption) -> Callable[[Answer[Srv]], None]:
        def take(answer: Answer[Srv]) -> None:
            offered = [one for one in answer.records if one.host and one.port]
            for one in offered[:MOST_SRV]:
                claim = self._claim(Source.SRV, (one.priority, -one.weight))
                self._look(Target(one.host, one.port, encryption), claim)

        return take

    def _fetched(self, url: str) -> tuple[autoconfig.Server, ...]:
        return autoconfig.ask(url, self._crowd.cancel, min(FETCH_SECONDS, self._crowd.left))

    def _configured(self, place: int) -> Callable[[tuple[autoconfig.Server, ...]], None]:
        def take(servers: tuple[autoconfig.Server, ...]) -> None:
            for number, one in enumerate(servers):
                claim = self._claim(Source.AUTOCONFIG, (place, number))._replace(
                    provider=one.provider or None,
                    username=self._filled(one.username),
                    login=None if one.login else False,
                )
                self._look(Target(one.host, one.port, one.encryption), claim)

        return take

    def _filled(self, username: str) -> str | None:
        address = self._asked.address
        if "%" not in username:
            return username or address
        if address is None:
            return None
        local, _at, domain = address.rpartition("@")
        for name, value in (("ADDRESS", address), ("LOCALPART", local), ("DOMAIN", domain)):
            username = username.replace(f"%EMAIL{name}%", value)
        return None if "%" in username else username

    def _preset(self, preset: presets.Preset, name: str) -> None:
        address = self._asked.address
        if preset.type != methods.PLAIN:
            found = candidates.cloud(preset, address, self._asked.domain)
            self._clouds.append(found)
            self._told(found)
            return
        for number, place in enumerate(preset.near(name)):
            assert place.host is not None
            login = None if preset.login else False
            claim = Claim(
                Source.PRESET, (number,), preset.name, preset.user(address), login, preset.auth
            )
            self._look(Target(place.host, place.port, place.encryption), claim)

    def _claim(self, source: Source, order: tuple[int, ...]) -> Claim:
        return Claim(source, order, username=self._asked.address)

    # --- looking

    def _look(self, target: Target, claim: Claim) -> None:
        before = self._claims.get(target)
        if before is None:
            self._claims[target] = claim
            account = SmtpAccount(*target)
            self._crowd.start(
                lambda: probe(account, self._crowd.cancel, min(PROBE_SECONDS, self._crowd.left)),
                lambda seen: self._looked(target, seen),
            )
        elif (claim.source, claim.order) < (before.source, before.order):
            self._claims[target] = claim

    def _looked(self, target: Target, seen: Probe) -> None:
        self._seen[target] = seen
        if seen.code == "tls.starttls_missing":
            self._look(target._replace(encryption=Encryption.NONE), self._claims[target])
        elif seen.answered:
            self._told(candidates.reached(self._claims[target], seen, self._asked.address))

    def _nothing(self) -> Fault:
        """Why there is no candidate at all."""
        params = {"host": self._asked.domain, "domain": self._asked.domain}
        codes = {seen.code for seen in self._seen.values()}
        if codes - _NO_NAME:
            return Fault("detect.nothing_found", params=params)
        asked_dns = self._asked.known_to_dns
        if self._domain in (State.FOUND, State.NONE):
            return Fault("detect.nothing_found", params=params)
        if self._domain is State.MISSING or (not asked_dns and "network.name_not_found" in codes):
            return Fault("network.name_not_found", params=params)
        return Fault("dns.unavailable", params=params)
