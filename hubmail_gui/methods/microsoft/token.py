"""An access token for the application itself: OAuth 2.0 client credentials, by MSAL.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hubmail_gui.core.facts import CloudFact, CloudStage
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.methods.microsoft import identifiers
from hubmail_gui.methods.microsoft.answers import cloud_fault
from hubmail_gui.methods.microsoft.settings import Credential

if TYPE_CHECKING:
    from hubmail_gui.delivery.web import Answer, Web
    from hubmail_gui.methods.microsoft.clouds import Addresses
    from hubmail_gui.methods.microsoft.settings import MicrosoftSettings


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, which never leaves memory.

    Attributes:
        seconds: how long it is valid.
    """

    value: str = field(repr=False)
    seconds: int


def fetch(account: MicrosoftSettings, secret: str, where: Addresses, web: Web) -> Token:
    """Ask the identity service for a token.

    Raises:
        FaultError: ``oauth.*``, ``network.proxy`` or ``tls.certificate.*``.
        Cancelled: the person gave up.
    """
    client = _MsalClient(web)
    try:
        result = _ask(account, secret, where, client)
    except _Stopped as stopped:
        raise FaultError(stopped.fault) from None
    except _msal_errors() as error:
        raise FaultError(_fault(client, account, secret, str(error))) from None
    value = result.get("access_token")
    if not isinstance(value, str) or not value:
        raise FaultError(_fault(client, account, secret, str(result.get("error_description", ""))))
    return Token(value, int(result.get("expires_in", 0)))


def _ask(
    account: MicrosoftSettings, secret: str, where: Addresses, client: _MsalClient
) -> dict[str, Any]:
    # 0.3 s and half a megabyte of modules: only now, and never in the window's thread.
    import msal

    application = msal.ConfidentialClientApplication(
        account.application_id,
        client_credential=_credential(account, secret),
        authority=f"{where.authority}/{account.directory_id}",
        http_client=client,
        # The clouds are chosen in the settings; an air-gapped or sovereign network cannot reach
        # the worldwide service that instance discovery asks, and a stand-in is unknown to it.
        validate_authority=False,
        instance_discovery=False,
    )
    result: dict[str, Any] = application.acquire_token_for_client(scopes=[where.scope])
    return result


def _credential(account: MicrosoftSettings, secret: str) -> str | dict[str, str]:
    if account.credential is Credential.SECRET:
        return secret
    return {"private_key": secret, "public_certificate": account.certificate or ""}


def _msal_errors() -> tuple[type[Exception], ...]:
    """What MSAL raises besides answering: its own, and what it makes of answers it cannot read."""
    import msal
    from requests import RequestException

    return (
        msal.exceptions.MsalError,
        RequestException,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RuntimeError,
    )


def _fault(client: _MsalClient, account: MicrosoftSettings, secret: str, words: str) -> Fault:
    """The fault of the last answer; MSAL's own exceptions only repeat it in part."""
    answer = client.last
    guid = account.credential is Credential.SECRET and identifiers.is_guid(secret)
    if answer is None:
        # MSAL refused before anything was sent, as for a certificate it cannot use.
        return Fault("oauth.refused", temporary=False, reply=words or None)
    fact = CloudFact(client.stage, answer.status, answer.headers, answer.text, secret_is_guid=guid)
    return cloud_fault(fact)


class _Stopped(Exception):  # noqa: N818 - carries a fault through MSAL
    """A fault of the connection, out through MSAL, which catches ``Exception`` in places."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


class _MsalClient:
    """What MSAL sends its requests with; it remembers the last answer and what it was for."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self.last: _Response | None = None
        self.stage = CloudStage.DISCOVERY

    def get(self, url: str, headers: dict[str, str] | None = None, **_more: Any) -> _Response:  # noqa: ANN401
        """One GET: MSAL makes one, for the OpenID configuration."""
        self.stage = CloudStage.DISCOVERY
        return self._request("GET", url, headers, None)

    def post(
        self,
        url: str,
        data: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        **_more: Any,  # noqa: ANN401
    ) -> _Response:
        """One POST: the token request."""
        self.stage = CloudStage.TOKEN
        return self._request("POST", url, headers, data)

    def close(self) -> None:
        """MSAL closes what it was given; the connection is its owner's."""

    def _request(
        self, verb: str, url: str, headers: dict[str, str] | None, data: dict[str, str] | None
    ) -> _Response:
        self.last = None
        try:
            answer = self._web.request(verb, url, headers=headers or {}, form=data)
        except FaultError as error:
            raise _Stopped(as_oauth(error.fault)) from None
        self.last = _Response(answer)
        return self.last


class _Response:
    """An answer in the form that MSAL reads: status_code, text, headers."""

    def __init__(self, answer: Answer) -> None:
        self.status = self.status_code = answer.status
        self.text = answer.text
        self.headers = answer.headers

    def raise_for_status(self) -> None:
        """MSAL calls this for answers of 500 and more; ours are judged by their own numbers."""
        if self.status_code >= 400:
            raise RuntimeError(self.status_code)


def as_oauth(fault: Fault) -> Fault:
    """A fault of the network on the way to the identity service, named for whom it concerns."""
    if not fault.code.startswith("network.") or fault.code == "network.proxy":
        return fault
    return Fault("oauth.unreachable", True, fault.reply, {**fault.params, "cause": fault.code})
