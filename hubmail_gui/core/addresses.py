"""E-mail addresses as people have them: taken out of what stands around them, judged by their form.

Which domains exist inside a company is its own mail server's to say: ``corp.local``, a name without
a dot, one with an underscore or an address in brackets are all good here. Only the form of an
address can be wrong (RFC 5321 section 4.1.2, RFC 6531).
"""

from __future__ import annotations

import re

from hubmail_gui.core import pasted, validation
from hubmail_gui.core.problems import ProblemError

# Before an address in what is copied: links, and the addresses of a mailbox in Exchange.
_SCHEMES = ("mailto:", "smtp:")
# How programs set an address off from the name before it, or the name from the address before it.
_BRACKETS = (("<", ">"), ("[", "]"), ("(", ")"))
_LONGEST = 254  # of a path without its brackets: RFC 5321 section 4.5.3.1.3

# What the longer way returns unchanged, as nearly every address: to load the library takes half as
# long as to send a mail. No label, and nothing else with a limit, is longer than the whole.
_PLAIN = (
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*"
    r"@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)*(?![0-9]+\Z)[a-z0-9]+(?:-[a-z0-9]+)*"
)
_PLAIN_LENGTH = 63


def email(value: str) -> str:
    """One address, normalised, out of ``Name <address>``, ``<address>`` or ``mailto:``.

    Raises:
        ProblemError: it is none, or there are several.
    """
    return _checked(split(value)[1])


def sender(value: str) -> str:
    """The sender's address; its name has a setting of its own.

    Raises:
        ProblemError: ``email.has_name`` with both parts as the suggestion, or as for :func:`email`.
    """
    name, address = split(value)
    address = _checked(address)
    if name:
        suggestion = {"sender": address, "sender_name": name}
        raise ProblemError("email.has_name", suggestion, name=name, address=address)
    return address


def split(value: str) -> tuple[str, str]:
    """The name and the address in ``Name <address>`` (RFC 5322 section 3.4); neither is checked."""
    value = pasted.typed(value)
    name, address = _parted(value)
    address = pasted.unquoted(address.strip(pasted.EDGES + "<>")).rstrip(";,")
    for scheme in _SCHEMES:
        if address[: len(scheme)].lower() == scheme:
            address = address[len(scheme) :].partition("?")[0]
    if name == address:
        return "", address
    # A second address is no name: which of the two is meant is not for us to choose.
    return ("", value) if "@" in name else (name, address)


def _parted(value: str) -> tuple[str, str]:
    for opening, closing in _BRACKETS:
        before, _opening, inside = value[:-1].rpartition(opening)
        whole = value.endswith(closing) and value.count(opening) == 1
        if whole and before[-1:] != "@":  # which begins an address in brackets, of RFC 5321
            name, address = (before, inside) if "@" in inside else (inside, before)
            return " ".join(name.strip(pasted.EDGES + pasted.QUOTES).split()), address
    return "", value


def is_internal(address: str) -> bool:
    """Whether no other company's mail server could answer it: its domain is not of the public DNS.

    RFC 6761, RFC 6762, RFC 8375 and RFC 9476 reserve names; a public one has a dot and no underscore.
    Names for tests and examples (RFC 2606) are nobody's mail: about those nothing is to be said.
    """
    domain = address.rpartition("@")[2].lower().rstrip(".")
    if domain.startswith("["):
        return True
    last = domain.rpartition(".")[2]
    return "." not in domain or "_" in domain or last in _RESERVED or domain.endswith("home.arpa")


_RESERVED = frozenset(
    ("local", "localhost", "localdomain", "lan", "intranet", "internal", "corp", "home", "private",
     "invalid", "onion", "alt")
)  # fmt: skip


def _checked(value: str) -> str:
    validation.line(value)
    if len(value) <= _PLAIN_LENGTH and re.fullmatch(_PLAIN, value):
        return value
    if value.count("@") > 1 and re.search(r"[,;\s]", value):
        raise ProblemError("email.several")
    local, at, domain = value.rpartition("@")
    if not at or not local or not domain:
        raise ProblemError("email.malformed")
    address = f"{_local(local)}@{_domain(domain)}"
    if len(address.encode()) > _LONGEST:
        raise ProblemError("email.malformed")
    return address


def _local(local: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        # What stands before the @ is judged alone: the library asks more of domains than is asked here.
        checked = validate_email(
            f"{local}@example.com", check_deliverability=False, allow_quoted_local=True
        )
    except EmailNotValidError:
        raise ProblemError("email.malformed") from None
    found: str = checked.local_part
    if "<" in found or ">" in found:  # legal in quotes, and more likely a trick than a mailbox
        raise ProblemError("email.malformed")
    return found


def _domain(domain: str) -> str:
    """The domain in lower case, internationalised ones readable; a bare address in its brackets."""
    try:
        if domain[0] == "[":
            return validation.ehlo_name(domain)
        # With the dot of a fully qualified name it is the same.
        ascii_name = validation.ascii_host(domain.removesuffix("."))
    except ProblemError:
        raise ProblemError("email.malformed") from None
    if validation.is_address(ascii_name):
        return f"[IPv6:{ascii_name}]" if ":" in ascii_name else f"[{ascii_name}]"
    if "xn--" not in ascii_name:
        return ascii_name
    import idna

    try:
        return idna.decode(ascii_name)
    except (idna.IDNAError, UnicodeError):
        return ascii_name
