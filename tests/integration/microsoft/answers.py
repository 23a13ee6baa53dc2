"""Answers that tests put into the stand-in's mouth."""

from __future__ import annotations

from hubmail_gui.demo.replies import Reply, document


def granted(token: object, **more: object) -> Reply:
    """A successful answer of the token end point."""
    known = {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599}
    return document({**known, "access_token": token, **more})
