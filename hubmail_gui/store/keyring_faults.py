"""What the keyring's errors mean; those of the libraries below it escape as they are.

The classes are known by name: most of them belong to libraries of one operating system, and none
of them has to be imported to be recognised.
"""

from __future__ import annotations

from hubmail_gui.core import foreign
from hubmail_gui.core.outcome import Fault

_CODES = {
    "keyring.errors.KeyringLocked": "keyring.locked",
    "keyring.errors.InitError": "keyring.unavailable",
    "keyring.errors.NoKeyringError": "keyring.unavailable",
    "keyring.errors.PasswordSetError": "keyring.denied",
    "keyring.errors.PasswordDeleteError": "keyring.denied",
    "keyring.errors.KeyringError": "keyring.unavailable",
    "keyring.backends.macOS.api.KeychainDenied": "keyring.denied",
    "keyring.backends.macOS.api.SecAuthFailure": "keyring.denied",
    "secretstorage.exceptions.PromptDismissedException": "keyring.locked",
    "secretstorage.exceptions.LockedException": "keyring.locked",
    "secretstorage.exceptions.ItemNotFoundException": "keyring.missing",
    "secretstorage.exceptions.SecretStorageException": "keyring.unavailable",
}
# Names of D-Bus errors, and what ends like them.
_DBUS = {
    "IsLocked": "keyring.locked",
    "AccessDenied": "keyring.denied",
    "AuthFailed": "keyring.denied",
    "InteractiveAuthorizationRequired": "keyring.denied",
}
# Of winerror.h, as unsigned numbers. What DPAPI cannot decrypt is lost: an administrator has set the
# account's password, or a profile was put together again without its keys.
_WINDOWS = {
    5: "keyring.denied",  # ERROR_ACCESS_DENIED
    13: "keyring.missing",  # ERROR_INVALID_DATA
    0x80090005: "keyring.missing",  # NTE_BAD_DATA
    0x8009000B: "keyring.missing",  # NTE_BAD_KEY_STATE
    0x8009002C: "keyring.missing",  # NTE_DECRYPTION_FAILURE
}
_NO_INTERACTION = -25308  # errSecInteractionNotAllowed: a locked keychain and no screen to ask on

# These are raised before anything is written, by every back end that is accepted.
_NOTHING_WRITTEN = frozenset({
    "keyring.errors.KeyringLocked",
    "keyring.errors.InitError",
    "keyring.errors.NoKeyringError",
    "secretstorage.exceptions.LockedException",
    "secretstorage.exceptions.PromptDismissedException",
})  # fmt: skip


def _names(error: BaseException) -> list[str]:
    return [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]


def wrote_nothing(error: BaseException) -> bool:
    """Whether the keyring had certainly kept nothing yet when it raised this."""
    return not _NOTHING_WRITTEN.isdisjoint(_names(error))


def fault_of(error: BaseException) -> Fault:
    """The fault that a keyring library's exception stands for, with its own words.

    The words of an exception that no keyring library defines are dropped: those of a failed
    encoding, for one, quote the secret.
    """
    code = _code(error)
    if code is None:
        reply = error.strerror if isinstance(error, OSError) else type(error).__name__
        return Fault("keyring.unavailable", reply=reply)
    return Fault(code, reply=foreign.line(str(error)) or None)


def _code(error: BaseException) -> str | None:
    # A cause from below is finer: a dismissed prompt is no missing service.
    candidates = (error.__cause__, error)
    codes = (_code_of(one) for one in candidates if one is not None)
    return next((code for code in codes if code is not None), None)


def _code_of(error: BaseException) -> str | None:
    names = _names(error)
    if "keyring.backends.macOS.api.Error" in names and error.args[:1] == (_NO_INTERACTION,):
        return "keyring.locked"
    if "jeepney.wrappers.DBusErrorResponse" in names:
        return _dbus(getattr(error, "name", ""))
    if "dbus.exceptions.DBusException" in names:
        return _dbus(getattr(error, "_dbus_error_name", ""))
    if "pywintypes.error" in names or "win32ctypes.pywin32.pywintypes.error" in names:
        number = getattr(error, "winerror", None) or 0
        return _WINDOWS.get(number & 0xFFFFFFFF, "keyring.unavailable")
    return next((_CODES[name] for name in names if name in _CODES), None)


def _dbus(name: object) -> str:
    return _DBUS.get(str(name).rpartition(".")[2], "keyring.unavailable")
