"""From a refused certificate to the fault that has to be mended first."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from hubmail_gui.core import resources
from hubmail_gui.core.facts import Verdict
from hubmail_gui.core.tls_facts import CertificateFact, TlsFact

SELF_SIGNED = "tls.certificate.self_signed"
UNTRUSTED = "tls.certificate.untrusted"
EXPIRED = "tls.certificate.expired"
NOT_YET = "tls.certificate.not_yet_valid"
INCOMPLETE = "tls.certificate.incomplete_chain"
PURPOSE = "tls.certificate.purpose"
OWN = "tls.own_ca_expired"


def classify_tls(fact: TlsFact) -> Verdict:
    """The fault of a refused certificate, and its other problems in the parameter ``also``.

    A pure function; the first call reads ``resources/rules/tls.toml``.
    """
    seen = _seen(fact)
    found = {_by_number(fact.verify_code), *seen}
    if NOT_YET in seen and EXPIRED not in seen:
        found.discard(EXPIRED)  # Windows has one number for both ends of the time
    trust = {SELF_SIGNED, UNTRUSTED, INCOMPLETE}
    if found & trust and fact.chain:
        found = (found - trust) | {_trust_problem(fact.chain, found, given=fact.trust_given)}
    if own := _own_problem(fact, found):
        return _own_verdict(fact, own)
    first, *others = sorted(found, key=_rules()["order"].index)
    params = _params(first, fact.chain, fact.now)
    if others:
        params["also"] = ", ".join(others)
    return Verdict(first, temporary=False, rule=f"tls-{fact.verify_code}", params=params)


def _own_problem(fact: TlsFact, found: set[str]) -> CertificateFact | None:
    """The certificate of the settings' own that is to blame, where the server's are in order.

    It has the name of the one that issued the server's, and is out of date, or no authority.
    """
    above = {one.issuer for one in fact.chain}
    concerned = [one for one in fact.own if one.subject in above]
    mine = {one.fingerprint for one in fact.own}
    theirs = [one for one in fact.chain if one.fingerprint not in mine]
    if any(one.not_after < fact.now for one in theirs):
        return None
    old = [one for one in concerned if one.not_after < fact.now]
    good = [one for one in concerned if one.not_after >= fact.now and one.authority]
    if old and not good and found & {EXPIRED, UNTRUSTED, SELF_SIGNED, INCOMPLETE}:
        return old[0]
    if PURPOSE in found and fact.chain and fact.chain[0].for_servers:
        return next((one for one in concerned if not one.authority), None)
    return None


def _own_verdict(fact: TlsFact, own: CertificateFact) -> Verdict:
    params = {"fingerprint": fact.chain[0].fingerprint} if fact.chain else {}
    params |= {"presented": own.issuer_name if own.self_signed else own.subject}
    if own.not_after < fact.now:
        params |= {"not_after": own.not_after[:10]}
    else:
        params |= {"saw": "own_not_authority"}
    return Verdict(OWN, temporary=False, rule=f"tls-{fact.verify_code}-own", params=params)


def expires_soon_days() -> int:
    """So many days before its end a certificate is worth a warning."""
    days: int = _rules()["expires_soon"]["days"]
    return days


def proves(names: tuple[str, ...], hostname: str) -> bool:
    """Whether one of a certificate's names stands for ``hostname`` (RFC 9525 section 6.3)."""
    host = hostname.lower().rstrip(".")
    for name in names:
        one = name.lower().rstrip(".")
        # A wildcard is the whole left-most label and stands for exactly one.
        wild = one.startswith("*.") and host.partition(".")[2] == one[2:]
        if one == host or (wild and "." in host):
            return True
    return False


def _by_number(verify_code: int) -> str:
    for numbers in _rules()["verifier"].values():
        for code, listed in numbers.items():
            if verify_code in listed:
                return str(code)
    return str(_rules()["otherwise"])


def _seen(fact: TlsFact) -> set[str]:
    """What a look at the certificates shows, whichever problem the verifier met first."""
    found = set()
    for certificate in fact.chain:
        if certificate.not_after < fact.now:
            found.add(EXPIRED)
        if certificate.not_before > fact.now:
            found.add(NOT_YET)
    if fact.chain:
        own = fact.chain[0]
        if not proves(own.names, fact.hostname):
            found.add("tls.certificate.hostname")
        if not own.for_servers:
            found.add("tls.certificate.purpose")
        if own.self_signed:
            found.add(SELF_SIGNED)
    return found


def _trust_problem(chain: tuple[CertificateFact, ...], found: set[str], *, given: bool) -> str:
    """Why no trusted authority was reached: nobody vouches, an unknown one does, or a link lacks.

    A certificate alone does not tell whether its issuer is a root that this computer does not
    know or an intermediate that the server should have sent. It is an intermediate when the
    certificate says where to fetch it, as those of public authorities do, or when the settings
    trust an authority already: then that one is further up.
    """
    own = chain[0]
    if own.self_signed:
        return SELF_SIGNED
    others = {certificate.subject for certificate in chain[1:]}
    alone = own.issuer not in others
    if INCOMPLETE in found and alone and (own.issuer_published or given):
        return INCOMPLETE
    return UNTRUSTED


def _params(code: str, chain: tuple[CertificateFact, ...], now: str) -> dict[str, str]:
    if not chain:
        return {}
    own = chain[0]
    params = {
        "presented": ", ".join(own.names) or own.subject,
        "issuer": own.issuer_name,
        "fingerprint": own.fingerprint,
    }
    # It may be one further up that is out of its time, even one that was not sent.
    expired = next((one for one in chain if one.not_after < now), None)
    early = next((one for one in chain if one.not_before > now), None)
    if code == EXPIRED and expired:
        params |= {"issuer": expired.issuer_name, "not_after": expired.not_after[:10]}
    if code == NOT_YET and early:
        params |= {"issuer": early.issuer_name, "not_before": early.not_before[:10]}
    return {key: value for key, value in params.items() if value}


@cache
def _rules() -> dict[str, Any]:
    with Path(resources.path("rules/tls.toml")).open("rb") as file:
        return tomllib.load(file)
