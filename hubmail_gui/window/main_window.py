"""The window: a header, the pages one at a time, and the way between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from hubmail_gui.core.texts import N_, _
from hubmail_gui.window import theme
from hubmail_gui.window.widgets.buttons import BackButton, InitialsButton
from hubmail_gui.window.widgets.containers import PageStack, Scroller

if TYPE_CHECKING:
    from hubmail_gui.demo import Demo
    from hubmail_gui.service.service import Service
    from hubmail_gui.window.pages.email_controller import EmailController
    from hubmail_gui.window.pages.profile_page import ProfilePage
    from hubmail_gui.window.pages.settings_page import SettingsPage
    from hubmail_gui.window.widgets.drop_menu import DropMenu

TITLES = {
    "profile": N_("Profile"),
    "settings": N_("Settings"),
    "email": N_("Email configuration"),
}


class MainWindow(QMainWindow):
    """Knows its pages and no field of theirs.

    Signals:
        language_chosen (str): the person wants the window in this language.
        restart_wanted: the person wants to start again as administrator.
    """

    language_chosen = Signal(str)
    restart_wanted = Signal()

    def __init__(
        self,
        service: Service,
        *,
        administrator: bool,
        may_elevate: bool = False,
        demo: Demo | None = None,
    ) -> None:
        """Make the window.

        Args:
            service: what it shows and changes.
            administrator: the person may change it.
            may_elevate: they may once they have started the program again with more rights.
            demo: the servers of a trial.
        """
        super().__init__()
        self._service = service
        self._demo = demo
        # Who may have the rights sees everything; what needs them carries a shield.
        self._administrator = administrator or may_elevate
        self._locked = may_elevate and not administrator
        self._name = "email" if self._administrator else "profile"
        self._came_from, self._closing = self._name, False
        self.build()
        space = self.screen().availableSize()
        wanted = QSize(theme.em(self, 62), theme.em(self, 46))
        self.resize(wanted.boundedTo(QSize(space.width() - 20, space.height() - 60)))
        # Below this a field would leave no room for what stands in it.
        self.setMinimumWidth(min(theme.em(self, 24), space.width()))

    # ------------------------------------------------------------ building

    def build(self) -> None:
        """Make everything in the language in use; at the start and when it changes."""
        self.setWindowTitle(_("Hub mail"))
        self.email: EmailController | None = None
        self.profile: ProfilePage | None = None
        self.settings: SettingsPage | None = None
        self.menu: DropMenu | None = None
        self._shown: dict[str, QWidget] = {}
        # The header scrolls with the page: on a small screen every line counts.
        content = QWidget(self)
        self.back_button = BackButton(content)
        self.back_button.clicked.connect(self.go_back)
        self.profile_button = InitialsButton(content)
        self.profile_button.setAccessibleName(_("Profile"))
        self.profile_button.clicked.connect(self._toggle_menu)
        header = QHBoxLayout()
        gap = theme.em(self)
        header.setContentsMargins(gap, gap // 2, gap, 0)
        header.addWidget(self.back_button)
        header.addStretch()
        header.addWidget(self.profile_button)
        self.stack = PageStack(content)
        self.stack.setObjectName("pages")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(header)
        column.addWidget(self.stack, 1)
        frame = self._frame = QWidget(self)
        self.area = Scroller(content, frame)
        self._outer = QVBoxLayout(frame)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addWidget(self.area, 1)
        self.setCentralWidget(frame)
        self._show_person()
        self.show_page(self._name)

    def rebuild(self) -> None:
        """Build again, with everything that was typed."""
        email = self.email.typed() if self.email else None
        profile = self.profile.typed() if self.profile else None
        self.build()
        if email is not None:
            self._page("email")
            assert self.email is not None
            self.email.put_back(email)
        if profile is not None and self._name == "profile":
            assert self.profile is not None
            self.profile.put_back(profile)

    def _toggle_menu(self) -> None:
        if self.menu is None:
            self.menu = self._make_menu()
        self.menu.toggle()

    def _add_bar(self) -> None:
        """Give the buttons of the form their place, below what scrolls."""
        bar = getattr(self._shown["email"], "bar", None)
        if bar is not None:
            self._outer.addWidget(bar)

    def _make_menu(self) -> DropMenu:
        from hubmail_gui.window.dialogs import entries
        from hubmail_gui.window.widgets.drop_menu import DropMenu

        menu = DropMenu(self.profile_button, self._frame)
        menu.add(_("Profile"), lambda: self.go_to("profile"))
        if self._administrator:
            menu.add(_("Settings"), lambda: self.go_to("settings"))
        if self._demo is not None:
            menu.add(_("Rehearse a failure…"), self._show_rehearsal)
        entries.add(menu, self)
        menu.add(_("Help"), self._show_help)
        menu.add(_("About"), lambda: entries.show_about(self))
        return menu

    def _page(self, name: str) -> QWidget:
        """The page ``name``, made when it is first shown."""
        if name not in self._shown:
            make = {
                "email": self._make_email,
                "settings": self._make_settings,
                "profile": self._make_profile,
            }[name]
            self._shown[name] = make()
            self.stack.addWidget(self._shown[name])
        return self._shown[name]

    def _make_email(self) -> QWidget:
        from hubmail_gui.window.pages.email_controller import EmailController
        from hubmail_gui.window.pages.email_page import EmailPage

        page = EmailPage(self.stack, locked=self._locked)
        page.form_made.connect(lambda _form: self._add_bar())
        self.email = EmailController(page, self._service)
        self.email.changed.connect(self._refresh_settings)
        self.email.profile_changed.connect(self._show_person)
        self.email.rights_wanted.connect(self.restart_wanted)
        return page

    def _make_settings(self) -> QWidget:
        from hubmail_gui.window.pages.settings_page import SettingsPage

        self.settings = SettingsPage(self._service.configuration, self.stack)
        self.settings.email_wanted.connect(lambda: self.go_to("email"))
        return self.settings

    def _make_profile(self) -> QWidget:
        from hubmail_gui.window import elevation
        from hubmail_gui.window.pages.profile_page import ProfilePage

        page = ProfilePage(
            self._service.configuration, self.stack, administrator=self._administrator
        )
        page.saved.connect(self._profile_saved)
        page.language_chosen.connect(self.language_chosen)
        if elevation.POSSIBLE and not self._administrator:
            page.notice.show_words(page.notice.words.text(), _("Restart as administrator"))
            page.notice.taken.connect(self.restart_wanted)
        self.profile = page
        return page

    # ------------------------------------------------------------ going from page to page

    def go_to(self, name: str) -> None:
        """Show another page, once nothing on the present one can be lost."""
        if name != self._name:
            self._leave(lambda: self.show_page(name))

    def go_back(self) -> None:
        """Show the page that this one was reached from."""
        self.go_to(self._parent_of(self._name))

    def show_page(self, name: str) -> None:
        """Show the page ``name``."""
        if name != self._name:
            self._came_from = self._name
        self._name = name
        page = self._page(name)
        self.stack.setCurrentWidget(page)
        if self.isVisible():
            self.area.to_top()
        if self.email is not None:
            self.email.show_bar(name == "email")
            if name == "email":
                self.email.show_recipient()
        if self.profile is not None and name == "profile":
            self.profile.load()
        above = self._parent_of(name)
        self.back_button.setVisible(bool(above))
        if above:
            self.back_button.show_page(_(TITLES[above]))

    def _parent_of(self, name: str) -> str:
        if not self._administrator or name == "settings":
            return ""
        if name == "email":
            return "settings"
        return self._came_from if self._came_from != name else "settings"

    def _leave(self, then: Callable[[], None]) -> None:
        if self._name == "email" and self.email is not None:
            self.email.leave(then)
        elif self._name == "profile" and self.profile is not None:
            self.profile.leave(then)
        else:
            then()

    # ------------------------------------------------------------ the rest

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtGui import QKeySequence

        if event.matches(QKeySequence.StandardKey.HelpContents):
            self._show_help()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closing:
            event.accept()
            return
        event.ignore()
        from hubmail_gui.window.pages import email_watch

        self._leave(lambda: email_watch.before_closing(self, self._close_for_good))

    def _close_for_good(self) -> None:
        self._closing = True
        self.close()

    def _show_person(self) -> None:
        self.profile_button.show_name(self._service.configuration.profile().name)

    def _profile_saved(self) -> None:
        self._show_person()
        if self.email is not None:
            self.email.show_recipient()

    def _refresh_settings(self) -> None:
        if self.settings is not None:
            self.settings.refresh()

    def _show_help(self) -> None:
        from hubmail_gui.window import help_window

        help_window.show(self)

    def _show_rehearsal(self) -> None:
        from hubmail_gui.window.rehearsal_dialog import RehearsalDialog

        assert self._demo is not None
        relay = self._demo.relay().address
        dialog = RehearsalDialog(self._demo.scenarios(), relay, self)
        dialog.chosen.connect(lambda name: self._leave(lambda: self._rehearse(name)))
        dialog.open()

    def _rehearse(self, name: str) -> None:
        assert self._demo is not None
        self._demo.play(name)
        self.show_page("email")
        assert self.email is not None
        self.email.load()
        self.email.test()
