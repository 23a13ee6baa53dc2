"""A second look at settings that failed, and what the tests of it share."""

from __future__ import annotations

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Fault
from hubmail_gui.delivery.account import Login, SmtpAccount
from hubmail_gui.discovery import second_look
from tests.servers.certificates import Wish, issue, root

ROOT = root()
GOOD = issue(ROOT, Wish())
LOGIN = Login("hub", "never sent")


def account(port: int, encryption: Encryption, login: Login | None = LOGIN) -> SmtpAccount:
    return SmtpAccount("127.0.0.1", port, encryption, login, ca_certificates=ROOT.pem)


def look(where: SmtpAccount, code: str, **known: str) -> Fault:
    return second_look.look_again(where, Fault(code, params=known), Cancel())


def patch(fault: Fault) -> object:
    return None if fault.suggestion is None else fault.suggestion.settings
