"""What differs between two configurations: settings files, or support bundles of two machines.

Both sides are read as settings first, so that what means the same is no difference, and what is
no setting (a password that somebody wrote into the file) never reaches the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.problems import Problem

# The key "format" of a support bundle.
FORMAT = "hubmail-bundle-1"


class Difference(NamedTuple):
    """One setting or circumstance that is not the same.

    Attributes:
        field: its key; inner groups are dotted, what is no setting begins with its part of the
            bundle (``versions.hubmail``).
        a: its value on the first side; None where it is not set.
        b: its value on the second side.
    """

    field: str
    a: object
    b: object


class Side(NamedTuple):
    """One of the two: its values by field, or what is wrong with it."""

    values: Mapping[str, object]
    problems: tuple[Problem, ...] = ()


def side(document: object) -> Side:
    """What a decoded settings file or bundle says, field by field."""
    if isinstance(document, Mapping) and document.get("format") == FORMAT:
        settings = document.get("settings")
        inner = Side({}) if settings is None else _settings(settings)
        around = {
            f"{part}.{key}": value
            for part in ("versions", "surroundings")
            for key, value in _flat(document.get(part))
        }
        return Side({**inner.values, **around}, inner.problems)
    return _settings(document)


def between(a: Side, b: Side) -> list[Difference]:
    """What differs, in the order of the first side; of two kinds only what both can have."""
    shared = {*a.values, *b.values}
    if not (_is_bundle(a) and _is_bundle(b)):
        shared = {field for field in shared if not field.startswith(("versions.", "surroundings."))}
    return [
        Difference(field, a.values.get(field), b.values.get(field))
        for field in dict.fromkeys((*a.values, *b.values))
        if field in shared and a.values.get(field) != b.values.get(field)
    ]


# Of a value in the history: what a person can compare at a glance.
_LONGEST = 200


def changes(
    old: Mapping[str, object] | None, new: Mapping[str, object]
) -> dict[str, tuple[object, object]]:
    """What two stored documents have different, by field: before and after, for the history.

    Secrets stand in neither. Long texts, as certificates are, are told by their hash.
    """
    before = side(old) if old else Side({})
    return {one.field: (_brief(one.a), _brief(one.b)) for one in between(before, side(new))}


def _brief(value: object) -> object:
    if not isinstance(value, str) or len(value) <= _LONGEST:
        return value
    import hashlib

    return f"SHA-256 {hashlib.sha256(value.encode()).hexdigest()}"


def _is_bundle(one: Side) -> bool:
    return any(field.startswith("versions.") for field in one.values)


def _settings(document: object) -> Side:
    settings, problems = core_settings.read(document, methods.group, check=False)
    if settings is None:
        return Side({}, tuple(problems))
    written = core_settings.write(settings)
    own = written.pop("authentication")
    return Side(dict((*_flat(own), *_flat(written))))


def _flat(group: Any, path: str = "") -> Iterator[tuple[str, object]]:  # noqa: ANN401 - JSON
    if not isinstance(group, Mapping):
        return
    for key, value in group.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value
