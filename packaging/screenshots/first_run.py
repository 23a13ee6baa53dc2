"""Scenes of somebody who has set nothing up yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.discovery import candidates
from hubmail_gui.discovery.candidates import Candidate, Claim, Source
from hubmail_gui.discovery.probe import Certificate, Probe
from hubmail_gui.discovery.search import Detected
from hubmail_gui.window.dialogs.services import ServicesDialog
from screenshots.servers import HOST
from screenshots.stage import settle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from screenshots.stage import Stage

ADDRESS = "hub@example.com"


def begin(stage: Stage) -> QWidget:
    """The first page."""
    stage.show_empty()
    return stage.shown()


def offers(stage: Stage) -> QWidget:
    """What is offered for an address that was typed."""
    stage.show_empty()
    stage.page.first.question.field.setText(ADDRESS)
    offers = stage.page.first.offers
    offers.stop()
    offers._end(Detected(ADDRESS, _found(), (), None))
    return stage.shown()


def picked(stage: Stage) -> QWidget:
    """One of the offers, taken."""
    stage.show_empty()
    stage.page.first.question.field.setText(ADDRESS)
    stage.page.offer_chosen.emit(_found()[0])
    return stage.shown()


def services(stage: Stage) -> ServicesDialog:
    """The list of the services."""
    stage.show_empty()
    stage.page.service_wanted.emit("")
    dialog = stage.shown().findChild(ServicesDialog)
    assert isinstance(dialog, ServicesDialog)
    settle()
    return dialog


def service(stage: Stage) -> QWidget:
    """One of the services, taken."""
    dialog = services(stage)
    stage.page.first.question.field.setText(ADDRESS)
    dialog.words.setText("amazon")
    dialog.words.returnPressed.emit()
    return stage.shown()


def google(stage: Stage) -> QWidget:
    """The fields of Google Workspace, empty."""
    stage.show_empty()
    stage.page.service_wanted.emit("google-workspace")
    stage.shown().area.to_top()
    return stage.shown()


def form(stage: Stage) -> QWidget:
    """The empty form."""
    stage.show_empty().edit()
    return stage.shown()


def offers_in_form(stage: Stage) -> QWidget:
    """What is offered for a server that was typed into the form."""
    form(stage)
    suggesting = stage.page.page._suggesting
    stage.page.page.host.setText(HOST)
    offers = suggesting._offers[stage.page.page.host]
    offers.stop()
    offers._end(Detected(HOST, _found()[:2], (), None))
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
    claim = Claim(Source.GUESS, username=ADDRESS)
    return tuple(candidates.reached(claim, one, ADDRESS) for one in seen)
