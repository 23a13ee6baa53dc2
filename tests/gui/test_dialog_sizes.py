"""No dialog asks the window system for less room than it needs, and Qt has nothing to say about any.

Windows would make such a dialog larger by itself, after a warning; that any warning of Qt fails a
test is a matter of pyproject.toml.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from datetime import date

import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hubmail_gui import window
from hubmail_gui.core import texts
from hubmail_gui.core.outcome import Attempt, Fault
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.demo import Demo, scenarios
from hubmail_gui.service.configuration import Profile
from hubmail_gui.service.last_good import Good
from hubmail_gui.service.result import failed
from hubmail_gui.window import worker
from hubmail_gui.window.dialogs.task import TaskSheet
from hubmail_gui.window.sheet import Sheet
from hubmail_gui.window.status_dialog import StatusDialog


def makings(demo: Demo) -> dict[str, object]:
    """What dialogs are made of, by the names of their parameters."""
    stored = demo.service.configuration.stored()
    assert stored is not None
    change = ("SMTP host", "old.example.com → new.example.com")
    return {
        "configuration": demo.service.configuration,
        "settings": stored.settings,
        "recipient": "claire@example.com",
        "ends": date(2031, 5, 17),
        "folder": demo.service.configuration.folder,
        "title": "A title",
        "text": "Dear administrator, " * 100,
        "profile": Profile("Claire", ""),
        "scenarios": scenarios(),
        "good": Good(
            "smtp.example.com", "2026-11-27T10:00:00+01:00", "claire", True, (change,) * 9, True
        ),
    }


def made(kind: type[Sheet], demo: Demo) -> Sheet:
    known = makings(demo)
    wanted = [
        name
        for name, one in inspect.signature(kind.__init__).parameters.items()
        if name != "self" and one.default is inspect.Parameter.empty
    ]
    return kind(**{name: known[name] for name in wanted})  # type: ignore[arg-type]


def kinds(base: type[Sheet]) -> set[type[Sheet]]:
    return {one for kind in base.__subclasses__() for one in {kind, *kinds(kind)}}


def dialogs() -> list[type[Sheet]]:
    """Every dialog of the window."""
    for module in pkgutil.walk_packages(window.__path__, f"{window.__name__}."):
        importlib.import_module(module.name)
    ours = {kind for kind in kinds(Sheet) if kind.__module__.startswith("hubmail_gui.")}
    return sorted(ours - {TaskSheet}, key=lambda kind: kind.__name__)


def settled(dialog: Sheet) -> tuple[QSize, QSize]:
    """The size that a dialog asked for, and the one that it has when its content has its place."""
    asked = dialog.size()
    layout = dialog.layout()
    assert layout is not None
    layout.activate()  # makes it larger where it is too small
    return asked, dialog.size().expandedTo(layout.totalMinimumSize())


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("points", [0, 16])
@pytest.mark.parametrize("kind", dialogs(), ids=lambda kind: kind.__name__)
def test_it_asks_for_what_it_needs(
    kind: type[Sheet], points: int, language: str, demo: Demo, qtbot: QtBot
) -> None:
    texts.use(language)
    dialog = made(kind, demo)
    qtbot.addWidget(dialog)
    if points:
        font = dialog.font()
        font.setPointSize(points)
        dialog.setFont(font)
    dialog.ensurePolished()
    dialog.fit()
    asked, has = settled(dialog)
    assert asked == has
    dialog.show()
    assert QTest.qWaitForWindowExposed(dialog)
    asked, has = settled(dialog)
    assert asked == has
    # What it looks up at its beginning ends before it does.
    dialog.hide()
    worker.end_all()


def test_it_grows_before_it_has_to_hold_more(qtbot: QtBot) -> None:
    dialog = StatusDialog("Test email")
    qtbot.addWidget(dialog)
    dialog.begin((Step.RESOLVE, Step.CONNECT), "A test mail goes to claire@example.com.")
    dialog.open()
    assert QTest.qWaitForWindowExposed(dialog)
    steps = (StepReport(Step.RESOLVE, StepState.FAILED, 1.0, "not found " * 20),)
    fault = Fault("network.name_not_found", params={"host": "smtp.example.com"})
    dialog.finish(
        failed(fault)._replace(attempt=Attempt(steps=steps, fault=fault)), report="", again=True
    )
    asked, has = settled(dialog)
    assert asked == has
