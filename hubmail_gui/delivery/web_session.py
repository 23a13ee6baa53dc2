"""A ``requests`` session that trusts what the operating system trusts, and nothing else."""

from __future__ import annotations

import logging
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from requests import PreparedRequest, Session
from requests.adapters import HTTPAdapter

from hubmail_gui.delivery import web_connection
from hubmail_gui.delivery.trust import context as verifying

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel


@dataclass(frozen=True, slots=True)
class Trust:
    """What is trusted beside, or instead of, the operating system's store.

    Attributes:
        ca_certificates: PEM text of more authorities.
        pinned_sha256: digits of the one certificate that is accepted.
    """

    ca_certificates: str | None = None
    pinned_sha256: str | None = None


def make(trust: Trust, cancel: Cancel) -> Session:
    """A session for https alone, through the system's proxy where there is one."""
    # urllib3 writes headers that it cannot read into its log, and so to standard error.
    logging.getLogger("urllib3").setLevel(logging.CRITICAL + 1)
    session = Session()
    session.headers["User-Agent"] = _user_agent()
    # Without an answer of its own, `requests` would put a login from ~/.netrc in the token's place.
    session.auth = _unchanged
    session.mount("https://", _Adapter(trust, cancel))
    # Nothing of ours goes over plain http, whatever an answer says.
    del session.adapters["http://"]
    return session


def _unchanged(request: PreparedRequest) -> PreparedRequest:
    return request


class _Adapter(HTTPAdapter):
    """Every connection gets our TLS context; ``requests`` would add a bundle of its own.

    REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE have no say either: the settings and the system do.
    """

    def __init__(self, trust: Trust, cancel: Cancel) -> None:
        self._pools = {"https": web_connection.pool_class(cancel)}
        self._tls: dict[str, Any] = {"ssl_context": _tls_context(trust)}
        if trust.pinned_sha256:
            self._tls["assert_fingerprint"] = trust.pinned_sha256
            self._tls["assert_hostname"] = False
        # The pin is the service's; a proxy has a certificate of its own.
        self._proxy_tls = _tls_context(Trust(trust.ca_certificates))
        super().__init__()

    def init_poolmanager(
        self,
        connections: int,
        maxsize: int,
        block: bool = False,
        **known: Any,  # noqa: ANN401
    ) -> None:
        super().init_poolmanager(connections, maxsize, block, **known, **self._tls)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **known: Any) -> Any:  # noqa: ANN401
        manager = super().proxy_manager_for(
            proxy, proxy_ssl_context=self._proxy_tls, **known, **self._tls
        )
        manager.pool_classes_by_scheme = self._pools
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:  # noqa: ANN401
        """The context verifies; nothing is left to set."""

    def build_connection_pool_key_attributes(
        self,
        request: PreparedRequest,
        verify: Any,  # noqa: ANN401, ARG002
        cert: Any = None,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        # As a path ``verify`` would name a bundle, as False it would switch verification off.
        host, pool = super().build_connection_pool_key_attributes(request, verify=True, cert=cert)
        # How to verify is the context's own; with a pin it lets every certificate pass to be
        # compared.
        return host, {name: value for name, value in pool.items() if name != "cert_reqs"}


def _user_agent() -> str:
    from hubmail_gui import __version__

    return f"hubmail/{__version__}"


class RefusedCertificateError(ssl.SSLCertVerificationError):
    """The verifier's refusal, with the certificates that were refused.

    Attributes:
        chain: as the server sent them, in DER, its own first; empty where they are not at hand.
    """

    chain: tuple[bytes, ...] = ()


def _tls_context(wanted: Trust) -> ssl.SSLContext:
    """What :func:`hubmail_gui.delivery.trust.context` makes, with sockets that keep the chain.

    OpenSSL names one problem of a certificate and ``requests`` passes on its text alone; what to
    mend first is only to be seen in the certificates themselves.
    """
    made = verifying(wanted)
    # truststore keeps OpenSSL's own context inside; if that ever changes, only the chain is lost.
    inner: Any = getattr(made, "_ctx", made)
    inner.sslsocket_class = _remembering(inner.sslsocket_class)
    return made


def _remembering(base: type[ssl.SSLSocket]) -> type[ssl.SSLSocket]:
    # The order matters: truststore's own socket closes itself when the system's verifier refuses,
    # so the chain is kept below it, right after the handshake.
    bases = (_Keeper,) if base is ssl.SSLSocket else (base, _Keeper)

    class Socket(*bases):  # type: ignore[misc]
        def do_handshake(self, block: bool = False) -> None:
            try:
                super().do_handshake(block)
            except ssl.SSLCertVerificationError as error:
                raise _refused(error, self.sent) from error

    return Socket


class _Keeper(ssl.SSLSocket):
    sent: tuple[bytes, ...] = ()

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        finally:
            self.sent = _chain(self)


def _refused(
    error: ssl.SSLCertVerificationError, chain: tuple[bytes, ...]
) -> RefusedCertificateError:
    refused = RefusedCertificateError(*error.args)
    refused.verify_code = error.verify_code
    refused.verify_message = error.verify_message
    refused.chain = chain
    return refused


def _chain(sock: ssl.SSLSocket) -> tuple[bytes, ...]:
    from hubmail_gui.delivery.connection import sent_chain

    return sent_chain(sock)
