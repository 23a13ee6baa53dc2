"""The settings of the method *Google Workspace* (service account, domain-wide delegation)."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from hubmail_gui.core import schema, validation
from hubmail_gui.core.settings import MethodSettings
from hubmail_gui.core.texts import N_
from hubmail_gui.oauth import origins


class Route(StrEnum):
    """How a mail is handed to Google once there is a token."""

    SMTP = "smtp"
    GMAIL = "gmail"


class Endpoints(schema.Group):
    """Addresses that are none of Google's own, such as those of a stand-in for tests."""

    token: str | None = schema.setting(
        N_("Sign-in address"), str, check=origins.origin,
        description="https:// address of the token service, without the path.",
        constraints={"pattern": "^https://"},
    )  # fmt: skip
    gmail: str | None = schema.setting(
        N_("Gmail API address"), str, check=origins.origin,
        description="https:// address of the Gmail API, without the version.",
        constraints={"pattern": "^https://"},
    )  # fmt: skip
    smtp_host: str | None = schema.setting(
        N_("SMTP host"), str, check=validation.host,
        description="Name of the submission server of the SMTP route.",
    )  # fmt: skip
    smtp_port: int | None = schema.setting(
        N_("Port number"), int, check=validation.port, constraints={"minimum": 1, "maximum": 65535},
        description="Port of the submission server, 587 by default.",
    )  # fmt: skip


class GoogleSettings(MethodSettings):
    """By which route the service account sends as the sender; who it is stands in its key."""

    type: ClassVar[str] = "google-workspace"

    route: Route = schema.setting(
        N_("Route"), Route, default=Route.SMTP,
        description="smtp: SMTP with XOAUTH2; gmail: messages.send of the Gmail API.",
    )  # fmt: skip
    endpoints: Endpoints | None = schema.setting(
        N_("Endpoints"), Endpoints, destination=True,
        description="Other addresses than Google's own; those that are left out stay Google's.",
    )  # fmt: skip
