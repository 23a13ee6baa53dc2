"""One mail through the Gmail API.

https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from hubmail_gui.methods.google.answers import GoogleStage, post, refused
from hubmail_gui.oauth.addressed import addressed
from hubmail_gui.oauth.token import document

if TYPE_CHECKING:
    from hubmail_gui.delivery.mail import Mail
    from hubmail_gui.delivery.web import Web
    from hubmail_gui.oauth.token import Token


def send(origin: str, token: Token, mailbox: str, mail: Mail, web: Web) -> str:
    """Hand ``mail`` to Gmail, to be sent from ``mailbox``; returns Gmail's words of acceptance.

    An answer with the message's identifier means that Gmail has taken it; it puts a copy into the
    mailbox's sent mail, which its API does not let anybody switch off.

    Raises:
        FaultError: ``google.*``, ``network.proxy`` or ``tls.*``.
        Cancelled: the person gave up.
    """
    url = f"{origin}/gmail/v1/users/{quote(mailbox, safe='@')}/messages/send"
    raw = base64.urlsafe_b64encode(addressed(mail)).decode("ascii")
    headers = {
        "Authorization": f"Bearer {token.value}",
        "Content-Type": "application/json; charset=utf-8",
    }
    answer = post(web, url, headers=headers, body=json.dumps({"raw": raw}).encode())
    identifier = document(answer).get("id") if answer.status == 200 else None
    if not isinstance(identifier, str) or not identifier:
        raise refused(GoogleStage.GMAIL, answer, url, {"sender": mailbox})
    return f"HTTP {answer.status}, id {identifier}"
