"""Before the e-mail page is left: nothing that was typed is lost, and nothing goes on unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubmail_gui.window.pages.email_controller import EmailController
    from hubmail_gui.window.pages.email_page import EmailPage


class EmailLeaving:
    """Asks what has to be asked, and remembers where the person wanted to go."""

    def __init__(self, controller: EmailController, page: EmailPage) -> None:
        self._controller = controller
        self._page = page
        self._then: Callable[[], None] | None = None

    def leave(self, then: Callable[[], None]) -> None:
        """Call ``then`` once nothing can be lost."""
        if self._controller.running:
            self._controller.actions.flow.stop_then(lambda: self.leave(then))
        elif self._page.is_changed():
            self._ask(then)
        else:
            self._page.set_editing(False)
            then()

    def stay(self) -> None:
        """What was typed cannot be saved: the person goes nowhere."""
        self._then = None

    def go_on(self, *, saved: bool) -> None:
        """A test is over: go where the person wanted to, if what was typed is saved."""
        then, self._then = self._then, None
        if then is not None and saved:
            self.leave(then)

    def _ask(self, then: Callable[[], None]) -> None:
        from hubmail_gui.window import ask as questions

        def save() -> None:
            self._then = then
            self._controller.actions.save()

        def discard() -> None:
            self._controller.drop()
            self.leave(then)

        questions.before_losing(self._page, save, discard)
