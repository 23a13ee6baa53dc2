"""The editors of single settings, all read and filled in the same way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.core.texts import _
from hubmail_gui.window import sentences
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.choice import Choice, Switch
from hubmail_gui.window.widgets.fields import LineField, ValueField
from hubmail_gui.window.widgets.pem_field import PemField
from hubmail_gui.window.widgets.secret_field import SecretField
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hubmail_gui.core.schema import Setting
    from hubmail_gui.window.widgets.form import Complaint

Editor = LineField | Choice | Switch | SecretField | ValueField
Draft = dict[str, str | bool]

# Wide enough for what they hold; others get as much as an address.
_WIDTHS = {"timeout": 7, "secret_expires": 12}


def of_shared(key: str) -> tuple[Editor, QWidget | None]:
    """The editor of a setting that every type shares, and what stands beside it."""
    if key == "ca_certificates":
        return PemField(), None
    hint = Text(_("YYYY-MM-DD"), Tone.QUIET) if key == "secret_expires" else None
    return LineField(_WIDTHS.get(key, 40)), hint


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


def typed(text: str | bool, spec: Setting | None) -> object:
    """A text as the value that its setting wants, where it can be read so; else as it is."""
    if spec is not None and spec.kind is int and isinstance(text, str):
        digits = text.strip()
        return int(digits) if digits.isascii() and digits.isdigit() else text
    return text


def offer(problem: Complaint | None, editors: Mapping[str, Editor]) -> str:
    """The text of the button that mends a problem: what the fields would then hold."""
    if problem is None or not problem.suggestion:
        return ""
    values = []
    for key, editor in editors.items():
        if key in problem.suggestion:
            value = str(problem.suggestion[key])
            words = editor.words_for(value) if isinstance(editor, Choice) else value
            values.append(sentences.shortened(words, 32))
    return _("Use {values}").format(values=" · ".join(values))


def goes_along(key: str) -> bool:
    """Whether a setting of the former type means the same for another one."""
    spec = core_settings.known_setting(MailSettings, key)
    # What is trusted, and when a secret ends, belongs to the former destination.
    return spec is not None and not spec.destination and key != "secret_expires"
