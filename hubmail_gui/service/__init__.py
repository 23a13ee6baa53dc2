"""What Save, Test, Restore and Send mean, once, for the window and the commands.

Other programs may use what stands in ``__all__``, and nothing else (``docs/python.md``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubmail_gui.service.api import Failure, Sent, send

__all__ = ["Failure", "Sent", "send"]


def __getattr__(name: str) -> object:
    # A command loads a part of this package, and none of them this.
    if name in __all__:
        from hubmail_gui.service import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
