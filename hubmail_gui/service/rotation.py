"""Replacing the stored secret: the new one is proven beside the live one, and swapped only then.

Until its test has passed, nothing that is stored changes, so Hub sends on with the old secret.
The old one is not kept: a secret that was replaced is one that somebody wants gone. Who may want
it back holds it in memory (:class:`Rotation`), until the program ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from hubmail_gui.core.watch import Watch
from hubmail_gui.service.persistence import Persistence, Try, until_passed
from hubmail_gui.service.result import Result
from hubmail_gui.service.service import Service

# A credential that was just created is not known everywhere at once.
_NEW = frozenset({"oauth.secret_wrong", "oauth.certificate_rejected"})


class Rotation(NamedTuple):
    """What became of it.

    Attributes:
        result: of the last test with the new secret.
        tries: every test with it.
        swapped: the new secret is stored now, in the place of the old one.
    """

    result: Result
    tries: tuple[Try, ...]
    swapped: bool


def rotate(
    service: Service,
    secret: str,
    recipient: str | None,
    watch: Watch,
    *,
    expires: str | None = None,
    how: Persistence | None = None,
    tried: Callable[[Try, float | None], None] = lambda _one, _pause: None,
) -> Rotation:
    """Test the stored settings with a new secret, and store it if the test passes.

    Args:
        service: of the configuration folder.
        secret: the new one.
        recipient: of the test mail; None: the profile's address.
        watch: what the tests report to and obey.
        expires: the new secret's last day, ``YYYY-MM-DD``; None: not known. The old secret's day
            is forgotten either way.
        how: test again until it passes, for a secret that the service does not know yet; None:
            test once.
        tried: told of each test as it ends, and of the seconds to the next.
    """
    once = how or Persistence(every=0.0, total=-1.0)
    result, tries = until_passed(
        lambda one: service.test_stored(secret, recipient, one), watch, once, tried, _NEW
    )
    if not result.ok:
        return Rotation(result, tries, swapped=False)
    kept = service.adopt(secret, expires, result, watch)
    return Rotation(kept, tries, swapped=kept.ok)
