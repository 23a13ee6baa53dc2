"""The settings of a trial, filled in and ready to test, with their secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubmail_gui.demo.directory import Directory

SENDER = "hub@example.com"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the trial's servers listen.

    Attributes:
        authority: PEM text of who signed their certificates.
        smtp_port: of the mail server on ``localhost``.
        cloud: origin of the stand-in for Microsoft.
    """

    authority: str
    smtp_port: int
    cloud: str


def password(places: Places, username: str) -> dict[str, object]:
    """SMTP with user name and password."""
    return {
        **_shared(places),
        "authentication": {
            "type": "password",
            "host": "localhost",
            "port": places.smtp_port,
            "encryption": "starttls",
            "smtp_authentication": True,
            "username": username,
        },
    }


def microsoft(places: Places, directory: Directory, route: str) -> dict[str, object]:
    """Microsoft OAuth 2.0 by ``route`` (``graph`` or ``smtp``), with the stand-in's end points."""
    return {
        **_shared(places),
        "authentication": {
            "type": "microsoft-oauth2",
            "application_id": directory.application,
            "directory_id": directory.tenant,
            "route": route,
            "cloud": "custom",
            "endpoints": {
                "authority": places.cloud,
                "graph": places.cloud,
                "smtp_host": "localhost",
                "smtp_port": places.smtp_port,
            },
            "credential": "secret",
        },
    }


def _shared(places: Places) -> dict[str, object]:
    return {"sender": SENDER, "sender_name": "Hub", "ca_certificates": places.authority}
