"""The settings of the method *Microsoft OAuth 2.0* (client credentials flow)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from hubmail_gui.core import schema, validation
from hubmail_gui.core.settings import MethodSettings
from hubmail_gui.core.texts import N_
from hubmail_gui.methods.microsoft import identifiers
from hubmail_gui.oauth import origins

if TYPE_CHECKING:
    from hubmail_gui.core.schema import Document


class Route(StrEnum):
    """How a mail is handed to Microsoft 365 once there is a token."""

    GRAPH = "graph"
    SMTP = "smtp"


class Cloud(StrEnum):
    """Microsoft's separate clouds; a token of one is worth nothing in another."""

    GLOBAL = "global"
    USGOV = "usgov"
    USGOV_DOD = "usgov-dod"
    CHINA = "china"
    CUSTOM = "custom"


class Credential(StrEnum):
    """How the application proves that it is itself (OAuth 2.0, RFC 6749 2.3.1; RFC 7523)."""

    SECRET = "secret"
    CERTIFICATE = "certificate"


class Endpoints(schema.Group):
    """Addresses of a cloud that is none of Microsoft's own, such as a stand-in for tests."""

    authority: str = schema.setting(
        N_("Sign-in address"), str, required=True, default="", check=origins.origin,
        description="https:// address of the identity service, without the tenant.",
        constraints={"pattern": "^https://"},
    )  # fmt: skip
    graph: str | None = schema.setting(
        N_("Graph address"), str, check=origins.origin,
        description="https:// address of Graph, without the version.",
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
    scope: str | None = schema.setting(
        N_("Scope"), str, check=identifiers.scope,
        description="Scope to ask for, where it is not that of the Graph or SMTP address.",
    )  # fmt: skip


def _custom(document: Document) -> bool:
    return document.get("cloud") == Cloud.CUSTOM


def _with_certificate(document: Document) -> bool:
    return document.get("credential") == Credential.CERTIFICATE


class MicrosoftSettings(MethodSettings):
    """Which application sends for which directory, and by which route."""

    type: ClassVar[str] = "microsoft-oauth2"

    application_id: str = schema.setting(
        N_("Application ID"), str, required=True, default="", check=identifiers.application_id,
        description="Application (client) ID of the app registration in Microsoft Entra ID.",
    )  # fmt: skip
    directory_id: str = schema.setting(
        N_("Directory ID"), str, required=True, default="", check=identifiers.directory_id,
        destination=True,
        description="Directory (tenant) ID, or a verified domain of the directory.",
    )  # fmt: skip
    route: Route = schema.setting(
        N_("Route"), Route, default=Route.GRAPH,
        description="graph: POST sendMail; smtp: SMTP with XOAUTH2.",
    )  # fmt: skip
    cloud: Cloud = schema.setting(
        N_("Cloud"), Cloud, default=Cloud.GLOBAL, destination=True,
        description="Which of Microsoft's clouds, or custom with endpoints.",
    )  # fmt: skip
    endpoints: Endpoints | None = schema.setting(
        N_("Endpoints"), Endpoints, required=True, applies=_custom, destination=True,
        description="Addresses of the custom cloud.",
    )  # fmt: skip
    credential: Credential = schema.setting(
        N_("Credential"), Credential, default=Credential.SECRET,
        description="secret: a client secret; certificate: its private key is the secret.",
    )  # fmt: skip
    certificate: str | None = schema.setting(
        N_("Certificate"), str, required=True, check=validation.certificates,
        applies=_with_certificate,
        description="Public certificate in PEM form; its private key is the secret.",
    )  # fmt: skip
