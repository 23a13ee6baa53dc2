"""What MSAL sends its requests with: answers are judged here, before MSAL makes of them what it may.

MSAL raises ValueError, KeyError or requests' exceptions, or logs whole bodies, for answers that
are not what it expects. It is only given those that are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from hubmail_gui.core.facts import CloudFact
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.methods.microsoft import clouds, identifiers
from hubmail_gui.methods.microsoft.answers import CloudStage, unanswered
from hubmail_gui.methods.microsoft.settings import Credential
from hubmail_gui.oauth.answers import before_tokens, cloud_fault
from hubmail_gui.oauth.token import document, granted

if TYPE_CHECKING:
    from hubmail_gui.delivery.web import Answer, Web
    from hubmail_gui.methods.microsoft.clouds import Addresses
    from hubmail_gui.methods.microsoft.settings import MicrosoftSettings

_CREDENTIALS = ("client_secret", "client_assertion")


_LONGEST_ADDRESS = 2000


class StoppedError(Exception):
    """A fault on its way out through MSAL, which looks only at exceptions that it knows."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


class MsalClient:
    """The two requests of a token.

    Attributes:
        directory: the directory's identifier as the identity service has it; empty if unknown.
    """

    def __init__(
        self,
        web: Web,
        account: MicrosoftSettings,
        secret: str,
        where: Addresses,
        hide: Callable[[str], None],
    ) -> None:
        self._web = web
        self._where = where
        self._hide = hide
        secret_used = account.credential is Credential.SECRET
        self._secret_is_guid = secret_used and identifiers.is_guid(secret)
        self.directory = ""

    def get(self, url: str, headers: Mapping[str, str] | None = None, **_more: Any) -> _Response:  # noqa: ANN401
        """MSAL makes one GET, for the OpenID configuration of the directory."""
        answer = self._ask("GET", url, headers or {}, None)
        found = document(answer) if answer.status == 200 else {}
        endpoint = found.get("token_endpoint")
        if not isinstance(endpoint, str) or not _is_endpoint(endpoint):
            raise StoppedError(self._fault(CloudStage.DISCOVERY, answer, url, headers or {}))
        if not isinstance(found.get("authorization_endpoint"), str):
            raise StoppedError(self._fault(CloudStage.DISCOVERY, answer, url, headers or {}))
        self._check_host(endpoint)
        self.directory = identifiers.find_guid(urlsplit(endpoint).path) or ""
        return _Response(answer.status, answer.text)

    def post(
        self,
        url: str,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **_more: Any,  # noqa: ANN401
    ) -> _Response:
        """MSAL makes one POST: the token request."""
        form = {key: _text(value) for key, value in (data or {}).items()}
        for name in _CREDENTIALS:
            if name in form:
                self._hide(form[name])
        answer = self._ask("POST", url, headers or {}, form)
        token = granted(answer)
        if token is None:
            raise StoppedError(self._fault(CloudStage.TOKEN, answer, url, headers or {}))
        self._hide(token.value)
        parts = {"access_token": token.value, "token_type": "Bearer", "expires_in": token.seconds}
        return _Response(answer.status, json.dumps(parts))

    def close(self) -> None:
        """MSAL closes what it was given; the connection is its owner's."""

    def _ask(
        self, verb: str, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None
    ) -> Answer:
        try:
            return self._web.request(verb, url, headers=headers, form=form)
        except FaultError as error:
            stage = CloudStage.DISCOVERY if form is None else CloudStage.TOKEN
            raise StoppedError(unanswered(error.fault, stage)) from None

    def _fault(
        self, stage: CloudStage, answer: Answer, url: str, headers: Mapping[str, str]
    ) -> Fault:
        body = before_tokens(answer.text)
        fact = CloudFact(
            stage, answer.status, answer.headers, body, secret_is_guid=self._secret_is_guid
        )
        known = {"host": urlsplit(url).hostname or "", "resource": _resource(self._where.scope)}
        if "client-request-id" in headers:
            known["client_request_id"] = headers["client-request-id"]
        return cloud_fault(fact, known)

    def _check_host(self, endpoint: str) -> None:
        """The secret goes to the chosen cloud, whatever an answer says; elsewhere by nobody's wish.

        A directory of another cloud is known to the worldwide service, which names the right one.
        """
        host = urlsplit(endpoint).hostname or ""
        if self._where.custom or host in self._where.hosts:
            return
        params = {"host": urlsplit(self._where.authority).hostname or ""}
        elsewhere = host in clouds.authority_hosts()
        code = "oauth.wrong_cloud" if elsewhere else "oauth.not_an_authority"
        raise StoppedError(Fault(code, False, f"token_endpoint: {endpoint}", params))


def _is_endpoint(address: str) -> bool:
    """Whether it can be asked for a token: https, a host, and a path, without which MSAL raises."""
    if len(address) > _LONGEST_ADDRESS:
        return False
    try:
        parts = urlsplit(address)
        usable = parts.port != 0 and bool(parts.hostname) and bool(parts.path.strip("/"))
    except ValueError:
        return False
    return parts.scheme == "https" and usable


class _Response:
    """An answer in the form that MSAL reads."""

    def __init__(self, status: int, text: str) -> None:
        self.status_code = status
        self.text = text
        self.headers: dict[str, str] = {}


def _text(value: object) -> str:
    return value.decode("ascii") if isinstance(value, bytes) else str(value)


def _resource(scope: str) -> str:
    return scope.removesuffix("/.default")
