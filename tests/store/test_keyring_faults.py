"""Every exception that a keyring was seen to raise, and the fault that it stands for."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from keyring import errors

from hubmail_gui.core import foreign
from hubmail_gui.store.keyring_faults import fault_of, wrote_nothing
from tests.left_out import WINDOWS
from tests.store.keyrings import WindowsError


def dbus(name: str) -> Exception:
    """An error that the bus answered with."""
    from jeepney import HeaderFields, Message
    from jeepney.low_level import Endianness, Header, MessageType
    from jeepney.wrappers import DBusErrorResponse

    fields = {HeaderFields.error_name: name}
    header = Header(Endianness.little, MessageType.error, 0, 1, 0, 1, fields)
    error: Exception = DBusErrorResponse(Message(header, ("the bus's words",)))
    return error


def renamed(name: str, *arguments: object, base: type[Exception] = Exception) -> Exception:
    """An exception of a library that this system does not have, under its name."""
    module, _, own = name.rpartition(".")
    kind = type(own, (base,), {"__module__": module})
    error: Exception = kind(*arguments)
    return error


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def kde(name: str) -> Exception:
    error = renamed("dbus.exceptions.DBusException", "words")
    error._dbus_error_name = name  # type: ignore[attr-defined]
    return error


@dataclass(frozen=True)
class Raised:
    name: str
    error: Exception
    code: str


MACOS = "keyring.backends.macOS.api."
API = type("Error", (Exception,), {"__module__": "keyring.backends.macOS.api"})

RAISED = [
    Raised("locked", errors.KeyringLocked("words"), "keyring.locked"),
    Raised("no back end", errors.NoKeyringError("words"), "keyring.unavailable"),
    Raised("not stored", errors.PasswordSetError("words"), "keyring.denied"),
    Raised("not removed", errors.PasswordDeleteError("words"), "keyring.denied"),
    Raised("unknown to the library itself", errors.KeyringError("words"), "keyring.unavailable"),
    Raised("not opened", errors.InitError("words"), "keyring.unavailable"),
    Raised("Windows forbids", WindowsError(5, "CredRead", "words"), "keyring.denied"),
    Raised("no logon session", WindowsError(1312, "CredWrite", "words"), "keyring.unavailable"),
    Raised(
        "Windows' key is gone since an administrator set the password",
        WindowsError(-2146893813, "CredRead", "Key not valid for use in specified state."),
        "keyring.missing",
    ),
    Raised("Windows cannot decrypt", WindowsError(13, "CredRead", "words"), "keyring.missing"),
    Raised("no room", WindowsError(1783, "CredWrite", "words"), "keyring.unavailable"),
    Raised(
        "macOS, denied by the person",
        caused(
            errors.KeyringLocked("words"), renamed(MACOS + "KeychainDenied", -128, "x", base=API)
        ),
        "keyring.denied",
    ),
    Raised(
        "macOS, locked and no screen to ask on",
        caused(errors.KeyringError("words"), API(-25308, "Unknown Error")),
        "keyring.locked",
    ),
    Raised(
        "macOS, wrong password",
        caused(errors.KeyringError("words"), renamed(MACOS + "SecAuthFailure", -25293, base=API)),
        "keyring.denied",
    ),
    Raised(
        "macOS, anything else",
        caused(errors.KeyringError("words"), API(-50, "Unknown Error")),
        "keyring.unavailable",
    ),
    Raised("socket gone", ConnectionResetError(104, "words"), "keyring.unavailable"),
    Raised("a defect", ValueError("hunter2"), "keyring.unavailable"),
]  # fmt: skip
PROMISES: list[tuple[Exception, bool]] = [
    (errors.KeyringLocked(), True),
    (errors.InitError(), True),
    (errors.NoKeyringError(), True),
    (errors.PasswordSetError(), False),
    (ConnectionResetError(), False),
]
if not WINDOWS:
    from secretstorage import exceptions

    RAISED += [
        Raised(
            "not created, the prompt dismissed",
            caused(errors.InitError("words"), exceptions.PromptDismissedException("words")),
            "keyring.locked",
        ),
        Raised(
            "not created, the service gone",
            caused(
                errors.InitError("words"), exceptions.SecretServiceNotAvailableException("words")
            ),
            "keyring.unavailable",
        ),
        Raised("item locked", exceptions.LockedException("words"), "keyring.locked"),
        Raised("item gone", exceptions.ItemNotFoundException("words"), "keyring.missing"),
        Raised(
            "no service",
            exceptions.SecretServiceNotAvailableException("words"),
            "keyring.unavailable",
        ),
        Raised("stale daemon", dbus("org.freedesktop.DBus.Error.TimedOut"), "keyring.unavailable"),
        Raised("no answer", dbus("org.freedesktop.DBus.Error.NoReply"), "keyring.unavailable"),
        Raised("bus forbids", dbus("org.freedesktop.DBus.Error.AccessDenied"), "keyring.denied"),
        Raised("service locked", dbus("org.freedesktop.Secret.Error.IsLocked"), "keyring.locked"),
        Raised("KWallet forbids", kde("org.freedesktop.DBus.Error.AccessDenied"), "keyring.denied"),
        Raised(
            "KWallet gone", kde("org.freedesktop.DBus.Error.ServiceUnknown"), "keyring.unavailable"
        ),
    ]
    PROMISES += [
        (exceptions.LockedException(), True),
        (exceptions.PromptDismissedException(), True),
        (exceptions.SecretServiceNotAvailableException(), False),
    ]


@pytest.mark.parametrize("case", RAISED, ids=lambda case: case.name)
def test_a_fault_for_every_error(case: Raised) -> None:
    fault = fault_of(case.error)
    assert fault.code == case.code
    assert fault.reply
    assert "hunter2" not in fault.reply


@pytest.mark.parametrize(
    ("error", "nothing"),
    PROMISES,
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_only_some_errors_promise_that_nothing_was_kept(error: Exception, nothing: bool) -> None:
    assert wrote_nothing(error) is nothing


def test_foreign_words_are_cut_and_printable() -> None:
    for error in (
        errors.KeyringLocked("a\u202eb\x1b[31m\n" + "x" * 1_000_000),
        WindowsError(5, "x", "y" * 1_000_000),
    ):
        reply = fault_of(error).reply
        assert reply is not None
        assert reply.isprintable()
        assert len(reply) <= foreign.LONGEST_LINE


@pytest.mark.parametrize(
    "error",
    [
        errors.KeyringLocked("what it says itself"),
        WindowsError(1783, "CredWrite", "what it says itself"),
        OSError(104, "what it says itself"),
        renamed("dbus.exceptions.DBusException", "what it says itself"),
        renamed("jeepney.wrappers.DBusErrorResponse", "what it says itself"),
        renamed("pywintypes.error", "what it says itself"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whoever_knows_more_reads_the_keyrings_own_words(error: Exception) -> None:
    assert "what it says itself" in (fault_of(error).reply or "")


def test_of_a_defect_only_its_kind_is_told() -> None:
    assert fault_of(ValueError("hunter2")).reply == "ValueError"


def test_windows_forbids_by_way_of_either_library() -> None:
    error = renamed("win32ctypes.pywin32.pywintypes.error", 5, "CredRead", "words")
    error.winerror = 5  # type: ignore[attr-defined, unused-ignore]
    assert fault_of(error).code == "keyring.denied"
