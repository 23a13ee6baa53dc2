"""One definition of a group of settings: from it come the file, strict reading, its JSON Schema.

The fields of a group are made by :func:`setting`. Their order is the order of the file and of the
form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Self, TypeVar, dataclass_transform

from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.texts import N_, _

Document = Mapping[str, object]
_NOTHING: Document = MappingProxyType({})


def _always(_document: Document) -> bool:
    return True


class Setting(NamedTuple):
    """What is known of one key of the settings file.

    Attributes:
        label: its name on screen (to be translated).
        kind: ``str``, ``int``, ``bool``, a ``StrEnum`` of choices, or another group.
        required: it must be there and not empty, where it applies.
        check: returns the tidied value or raises ProblemError; may be slow, so it is not called
            when what the program itself has stored is read back.
        default: what a group has that was made without it.
        cheap: its check costs nothing and is called then, too: somebody may have changed the file.
        destination: it says where the secret goes; changing it asks for the secret again.
        applies: whether it means anything beside the other values; if not it is dropped.
        description: for the JSON Schema, in English.
        constraints: more keywords for its JSON Schema.
    """

    label: str
    kind: type
    default: object = None
    required: bool = False
    check: Callable[[Any], Any] | None = None
    cheap: bool = False
    destination: bool = False
    applies: Callable[[Document], bool] = _always
    description: str = ""
    constraints: Document = _NOTHING


def setting(label: str, kind: type, *, default: object = None, **known: Any) -> Any:  # noqa: ANN401
    """A field of a group; ``known`` are attributes of :class:`Setting`."""
    return Setting(label, kind, default, **known)


@dataclass_transform(frozen_default=True)
class Group:
    """A value made of settings: what a frozen dataclass is, without what defining one costs.

    To load the module for dataclasses takes half the time that ``hubmail show`` may take in all
    (docs/decisions/007-values-at-the-start.md).
    """

    _settings: ClassVar[dict[str, Setting]]
    _defaults: ClassVar[dict[str, object]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        kinds = cls.__annotations__.items()
        fields = {key: vars(cls)[key] for key, kind in kinds if not kind.startswith("ClassVar")}
        cls._settings = {key: one for key, one in fields.items() if isinstance(one, Setting)}
        cls._defaults = fields | {key: one.default for key, one in cls._settings.items()}

    def __init__(self, *values: object, **named: object) -> None:
        given = dict(zip(self._defaults, values, strict=False)) | named
        if len(given) < len(values) + len(named) or given.keys() - self._defaults:
            raise TypeError(f"{type(self).__name__} has the fields {', '.join(self._defaults)}")
        vars(self).update(self._defaults | given)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} does not change")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        fields = (f"{key}={value!r}" for key, value in vars(self).items())
        return f"{type(self).__name__}({', '.join(fields)})"

    def replace(self, **changes: object) -> Self:
        """The same with other values for some of its fields."""
        return type(self)(**{**vars(self), **changes})


G = TypeVar("G", bound=Group)


def settings_of(group: type[Group] | Group) -> Mapping[str, Setting]:
    """The settings of a group by their key, in their order."""
    return group._settings


def read(group: type[G], document: Document, *, check: bool) -> tuple[G | None, list[Problem]]:
    """The group in ``document``, or every problem that it has at once.

    Args:
        group: what to make.
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
        given, applies = document.get(key), spec.applies(document)
        try:
            value = _value(spec, given, check=check) if applies else _dropped(spec, given)
        except ProblemError as error:
            problems.append(Problem(key, error.code, error.params, error.suggestion))
        except _GroupError as error:
            problems += [p._replace(field=f"{key}.{p.field}") for p in error.problems]
        else:
            if value is not None:
                values[key] = value
    return (None if problems else group(**values)), problems


def _dropped(spec: Setting, given: object) -> object:
    """None for what means nothing beside the other values; a wrong type is one all the same."""
    if given is None or given == "":
        return None
    if not issubclass(spec.kind, Group):
        _typed(spec, given)
    elif not isinstance(given, Mapping):
        raise ProblemError("field.type", expected=_(N_("a group of settings")))
    return None


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
    if issubclass(spec.kind, Group):
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
        document[key] = write(value) if isinstance(value, Group) else value
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
        if issubclass(spec.kind, Group):
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
