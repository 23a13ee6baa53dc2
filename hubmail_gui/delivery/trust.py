"""What the operating system trusts, loaded as late and as little as OpenSSL allows."""

from __future__ import annotations

import os
import re
import ssl
import sys
from contextlib import suppress
from typing import Protocol

from hubmail_gui.core import system

# What OpenSSL's "rehash" names a certificate after: the hash of its subject, and a number.
_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]")


class Trust(Protocol):
    """What is trusted beside, or instead of, the operating system's store."""

    @property
    def ca_certificates(self) -> str | None:
        """PEM text of certificates to trust as well."""

    @property
    def pinned_sha256(self) -> str | None:
        """The one certificate that is accepted: its SHA-256 in hexadecimal."""


def context(trust: Trust) -> ssl.SSLContext:
    """A fresh context that trusts what ``trust`` says, for one host only: TLS 1.2 or later.

    With a pinned certificate the context itself accepts any: whoever uses it compares the
    fingerprint before anything is sent.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if trust.pinned_sha256 else _of_system()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if trust.pinned_sha256:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
        return made
    # RFC 9525 section 2: the common name is no host name any more.
    made.hostname_checks_common_name = False
    if trust.ca_certificates:
        made.load_verify_locations(cadata=trust.ca_certificates)
        # What was given is enough, be it an intermediate or the server's own certificate.
        made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return made


def _of_system() -> ssl.SSLContext:
    """A context that trusts what the operating system trusts."""
    if folder := hashed_folder():
        # OpenSSL then reads the one authority that it needs. The bundle beside it holds the same,
        # and reading all of it takes longer than the rest of a test on a fast network.
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        made.load_verify_locations(capath=folder)
        return made
    if sys.platform == "win32":
        system.python_platform()
    import truststore

    verified: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return verified


def hashed_folder() -> str | None:
    """The system's folder of certificates by hash, where it holds all that the system trusts.

    Debian, its kin and SUSE keep one, with their bundle in that very folder; elsewhere, and where
    SSL_CERT_FILE names a file of its own, the two may differ.
    """
    if sys.platform in {"win32", "darwin"}:
        return None  # what these systems trust is not in files
    paths = ssl.get_default_verify_paths()
    if not paths.capath:
        return None
    folder = os.path.realpath(paths.capath)
    bundle = os.path.realpath(paths.cafile) if paths.cafile else None
    if bundle and os.path.split(bundle)[0] != folder:
        return None
    with suppress(OSError), os.scandir(folder) as entries:
        if any(_HASHED.fullmatch(entry.name) for entry in entries):
            return folder
    return None
