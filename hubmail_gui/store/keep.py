"""What a change may say about its secret."""

from __future__ import annotations

from enum import Enum


class Keep(Enum):
    """Stands for the secret that is already kept."""

    KEEP = "keep"


KEEP = Keep.KEEP
# A new one; None: the settings need none; KEEP: that whose reference the document names.
Secret = str | None | Keep
