"""Long secrets in keyrings with short entries: cut into parts, verified when put together.

Windows' Credential Manager keeps 1,280 UTF-16 code units an entry, less than a private key has. The
entry under the reference itself then is a header that says how many parts follow, and what the
whole must be. It is written first and removed last, so that whoever clears up after a crash
always knows of every part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from hubmail_gui.store.backends import CAPACITY, Backend, name_of

_HEADER = "hubmail-parts/1 "
_MOST_PARTS = 1000


def entries(backend: Backend, reference: str, secret: str) -> Iterator[tuple[str, str]]:
    """The entries, name and content in the order of writing, that keep ``secret``."""
    capacity = CAPACITY.get(name_of(backend))
    fits = capacity is None or _units(secret) <= capacity
    if fits and not secret.startswith(_HEADER):
        yield reference, secret
        return
    pieces = list(_cut(secret, capacity or len(secret)))
    yield reference, f"{_HEADER}{len(pieces)} {_digest(secret)}"
    yield from zip(_names(reference, len(pieces)), pieces, strict=True)


def read(backend: Backend, service: str, reference: str) -> str | None:
    """The secret under ``reference``; None if it is not there, or not as it was written."""
    found = backend.get_password(service, reference)
    if found is None or not found.startswith(_HEADER):
        return found
    count, digest = _parsed(found)
    pieces = [backend.get_password(service, name) for name in _names(reference, count)]
    secret = "".join(piece for piece in pieces if piece is not None)
    return secret if _digest(secret) == digest else None


def erase(backend: Backend, service: str, reference: str) -> bool:
    """Remove every entry of ``reference``; False if there was none."""
    found = backend.get_password(service, reference)
    if found is None:
        return False
    if found.startswith(_HEADER):
        for name in _names(reference, _parsed(found)[0]):
            _delete(backend, service, name)
    _delete(backend, service, reference)
    return True


def _delete(backend: Backend, service: str, name: str) -> None:
    try:
        backend.delete_password(service, name)
    except Exception:
        # One and the same error says that there is none, that it was refused and cancelled.
        if backend.get_password(service, name) is not None:
            raise


def _names(reference: str, count: int) -> Iterator[str]:
    return (f"{reference}.{number}" for number in range(1, count + 1))


def _parsed(header: str) -> tuple[int, str]:
    count, _, digest = header.removeprefix(_HEADER).partition(" ")
    return (min(int(count), _MOST_PARTS) if count.isdecimal() else 0), digest


def _digest(secret: str) -> str:
    return f"{_units(secret)} {hashlib.sha256(secret.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, capacity: int) -> Iterator[str]:
    """Pieces of at most ``capacity`` UTF-16 code units, no character cut in two."""
    rest = text.encode("utf-16-le", "surrogatepass")
    while rest:
        end = 2 * capacity
        # The high byte of the last unit: is it the first half of a pair?
        if end < len(rest) and 0xD8 <= rest[end - 1] <= 0xDB:
            end -= 2
        yield rest[:end].decode("utf-16-le", "surrogatepass")
        rest = rest[end:]
