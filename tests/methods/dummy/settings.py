"""The dummy's settings."""

from __future__ import annotations

from typing import ClassVar

from hubmail_gui.core import schema, validation
from hubmail_gui.core.settings import MethodSettings
from hubmail_gui.oauth import origins


class DummySettings(MethodSettings):
    """Which house, and where it is."""

    type: ClassVar[str] = "dummy"

    house: str = schema.setting("House", str, required=True, default="")
    desk: str = schema.setting(
        "Desk", str, required=True, default="", check=origins.origin, destination=True
    )
    host: str = schema.setting("SMTP host", str, required=True, default="", check=validation.host)
    port: int = schema.setting("Port number", int, required=True, default=587, destination=True)
    loud: bool = schema.setting("Loud", bool, default=False)
