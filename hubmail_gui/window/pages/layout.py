"""What a page of settings holds, as data: enough to read it without a single field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.settings import SHARED
from hubmail_gui.core.texts import _
from hubmail_gui.window import trusted
from hubmail_gui.window.widgets.reading import Fact

if TYPE_CHECKING:
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.window.widgets.reading import Line

# Where the secret stands among the fields.
SECRET = "secret"
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Layout(NamedTuple):
    """The fields of one authentication type, in the order in which they are filled in.

    Attributes:
        type: its name in the settings file.
        heading: stands above the fields (to be translated).
        fields: settings keys; SECRET stands for the secret.
        libraries: modules that a test of this type loads, and that take their time.
        choices: for each key of a choice, the words of its values (to be translated).
        advanced: more keys of its own, read below the others; what all types share follows.
        where: for some keys, where such a value is to be found (to be translated).
        page: the path ``module:class`` of the page with the fields themselves.
    """

    type: str
    heading: str
    fields: tuple[str, ...]
    page: str
    advanced: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    choices: Mapping[str, Mapping[str, str]] = _NOTHING
    where: Mapping[str, str] = _NOTHING

    def lines(self, stored: Stored) -> Iterator[Fact]:
        """The fields with what is stored in them, for reading."""
        method = methods.method(self.type)
        values = _flat(stored)
        ends = method.certificate_ends(stored.settings)
        for key in self.fields:
            if key == "secret_expires" and ends is not None:
                yield self._fact(key, _("Certificate expires on"), ends.isoformat())
                continue
            if key == SECRET:
                if secret := method.secret(stored.settings):
                    yield Fact(_(secret.label), stored_words(stored))
                continue
            spec = core_settings.known_setting(method.settings, key)
            assert spec is not None
            if spec.applies(values) and (spec.required or values.get(key) is not None):
                yield self._fact(key, _(spec.label), values.get(key))

    def advanced_lines(self, stored: Stored) -> Iterator[Line]:
        """What few need, with what is stored in it."""
        method = methods.method(self.type)
        document = _flat(stored)
        keys = (*self.advanced, *shared_below(self.fields))
        known = {key: core_settings.known_setting(method.settings, key) for key in keys}
        lines = [
            self._fact(key, _(spec.label), document[key])
            for key, spec in known.items()
            if spec is not None and document.get(key) is not None
        ]
        if lines:
            yield _("Advanced")
            yield from lines

    def _fact(self, key: str, label: str, value: object) -> Fact:
        # What is typed is what is wanted elsewhere; texts of several lines are shown as another.
        copied = isinstance(value, str) and key not in self.choices and "\n" not in value
        return Fact(label, self.words(key, value), copied)

    def words(self, key: str, value: object) -> str:
        """A value as one reads it."""
        if key in self.choices and value is not None:
            return _(self.choices[key][str(value)])
        if isinstance(value, str) and "-----BEGIN" in value:
            return trusted.summary(value)
        if isinstance(value, bool):
            return _("On") if value else _("Off")
        return "" if value is None else str(value)


def shared_below(shown: Iterable[str]) -> Iterator[str]:
    """The keys of the settings that every type shares, but for those ``shown`` among its own fields."""
    above = {*shown, "sender"}
    yield from (key for key in SHARED if key not in above)


def stored_words(stored: Stored | None) -> str:
    """Whether a secret is stored; never which."""
    return _("•••••••• Stored") if stored is not None and stored.secret else ""


def _flat(stored: Stored) -> dict[str, object]:
    document = core_settings.write(stored.settings)
    inner = document.pop("authentication")
    assert isinstance(inner, dict)
    return flat({**document, **inner})


def flat(values: Mapping[str, object]) -> dict[str, object]:
    """Groups inside the settings, with dotted keys as problems name them."""
    flat: dict[str, object] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            flat |= {f"{key}.{inner}": one for inner, one in value.items()}
        else:
            flat[key] = value
    return flat


def nested(values: Mapping[str, object]) -> dict[str, object]:
    """The settings as the file has them, made of dotted keys."""
    nested: dict[str, object] = {}
    for key, value in values.items():
        group, _dot, inner = key.partition(".")
        if inner:
            known = nested.setdefault(group, {})
            assert isinstance(known, dict)
            known[inner] = value
        else:
            nested[key] = value
    return nested
