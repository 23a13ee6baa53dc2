"""After a failure of the settings' own making: what would have gone better?

Without a password and without a mail, and within three seconds: the other ports and kinds of
encryption of the same host, and what its certificate says. What is suggested never encrypts less,
trusts more, or leads to another machine.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from hubmail_gui.core import seen as happened
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Fault, FaultError, Seen, Suggestion
from hubmail_gui.core.validation import ascii_host
from hubmail_gui.delivery import sasl
from hubmail_gui.delivery.account import Login, SmtpAccount
from hubmail_gui.delivery.driver import Limits
from hubmail_gui.delivery.resolve import resolve
from hubmail_gui.discovery import handshakes
from hubmail_gui.discovery.crowd import Crowd
from hubmail_gui.discovery.probe import Probe, probe

SECONDS = 3.0
# Each look ends before the whole does, so that what became of it is known.
_LIMITS = Limits(connect=2.5, reply=2.5, quit=0.2)
_LOOK_SECONDS = 2.8
_MOST_NAMES = 5

_PLACES = (
    (587, Encryption.STARTTLS),
    (465, Encryption.TLS),
    (2525, Encryption.STARTTLS),
    (25, Encryption.STARTTLS),
)

# Another port, or another kind of encryption, may do better.
_WRONG_DOOR = frozenset(
    {
        "network.refused",
        "network.timeout",
        "network.reset",
        "smtp.not_smtp",
        "smtp.silent",
        "smtp.turned_away",
        "smtp.protocol",
        "smtp.disconnected",
        "smtp.timeout",
        "smtp.tls_required",
        "tls.not_tls",
        "tls.starttls_missing",
        "tls.starttls_refused",
        "tls.handshake",
        "tls.protocol_too_old",
        "tls.key_exchange_weak",
        "tls.client_certificate_required",
        "smtp.auth.not_offered",
        "smtp.auth.only_after_tls",
        "smtp.auth.no_common_mechanism",
        "tls.certificate.expired",
        "tls.certificate.not_yet_valid",
        "tls.certificate.hostname",
        "tls.certificate.self_signed",
        "tls.certificate.untrusted",
        "tls.certificate.incomplete_chain",
        "tls.certificate.purpose",
        "tls.certificate.weak",
    }
)
# The server wants a login, and the settings have none.
_WANTS_LOGIN = frozenset({"smtp.auth.required", "smtp.relay_denied"})
_NAMES = "tls.certificate.hostname"
_LINK_MISSING = "tls.certificate.incomplete_chain"
# Which of the two it is, a certificate alone does not tell.
_NO_WAY_TO_A_ROOT = frozenset({_LINK_MISSING, "tls.certificate.untrusted"})
_ANY_LOGIN = Login("", "")


def applies(account: SmtpAccount, fault: Fault) -> bool:
    """Whether a look at the server could help."""
    return fault.code in _WRONG_DOOR or (fault.code in _WANTS_LOGIN and account.login is None)


def look_again(
    account: SmtpAccount, fault: Fault, cancel: Cancel, seconds: float = SECONDS
) -> Fault:
    """``fault``, made exact, with what was seen and what would cure it.

    Raises:
        Cancelled: stopping was asked for.
    """
    with Crowd(cancel, seconds) as crowd:
        look = _Look(account, fault, crowd)
        look.begin()
        crowd.run()
        return look.fault()


class _Look:
    """What was seen so far."""

    def __init__(self, account: SmtpAccount, fault: Fault, crowd: Crowd) -> None:
        self._account = account
        self._fault = fault
        self._crowd = crowd
        self._exact = fault
        self._ways: list[tuple[str, int, Encryption]] = []
        self._seen: dict[tuple[str, int, Encryption], Probe] = {}

    def begin(self) -> None:
        """Start everything that may help, at once."""
        account, fault, crowd = self._account, self._fault, self._crowd
        for port, encryption in self._doors():
            self._look(account.host, port, encryption)
        if fault.code in handshakes.VAGUE and "protocol" not in fault.params:
            exact = partial(handshakes.exact, fault, account, crowd.cancel, _LOOK_SECONDS)
            crowd.start(exact, self._is)
        if fault.code in _NO_WAY_TO_A_ROOT and fault.chain:
            from hubmail_gui.discovery import issuers

            leaf = fault.chain[0].sha256
            tell = partial(issuers.exact, account, leaf, crowd.cancel, _LOOK_SECONDS)
            crowd.start(tell, self._is_called)
        if fault.code == _NAMES:
            names = fault.params.get("presented", "").split(", ")
            crowd.start(partial(self._same_machine, names), self._named)

    def fault(self) -> Fault:
        """What is known when all is done or the time is up."""
        seen = [
            Seen(*way[:2], way[2].value, self._seen[way].code if way in self._seen else _UNKNOWN)
            for way in self._ways
        ]
        return self._exact._replace(seen=tuple(seen), suggestion=self._suggestion())

    def _is(self, fault: Fault) -> None:
        self._exact = fault

    def _is_called(self, code: str | None) -> None:
        if code is None:
            return
        params = dict(self._exact.params)
        if code == _LINK_MISSING:
            params["saw"] = f"{params.get('saw', '')} {happened.Seen.LINK_PROVEN}".strip()
        self._exact = self._exact._replace(code=code, params=params)

    # --- where to look

    def _doors(self) -> list[tuple[int, Encryption]]:
        account = self._account
        same = [
            (account.port, kind)
            for kind in (Encryption.TLS, Encryption.STARTTLS)
            if kind is not account.encryption or self._about_login()
        ]
        usual = [door for door in _PLACES if door != (account.port, account.encryption)]
        return list(dict.fromkeys([*same, *usual]))

    def _about_login(self) -> bool:
        return self._fault.code.startswith("smtp.auth.") or self._fault.code in _WANTS_LOGIN

    def _look(self, host: str, port: int, encryption: Encryption) -> None:
        way = (host, port, encryption)
        if way in self._ways:
            return
        self._ways.append(way)
        account = self._account._replace(host=host, port=port, encryption=encryption)
        seconds = min(_LOOK_SECONDS, self._crowd.left)
        work = partial(probe, account, self._crowd.cancel, seconds, _LIMITS)
        self._crowd.start(work, partial(self._looked, way))

    def _looked(self, way: tuple[str, int, Encryption], seen: Probe) -> None:
        self._seen[way] = seen
        # Without encryption only where the settings want none.
        if seen.code == "tls.starttls_missing" and self._account.encryption is Encryption.NONE:
            host, port, _encryption = way
            if (host, port) != (self._account.host, self._account.port) or self._about_login():
                self._look(host, port, Encryption.NONE)

    # --- names in the certificate

    def _same_machine(self, names: list[str]) -> list[str]:
        """Those of ``names`` that lead to the very addresses of the host, and nowhere else."""
        own = self._addresses(self._account.host)
        wanted = [one for one in names if one and not one.startswith("*")]
        return [
            one for one in wanted[:_MOST_NAMES] if (found := self._addresses(one)) and found <= own
        ]

    def _addresses(self, name: str) -> set[str]:
        port, left = self._account.port, self._crowd.left
        try:
            found = resolve(ascii_host(name), port, left, self._crowd.cancel)
        except (FaultError, ValueError):
            return set()
        return {one.text for one in found}

    def _named(self, names: list[str]) -> None:
        for name in names:
            self._look(name, self._account.port, self._account.encryption)

    # --- what to suggest

    def _suggestion(self) -> Suggestion | None:
        if self._fault.code in _WANTS_LOGIN:
            return self._with_login()
        good = [self._seen[way] for way in self._ways if way in self._seen]
        good = [one for one in good if one.code == "ok" and self._fits(one)]
        best = min(good, key=self._preference, default=None)
        if best is not None:
            return self._patch(best)
        return self._without_login()

    def _fits(self, seen: Probe) -> bool:
        if seen.encryption is Encryption.NONE and self._account.encryption is not Encryption.NONE:
            return False
        return self._account.login is None or _can_log_in(seen)

    def _preference(self, seen: Probe) -> tuple[bool, ...]:
        account = self._account
        return (
            seen.encryption is Encryption.NONE,
            seen.port == 25 and account.port != 25,
            seen.host == account.host and seen.port != account.port,
            seen.host != account.host,
        )

    def _patch(self, seen: Probe, **more: Any) -> Suggestion:  # noqa: ANN401
        account = self._account
        changes: dict[str, Any] = {}
        if seen.host != account.host:
            changes["host"] = seen.host
        if seen.port != account.port:
            changes["port"] = seen.port
        if seen.encryption is not account.encryption:
            changes["encryption"] = seen.encryption.value
        params = {"host": seen.host, "port": str(seen.port), "name": seen.host}
        return Suggestion(
            {"authentication": {**changes, **more}}, _reason(changes, seen, more), params
        )

    def _with_login(self) -> Suggestion | None:
        good = [
            one for one in self._seen.values()
            if one.code == "ok" and _can_log_in(one) and self._fits(one)
        ]  # fmt: skip
        best = min(good, key=self._preference, default=None)
        return None if best is None else self._patch(best, smtp_authentication=True)

    def _without_login(self) -> Suggestion | None:
        """No login is offered anywhere: the server may take mail without one."""
        account = self._account
        seen = self._seen.get((account.host, account.port, account.encryption))
        if self._fault.code != "smtp.auth.not_offered" or seen is None or seen.code != "ok":
            return None
        if seen.mechanisms:
            return None
        return self._patch(seen, smtp_authentication=False)


_UNKNOWN = "network.timeout"


def _can_log_in(seen: Probe) -> bool:
    return bool(sasl.choose(seen.mechanisms, _ANY_LOGIN))


def _reason(changes: dict[str, Any], seen: Probe, more: dict[str, Any]) -> str:
    """The key of the sentence that says why."""
    if "smtp_authentication" in more:
        return "login" if more["smtp_authentication"] else "no_login"
    if "host" in changes:
        return "certificate_name"
    if seen.encryption is Encryption.TLS:
        return "tls_port"
    return "starttls_port" if seen.encryption is Encryption.STARTTLS else "port"
