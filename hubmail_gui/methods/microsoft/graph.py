"""One mail through Microsoft Graph.

https://learn.microsoft.com/graph/api/user-sendmail
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from hubmail_gui.core.facts import CloudFact, CloudStage
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.methods.microsoft import graph_message
from hubmail_gui.methods.microsoft.answers import cloud_fault

if TYPE_CHECKING:
    from hubmail_gui.delivery.message import Mail
    from hubmail_gui.delivery.web import Answer, Web

ACCEPTED = 202


def send(origin: str, token: str, mail: Mail, web: Web) -> Answer:
    """Hand ``mail`` to Graph, from the mailbox of its envelope sender.

    202 with an empty body means that Microsoft 365 has taken it; what becomes of it later is
    only ever told to the sender's mailbox
    (https://learn.microsoft.com/graph/outlook-things-to-know-about-send-mail).

    Raises:
        FaultError: ``graph.*``, ``network.proxy`` or ``tls.certificate.*``.
        Cancelled: the person gave up.
    """
    url = f"{origin}/v1.0/users/{quote(mail.sender, safe='@')}/sendMail"
    body, content_type = graph_message.body(mail)
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": content_type,
        "Accept": "application/json",
    }
    try:
        answer = web.request("POST", url, headers=headers, body=body)
    except FaultError as error:
        raise FaultError(_as_graph(error.fault)) from None
    if answer.status == ACCEPTED and not answer.text.strip():
        return answer
    raise FaultError(
        cloud_fault(CloudFact(CloudStage.GRAPH, answer.status, answer.headers, answer.text))
    )


def _as_graph(fault: Fault) -> Fault:
    if not fault.code.startswith("network.") or fault.code == "network.proxy":
        return fault
    return Fault("graph.unreachable", True, fault.reply, {**fault.params, "cause": fault.code})
