"""What is wrong with what is being typed: said at the fields, and once for all above the buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.texts import ngettext
from hubmail_gui.service.result import failed
from hubmail_gui.service.verdict import verdict
from hubmail_gui.window import cures
from hubmail_gui.window.access import announce

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Fault
    from hubmail_gui.core.problems import Problem
    from hubmail_gui.service.service import Service
    from hubmail_gui.window.pages.authentication_page import AuthenticationPage
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
            problems = self._service.judge(page.values(), page.secret()).problems
            moved = self._moved(page)
        except FaultError:
            return
        # What already complains goes on until it is mended, whoever else changes.
        page.show_problems(problems, only=self._touched | page.complaining() | moved)
        if not page.complaining():
            self._page.buttons.say("")

    def show(self, problems: tuple[Problem, ...]) -> None:
        """Say all that keeps the settings from being used, and lead to the first of it."""
        page = self._page.page
        homeless = page.show_problems(problems)
        self._moved(page)
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

    def _moved(self, page: AuthenticationPage) -> set[str]:
        """The secret's key where the stored one cannot be kept, whatever was typed instead."""
        problems = self._service.judge(page.values(), None).problems
        moved = any(problem.code == "field.secret_again" for problem in problems)
        page.ask_secret_again(moved)
        return {page.secret_key} if moved else set()
