"""The window of one picture, and a hand on its buttons."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.service import Service
from hubmail_gui.store import Store
from hubmail_gui.store.secrets import MemoryKeyring
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.status_dialog import StatusDialog
from screenshots.servers import CLAIRE, HOST

if TYPE_CHECKING:
    from hubmail_gui.demo import Demo
    from hubmail_gui.window.pages.email_controller import EmailController

SIZE = (1024, 720)
# How long a test may take before something is wrong, in milliseconds.
LONGEST = 30_000


class Stage:
    """The window of one picture on the demo's configuration, and a hand on its buttons."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.window: MainWindow | None = None

    def open(self, route: str, host: str = HOST, *, trusted: bool = True) -> EmailController:
        """Show the window with settings for ``route`` that were stored and not yet tested."""
        part = self.demo.part("password" if route == "password" else "microsoft-oauth2")
        document: dict[str, Any] = part.document(route)
        inner = document["authentication"]
        if route == "password":
            inner |= {"host": host, "port": 587}
        else:
            inner |= {"cloud": "global"}
            del inner["endpoints"]
        if route == "password":
            document["ca_certificates"] = self.demo.ground.authority if trusted else None
        self.demo.service.changes.put(document, part.secret(route), Cancel())
        return self.show(self.demo.service)

    def show(self, service: Service, *, locked: bool = False) -> EmailController:
        """Show the window on a configuration; ``locked``: rights have to be asked for first."""
        demo = self.demo if service is self.demo.service else None
        self.window = MainWindow(service, administrator=not locked, may_elevate=locked, demo=demo)
        self.window.resize(*SIZE)
        self.window.show()
        QTest.qWaitForWindowExposed(self.window)
        assert self.window.email is not None
        return self.window.email

    def test(self, email: EmailController) -> StatusDialog:
        """Press *Test* and wait for the end.

        Raises:
            TimeoutError: there was none.
        """
        loop, limit = QEventLoop(), QTimer(singleShot=True, interval=LONGEST)
        limit.timeout.connect(lambda: loop.exit(1))
        email.actions.flow.finished.connect(lambda _result: loop.exit(0))
        limit.start()
        self.page.test_button.click()
        if loop.exec() != 0:
            raise TimeoutError("the test did not end")
        dialog = self.page.findChild(StatusDialog)
        assert isinstance(dialog, StatusDialog)
        return dialog

    def show_empty(self) -> EmailController:
        """Show the window of somebody who has set nothing up yet."""
        self._folder = TemporaryDirectory()
        store = Store(self._folder.name, MemoryKeyring())
        return self.show(Service(Configuration(self._folder.name, CLAIRE, store)))

    @property
    def page(self) -> Any:  # noqa: ANN401 - the window names no page's class
        """The page that is shown."""
        assert self.window is not None
        return self.window.stack.currentWidget()

    def shown(self) -> MainWindow:
        """The window itself."""
        assert self.window is not None
        return self.window

    def close(self) -> None:
        """Take the window away, whatever is on it."""
        if self.window is not None:
            self.window._closing = True
            self.window.close()
            self.window.deleteLater()
            self.window = None


def settle() -> None:
    """Let Qt lay out, paint and delete what it has put off."""
    QTest.qWait(100)
