"""The TLS context of HTTPS connections, which keeps what a refused server had shown."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from hubmail_gui.delivery import trust

if TYPE_CHECKING:
    from hubmail_gui.delivery.trust import Trust


class RefusedCertificateError(ssl.SSLCertVerificationError):
    """The verifier's refusal, with the certificates that were refused.

    Attributes:
        chain: as the server sent them, in DER, its own first; empty where they are not at hand.
    """

    chain: tuple[bytes, ...] = ()


def context(wanted: Trust) -> ssl.SSLContext:
    """What :func:`hubmail_gui.delivery.trust.context` makes, with sockets that keep the chain.

    OpenSSL names one problem of a certificate and ``requests`` passes on its text alone; what to
    mend first is only to be seen in the certificates themselves.
    """
    made = trust.context(wanted)
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
