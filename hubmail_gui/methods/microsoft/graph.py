"""One mail through Microsoft Graph.

https://learn.microsoft.com/graph/api/user-sendmail
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from hubmail_gui.core.facts import CloudFact
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.methods.microsoft import graph_message
from hubmail_gui.methods.microsoft.answers import CloudStage, unanswered
from hubmail_gui.oauth.answers import cloud_fault

if TYPE_CHECKING:
    from hubmail_gui.delivery.mail import Mail
    from hubmail_gui.delivery.web import Answer, Web

ACCEPTED = 202


def send(origin: str, token: str, mailbox: str, mail: Mail, web: Web) -> Answer:
    """Hand ``mail`` to Graph, to be sent from ``mailbox``.

    202 with an empty body means that Microsoft 365 has taken it; what becomes of it later is
    only ever told to the sender's mailbox
    (https://learn.microsoft.com/graph/outlook-things-to-know-about-send-mail).

    Raises:
        FaultError: ``graph.*``, ``network.proxy`` or ``tls.*``.
        Cancelled: the person gave up.
    """
    from uuid import uuid4

    url = f"{origin}/v1.0/users/{quote(mailbox, safe='@')}/sendMail"
    body, content_type = graph_message.body(mail, mailbox)
    request_id = str(uuid4())
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": content_type,
        "Accept": "application/json",
        # Microsoft's support finds a request by it, also where the answer got lost
        # (https://learn.microsoft.com/graph/best-practices-concept).
        "client-request-id": request_id,
    }
    try:
        answer = web.request("POST", url, headers=headers, body=body)
    except FaultError as error:
        raise FaultError(unanswered(error.fault, CloudStage.GRAPH)) from None
    if answer.status == ACCEPTED and not answer.text.strip():
        return answer
    fact = CloudFact(CloudStage.GRAPH, answer.status, answer.headers, answer.text)
    known = {"host": urlsplit(url).hostname or "", "client_request_id": request_id}
    raise FaultError(cloud_fault(fact, known))
