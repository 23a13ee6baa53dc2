"""Checks of single values: each returns the tidied value or raises ProblemError.

Pure functions, called by the form and by the commands alike through the definition of the
settings. Libraries are loaded inside the checks: starting the program needs none of them.
"""

from __future__ import annotations

import re

from hubmail_gui.core import pasted
from hubmail_gui.core.problems import ProblemError

# Compiled by the first check that needs them.
_URL = r"^([a-zA-Z][a-zA-Z0-9+.-]*):/*(.*)$"
_HOST_PORT = r"^(\[[^\]]+\]|[^:\s]+)[:\s]+(\d{1,5})$"
_TLS_SCHEMES = {"smtps", "ssmtp", "submissions", "ssl", "tls"}
_MAIL_SCHEMES = {*_TLS_SCHEMES, "smtp", "submission"}


def line(value: str) -> str:
    """One line of text: nothing that could end a header line or an SMTP command (RFC 5321 4.1.2).

    Raises:
        ProblemError: it holds a line break, another control character or an invisible one that
            reverses the reading direction.
    """
    import unicodedata

    for character in value:
        # Cc: controls. Zl, Zp: line separators. Cs: halves of characters. Cf: what cannot be seen.
        if unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs", "Cf"}:
            raise ProblemError("field.control_characters")
    return value


def secret(value: str) -> str:
    """A password or client secret: taken as it is, but it must fit on one line.

    Non-ASCII letters are allowed (RFC 4616 sends UTF-8); only controls are refused.
    """
    import unicodedata

    if not value:
        raise ProblemError("field.required")
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs"} for character in value):
        raise ProblemError("field.control_characters")
    return value


def password(value: str) -> str:
    """A password: any text of one line, but for what a page shows in its place.

    Raises:
        ProblemError: it is empty, or of several lines, or nothing but dots.
    """
    if set(value) <= set("\u2022\u25cf\u26ab") and value:
        raise ProblemError("secret.masked")
    lines = value.splitlines()
    if len(lines) > 1:
        raise ProblemError("secret.several_lines", count=len(lines))
    return secret(value)


def host(value: str) -> str:
    """A host name as an administrator types it, or an IPv4 or IPv6 address.

    Returns:
        the name in lower case as typed (internationalised names stay readable), or the address
        without brackets.

    Raises:
        ProblemError: with a suggestion where a URL or ``host:port`` was pasted.
    """
    value = line(pasted.plain(value)).rstrip(".;,/").lstrip("\\/")
    if is_address(value.strip("[]")):
        return value.strip("[]").lower()
    _refuse_url(value)
    if "@" in value:
        raise ProblemError("host.is_address", {"host": value.rpartition("@")[2]})
    if match := re.match(_HOST_PORT, value):
        raise ProblemError("host.has_port", _split(match[1], match[2]))
    ascii_host(value)
    return value.lower()


def ascii_host(value: str) -> str:
    """The name as DNS and TLS need it: A-labels of IDNA 2008 (RFC 5891), or the address itself.

    Raises:
        ProblemError: no name and no address.
    """
    if is_address(value):
        return value
    if re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", value, re.IGNORECASE):
        labels = value.split(".")
        if (
            len(value) > 253
            or any(len(one) > 63 or one[0] == "-" or one[-1] == "-" for one in labels)
            or labels[-1].isdigit()
        ):
            raise ProblemError("host.malformed")
        if not any(one.lower().startswith("xn--") for one in labels):
            return value.lower()
    import idna

    try:
        return idna.encode(value, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise ProblemError("host.malformed") from None


def is_address(value: str) -> bool:
    """Whether it is an IPv4 or IPv6 address, without brackets."""
    import socket

    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, value.partition("%")[0])
        except (OSError, ValueError):
            continue
        return True
    return False


def _refuse_url(value: str) -> None:
    match = re.match(_URL, value)
    if not match or ("://" not in value and match[1].lower() not in _MAIL_SCHEMES):
        return
    scheme, rest = match[1].lower(), re.split(r"[/?#]", match[2])[0].rpartition("@")[2]
    ported = re.match(_HOST_PORT, rest)
    suggestion = _split(ported[1], ported[2]) if ported else {"host": rest.strip("[]")}
    if scheme in _TLS_SCHEMES:
        suggestion = {"port": 465, **suggestion, "encryption": "tls"}
    raise ProblemError("host.is_url", suggestion, scheme=match[1])


def _split(name: str, port: str) -> dict[str, object]:
    number = int(port)
    if not 1 <= number <= 65535:
        return {"host": name.strip("[]")}
    # 465 is TLS from the first byte (RFC 8314 section 7.3), so the offer moves both.
    encryption: dict[str, object] = {"encryption": "tls"} if number == 465 else {}
    return {"host": name.strip("[]"), "port": number, **encryption}


def port(value: int) -> int:
    """A TCP port, 1 to 65535."""
    if not 1 <= value <= 65535:
        raise ProblemError("port.range")
    return value


def email(value: str) -> str:
    """One e-mail address, normalised: :func:`hubmail_gui.core.addresses.email`."""
    from hubmail_gui.core import addresses

    return addresses.email(value)


def sender(value: str) -> str:
    """The sender's address: :func:`hubmail_gui.core.addresses.sender`."""
    from hubmail_gui.core import addresses

    return addresses.sender(value)


def display_name(value: str) -> str:
    """A name shown beside an address: one line, at most 200 characters."""
    line(value)
    if len(value) > 200:
        raise ProblemError("field.too_long", limit=200)
    return value


def username(value: str) -> str:
    """A login name: one line, at most 320 characters."""
    line(value)
    if len(value) > 320:
        raise ProblemError("field.too_long", limit=320)
    return value


def ehlo_name(value: str) -> str:
    """A domain name or an address literal such as ``[192.0.2.1]`` (RFC 5321 section 4.1.3)."""
    line(value)
    if value.startswith("[") and value.endswith("]"):
        inner = value[1:-1]
        address = inner[5:] if inner.lower().startswith("ipv6:") else inner
        if is_address(address):
            return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
        raise ProblemError("ehlo.malformed")
    try:
        name = ascii_host(value.rstrip("."))
    except ProblemError:
        raise ProblemError("ehlo.malformed") from None
    if is_address(name):
        return f"[IPv6:{name}]" if ":" in name else f"[{name}]"
    return name


def certificates(value: str | bytes) -> str:
    """One or more certificates as PEM text (RFC 7468), the one that vouches for no other first.

    A file's bytes may be DER or a P7B bundle as well; what stands around the certificates is left
    out.

    Raises:
        ProblemError: a private key, or no certificate that can be read.
    """
    import ssl

    from hubmail_gui.core import keyfiles

    found = keyfiles.parts(value if isinstance(value, bytes) else value.encode("utf-8", "replace"))
    if [part.kind for part in found] == [keyfiles.Kind.CERTIFICATE]:
        # As nearly always; what reads more than one takes a while to load.
        text = found[0].pem
    else:
        from hubmail_gui.core import keys

        several = keys.certificates(value)
        ordered = [keys.certificate_pem(one).strip() for one in (keys.leaf(several), *several)]
        text = "\n".join(dict.fromkeys(ordered))
    try:
        # Loading says more than decoding: what OpenSSL cannot use is refused here, not at night.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=text)
    except (ssl.SSLError, ValueError, TypeError):
        raise ProblemError("certificate.malformed") from None
    return text


def fingerprint(value: str) -> str:
    """A SHA-256 fingerprint, with or without colons and blanks, as 64 lower-case digits."""
    value = pasted.plain(value)
    digits = re.sub(r"[\s:-]", "", re.sub(r"(?i)^sha-?256[\s:=]*(fingerprint\s*=)?", "", value))
    if not re.fullmatch(r"[0-9a-fA-F]{64}", digits):
        raise ProblemError("fingerprint.malformed")
    return digits.lower()


def iso_date(value: str) -> str:
    """A calendar date as ``YYYY-MM-DD`` (RFC 3339 full-date)."""
    from datetime import date

    try:
        if len(value) != 10:
            raise ValueError
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ProblemError("date.malformed") from None


def timeout(value: int) -> int:
    """The limit for a whole test, 1 to 600 seconds."""
    if not 1 <= value <= 600:
        raise ProblemError("timeout.range", low=1, high=600)
    return value
