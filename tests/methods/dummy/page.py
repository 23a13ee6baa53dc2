"""The dummy's page."""

from __future__ import annotations

from hubmail_gui.window.pages.authentication_page import AuthenticationPage
from hubmail_gui.window.pages.layout import SECRET, Layout
from hubmail_gui.window.widgets.choice import Switch
from hubmail_gui.window.widgets.fields import LineField

LAYOUT = Layout(
    type="dummy",
    heading="House",
    fields=("sender", "house", "desk", SECRET),
    advanced=("host", "port", "loud"),
    page="tests.methods.dummy.page:DummyPage",
)


class DummyPage(AuthenticationPage):
    def build(self) -> None:
        for key in ("sender", "house", "desk"):
            self.add(key, LineField(40))
        self.add_secret("key")

    def build_advanced(self) -> None:
        for key in ("host", "port"):
            self.add(key, LineField(40))
        self.add("loud", Switch())
