"""One definition of a group of settings: from it come the file, strict reading, its JSON Schema.

A group is a frozen dataclass whose fields are made by :func:`setting`. The order of the fields is
the order of the file and of the form.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar

from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.texts import N_, _


class Group(Protocol):
    """Any dataclass made of settings."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


G = TypeVar("G", bound=Group)
Document = Mapping[str, object]


def _always(_document: Document) -> bool:
    return True


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """What is known of one key of the settings file.

    Attributes:
        label: its name on screen (to be translated).
        kind: ``str``, ``int``, ``bool``, a ``StrEnum`` of choices, or another group.
        required: it must be there and not empty, where it applies.
        check: returns the tidied value or raises ProblemError; may be slow, so it is not called
            when what the program itself has stored is read back.
        cheap: its check costs nothing and is called then, too: somebody may have changed the file.
        destination: it says where the secret goes; changing it asks for the secret again.
        applies: whether it means anything beside the other values; if not it is dropped.
        description: for the JSON Schema, in English.
        constraints: more keywords for its JSON Schema.
    """

    label: str
    kind: type
    required: bool = False
    check: Callable[[Any], Any] | None = None
    cheap: bool = False
    destination: bool = False
    applies: Callable[[Document], bool] = _always
    description: str = ""
    constraints: Document = dataclasses.field(default_factory=dict)


def setting(label: str, kind: type, *, default: object = None, **known: Any) -> Any:  # noqa: ANN401
    """A field of a group; ``known`` are attributes of :class:`Setting`."""
    return dataclasses.field(
        default=default, metadata={"setting": Setting(label=label, kind=kind, **known)}
    )


def settings_of(group: type[Group] | Group) -> dict[str, Setting]:
    """The settings of a group by their key, in their order."""
    fields = group.__dataclass_fields__.values()
    return {
        field.name: field.metadata["setting"] for field in fields if "setting" in field.metadata
    }


def read(group: type[G], document: Document, *, check: bool) -> tuple[G | None, list[Problem]]:
    """The group in ``document``, or every problem that it has at once.

    Args:
        group: the dataclass to make.
        document: as JSON gives it; nothing is added to it and nothing taken away.
        check: also check the values; without it only names and types are looked at.
    """
    problems: list[Problem] = []
    values: dict[str, object] = {}
    known = settings_of(group)
    problems += [
        Problem(key, "field.unknown", {"name": key}) for key in document if key not in known
    ]
    for key, spec in known.items():
        if not spec.applies(document):
            continue
        try:
            value = _value(spec, document.get(key), check=check)
        except ProblemError as error:
            problems.append(Problem(key, error.code, error.params, error.suggestion))
        except _GroupError as error:
            problems += [dataclasses.replace(p, field=f"{key}.{p.field}") for p in error.problems]
        else:
            if value is not None:
                values[key] = value
    return (None if problems else group(**values)), problems


class _GroupError(Exception):
    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(len(problems))
        self.problems = problems


def _value(spec: Setting, given: object, *, check: bool) -> object:
    if isinstance(given, str) and not issubclass(spec.kind, bool):
        given = given.strip(PADDING) or None
    if given is None:
        if spec.required:
            raise ProblemError("field.required")
        return None
    if dataclasses.is_dataclass(spec.kind):
        if not isinstance(given, Mapping):
            raise ProblemError("field.type", expected=_(N_("a group of settings")))
        value, problems = read(spec.kind, given, check=check)
        if problems:
            raise _GroupError(problems)
        return value
    typed = _typed(spec, given)
    return spec.check(typed) if spec.check and (check or spec.cheap) else typed


# What comes along when a value is pasted: blanks, line ends, no-break and zero-width spaces.
PADDING = " \t\r\n\v\f\u00a0\u200b\u200c\u200d\u2060\ufeff"

_EXPECTED = {str: N_("a text"), int: N_("a whole number"), bool: N_("true or false")}


def expected(kind: type) -> str:
    """A value of this type, as a sentence names it."""
    return _(_EXPECTED[kind])


def _typed(spec: Setting, given: object) -> object:
    if issubclass(spec.kind, StrEnum):
        try:
            return spec.kind(str(given))
        except ValueError:
            choices = ", ".join(spec.kind)
            raise ProblemError("field.choice", choices=choices) from None
    # bool is a subclass of int in Python, not in JSON.
    fits = type(given) is spec.kind
    if not fits:
        raise ProblemError("field.type", expected=expected(spec.kind))
    return given


def write(group: Group) -> dict[str, object]:
    """The group as JSON writes it, without what is unset."""
    document: dict[str, object] = {}
    for key in settings_of(group):
        value = getattr(group, key)
        if value is None:
            continue
        inner = dataclasses.is_dataclass(value) and not isinstance(value, type)
        document[key] = write(value) if inner else value
    return document


def changes(old: Group | None, new: Group | None) -> list[str]:
    """The keys whose values differ, in their order; all that are set where one is missing."""
    present = [group for group in (new, old) if group is not None]
    keys = list(dict.fromkeys(key for group in present for key in settings_of(group)))
    return [key for key in keys if getattr(old, key, None) != getattr(new, key, None)]


_JSON_TYPES = {str: "string", int: "integer", bool: "boolean"}


def json_schema(group: type[Group]) -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of one group."""
    properties: dict[str, object] = {}
    for key, spec in settings_of(group).items():
        if dataclasses.is_dataclass(spec.kind):
            one = json_schema(spec.kind)
        elif issubclass(spec.kind, StrEnum):
            one = {"enum": [str(choice) for choice in spec.kind]}
        else:
            one = {"type": _JSON_TYPES[spec.kind]}
        if spec.description:
            one["description"] = spec.description
        properties[key] = {**one, **spec.constraints}
    required = [
        key for key, spec in settings_of(group).items() if spec.required and spec.applies is _always
    ]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
