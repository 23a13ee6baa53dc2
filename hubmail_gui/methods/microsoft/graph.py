"""One mail through Microsoft Graph.

https://learn.microsoft.com/graph/api/user-sendmail
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from hubmail_gui.core.facts import CloudFact
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.methods.microsoft import graph_message
from hubmail_gui.methods.microsoft.answers import CloudStage, unanswered
from hubmail_gui.oauth.answers import cloud_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hubmail_gui.delivery.mail import Mail
    from hubmail_gui.delivery.web import Answer, Web

ACCEPTED = 202
# "The maximum request length supported is 4MB."
LARGEST_REQUEST = 4_000_000


class Mailbox:
    """The mailbox that sends, as Graph offers it.

    Args:
        origin: Graph's address.
        token: an access token for it.
        address: of the mailbox.
        web: makes the requests.
    """

    def __init__(self, origin: str, token: str, address: str, web: Web) -> None:
        self.address = address
        self._web = web
        self._token = token
        self._base = f"{origin}/v1.0/users/{quote(address, safe='@')}"
        self._request_id = ""

    def ask(
        self, verb: str, path: str, body: bytes | None = None, kind: str = "application/json"
    ) -> Answer:
        """A request about the mailbox.

        Raises:
            FaultError: no answer came.
            Cancelled: the person gave up.
        """
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = kind
        return self.exchange(verb, f"{self._base}/{path}", headers, body)

    def exchange(
        self, verb: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        """A request to any address, with an answer or without; see :meth:`ask`."""
        from uuid import uuid4

        # Microsoft's support finds a request by it, also where the answer got lost
        # (https://learn.microsoft.com/graph/best-practices-concept).
        self._request_id = str(uuid4())
        sent = {**headers, "client-request-id": self._request_id}
        try:
            return self._web.request(verb, url, headers=sent, body=body)
        except FaultError as error:
            raise FaultError(unanswered(error.fault, CloudStage.GRAPH)) from None

    def refused(self, answer: Answer, host: str = "") -> FaultError:
        """What an answer means that was not the one hoped for."""
        fact = CloudFact(CloudStage.GRAPH, answer.status, answer.headers, answer.text)
        host = host or urlsplit(self._base).hostname or ""
        known = {"host": host, "client_request_id": self._request_id}
        return FaultError(cloud_fault(fact, known))


def send(
    origin: str, token: str, mailbox: str, mail: Mail, web: Web, hide: Callable[[str], None]
) -> Answer:
    """Hand ``mail`` to Graph, to be sent from ``mailbox``.

    202 with an empty body means that Microsoft 365 has taken it; what becomes of it later is
    only ever told to the sender's mailbox
    (https://learn.microsoft.com/graph/outlook-things-to-know-about-send-mail).

    Args:
        origin: Graph's address.
        token: an access token for it.
        mailbox: the address whose mailbox sends.
        mail: the message with its envelope.
        web: makes the requests.
        hide: told of every credential that is received, before anybody can see it.

    Raises:
        FaultError: ``graph.*``, ``network.proxy`` or ``tls.*``.
        Cancelled: the person gave up.
    """
    sender = Mailbox(origin, token, mailbox, web)
    draft = graph_message.draft(mail, mailbox)
    if draft is not None and draft.size() > LARGEST_REQUEST:
        from hubmail_gui.methods.microsoft import graph_upload

        answer = graph_upload.send(sender, draft, hide)
    else:
        body, kind = graph_message.exact(mail) if draft is None else draft.whole()
        if len(body) > LARGEST_REQUEST:
            # Its connection would break in the middle, and nobody could say why.
            raise FaultError(Fault("graph.too_large", False))
        answer = sender.ask("POST", "sendMail", body, kind)
    if answer.status == ACCEPTED and not answer.text.strip():
        return answer
    raise sender.refused(answer)
