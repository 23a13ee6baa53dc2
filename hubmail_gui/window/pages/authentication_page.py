"""What every authentication page can do; the window knows a page by nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.settings import SHARED, Stored
from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.pages import editors
from hubmail_gui.window.pages import layout as layouts
from hubmail_gui.window.pages.editors import Draft, Editor
from hubmail_gui.window.pages.filling import Filling
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.choice import Choice, Switch
from hubmail_gui.window.widgets.fields import LineField, ValueField
from hubmail_gui.window.widgets.fold import Fold, Where
from hubmail_gui.window.widgets.form import Form, FormRow
from hubmail_gui.window.widgets.secret_field import SecretField
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Fault
    from hubmail_gui.window.pages.layout import Layout


class AuthenticationPage(Filling):
    """A page with the settings of one authentication method.

    A subclass adds its rows in ``build``; loading, reading and judging them is the same for all.

    Signals:
        left (str): the person has finished with the field of this key, for now.
        recipient_wanted: the person wants to enter the address for the test mail.
        offered (Candidate): the person picked a way in which mail may leave.
    """

    left = Signal(str)
    recipient_wanted = Signal()
    offered = Signal(object)

    def __init__(self, layout: Layout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layout_data = layout
        self.type = layout.type
        self.method = methods.method(layout.type)
        self.form = self.target = Form(_(layout.heading), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.em(self, 1.2))
        self.build_above()
        column.addWidget(self.form)
        self.build()
        self._add_recipient()
        self.begin_advanced()
        self.build_advanced()
        for key in layouts.shared_below(self._editors):
            self.add(key, *editors.of_shared(key))
        self.refresh()
        column.addStretch()
        self._loaded = self.draft()

    def build_above(self) -> None:
        """Add what comes before the first field."""

    def build(self) -> None:
        """Add the rows of this method, in the order in which they are filled in."""
        raise NotImplementedError

    def build_advanced(self) -> None:
        """Add what few need, folded away below the recipient; what all types share follows."""

    def begin_advanced(self) -> None:
        """Fold away the rows that follow."""
        self.target = Form()
        self._fold = Fold(_("Advanced"), self.target, self, bold=True)
        column = self.layout()
        assert column is not None
        column.addWidget(self._fold)

    @property
    def cards(self) -> tuple[Form, ...]:
        """Its cards of fields, whose labels line up."""
        return (self.form,) if self._fold is None else (self.form, self.target)

    def is_unusual(self) -> bool:
        """Whether something stands in what is folded away."""
        return any(editors.shown(self._editors[key]) for key in self._folded)

    def shares_unusual(self) -> bool:
        """Whether something stands in what all types share and few need."""
        return any(editors.shown(self._editors[key]) for key in self._folded & set(SHARED))

    def title(self) -> str:
        """The method's name on screen."""
        return _(self.method.label)

    # ------------------------------------------------------------ what stands in it

    def load(self, stored: Stored | None) -> None:
        """Show what is stored, or an empty page; what was typed is forgotten."""
        same = stored is not None and stored.settings.type == self.type
        document = core_settings.write(stored.settings) if stored else {}
        inner = document.pop("authentication", None) if same else None
        if not same:
            document = {key: value for key, value in document.items() if editors.goes_along(key)}
        values = layouts.flat(
            {**document, **(inner if isinstance(inner, Mapping) else self.defaults())}
        )
        # What the file has and the page does not show stays as it is.
        self._kept = {key: value for key, value in values.items() if key not in self._editors}
        for key, editor in self._editors.items():
            if isinstance(editor, SecretField):
                editor.show_stored(bool(stored and same and stored.secret))
            else:
                editors.show(editor, values.get(key))
        self._remarks.clear()
        self._filled.clear()
        self.refresh()
        self.show_problems(())
        if self._fold is not None:
            # What comes along from another type is no reason to show it.
            self._fold.set_open(same and self.is_unusual())
        self._loaded = self.draft()

    def defaults(self) -> dict[str, object]:
        """What the page offers when nothing is stored."""
        return {}

    def values(self) -> dict[str, object]:
        """The page as a settings document; texts that are no numbers stay texts."""
        values = dict(self._kept)
        for key, editor in self._editors.items():
            if not isinstance(editor, SecretField):
                spec = core_settings.known_setting(self.method.settings, key)
                values[key] = editors.typed(editors.shown(editor), spec)
        inner = {key: value for key, value in values.items() if key not in SHARED}
        shared = {key: value for key, value in values.items() if key in SHARED}
        return {**shared, "authentication": {"type": self.type, **layouts.nested(inner)}}

    def secret(self) -> str | None:
        """The secret as typed; None when none was."""
        editor = self._editors.get(self._secret_key)
        return editor.secret() if isinstance(editor, SecretField) else None

    def draft(self) -> Draft:
        """Everything on the page as it was typed, to be put back by :meth:`restore`."""
        return {key: editors.shown(editor) for key, editor in self._editors.items()}

    def restore(self, draft: Draft) -> None:
        """Put back what :meth:`draft` gave."""
        for key, value in draft.items():
            editor = self._editors.get(key)
            if isinstance(editor, SecretField):
                editor.type_again(str(value))
            elif editor is not None:
                editors.show(editor, value)
        self.refresh()

    def is_changed(self) -> bool:
        """Whether anything is no longer as it was loaded."""
        return self.draft() != self._loaded

    def shared(self) -> Draft:
        """What all methods have in common and the person may expect on the other page too."""
        return {key: value for key, value in self.draft().items() if key in SHARED}

    def take_shared(self, draft: Draft) -> None:
        """Take over common values, except where this page has words of its own."""
        for key, value in draft.items():
            editor = self._editors.get(key)
            if isinstance(editor, LineField) and not editor.isModified():
                editor.setText(str(value))

    def notices(self) -> tuple[Fault, ...]:
        """What the person should know in time about what is typed."""
        return ()

    # ------------------------------------------------------------ how it looks

    def show_recipient(self, address: str) -> None:
        """Show the address that test mails go to, or that it is not known."""
        self.recipient.setText(address or _("Not known yet"))
        self._enter_recipient.setVisible(not address)

    # ------------------------------------------------------------ for subclasses

    def add(
        self, key: str, editor: Editor, beside: QWidget | None = None, label: str = ""
    ) -> FormRow:
        """Add the field of a settings key; its label is the setting's own."""
        spec = core_settings.known_setting(self.method.settings, key)
        words = label or (_(spec.label) if spec else key)
        buddy = editor.line if isinstance(editor, SecretField) else None
        # A choice always has a value: only what can be left empty is marked.
        empty = not isinstance(editor, Choice | Switch)
        required = empty and (key == self._secret_key or bool(spec and spec.required))
        row = self.target.add_row(words, editor, beside, buddy=buddy, required=required)
        self._rows[key] = row
        self._editors[key] = editor
        if self._fold is not None:
            self._folded.add(key)
        row.mended.connect(self.take)
        if key in self.layout_data.where:
            row.add_below(Where(_(self.layout_data.where[key]), row))
        if isinstance(editor, LineField | SecretField):
            editor.textChanged.connect(lambda _text: self._changed(key))
            editor.editingFinished.connect(lambda: self._finish(key))
        elif isinstance(editor, Choice | ValueField):
            editor.chosen.connect(lambda _value: self._changed(key))
            editor.chosen.connect(lambda _value: self.left.emit(key))
        else:
            editor.toggled.connect(lambda _on: self._changed(key))
            editor.toggled.connect(lambda _on: self.left.emit(key))
        return row

    def _finish(self, key: str) -> None:
        editor = self._editors[key]
        if not (isinstance(editor, LineField) and editor.puts_off()):
            self.left.emit(key)

    def add_secret(self, key: str) -> FormRow:
        """Add the field of the secret."""
        self._secret_key = key
        label = next(one.label for one in self.method.secrets if one.field == key)
        return self.add(key, SecretField(), label=_(label))

    def _add_recipient(self) -> None:
        self.recipient = Text(selectable=True, parent=self)
        self._enter_recipient = Button(_("Enter your address…"), parent=self)
        self._enter_recipient.clicked.connect(self.recipient_wanted)
        self._rows["recipient"] = self.form.add_row(
            _("Test email recipient"), self.recipient, self._enter_recipient
        )

    def take(self, suggestion: Mapping[str, object]) -> None:
        """Fill in what would mend a problem, by (dotted) keys."""
        for key, value in suggestion.items():
            editor = self._editors.get(key)
            if editor is not None and not isinstance(editor, SecretField):
                editors.show(editor, value)
            else:
                self._kept[key] = value
            self._remarks.pop(key, None)
        self.refresh()
        self.edited.emit()
        for key in suggestion:
            self.left.emit(key)
        if suggestion:
            self.focus_field(next(iter(suggestion)))
