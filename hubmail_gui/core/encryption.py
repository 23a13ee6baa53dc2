"""When an SMTP connection is encrypted: shared by the settings and by what obeys them."""

from __future__ import annotations

from enum import StrEnum


class Encryption(StrEnum):
    """When the connection is encrypted (RFC 8314)."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
