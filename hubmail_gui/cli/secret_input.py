"""The secret as a command is given it: a password's text, or any file that holds a private key."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from hubmail_gui.cli.context import SECRET_BYTES, InputError, read_file, standard_input, typed
from hubmail_gui.core import keyfiles, memory
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.texts import _
from hubmail_gui.store import given

if TYPE_CHECKING:
    import argparse

# No key and no certificate is shorter, and passwords are.
_SHORTEST_KEY = 100


def read_secret(arguments: argparse.Namespace) -> str | None:
    """The secret from ``--secret-file`` or ``--secret-stdin``, or else from the service manager.

    None when nobody gave one.

    Line ends at its end are not part of it: editors and ``echo`` add them. A private key may be in
    any file that holds one; ``--passphrase-file`` opens it.

    Raises:
        InputError: the file cannot be read, is no text, is too large, or is empty.
    """
    path = arguments.secret_file
    if path is None and not arguments.secret_stdin:
        path = _credential()
    if path is None and not arguments.secret_stdin:
        return None
    memory.keep_private()
    try:
        raw = _bytes(path, arguments)
        key = _key_in(raw, arguments)
        text = _text(raw) if key is None else key
    except given.TooLargeError:
        raise _unreadable(path, _("it is too large")) from None
    except OSError as error:
        raise _unreadable(path, error.strerror) from None
    except UnicodeDecodeError:
        # The exception holds what it could not read.
        raise _unreadable(path, _("it is not UTF-8 text")) from None
    if not text:
        # Taken for "none given", it would leave an old secret in place that should have gone.
        raise InputError("secret", "secret.empty")
    return text


def _credential() -> str | None:
    """The file that a service manager gives this process alone (systemd.exec(5), Credentials)."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = os.path.join(folder, "hubmail.secret") if folder else None
    # It is empty where settings were handed over that need no secret.
    return path if path and os.path.exists(path) and os.path.getsize(path) else None


def _text(raw: bytes) -> str:
    # Windows' Notepad writes UTF-16 where it is asked for "Unicode".
    utf16 = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    return raw.decode("utf-16" if utf16 else "utf-8-sig").strip("\r\n")


def _unreadable(path: str | None, reason: str | None) -> InputError:
    return InputError("secret", "secret.unreadable", path=path or "stdin", reason=reason)


def _bytes(path: str | None, arguments: argparse.Namespace) -> bytes:
    if path is not None:
        return read_file(path, SECRET_BYTES, arguments)
    if sys.stdin and sys.stdin.isatty():
        return typed(_("Secret: "), arguments).encode()
    return standard_input(SECRET_BYTES, arguments)


def _key_in(raw: bytes, arguments: argparse.Namespace) -> str | None:
    """The private key in a file of keys; None where it is something else, such as a password.

    Raises:
        InputError: it is such a file, but what is needed cannot be had from it.
    """
    # A JSON document is the secret as a whole, as a service account's key is.
    if len(raw) < _SHORTEST_KEY or raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return None
    kind = keyfiles.kind_of(raw)
    if kind in (keyfiles.Kind.UNKNOWN, keyfiles.Kind.PATH, keyfiles.Kind.XML_KEY):
        return None
    from hubmail_gui.core import keys

    try:
        return keys.as_secret(raw, _passphrase(raw, arguments))
    except ProblemError as error:
        raise InputError("private_key", error.code, **error.params) from None


def _passphrase(raw: bytes, arguments: argparse.Namespace) -> str | None:
    """The passphrase of a key file, asked for only where it has one and somebody can answer."""
    from hubmail_gui.core import keys

    path = arguments.passphrase_file
    if path is not None:
        return _text(read_file(path, SECRET_BYTES, arguments))
    if not (sys.stdin and sys.stdin.isatty() and keys.needs_passphrase(raw)):
        return None
    return typed(_("Passphrase: "), arguments)
