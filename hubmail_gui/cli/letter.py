"""``hubmail letter [FILE]``: the request to whoever runs the mail service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hubmail_gui import methods
from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context, InputError, read_document
from hubmail_gui.cli.secret_input import read_secret
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.core.schema import Document


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument("file", metavar="FILE", nargs="?", help=_("settings file, whole or half"))


def run(context: Context) -> int:
    """Write the letter from FILE, or from what is stored; it holds no secret."""
    path = context.arguments.file
    document = _object(read_document(path, context.arguments)) if path else _stored(context)
    inner = document.get("authentication")
    name = inner.get("type") if isinstance(inner, Mapping) else None
    if name not in methods.types():
        code = "field.choice" if name else "field.required"
        raise InputError("type", code, choices=", ".join(methods.types()))
    letter = methods.method(str(name)).write_letter(document, read_secret(context.arguments))
    if letter is None:
        raise InputError("type", "letter.nobody")
    if context.json:
        output.dump({**letter._asdict(), "failure": None})
    else:
        output.say(letter.whole)
    return exits.OK


def _object(document: object) -> Document:
    if not isinstance(document, Mapping):
        raise InputError("", "field.type", expected=_("a group of settings"))
    return document


def _stored(context: Context) -> Document:
    configuration = context.configuration()
    stored = configuration.stored()
    if stored is None:
        raise FaultError(Fault("settings.missing", params={"path": configuration.folder}))
    return stored.document()
