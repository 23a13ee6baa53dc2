"""Who may use a relay that other machines can reach: the login, from a file or the keyring, and TLS."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import (
    SECRET_BYTES,
    Context,
    InputError,
    read_file,
    standard_input,
    typed,
)
from hubmail_gui.core import memory
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.texts import _
from hubmail_gui.store import given

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.relay.server import Login


_NO_KEYRING = frozenset({"keyring.unavailable", "keyring.insecure"})


def takes(options: argparse.ArgumentParser) -> None:
    """The options about it."""
    options.add_argument(
        "--login-file", metavar="F",
        help=_("user:password that clients of other machines must show; else the one kept"),
    )  # fmt: skip
    options.add_argument(
        "--tls-file", metavar="F", help=_("certificate and key (PEM) for clients of other machines")
    )
    kept = options.add_mutually_exclusive_group()
    kept.add_argument(
        "--keep-login", action="store_true",
        help=_("keep the login in the keyring, from --login-file or standard input, and end"),
    )  # fmt: skip
    kept.add_argument(
        "--forget-login", action="store_true", help=_("remove the login that is kept, and end")
    )


def changed(context: Context) -> int:
    """Keep or remove the login.

    Raises:
        InputError: what was given is no login.
        FaultError: a ``keyring`` fault, or ``access.not_administrator``.
    """
    context.require_administrator()
    arguments = context.arguments
    kept = context.configuration().store.relay_login()
    cancel = Cancel(arguments.until)
    if arguments.forget_login:
        kept.forget(cancel)
        told = _("No login for the relay is kept any more.")
    else:
        user, password = _parts(_given(arguments))
        kept.keep(f"{user}:{password}", cancel)
        told = _("The login for the relay is kept in the keyring.")
    if context.json:
        output.dump({"mails": 0, "failure": None})
    else:
        output.say(told)
    return exits.OK


def login(context: Context) -> Login:
    """What protects a listener that others can reach; without it there is none.

    Raises:
        InputError: a part of it is missing, or cannot be read.
        FaultError: a ``keyring`` fault: there is one, and it does not give the login.
    """
    import hmac
    import ssl

    from hubmail_gui.relay.server import Login

    arguments = context.arguments
    if arguments.tls_file is None:
        raise InputError("tls_file", "relay.unprotected")
    text = _given(arguments) if arguments.login_file else _kept(context)
    user, password = (part.encode() for part in _parts(text))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        tls.load_cert_chain(arguments.tls_file)
    except OSError as error:  # an SSLError is one
        raise _unreadable("tls_file", arguments.tls_file, error) from None

    def check(given_user: bytes, given_password: bytes) -> bool:
        same = hmac.compare_digest(given_user, user)
        return hmac.compare_digest(given_password, password) and same

    return Login(check, tls)


def _kept(context: Context) -> str:
    kept = None
    try:
        kept = context.configuration().store.relay_login().read(Cancel(context.arguments.until))
    except FaultError as error:
        # A service account has no keyring: what it lacks is a login, and not that.
        if error.fault.code not in _NO_KEYRING:
            raise
    if kept is None:
        raise InputError("login_file", "relay.unprotected")
    return kept


def _given(arguments: argparse.Namespace) -> str:
    memory.keep_private()
    path = arguments.login_file
    try:
        if path is not None:
            raw = read_file(path, SECRET_BYTES, arguments)
        elif sys.stdin and sys.stdin.isatty():
            return typed(_("Login (user:password): "), arguments)
        else:
            raw = standard_input(SECRET_BYTES, arguments)
        return raw.decode("utf-8-sig")
    except given.TooLargeError:
        raise InputError("login_file", "secret.unreadable", path=path or "stdin",
                         reason=_("it is too large")) from None  # fmt: skip
    except OSError as error:
        raise _unreadable("login_file", path or "stdin", error) from None
    except UnicodeDecodeError:
        # The exception holds what it could not read.
        raise InputError("login_file", "secret.unreadable", path=path or "stdin",
                         reason=_("it is not UTF-8 text")) from None  # fmt: skip


def _parts(text: str) -> tuple[str, str]:
    user, _colon, password = text.strip("\r\n").partition(":")
    if not user.strip() or not password:
        raise InputError("login_file", "relay.login")
    return user.strip(), password


def _unreadable(field: str, path: str, error: OSError) -> InputError:
    reason = error.strerror or type(error).__name__
    return InputError(field, "message.source_unreadable", path=path, reason=reason)
