"""The settings of the method *user name and password*."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hubmail_gui.core import schema, validation
from hubmail_gui.core.encryption import Encryption as Encryption
from hubmail_gui.core.settings import MethodSettings
from hubmail_gui.core.texts import N_

if TYPE_CHECKING:
    from hubmail_gui.core.schema import Document


# Both forms of TLS protect alike once they are required, and STARTTLS always is here.
STRENGTH = {Encryption.STARTTLS: 1, Encryption.TLS: 1, Encryption.NONE: 0}

USUAL_PORTS = {Encryption.STARTTLS: 587, Encryption.TLS: 465, Encryption.NONE: 25}


def _with_login(document: Document) -> bool:
    return document.get("smtp_authentication") is not False


class PasswordSettings(MethodSettings):
    """Where and how to submit mail over SMTP (RFC 6409)."""

    type: ClassVar[str] = "password"

    host: str = schema.setting(
        N_("SMTP host"), str, required=True, default="", check=validation.host, destination=True,
        description="Name or IP address of the mail server.",
    )  # fmt: skip
    port: int = schema.setting(
        N_("Port number"), int, required=True, default=587, check=validation.port,
        cheap=True, destination=True, constraints={"minimum": 1, "maximum": 65535},
        description="587 for starttls, 465 for tls, as a rule.",
    )  # fmt: skip
    encryption: Encryption = schema.setting(
        N_("Encryption"), Encryption, required=True, default=Encryption.STARTTLS,
        description="starttls is required, never opportunistic; tls is from the first byte.",
    )  # fmt: skip
    smtp_authentication: bool = schema.setting(
        N_("SMTP authentication"), bool, required=True, default=True,
        description="Whether to log in; the password is never in this file.",
    )  # fmt: skip
    username: str | None = schema.setting(
        N_("Username"), str, required=True, check=validation.username, applies=_with_login,
        description="Required when smtp_authentication is true.",
    )  # fmt: skip
