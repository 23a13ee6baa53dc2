"""Exit statuses, as sysexits.h names them: part of what `docs/interface.md` promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Fault

OK = 0
USAGE = 64
INVALID = 65
REFUSED = 69
TEMPORARY = 75
DENIED = 77
CONFIGURATION = 78

_BY_CODE = {
    "settings.invalid": INVALID,
    "settings.missing": CONFIGURATION,
    "settings.corrupt": CONFIGURATION,
    "settings.newer": CONFIGURATION,
    "settings.unwritable": CONFIGURATION,
    "settings.not_a_file": CONFIGURATION,
    "settings.not_private": CONFIGURATION,
    "settings.locked": TEMPORARY,
    "keyring.unavailable": CONFIGURATION,
    "keyring.insecure": CONFIGURATION,
    "keyring.missing": CONFIGURATION,
    "keyring.locked": DENIED,
    "keyring.denied": DENIED,
    "access.not_administrator": DENIED,
    "handover.not_root": DENIED,
    "cancelled": TEMPORARY,
}


def status(fault: Fault | None) -> int:
    """The exit status that says the same as ``fault``; 0 for None."""
    if fault is None:
        return OK
    if fault.code in _BY_CODE:
        return _BY_CODE[fault.code]
    temporary = fault.temporary
    if temporary is None:
        from hubmail_gui.diagnosis import catalogue

        temporary = catalogue.entry(fault.code).temporary
    return TEMPORARY if temporary else REFUSED
