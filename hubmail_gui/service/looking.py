"""Looking around for a person who does not know their mail servers: values and JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hubmail_gui.core.cancel import Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.texts import _
from hubmail_gui.discovery import asked, search
from hubmail_gui.service.result import fault_json

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.discovery.candidates import Candidate
    from hubmail_gui.discovery.domain import Findings, Route
    from hubmail_gui.discovery.probe import Certificate
    from hubmail_gui.discovery.search import Detected
    from hubmail_gui.service.configuration import Configuration

Json = dict[str, Any]


class AskedError(Exception):
    """What was typed cannot be looked for."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def detect(text: str, watch: Watch, told: Callable[[Candidate], None]) -> Detected:
    """The ways in which mail of an address, a domain or a host may leave.

    Args:
        text: as typed.
        watch: its wish to stop is obeyed, its limit kept if it is less than the usual one.
        told: called with each candidate as soon as it is found.

    Raises:
        AskedError: it is no address, no domain and no host.
        FaultError: ``cancelled``.
    """
    try:
        wanted = asked.read(text)
    except ProblemError as error:
        problem = Problem("asked", error.code, error.params, error.suggestion)
        raise AskedError(problem) from None
    try:
        return search.detect(wanted, watch.cancel, told, min(search.SECONDS, watch.seconds))
    except Cancelled:
        raise FaultError(Fault("cancelled")) from None


def is_whole(text: str) -> bool:
    """Whether what somebody is typing can already be the name of a domain or a host."""
    try:
        wanted = asked.read(text)
    except ProblemError:
        return False
    last = wanted.domain.rpartition(".")[2]
    return asked.is_address(wanted.domain) or (wanted.known_to_dns and len(last) >= 2)


def usual_question(configuration: Configuration) -> str | None:
    """What to look for where nothing was said: the sender's address, or else the person's own."""
    stored = configuration.stored()
    address = stored.settings.sender if stored else configuration.profile().address
    return address or None


def detected_json(found: Detected) -> Json:
    """The object that `hubmail detect --json` prints."""
    return {
        "asked": found.asked,
        "candidates": [candidate_json(one) for one in found.candidates],
        "tried": [one._asdict() for one in found.tried],
        "failure": fault_json(found.fault),
    }


def candidate_json(one: Candidate) -> Json:
    """One way in which mail may leave."""
    return {
        "type": one.type,
        "source": one.source,
        "provider": one.provider,
        "host": one.host,
        "port": one.port,
        "encryption": one.encryption,
        "auth": list(one.auth),
        "certificate": _certificate_json(one.certificate),
        "settings": dict(one.settings),
    }


def _certificate_json(one: Certificate | None) -> Json | None:
    if one is None:
        return None
    return {
        "subject": one.subject,
        "issuer": one.issuer,
        "not_after": one.not_after,
        "sha256": one.sha256,
        "trusted": one.trusted,
        "code": one.code,
    }


def sender(text: str, settings: MailSettings | None, watch: Watch) -> Findings:
    """What the DNS says about the domain of an address, or about a domain.

    Args:
        text: as typed.
        settings: of the route that is to be covered; None where there is none.
        watch: its wish to stop is obeyed, its limit kept if it is less than the usual one.

    Raises:
        AskedError: it is no address and no domain of the DNS.
        FaultError: ``cancelled``.
    """
    from hubmail_gui.core.cancel import Cancelled
    from hubmail_gui.discovery import asked, domain

    try:
        wanted = asked.read(text)
        if asked.is_address(wanted.domain):
            raise ProblemError("host.malformed")
    except ProblemError as error:
        raise AskedError(Problem("asked", error.code, error.params)) from None
    route = None if settings is None else _route(settings)
    seconds = min(domain.SECONDS, watch.seconds)
    try:
        return domain.look_up(wanted.domain, route, watch.cancel, seconds)
    except Cancelled:
        raise FaultError(Fault("cancelled")) from None


def findings_rows(found: Findings) -> list[tuple[str, str]]:
    """What was found, as labels and values to be read."""
    none = _("none")
    of_spf, of_dmarc = found.spf, found.dmarc
    covers = _("cannot be told") if found.covers_route is None else _yes(found.covers_route)
    return [
        (_("Domain"), found.domain),
        ("MX", ", ".join(found.mx) or none),
        ("SPF", (of_spf.record if of_spf else None) or none),
        (_("Look-ups for SPF"), str(of_spf.lookups if of_spf else 0)),
        (_("SPF covers the route"), covers),
        ("DMARC", (of_dmarc.record if of_dmarc else None) or none),
        *(("DKIM", f"{key.selector} {_yes(key.found)}") for key in found.dkim),
    ]


def _yes(found: bool) -> str:
    return _("yes") if found else _("no")


def _route(settings: MailSettings) -> Route:
    """The way by which mail with these settings goes out."""
    from hubmail_gui import methods
    from hubmail_gui.discovery import presets
    from hubmail_gui.discovery.domain import Route

    method = methods.of(settings)
    name = method.server(settings)
    account = method.known_door(settings)
    if account is None:
        cloud = str(getattr(settings.authentication, "cloud", ""))
        return Route(name, None, presets.by_type(settings.type, cloud))
    return Route(name, account.host, presets.by_host(account.host) or presets.by_mx(account.host))


def findings_json(found: Findings) -> Json:
    """The object that ``--json`` prints (``docs/interface.md``)."""
    from hubmail_gui.service.result import fault_json, warning_json

    of_spf, of_dmarc = found.spf, found.dmarc
    return {
        "domain": found.domain,
        "mx": list(found.mx),
        "spf": {
            "record": of_spf.record if of_spf else None,
            "covers_route": found.covers_route,
            "lookups": of_spf.lookups if of_spf else 0,
            "code": of_spf.code if of_spf else None,
        },
        "dmarc": {
            "record": of_dmarc.record if of_dmarc else None,
            "policy": of_dmarc.policy if of_dmarc else None,
            "code": of_dmarc.code if of_dmarc else None,
        },
        "dkim": [one._asdict() for one in found.dkim],
        "warnings": [warning_json(one) for one in found.warnings],
        "failure": fault_json(found.fault),
    }
