"""An access token for a user of the organisation, by the service account's signature (RFC 7523).

https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.methods.google import key
from hubmail_gui.methods.google.answers import GoogleStage, post, refused
from hubmail_gui.oauth.token import granted

if TYPE_CHECKING:
    from hubmail_gui.delivery.web import Web
    from hubmail_gui.methods.google.addresses import Addresses
    from hubmail_gui.methods.google.key import ServiceAccount
    from hubmail_gui.oauth.token import Token

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# Google takes no assertion that is valid for longer than an hour.
_SECONDS = 3600


def account_of(secret: str) -> ServiceAccount:
    """The service account whose key is the secret.

    Raises:
        FaultError: ``google.key_invalid``: it is of no use, and nothing was sent.
    """
    try:
        return key.parse(secret)
    except ProblemError as error:
        raise FaultError(_unusable(error)) from None


def fetch(
    account: ServiceAccount,
    user: str,
    where: Addresses,
    web: Web,
    hide: Callable[[str], None],
) -> Token:
    """Ask for a token with which the service account acts as ``user``.

    Args:
        account: who asks.
        user: the mailbox to send from.
        where: whom to ask, and for which scope.
        web: sends the request.
        hide: told of every credential that is made or received, before anybody can see it.

    Raises:
        FaultError: ``google.*``, ``network.proxy`` or ``tls.*``.
        Cancelled: the person gave up.
    """
    signed = assertion(account, user, where)
    hide(signed)
    form = {"grant_type": _GRANT, "assertion": signed}
    answer = post(web, where.token, headers={}, form=form)
    token = granted(answer)
    if token is None:
        known = {"account": account.email, "client": account.client_id, "project": account.project}
        raise refused(GoogleStage.TOKEN, answer, where.token, {k: v for k, v in known.items() if v})
    hide(token.value)
    return token


def assertion(account: ServiceAccount, user: str, where: Addresses) -> str:
    """A signed statement of who acts as whom, for what.

    Raises:
        FaultError: ``google.key_invalid``: the key cannot sign.
    """
    # It loads half of cryptography: only when a token is really fetched.
    from google.auth import crypt, jwt

    now = int(time.time())
    claims = {
        "iss": account.email,
        "sub": user,
        "scope": where.scope,
        "aud": where.token,
        "iat": now,
        "exp": now + _SECONDS,
    }
    try:
        key.check_pem(account.private_key)
        signer = crypt.RSASigner.from_string(  # type: ignore[no-untyped-call]
            account.private_key, account.key_id or None
        )
        signed: bytes = jwt.encode(signer, claims)  # type: ignore[no-untyped-call]
    except ProblemError as error:
        raise FaultError(_unusable(error)) from None
    return signed.decode("ascii")


def _unusable(error: ProblemError) -> Fault:
    words = Problem("", error.code, error.params).title()
    return Fault("google.key_invalid", False, words)
