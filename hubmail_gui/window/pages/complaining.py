"""What is wrong with the fields of a page: problems of the input, and what tests said of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hubmail_gui import methods
from hubmail_gui.core.problems import Problem
from hubmail_gui.window.pages import editors
from hubmail_gui.window.pages.editors import Editor
from hubmail_gui.window.widgets.containers import Page
from hubmail_gui.window.widgets.fold import Fold
from hubmail_gui.window.widgets.form import Complaint, FormRow
from hubmail_gui.window.widgets.secret_field import SecretField

NOTHING: Mapping[str, object] = MappingProxyType({})

# The names that faults give to the secret, whatever the page calls it.


class Remark(NamedTuple):
    """What a test said of a field."""

    words: str
    suggestion: Mapping[str, object]

    def title(self) -> str:
        """The sentence under the field."""
        return self.words


class Complaining(Page):
    """The part of a page that knows its rows by their keys, and what each has to say.

    Signals:
        edited: something on the page is no longer what it was.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editors: dict[str, Editor] = {}
        self._rows: dict[str, FormRow] = {}
        self._secret_key = ""
        self._folded: set[str] = set()
        self._fold: Fold | None = None
        # What tests said of fields that have not changed since.
        self._remarks: dict[str, Remark] = {}

    @property
    def secret_key(self) -> str:
        """The key under which problems with the secret come."""
        return self._secret_key

    def show_problems(
        self, problems: Collection[Problem], only: Collection[str] | None = None
    ) -> list[Complaint]:
        """Show each problem under its field, and none under the others.

        Args:
            problems: all that are known.
            only: fields that may complain already; None: all.

        Returns:
            those that have no field on this page.
        """
        first: dict[str, Complaint] = {}
        for problem in (*problems, *self._missing_secret(problems)):
            first.setdefault(problem.field, problem)
        # A row may stand for several keys: it says the first thing that is wrong with any of them.
        shown: dict[FormRow, Complaint] = {}
        for key, row in self._rows.items():
            found = first.pop(key, None)
            if found is not None and only is not None and key not in only:
                found = None
            found = found or self._remarks.get(key)
            if found is not None:
                shown.setdefault(row, found)
        for row in dict.fromkeys(self._rows.values()):
            said = shown.get(row)
            row.show_problem(said, editors.offer(said, self._editors))
        self._unfold(key for key, row in self._rows.items() if row.problem is not None)
        return list(first.values())

    def _missing_secret(self, problems: Collection[Problem]) -> tuple[Problem, ...]:
        # The service asks for a secret once it can read the rest; a person wants to know now.
        key, secret = self._secret_key, self._editors.get(self._secret_key)
        wanted = key in self._rows and self._rows[key].is_visible
        missing = isinstance(secret, SecretField) and secret.is_missing()
        return (Problem(key, "field.required"),) if problems and wanted and missing else ()

    def ask_secret_again(self, again: bool) -> None:
        """Whether the stored secret cannot be kept, because it would go somewhere else."""
        for editor in self._editors.values():
            if isinstance(editor, SecretField):
                editor.ask_again(again)

    def remark(self, key: str, words: str, patch: Mapping[str, object] = NOTHING) -> None:
        """Have a field say what a test said of it, until it changes or a test passes.

        Args:
            key: the settings key that the test named.
            words: the title of the fault.
            patch: keys and values that would mend it; offered where all of them are on this page.
        """
        key = self._key_of(key)
        usable = patch if set(patch) <= set(self._editors) else NOTHING
        if key in self._rows:
            self._remarks[key] = Remark(words, dict(usable))
            self.show_problems(())

    def forget_remarks(self) -> None:
        """A test has passed: what the former ones said is over."""
        if self._remarks:
            self._remarks.clear()
            self.show_problems(())

    def _changed(self, key: str) -> None:
        if self._remarks.pop(key, None) is not None:
            self._rows[key].show_problem(None)
        self.edited.emit()

    def _unfold(self, keys: Iterable[str]) -> None:
        folded = (self._rows[key] for key in keys if key in self._folded)
        if self._fold is not None and any(row.is_visible for row in folded):
            self._fold.set_open(True)

    def complaining(self) -> set[str]:
        """The keys of the fields that complain at present."""
        return {key for key, row in self._rows.items() if row.problem is not None}

    def problem_count(self) -> int:
        """How many fields complain at present."""
        return len({self._rows[key] for key in self.complaining()})

    def focus_first_problem(self) -> None:
        """Put the person into the first field that complains."""
        for row in self._rows.values():
            if row.problem is not None and row.is_visible:
                row.focus()
                return

    def focus_field(self, key: str) -> bool:
        """Put the person into the field of ``key``; False when there is none here."""
        key = self._key_of(key)
        row = self._rows.get(key)
        if row is None or not row.is_visible:
            return False
        self._unfold((key,))
        row.focus()
        return True

    def _key_of(self, key: str) -> str:
        """The key by which this page knows a field."""
        return (
            self._secret_key
            if key not in self._rows and key in {"secret", *methods.secrets()}
            else key
        )
