"""What stands in the form, to be put back when the window is built anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hubmail_gui.window.pages.editors import Draft
    from hubmail_gui.window.pages.email_form import EmailForm


class Typed(NamedTuple):
    """The type that is shown, and what was typed for each.

    Attributes:
        drafts: by type.
    """

    type: str
    drafts: dict[str, Draft]

    @classmethod
    def on(cls, form: EmailForm) -> Typed:
        """What stands in ``form`` now."""
        return cls(form.type.value(), {page.type: page.draft() for page in form.pages})

    def show(self, form: EmailForm) -> None:
        """Put it back."""
        for name, draft in self.drafts.items():
            form.show_type(name)
            form.page.restore(draft)
        form.show_type(self.type)
