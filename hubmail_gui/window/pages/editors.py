"""The editors of single settings, all read and filled in the same way."""

from __future__ import annotations

from collections.abc import Mapping

from hubmail_gui.window.widgets.choice import Choice, Switch
from hubmail_gui.window.widgets.line_field import LineField
from hubmail_gui.window.widgets.secret_field import SecretField
from hubmail_gui.window.widgets.value_field import ValueField

Editor = LineField | Choice | Switch | SecretField | ValueField
Draft = dict[str, str | bool]


def shown(editor: Editor) -> str | bool:
    """What stands in an editor, as it was typed."""
    if isinstance(editor, LineField):
        return editor.text()
    if isinstance(editor, Choice | ValueField):
        return editor.value()
    if isinstance(editor, Switch):
        return editor.isChecked()
    return editor.secret() or ""


def show(editor: LineField | Choice | Switch | ValueField, value: object) -> None:
    """Put a value into an editor."""
    if isinstance(editor, LineField):
        editor.setText("" if value is None else str(value))
        editor.setCursorPosition(0)
    elif isinstance(editor, Choice | ValueField):
        editor.show_value(str(value or ""))
    else:
        editor.setChecked(bool(value))


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
