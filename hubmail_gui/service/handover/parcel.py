"""What is handed over, and what comes back: the JSON in the pipes between the parts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from hubmail_gui.core import system
from hubmail_gui.core.watch import TEST_SECONDS, Watch
from hubmail_gui.service.result import Result, read_result

DEFAULT_UNIT = system.RELAY_UNIT
DEFAULT_FOLDER = "/etc/hubmail"
# The name by which a unit's credential is found (:mod:`hubmail_gui.cli.secret_input`).
CREDENTIAL = "hubmail.secret"

# Where the secret is, once it was handed over.
ENCRYPTED, FILE, KEYRING, NOWHERE = "systemd-creds", "file", "keyring", "none"


class Target(NamedTuple):
    """Who is to send.

    Attributes:
        account: of the service; empty: that under which the unit runs.
        unit: of systemd, with ``.service``; empty where there is none.
        folder: of the service's settings; empty: that which the unit's command names, or else
            ``DEFAULT_FOLDER``, and on Windows the account's own.
    """

    account: str = ""
    unit: str = DEFAULT_UNIT
    folder: str = ""


class Parcel(NamedTuple):
    """Settings and secret on their way.

    Attributes:
        target: who is to have them.
        document: the settings, as ``apply`` reads them; empty where they are taken back.
        secret: None where the settings need none.
        recipient: of the test mail.
        undo: remove what an earlier parcel has brought.
        seconds: limit of the test; None: the settings' own.
    """

    target: Target
    document: Mapping[str, Any]
    secret: str | None = None
    recipient: str = ""
    undo: bool = False
    seconds: float | None = None

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Parcel({self.target!r}, undo={self.undo})"

    @property
    def limit(self) -> float:
        """How long the test may take (seconds): as was chosen, else as the settings say."""
        own = self.document.get("timeout")
        return self.seconds or (float(own) if isinstance(own, int) else TEST_SECONDS)

    def timed(self, watch: Watch) -> Parcel:
        """The same, with the limit that somebody has chosen here, if anybody has."""
        return self._replace(seconds=watch.seconds) if watch.limited else self

    def write(self) -> bytes:
        """As it goes through a pipe, and nowhere else."""
        return json.dumps(self._asdict()).encode()


def read(content: bytes) -> Parcel:
    """The parcel that was written as ``content``.

    Raises:
        ValueError: it is none.
    """
    try:
        known = json.loads(content)
        return Parcel(**{**known, "target": Target(*known["target"])})
    except (TypeError, KeyError, AttributeError):
        # Their own words may hold what they could not read.
        raise ValueError from None


class Answer(NamedTuple):
    """What became of a parcel.

    Attributes:
        result: of storing and testing as the account; of an undoing, only whether it was done.
        target: who has it, with all that is known of them.
        store: where the secret is now.
    """

    result: Result
    target: Target
    store: str = NOWHERE


def read_answer(document: Mapping[str, Any]) -> Answer:
    """The answer in the JSON that ``hubmail handover --json`` prints.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is no such JSON.
    """
    return Answer(
        read_result(document),
        Target(*(str(document.get(name) or "") for name in Target._fields)),
        str(document.get("store") or NOWHERE),
    )


def more_json(answer: Answer, *, undone: bool = False) -> dict[str, Any]:
    """What ``hubmail handover --json`` prints beside a result's own keys."""
    known = {name: value or None for name, value in answer.target._asdict().items()}
    return {**known, "store": answer.store, "undone": undone}
