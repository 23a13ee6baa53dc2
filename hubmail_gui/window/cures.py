"""What would mend a failure at one press: other settings, another type, trust for this host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.texts import N_, _
from hubmail_gui.service.persistence import heals
from hubmail_gui.window.pages import layout as layouts
from hubmail_gui.window.pages import registry

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Fault, Suggestion
    from hubmail_gui.core.settings import MailSettings

# So many buttons a dialog has for them.
MOST = 2

# Faults of a certificate that trusting it, or its authority, by hand would mend.
_TRUSTABLE = frozenset(
    {
        "tls.certificate.untrusted",
        "tls.certificate.self_signed",
        "tls.certificate.incomplete_chain",
        "tls.certificate.pin_changed",
    }
)
PIN, AUTHORITIES = "pinned_sha256", "ca_certificates"

_ENCRYPTIONS = {"starttls": "STARTTLS", "tls": "TLS"}


@dataclass(frozen=True, slots=True)
class Cure:
    """One thing that can be done.

    Attributes:
        words: the text of its button.
        patch: settings to change, by (dotted) keys.
        type: set up this authentication type instead.
        trust: what is to be trusted is still to be confirmed (PIN) or chosen (AUTHORITIES).
        host: for which server that counts.
        waits: time alone may cure it: test again until it works.
    """

    words: str
    patch: Mapping[str, object] | None = None
    type: str = ""
    trust: str = ""
    host: str = ""
    waits: bool = False


def of(
    failure: Fault | None, settings: MailSettings | None, *, stored: bool = False
) -> tuple[Cure, ...]:
    """What would mend ``failure`` of a test with ``settings``, the best first.

    Only what is ``stored`` can be tested again and again while somebody does something else.
    """
    if failure is None or settings is None:
        return ()
    waits = [Cure(_("Try again until it works"), waits=True)] if stored and heals(failure) else []
    own = (*_suggested(failure, settings), *_trust(failure, settings))
    return (*own, *waits, *_type(failure, settings))


def patch_of(suggestion: Suggestion | None) -> dict[str, object]:
    """The settings that a suggestion changes, by (dotted) keys."""
    patch = dict(suggestion.settings) if suggestion else {}
    inner = patch.pop("authentication", {})
    return layouts.flat({**patch, **inner})


def _suggested(failure: Fault, settings: MailSettings) -> Iterator[Cure]:
    patch = patch_of(failure.suggestion)
    if patch:
        yield Cure(_words(patch, settings), patch)


def _words(patch: Mapping[str, object], settings: MailSettings) -> str:
    port, encryption = patch.get("port"), str(patch.get("encryption", ""))
    if set(patch) == {"port", "encryption"} and encryption in _ENCRYPTIONS:
        kind = _ENCRYPTIONS[encryption]
        return _("Use port {port} with {encryption}").format(port=port, encryption=kind)
    if set(patch) == {"encryption"} and encryption in _ENCRYPTIONS:
        return _("Use {values}").format(values=_ENCRYPTIONS[encryption])
    if set(patch) == {"port"}:
        return _("Use port {port}").format(port=port)
    if patch.get("smtp_authentication") is True:
        return _("Switch authentication on")
    if patch.get("smtp_authentication") is False:
        return _("Switch authentication off")
    if len(patch) == 1:
        return _("Use {values}").format(values=next(iter(patch.values())))
    method = methods.of(settings)
    layout = registry.layout(settings.type)
    known = ((core_settings.known_setting(method.settings, key), key) for key in patch)
    values = (layout.words(key, patch[key]) for spec, key in known if spec is not None)
    return _("Use {values}").format(values=" · ".join(values))


def _trust(failure: Fault, settings: MailSettings) -> Iterator[Cure]:
    """Nobody but a person may say that an unknown certificate is the right one."""
    # Only where the person chose the server themselves.
    host = str(getattr(settings.authentication, "host", ""))
    if failure.code not in _TRUSTABLE or not failure.chain or not host:
        return
    pin = {PIN: failure.chain[0].sha256}
    yield Cure(_(_TRUST_WORDS[PIN]), pin, trust=PIN, host=host)
    yield Cure(_(_TRUST_WORDS[AUTHORITIES]), trust=AUTHORITIES, host=host)


_TRUST_WORDS = {PIN: N_("Trust this certificate…"), AUTHORITIES: N_("Authority from a file…")}


def _type(failure: Fault, settings: MailSettings) -> Iterator[Cure]:
    """After a sign-in was refused for good, what the provider takes instead."""
    offered = methods.of(settings).offered(failure.code, failure.reply or "")
    if offered:
        label = _(methods.method(offered).label)
        yield Cure(_("Set up {method}…").format(method=label), type=offered)
