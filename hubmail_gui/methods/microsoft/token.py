"""An access token for the application itself: OAuth 2.0 client credentials, by MSAL.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.methods.microsoft import credentials
from hubmail_gui.methods.microsoft.msal_client import MsalClient, StoppedError
from hubmail_gui.methods.microsoft.settings import Credential
from hubmail_gui.oauth.token import Token

if TYPE_CHECKING:
    from hubmail_gui.delivery.web import Web
    from hubmail_gui.methods.microsoft.clouds import Addresses
    from hubmail_gui.methods.microsoft.settings import MicrosoftSettings


@dataclass(frozen=True, slots=True)
class DirectoryToken(Token):
    """An access token of one directory.

    Attributes:
        directory: the directory's own identifier, by the identity service; empty if unknown.
    """

    directory: str = ""


def fetch(
    account: MicrosoftSettings,
    secret: str,
    where: Addresses,
    web: Web,
    hide: Callable[[str], None],
) -> DirectoryToken:
    """Ask the identity service for a token.

    Args:
        account: who asks.
        secret: the client secret, or the private key in PEM form.
        where: whom to ask, and for which resource.
        web: sends the requests.
        hide: told of every credential that is made or received, before anybody can see it.

    Raises:
        FaultError: ``oauth.*``, ``network.proxy`` or ``tls.*``.
        Cancelled: the person gave up.
    """
    credential = _credential(account, secret)
    client = MsalClient(web, account, secret, where, hide)
    try:
        result = _ask(account, credential, where, client)
    except StoppedError as stopped:
        raise FaultError(stopped.fault) from None
    return DirectoryToken(str(result["access_token"]), int(result["expires_in"]), client.directory)


def _ask(
    account: MicrosoftSettings,
    credential: str | dict[str, str],
    where: Addresses,
    client: MsalClient,
) -> dict[str, Any]:
    # 0.3 s and half a megabyte of modules: only now, and never in the window's thread.
    import logging

    import msal

    # MSAL writes answers that it cannot read into its log, whole: half a token, say.
    logging.getLogger("msal").setLevel(logging.CRITICAL + 1)
    application = msal.ConfidentialClientApplication(
        account.application_id,
        client_credential=credential,
        authority=f"{where.authority}/{account.directory_id}",
        http_client=client,
        # The clouds are chosen in the settings; an air-gapped or sovereign network cannot reach
        # the worldwide service that instance discovery asks, and a stand-in is unknown to it.
        validate_authority=False,
        instance_discovery=False,
        # Nor may MSAL_FORCE_REGION or REGION_NAME in the environment choose another host.
        azure_region=False,
    )
    result: dict[str, Any] = application.acquire_token_for_client(scopes=[where.scope])
    return result


def _credential(account: MicrosoftSettings, secret: str) -> str | dict[str, str]:
    """What MSAL is to sign in with.

    Raises:
        FaultError: the key is of no use; signing with it would only fail less clearly.
    """
    if account.credential is Credential.SECRET:
        return secret
    try:
        # Without a thumbprint of ours, MSAL signs as Microsoft asks now: PS256 and SHA-256.
        certificate, key = credentials.key_for(account, secret)
    except ProblemError as error:
        words = Problem("", error.code, error.params).title()
        raise FaultError(Fault("oauth.certificate_rejected", False, words)) from None
    return {"private_key": key, "public_certificate": certificate}
