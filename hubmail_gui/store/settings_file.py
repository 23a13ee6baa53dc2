"""The settings file: read strictly, written atomically."""

from __future__ import annotations

import errno
import json
import os
from typing import Any, NoReturn

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.settings import SCHEMA
from hubmail_gui.store import files
from hubmail_gui.store.references import is_reference

# A whole bundle of certification authorities takes a quarter of this.
LIMIT = 1 << 20
# Where what stood in it, and could not be understood, is kept once others have taken its place.
DAMAGED = "settings.json.damaged"

Document = dict[str, Any]


def read(path: str) -> Document | None:
    """The settings file's content; None if there is no such file.

    Its keys are checked by :func:`hubmail_gui.core.settings.read`; here it is made sure that it is
    a settings file at all, and of a format that this version knows.

    Raises:
        FaultError: ``settings.corrupt`` (with ``path``, and ``line`` and ``column`` where one is to
            blame, and the system's reason when it could not be opened), or ``settings.newer``.
    """
    try:
        content = files.read(path, LIMIT)
    except OSError as error:
        raise files.unreadable(path, error) from None
    if content is None:
        return None
    if len(content) > LIMIT:
        _corrupt(path)
    return _checked(_decoded(content, path), content, path)


def _corrupt(path: str, content: bytes | None = None, at: int = 0) -> NoReturn:
    """Raise ``settings.corrupt``, naming the place of byte ``at`` in ``content``."""
    params = {"path": path}
    if content is not None:
        start = content.rfind(b"\n", 0, at) + 1
        params["line"] = str(content.count(b"\n", 0, at) + 1)
        params["column"] = str(len(content[start:at].decode("utf-8-sig", "replace")) + 1)
    raise FaultError(Fault("settings.corrupt", params=params))


def _decoded(content: bytes, path: str) -> object:
    # The exceptions of both decoders hold the whole text, so they end here.
    try:
        text = content.decode("utf-8-sig")
        document: object = json.loads(text, parse_constant=_refuse_constant)
        if "\\ud" in text.lower():
            # Half a surrogate pair is JSON, but no text that could be written back.
            encode(document)
        return document
    except UnicodeDecodeError as error:
        place = error.start
    except json.JSONDecodeError as error:
        place = len(content) - len(error.doc[error.pos :].encode())
    except (ValueError, RecursionError):  # NaN, a number of thousands of digits, a tower of lists
        place = -1
    if place < 0:
        _corrupt(path)
    _corrupt(path, content, place)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _checked(document: object, content: bytes, path: str) -> Document:
    if not isinstance(document, dict) or not {"authentication", "schema"} & document.keys():
        _corrupt(path, content)
    schema = document.get("schema", SCHEMA)
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        _corrupt(path, content, max(0, content.find(b'"schema"')))
    if schema > SCHEMA:
        raise FaultError(Fault("settings.newer", params={"path": path}))
    reference = document.get("secret")
    if reference is not None and not is_reference(reference):
        # Perhaps somebody wrote a password here; it is neither used nor repeated.
        _corrupt(path, content, max(0, content.find(b'"secret"')))
    return document


def content(document: object, path: str) -> bytes:
    """The bytes of the settings file ``path`` for ``document``.

    Raises:
        FaultError: ``settings.unwritable``: they are more than could be read again.
    """
    encoded = encode(document)
    if len(encoded) > LIMIT:
        raise files.unwritable(path, OSError(errno.EFBIG, os.strerror(errno.EFBIG)))
    return encoded


def encode(document: object) -> bytes:
    """The file's bytes for ``document``."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def reference(document: Document | None) -> str | None:
    """The reference of the secret that belongs to ``document``, if it has one."""
    found = None if document is None else document.get("secret")
    return found if isinstance(found, str) else None
