#!/usr/bin/env python3
"""Takes the pictures of the documentation: the real window beside the demo's real servers.

    make screenshots                       all of them, into docs/screenshots
    make screenshots ARGS="--only email"   those whose name begins so

Nobody's name, address or computer is in them: the account is made up, and the names of the servers
lead to the demo for the length of this program. The time of day and the milliseconds are the only
things that differ from run to run.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from hubmail_gui import demo as demos
from hubmail_gui.core import texts
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.system import Account
from hubmail_gui.demo import Demo
from hubmail_gui.demo.smtp import Mailbox
from hubmail_gui.discovery import candidates
from hubmail_gui.discovery.candidates import Candidate, Claim, Source
from hubmail_gui.discovery.probe import Certificate, Probe
from hubmail_gui.discovery.search import Detected
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.service import Service
from hubmail_gui.store import Store
from hubmail_gui.store.secrets import MemoryKeyring
from hubmail_gui.window import immortal
from hubmail_gui.window.about_dialog import AboutDialog
from hubmail_gui.window.dialogs.arrival import ArrivalDialog
from hubmail_gui.window.dialogs.explain import ExplainDialog
from hubmail_gui.window.dialogs.history import HistoryDialog
from hubmail_gui.window.dialogs.secret import SecretDialog
from hubmail_gui.window.dialogs.services import ServicesDialog
from hubmail_gui.window.help_window import HelpWindow
from hubmail_gui.window.letter_dialog import LetterDialog
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.pages.email_controller import EmailController
from hubmail_gui.window.recipient_dialog import RecipientDialog
from hubmail_gui.window.rehearsal_dialog import RehearsalDialog
from hubmail_gui.window.status_dialog import StatusDialog

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
LARGEST = 100_000  # bytes a picture
SIZE = (1024, 720)
LANGUAGES = ("en", "fr")
# How long a test may take before something is wrong, in milliseconds.
LONGEST = 30_000

CLAIRE = Account("claire.durand", "Claire Durand", "claire.durand@example.com")
HOST = "smtp.example.com"
EXPIRED = "mail.example.com"
CLOUD = ("login.microsoftonline.com", "graph.microsoft.com")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture in every language.

    Attributes:
        take: brings the window there, and gives what is to be seen.
        dark: whether it is taken in the dark scheme, too.
    """

    name: str
    take: Callable[[Stage], QWidget]
    dark: bool = False


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
        """Press *Test* and wait for the end."""
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


# ---------------------------------------------------------------- the pictures


def _email(stage: Stage) -> QWidget:
    stage.demo.play("password")
    email = stage.open("password")
    stage.test(email).reject()
    return stage.shown()


def _edit(stage: Stage) -> QWidget:
    stage.demo.play("password")
    email = stage.open("password")
    stage.test(email).reject()
    email.edit()
    return stage.shown()


def _first_run(stage: Stage) -> QWidget:
    stage.show_empty()
    return stage.shown()


def _typed_address(stage: Stage) -> QWidget:
    stage.show_empty()
    stage.page.first.question.field.setText("hub@example.com")
    offers = stage.page.first.offers
    offers.stop()
    offers._end(Detected("hub@example.com", _found(), (), None))
    return stage.shown()


def _found() -> tuple[Candidate, ...]:
    """What a search may find: pictures cannot wait for a name server, nor for a trusted authority."""
    ends = (datetime.now(UTC) + timedelta(days=320)).isoformat()
    trusted = Certificate(HOST, "Example Public CA", ends, "", None)
    private = Certificate(
        "mx1.example.com", "Example Corp CA", ends, "", "tls.certificate.untrusted"
    )
    seen = (
        Probe(HOST, 587, Encryption.STARTTLS, "ok", True, "", ("PLAIN",), trusted),
        Probe("mx1.example.com", 465, Encryption.TLS, "ok", True, "", ("PLAIN",), private),
        Probe("mail.example.com", 25, Encryption.NONE, "ok", True),
    )
    claim = Claim(Source.GUESS, username="hub@example.com")
    return tuple(candidates.reached(claim, one, "hub@example.com") for one in seen)


def _picked(stage: Stage) -> QWidget:
    stage.show_empty()
    stage.page.first.question.field.setText("hub@example.com")
    stage.page.offer_chosen.emit(_found()[0])
    return stage.shown()


def _services(stage: Stage) -> QWidget:
    stage.show_empty()
    stage.page.service_wanted.emit("")
    dialog = stage.shown().findChild(ServicesDialog)
    assert isinstance(dialog, ServicesDialog)
    _settle()
    return dialog


def _service(stage: Stage) -> QWidget:
    dialog = _services(stage)
    assert isinstance(dialog, ServicesDialog)
    stage.page.first.question.field.setText("hub@example.com")
    dialog.words.setText("amazon")
    dialog.words.returnPressed.emit()
    return stage.shown()


def _google_empty(stage: Stage) -> QWidget:
    stage.show_empty()
    stage.page.service_wanted.emit("google-workspace")
    stage.shown().area.to_top()
    return stage.shown()


def _offered_port(stage: Stage) -> QWidget:
    """What a second look found, one press away."""
    stage.demo.play("password")
    email = stage.open("password")
    email.edit()
    stage.page.page.take({"port": 465, "encryption": "tls"})
    stage.page.page.type_secret(str(stage.demo.part("password").secret("password")))
    return stage.test(email)


def _history(stage: Stage) -> QWidget:
    stage.demo.play("password")
    email = stage.open("password")
    stage.test(email).reject()
    dialog = HistoryDialog(stage.demo.service.configuration, stage.shown())
    dialog.open()
    _settle()
    return dialog


def _arrival(stage: Stage) -> QWidget:
    stage.demo.play("password")
    email = stage.open("password")
    stage.test(email).reject()
    dialog = ArrivalDialog(stage.demo.service.configuration, stage.shown())
    dialog.open()
    return dialog


def _explained(stage: Stage) -> QWidget:
    _email(stage)
    dialog = ExplainDialog(stage.shown())
    dialog.open()
    dialog.text.setPlainText(
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."
    )
    dialog.explain_button.click()
    while not dialog.verdict.isVisible():
        _settle()
    return dialog


def _offers_in_form(stage: Stage) -> QWidget:
    stage.show_empty().edit()
    suggesting = stage.page.page._suggesting
    stage.page.page.host.setText("smtp.example.com")
    offers = suggesting._offers[stage.page.page.host]
    offers.stop()
    offers._end(Detected(HOST, _found()[:2], (), None))
    return stage.shown()


def _locked(stage: Stage) -> QWidget:
    _email(stage)
    stage.close()
    stage.show(stage.demo.service, locked=True)
    return stage.shown()


def _menu(name: str) -> Callable[[Stage], QWidget]:
    def take(stage: Stage) -> QWidget:
        _email(stage)
        button = stage.shown().profile_button if name == "person" else stage.page.more_button
        button.click()
        return stage.shown()

    return take


def _dialog(entry: str, kind: type[QWidget]) -> Callable[[Stage], QWidget]:
    """What an entry of a menu opens."""

    def take(stage: Stage) -> QWidget:
        _email(stage)
        for button in (stage.shown().profile_button, stage.page.more_button):
            button.click()
            found = [
                one
                for one in stage.shown().findChildren(QToolButton)
                if one.isVisible() and one.text().replace("&", "") == texts._(entry)
            ]
            if found:
                found[0].click()
                break
            button.click()
        dialog = stage.shown().findChild(kind)
        assert dialog is not None, entry
        return dialog

    return take


def _own_address(stage: Stage) -> QWidget:
    email = stage.show_empty()
    email.edit()
    email.actions.ask_recipient()
    dialog = stage.shown().findChild(RecipientDialog)
    assert dialog is not None
    return dialog


def _letter(stage: Stage) -> QWidget:
    _microsoft_empty(stage)
    stage.page.page.take({"sender": "hub@example.com"})
    stage.page.page._write_letter()
    dialog = stage.shown().findChild(LetterDialog)
    assert dialog is not None
    return dialog


def _first_edit(stage: Stage) -> QWidget:
    stage.show_empty().edit()
    return stage.shown()


def _failing(stage: Stage) -> QWidget:
    stage.demo.play("password")
    email = stage.open("password", EXPIRED)
    stage.test(email).reject()
    return stage.shown()


def _field(stage: Stage) -> QWidget:
    stage.demo.play("password")
    email = stage.open("password", EXPIRED)
    stage.test(email).field_button.click()
    return stage.shown()


def _sized(take: Callable[[Stage], QWidget], width: int, height: int) -> Callable[[Stage], QWidget]:
    def resized(stage: Stage) -> QWidget:
        shown = take(stage)
        stage.shown().resize(width, height)
        stage.shown().area.to_top()
        return shown

    return resized


def _settings(stage: Stage) -> QWidget:
    _email(stage)
    stage.shown().show_page("settings")
    return stage.shown()


def _profile(stage: Stage) -> QWidget:
    _email(stage)
    stage.shown().show_page("profile")
    return stage.shown()


def _untrusted(stage: Stage) -> QWidget:
    stage.demo.play("password")
    return stage.test(stage.open("password", trusted=False))


def _save_now(stage: Stage) -> QWidget:
    stage.demo.play("password")
    email = stage.open("password")
    email.edit()
    stage.page.page.take({"sender": "alerts@example.com"})
    return stage.test(email)


def _microsoft_empty(stage: Stage) -> QWidget:
    email = stage.show_empty()
    email.edit()
    stage.page.form.show_type("microsoft-oauth2")
    stage.shown().area.to_top()
    return stage.shown()


def _accepted(stage: Stage) -> QWidget:
    stage.demo.play("password")
    return stage.test(stage.open("password"))


def _expired(stage: Stage) -> QWidget:
    stage.demo.play("password")
    return stage.test(stage.open("password", EXPIRED))


def _microsoft(stage: Stage) -> QWidget:
    stage.demo.play("graph")
    email = stage.open("graph")
    stage.test(email).reject()
    email.edit()
    return stage.shown()


def _token(stage: Stage) -> QWidget:
    stage.demo.play("graph")
    return stage.test(stage.open("graph"))


def _refused(scenario: str) -> Callable[[Stage], QWidget]:
    def take(stage: Stage) -> QWidget:
        stage.demo.play(scenario)
        return stage.test(stage.open("graph"))

    return take


PICTURES = (
    Picture("first-run", _first_run, dark=True),
    Picture("first-run-maximised", _sized(_first_run, 1920, 1040)),
    Picture("first-run-small", _sized(_first_run, 683, 384)),
    Picture("first-run-narrow", _sized(_first_run, 420, 640)),
    Picture("first-offers", _typed_address, dark=True),
    Picture("first-picked", _picked),
    Picture("first-services", _services),
    Picture("first-service", _service),
    Picture("first-edit", _first_edit),
    Picture("google-empty", _google_empty),
    Picture("dialog-second-look", _offered_port),
    Picture("edit-offers", _offers_in_form),
    Picture("email-locked", _locked),
    Picture("menu-person", _menu("person")),
    Picture("menu-more", _menu("more")),
    Picture("replace-secret", _dialog("Replace the secret…", SecretDialog)),
    Picture("rehearse", _dialog("Rehearse a failure…", RehearsalDialog)),
    Picture("help", _dialog("Help", HelpWindow)),
    Picture("about", _dialog("About", AboutDialog)),
    Picture("own-address", _own_address),
    Picture("letter", _letter),
    Picture("history", _history),
    Picture("arrival", _arrival),
    Picture("explain", _explained),
    Picture("email", _email, dark=True),
    Picture("email-failing", _failing, dark=True),
    Picture("email-maximised", _sized(_email, 1920, 1040)),
    Picture("email-small", _sized(_email, 683, 384)),
    Picture("email-narrow", _sized(_email, 420, 640)),
    Picture("edit", _edit, dark=True),
    Picture("edit-field", _field),
    Picture("edit-small", _sized(_edit, 683, 384)),
    Picture("settings", _settings),
    Picture("profile", _profile),
    Picture("dialog-failed", _expired, dark=True),
    Picture("dialog-untrusted", _untrusted, dark=True),
    Picture("dialog-accepted", _accepted, dark=True),
    Picture("dialog-save-now", _save_now),
    Picture("microsoft", _microsoft),
    Picture("microsoft-empty", _microsoft_empty),
    Picture("token", _token),
    Picture("microsoft-failed-1", _refused("secret-expired")),
    Picture("microsoft-failed-2", _refused("consent-missing")),
    Picture("microsoft-failed-3", _refused("mailbox-out-of-scope")),
)


# ---------------------------------------------------------------- what is around them


@contextmanager
def _servers() -> Iterator[Demo]:
    """The demo under the names that stand in the pictures."""
    with demos.running(CLAIRE, (HOST, *CLOUD)) as demo:
        expired = Mailbox(_expired_context(demo), demo.inbox.append)
        expired.start()
        ports = {HOST: demo.part("password").mailbox.port, EXPIRED: expired.port}
        service = demo.part("microsoft-oauth2").service
        assert service is not None
        ports |= dict.fromkeys(CLOUD, service.port)
        real = socket.getaddrinfo

        def look_up(host: Any, port: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401
            name = host.decode() if isinstance(host, bytes) else host
            if name in ports:
                return real("127.0.0.1", ports[name], *rest, **more)
            return real(host, port, *rest, **more)

        socket.getaddrinfo = look_up
        try:
            yield demo
        finally:
            socket.getaddrinfo = real
            expired.stop()


def _expired_context(demo: Demo) -> Any:  # noqa: ANN401
    import ssl

    now = datetime.now(UTC)
    issued = demo.authority.issue_cert(
        EXPIRED, not_before=now - timedelta(days=400), not_after=now - timedelta(days=3)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    return context


def _take(picture: Picture, language: str, *, dark: bool, demo: Demo, folder: Path) -> Path:
    _colour(dark=dark)
    texts.use(language)
    demo.inbox.clear()
    stage = Stage(demo)
    path = folder / f"{picture.name}-{language}-{'dark' if dark else 'light'}.png"
    try:
        shown = picture.take(stage)
        _settle()
        if not _flat(shown.grab().toImage()).save(str(path), None, 0):
            raise OSError(f"could not write {path}")
    finally:
        stage.close()
        _settle()
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name} is larger than {LARGEST} bytes")
    return path


def _flat(picture: QImage) -> QImage:
    """The picture in at most 256 colours, a fourth of its size, without a pattern."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    seen = Counter(memoryview(picture.constBits()).cast("I"))
    # One for each shade that the eye tells apart: a small red icon is not to turn grey.
    table: dict[int, int] = {}
    for colour, _count in seen.most_common():
        table.setdefault(colour & 0xE0E0E0, colour | 0xFF000000)
    rest = [one | 0xFF000000 for one, _count in seen.most_common(512)]
    colours = list(dict.fromkeys([*table.values(), *rest]))[:256]
    return picture.convertToFormat(
        QImage.Format.Format_Indexed8, colours, Qt.ImageConversionFlag.AvoidDither
    )


def _colour(*, dark: bool) -> None:
    """Set the colours; Windows 11's style goes by the scheme, the others by the palette."""
    if QApplication.style().name() != "windows11":
        QApplication.setPalette(_dark() if dark else QApplication.style().standardPalette())
        return
    schemes = Qt.ColorScheme
    QApplication.styleHints().setColorScheme(schemes.Dark if dark else schemes.Light)


def _dark() -> QPalette:
    """Dark colours as desktops give them to Qt; its own generic theme knows no dark scheme."""
    ground, ink, faint = QColor(50, 50, 50), QColor(240, 240, 240), QColor(128, 128, 128)
    palette, roles = QPalette(ground), QPalette.ColorRole
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.ToolTipText):
        palette.setColor(role, ink)
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    palette.setColor(roles.Base, ground.darker(140))
    palette.setColor(roles.PlaceholderText, QColor(240, 240, 240, 128))
    palette.setColor(roles.Highlight, QColor(48, 140, 198))
    palette.setColor(roles.Accent, QColor(48, 140, 198))
    return palette


def _settle() -> None:
    """Let Qt lay out, paint and delete what it has put off."""
    QTest.qWait(100)


def main() -> int:
    """Take all pictures, or some."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--only", default="", metavar="NAME", help="those whose name begins so, or so"
    )
    parser.add_argument("--style", default="Fusion", help="of Qt's styles, the one that draws")
    parser.add_argument("--folder", default=FOLDER, type=Path, help="where the pictures go")
    given = parser.parse_args()
    wanted = tuple(given.only.split(","))
    # The desktop of whoever runs this decides nothing.
    if hasattr(
        time, "tzset"
    ):  # Windows has no such desktops, and asks its own settings for the time
        os.environ |= {
            "QT_QPA_PLATFORMTHEME": "generic",
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "TZ": "Europe/Paris",
        }
        time.tzset()
    immortal.keep()
    app = QApplication(sys.argv[:1])
    app.setStyle(given.style)
    app.setCursorFlashTime(0)
    given.folder.mkdir(parents=True, exist_ok=True)
    with _servers() as demo:
        for picture in PICTURES:
            if not picture.name.startswith(wanted):
                continue
            for language in LANGUAGES:
                for dark in (False, True) if picture.dark else (False,):
                    path = _take(picture, language, dark=dark, demo=demo, folder=given.folder)
                    print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
