"""What a domain's SPF record says (RFC 7208): its terms, what they cost, and whom they let send."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple

from hubmail_gui.discovery.names import Names, State

# RFC 7208 section 4.6.4.
MOST_LOOKUPS = 10
MOST_VOID = 2
MOST_MX = 10

MISSING = "dns.spf.missing"
SEVERAL = "dns.spf.several"
TOO_MANY = "dns.spf.too_many_lookups"
INVALID = "dns.spf.invalid"
PERMISSIVE = "dns.spf.permissive"
UNAVAILABLE = "dns.unavailable"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_VERSION = re.compile(r"v=spf1(?: |$)", re.IGNORECASE)
_MECHANISM = re.compile(r"([+?~-]?)([a-z][a-z0-9_.-]*)(?:([:/])(.*))?", re.IGNORECASE)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9-]+", re.IGNORECASE)
_CIDR = re.compile(r"(.*?)(?:/(\d{1,2}))?(?://(\d{1,3}))?")
# Section 7.1: a macro, an escape or a visible character; no percent sign stands alone.
_MACROS = re.compile(r"(?:%\{[slodiphcrtv]\d{0,3}r?[.+,/_=-]*\}|%%|%_|%-|[!-$&-~])*", re.IGNORECASE)


class SpfError(Exception):
    """The record has no result but an error: its code says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Term(NamedTuple):
    """One mechanism.

    Attributes:
        qualifier: ``+``, ``-``, ``~`` or ``?``.
        name: in lower case.
        value: a domain, a network or empty.
        v4, v6: the lengths of the prefix where it gives any.
    """

    qualifier: str
    name: str
    value: str
    v4: int
    v6: int


class Record(NamedTuple):
    """A record that was read.

    Attributes:
        redirect: another domain whose record holds where no term does; empty for none.
    """

    terms: tuple[Term, ...]
    redirect: str


def read(text: str) -> Record:
    """The terms of the record ``text`` (section 4.6.1).

    Raises:
        SpfError: a term cannot be read.
    """
    terms: list[Term] = []
    modifiers: dict[str, str] = {}
    for word in text.split()[1:]:
        if match := _MODIFIER.fullmatch(word):
            name, value = match[1].lower(), match[2]
            if not _MACROS.fullmatch(value) or (name in modifiers and name in _ONCE):
                raise SpfError(INVALID)
            if name in _ONCE and not value:
                raise SpfError(INVALID)
            modifiers[name] = value
        else:
            terms.append(_term(word))
    return Record(tuple(terms), modifiers.get("redirect", ""))


_ONCE = frozenset({"redirect", "exp"})


def _term(word: str) -> Term:
    match = _MECHANISM.fullmatch(word)
    if match is None:
        raise SpfError(INVALID)
    qualifier, name, mark = match[1] or "+", match[2].lower(), match[3] or ""
    value = match[4] or ""
    if mark and not value:
        raise SpfError(INVALID)
    given = value if mark != "/" else f"/{value}"
    if name == "all":
        return _bare(qualifier, name, mark)
    if name in {"ip4", "ip6"}:
        return _network(qualifier, name, given)
    if name in {"a", "mx"}:
        return _addressed(qualifier, name, given)
    if name == "ptr" and not mark:
        return Term(qualifier, name, "", 32, 128)
    if name in {"include", "exists", "ptr"} and mark == ":" and _is_domain(value):
        return Term(qualifier, name, value, 32, 128)
    raise SpfError(INVALID)


def _bare(qualifier: str, name: str, mark: str) -> Term:
    if mark:
        raise SpfError(INVALID)
    return Term(qualifier, name, "", 32, 128)


def _network(qualifier: str, name: str, value: str) -> Term:
    try:
        found = ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise SpfError(INVALID) from None
    if found.version != (4 if name == "ip4" else 6):
        raise SpfError(INVALID)
    return Term(qualifier, name, str(found), 32, 128)


def _addressed(qualifier: str, name: str, value: str) -> Term:
    match = _CIDR.fullmatch(value)
    if match is None:
        raise SpfError(INVALID)
    domain, v4, v6 = match[1], int(match[2] or 32), int(match[3] or 128)
    if (
        v4 > 32
        or v6 > 128
        or "/" in domain.replace("%{", "")
        or (domain and not _is_domain(domain))
    ):
        raise SpfError(INVALID)
    return Term(qualifier, name, domain, v4, v6)


def _is_domain(value: str) -> bool:
    """A domain-spec (section 7.1): macros, and an end that is a name or a macro."""
    if not _MACROS.fullmatch(value):
        return False
    end = value.rstrip(".").rpartition(".")[2]
    return end.endswith("}") or bool(_LABEL.fullmatch(end) and not end.isdigit())


class Reading(NamedTuple):
    """What a domain's record came to.

    Attributes:
        record: its text; None where there is none, or more than one.
        lookups: that it costs, those of its includes counted.
        networks: from which it lets send, as far as they are known without a mail at hand.
        names: every domain that it includes, or redirects to.
        unknown: some of it depends on the mail at hand (macros, ptr, exists).
        code: what is wrong; None where nothing is.
    """

    record: str | None
    lookups: int
    networks: tuple[Network, ...]
    names: tuple[str, ...]
    unknown: bool
    code: str | None


def look_up(domain: str, names: Names) -> Reading:
    """The record of ``domain`` with all that it leads to.

    Raises:
        Cancelled: stopping was asked for.
    """
    reader = _Reader(names)
    text, code = reader.text_of(domain)
    if text is None:
        return Reading(None, 0, (), (), unknown=code == UNAVAILABLE, code=code)
    try:
        reader.follow(domain, text)
    except SpfError as error:
        code = error.code
    if code is None and reader.lookups > MOST_LOOKUPS:
        code = TOO_MANY
    if code is None and reader.permissive:
        code = PERMISSIVE
    return Reading(
        text, reader.lookups, tuple(reader.networks), tuple(reader.names), reader.unknown, code
    )


class _Reader:
    """Follows a record to its ends."""

    def __init__(self, names: Names) -> None:
        self._dns = names
        self._void = 0
        self.lookups = 0
        self.networks: list[Network] = []
        self.names: list[str] = []
        self.unknown = False
        self.permissive = False

    def text_of(self, domain: str) -> tuple[str | None, str | None]:
        """The one record of ``domain``, or why there is none (section 4.5)."""
        answer = self._dns.texts(domain)
        if answer.state is State.FAILED:
            return None, UNAVAILABLE
        found = [one for one in answer.records if _VERSION.match(one)]
        if len(found) == 1:
            return found[0], None
        return None, SEVERAL if found else MISSING

    def follow(self, domain: str, text: str, *, counts: bool = True) -> None:
        """Read ``text`` of ``domain``; ``counts`` where what it lets send is let send in the end."""
        record = read(text)
        for term in record.terms:
            passes = counts and term.qualifier == "+"
            if term.name == "all":
                self.permissive = self.permissive or passes
                # What comes after it is never reached, a redirect neither (section 5.1).
                return
            self._take(term, domain, passes=passes)
        if record.redirect:
            self._count()
            self._into(record.redirect, counts=counts)

    def _take(self, term: Term, domain: str, *, passes: bool) -> None:
        if term.name in {"ip4", "ip6"}:
            self._let(ipaddress.ip_network(term.value), passes=passes)
            return
        self._count()
        target = term.value or domain
        if "%" in target or term.name in {"ptr", "exists"}:
            self.unknown = True
        elif term.name == "include":
            self._into(target, counts=passes)
        elif term.name == "a":
            self._addresses(target, term, passes=passes)
        else:
            self._exchangers(target, term, passes=passes)

    def _into(self, target: str, *, counts: bool) -> None:
        if "%" in target:
            self.unknown = True
            return
        if counts:
            self.names.append(target.rstrip(".").lower())
        text, code = self.text_of(target)
        if text is None:
            # Section 5.2: an included domain without a record is an error of the including one.
            raise SpfError(UNAVAILABLE if code == UNAVAILABLE else INVALID)
        self.follow(target, text, counts=counts)

    def _addresses(self, name: str, term: Term, *, passes: bool) -> None:
        found = [(kind, self._dns.addresses(name, kind)) for kind in ("A", "AAAA")]
        self._check_void([answer.state for _kind, answer in found])
        for kind, answer in found:
            length = term.v4 if kind == "A" else term.v6
            for address in answer.records:
                network = ipaddress.ip_network(f"{address}/{length}", strict=False)
                self._let(network, passes=passes)

    def _exchangers(self, name: str, term: Term, *, passes: bool) -> None:
        answer = self._dns.mx(name)
        self._check_void([answer.state])
        hosts = [one.host for one in answer.records if one.host]
        if len(hosts) > MOST_MX:
            raise SpfError(TOO_MANY)
        for host in hosts:
            self._addresses(host, term, passes=passes)

    def _check_void(self, states: list[State]) -> None:
        """Look-ups that find nothing are counted (section 4.6.4)."""
        if set(states) <= {State.NONE, State.MISSING}:
            self._void += 1
        self.unknown = self.unknown or State.FAILED in states
        if self._void > MOST_VOID:
            raise SpfError(TOO_MANY)

    def _count(self) -> None:
        self.lookups += 1
        # It goes on a little, so that the number shown is the true one in all but hostile cases.
        if self.lookups > 3 * MOST_LOOKUPS:
            raise SpfError(TOO_MANY)

    def _let(self, network: Network, *, passes: bool) -> None:
        if passes:
            self.networks.append(network)
