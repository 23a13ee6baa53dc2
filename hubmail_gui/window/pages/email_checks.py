"""What is wrong with what is being typed: said at the fields, and once for all above the buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.texts import ngettext
from hubmail_gui.service.draft import Given
from hubmail_gui.service.result import failed
from hubmail_gui.service.verdict import verdict
from hubmail_gui.window import cures
from hubmail_gui.window.access import announce

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Fault
    from hubmail_gui.core.problems import Problem
    from hubmail_gui.service.draft import Draft
    from hubmail_gui.service.service import Service
    from hubmail_gui.window.pages.email_page import EmailPage


class EmailChecks(QObject):
    """Between what the service finds and the fields.

    Fields that the person has not been in do not complain before Save.
    """

    def __init__(self, page: EmailPage, service: Service) -> None:
        super().__init__(page)
        self._page = page
        self._service = service
        self._touched: set[str] = set()

    def begin(self) -> None:
        """Another editing begins: nobody has been in any field."""
        self._touched.clear()

    def leave(self, key: str) -> None:
        """The person has finished with a field, for now."""
        self._touched.add(key)
        self.check()

    def check(self) -> None:
        """Say what is wrong with the fields that the person has been in."""
        page = self._page.page
        try:
            draft = self._service.judge(Given(page.values(), page.secret()))
        except FaultError:
            return
        moved = self.show_moved(draft)
        # What already complains goes on until it is mended, whoever else changes.
        page.show_problems(draft.problems, only=self._touched | page.complaining() | moved)
        if not page.complaining():
            self._page.buttons.say("")

    def show(self, problems: tuple[Problem, ...]) -> None:
        """Say all that keeps the settings from being used, and lead to the first of it."""
        page = self._page.page
        homeless = page.show_problems(problems)
        count = page.problem_count() if problems else 0
        words = [one.title() for one in homeless]
        if count:
            said = ngettext(
                "{count} field needs attention.", "{count} fields need attention.", count
            )
            words.insert(0, said.format(count=count))
        self._page.buttons.say(" ".join(words))
        if problems:
            self._touched |= {problem.field for problem in problems} | page.complaining()
            page.focus_first_problem()
            announce(self._page, " ".join(words))

    def remark(self, failure: Fault | None) -> None:
        """Have the field that a test named say so, until it changes; None: the test passed."""
        if failure is None:
            self._page.page.forget_remarks()
            return
        told = verdict(failed(failure))
        if told.field:
            patch = cures.patch_of(failure.suggestion)
            self._page.page.remark(told.field, told.title, patch)

    def show_moved(self, draft: Draft) -> set[str]:
        """Ask for the secret again where the stored one cannot be kept.

        Returns:
            the secret's key then, whatever was typed instead.
        """
        page = self._page.page
        page.ask_secret_again(draft.moved)
        return {page.secret_key} if draft.moved else set()
