"""A mail that came back: who was refused, by which server, with which words (RFC 3464, RFC 6533).

A success report, a delay that is none, an automatic reply, a complaint (RFC 5965) or a read receipt
(RFC 8098) is no bounce.
"""

from __future__ import annotations

import re
from email.message import Message
from typing import NamedTuple

# So much of a mail is read: the report stands before the mail that came back.
LARGEST = 512 * 1024
_TEXT = 4000
_FOR_LIBRARY = 64 * 1024
_HEADER = re.compile(
    rb"\A(?:From [^\n]*\n)?(?:[!-9;-~]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}"
)
_KNOWN = (
    b"received", b"return-path", b"from", b"subject", b"date", b"message-id", b"to", b"mime-version",
    b"content-type", b"x-failed-recipients", b"auto-submitted", b"delivered-to",
)  # fmt: skip
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_NO_BOUNCE = (
    "message/feedback-report", "message/disposition-notification",
    "message/global-disposition-notification",
)  # fmt: skip
_ADDRESS = re.compile(r"[^\s<>\"'();,:]{1,64}@[^\s<>\"'();,]{1,255}")
_SENDERS = re.compile(
    r"mailer-?daemon|postmaster|mail delivery|<>|microsoftexchange|no-?reply.*bounce", re.I
)
_SUBJECTS = re.compile(
    r"undeliver|deliver\w* (?:status|fail|problem|has failed)|returned mail|return(?:ed)? to sender|failure notice"
    r"|mail (?:delivery )?fail|non[ -]?remis|non distribu|échec de (?:la )?remise|unzustellbar|nicht zugestellt"
    r"|no se puede entregar|mancata consegna|não entregue|недостав|退信|配信不能|undelivered|notification \(failure",
    re.I,
)


class Failed(NamedTuple):
    """One recipient who did not get the mail.

    Attributes:
        recipient: the address.
        status: the enhanced code that the report gives (RFC 3463), or None.
        words: what was said of it: a server's reply, or the reporting system's own words.
        delayed: it is still being tried.
    """

    recipient: str
    status: str | None
    words: str
    delayed: bool = False


class Bounce(NamedTuple):
    """What came back.

    Attributes:
        failed: who did not get it; empty where nobody is named.
        reporting_mta: the name of the system that reports it, or None.
        text: the words for people.
    """

    failed: tuple[Failed, ...]
    reporting_mta: str | None
    text: str


def is_mail(raw: bytes) -> bool:
    """Whether it is the source of a mail: it begins with header fields that mails have."""
    head = raw[:65536].lstrip(b"\xef\xbb\xbf \r\n\t")
    match = _HEADER.match(head[:16384] + b"\n")
    if match is None:
        return False
    names = {line.partition(b":")[0].strip().lower() for line in match[0].split(b"\n")}
    return len(names & set(_KNOWN)) >= 2


def read(raw: bytes) -> Bounce | None:
    """The bounce that a mail's source is; None for any other mail, which then means nothing."""
    from email import message_from_bytes

    source = raw[:LARGEST].lstrip(b"\xef\xbb\xbf \r\n\t")
    mail = message_from_bytes(source)
    parts = list(mail.walk())[:60]
    kinds = [part.get_content_type() for part in parts]
    if any(kind in kinds for kind in _NO_BOUNCE) or _kind(mail) == "feedback-report":
        return None
    report = next((part for part in parts if part.get_content_type() in _REPORTS), None)
    text = _readable(parts)
    if report is not None:
        return _reported(report, text)
    if _is_automatic(mail) or not _looks_returned(mail):
        return None
    return _unreported(mail, source, text)


def _kind(mail: Message) -> str:
    return str(mail.get_param("report-type") or "").lower()


def _is_automatic(mail: Message) -> bool:
    """An absence notice (RFC 3834), which is sent by the mailbox that got the mail."""
    submitted = _field(mail, "auto-submitted").lower()
    return (
        submitted.startswith("auto-replied") and not _SENDERS.search(_field(mail, "from"))
    ) or any(name in mail for name in ("x-autoreply", "x-autorespond", "x-autoreply-from"))


def _looks_returned(mail: Message) -> bool:
    if "x-failed-recipients" in mail:
        return True
    sender = f"{_field(mail, 'from')} {_field(mail, 'return-path')}"
    subject = _decoded(_field(mail, "subject"))
    return bool(_SUBJECTS.search(subject)) or (
        bool(_SENDERS.search(sender)) and not subject.lower().startswith(("re:", "accepted"))
    )


def _reported(report: Message, text: str) -> Bounce | None:
    blocks = _blocks(report)
    about = blocks[0] if blocks else {}
    failed = []
    for block in blocks:
        action = block.get("action", "").lower().split()[:1]
        if action not in (["failed"], ["delayed"]):
            continue
        address = _typed(block.get("final-recipient") or block.get("original-recipient", ""))
        status = re.match(r"[245]\.\d{1,3}\.\d{1,3}", block.get("status", ""))
        words = _typed(block.get("diagnostic-code", ""))
        failed.append(
            Failed(_bare(address), status[0] if status else None, words, action == ["delayed"])
        )
    if not failed:
        return None
    # What is still being tried is beside what failed for good.
    final = [one for one in failed if not one.delayed]
    return Bounce(tuple(final or failed), _typed(about.get("reporting-mta", "")) or None, text)


def _blocks(report: Message) -> list[dict[str, str]]:
    """The fields of the report: those about the mail, then those of each recipient, lower-case names."""
    # The library makes a message of each block, or of the first alone with the rest as its body.
    payload = report.get_payload()
    blocks = (
        [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
    )
    body = _unpacked(report, "\n\n".join(map(_as_text, blocks)))
    found = []
    for block in re.split(r"\r?\n[ \t]*\r?\n", body[:65536]):
        unfolded = re.sub(r"\r?\n[ \t]+", " ", block)
        fields = dict(re.findall(r"(?m)^([\w-]{1,40}):[ \t]*([^\r\n]*)", unfolded))
        found += [{name.lower(): value for name, value in fields.items()}] if fields else []
    return found


def _unpacked(report: Message, body: str) -> str:
    """RFC 6533 section 3 allows to encode a report that has other letters than ASCII's."""
    encoding = str(report.get("content-transfer-encoding", "")).strip().lower()
    if encoding not in ("base64", "quoted-printable"):
        return body
    inner = Message()
    inner["content-transfer-encoding"] = encoding
    inner.set_payload(body)
    raw = inner.get_payload(decode=True)
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else body


def _as_text(block: Message) -> str:
    fields = "".join(f"{name}: {value}\n" for name, value in block.raw_items())
    rest = block.get_payload(decode=True)
    said = fields.encode("utf-8", "surrogateescape") + b"\n"
    return (said + rest if isinstance(rest, bytes) else said).decode("utf-8", "replace")


def _typed(value: str) -> str:
    """A field's value without its type: ``rfc822; bob@example.test`` (RFC 3464 section 2.1.2)."""
    kind, semicolon, rest = value.partition(";")
    plain = rest if semicolon and re.fullmatch(r"\s*[\w.-]{1,40}\s*", kind) else value
    return " ".join(plain.split())


def _bare(address: str) -> str:
    """An address without its brackets; RFC 6533 section 3 writes other letters as hexadecimal numbers."""
    plain = re.sub(r"\\x\{([0-9A-Fa-f]{2,5})\}", lambda match: chr(int(match[1], 16)), address)
    return plain.strip("<> ")


def _unreported(mail: Message, source: bytes, text: str) -> Bounce:
    """A bounce of a system that follows no standard: the addresses by flufl.bounce or as they stand."""
    named = [_bare(one) for one in re.split(r"[,\s]+", _field(mail, "x-failed-recipients")) if one]
    recipients = named or _by_library(source) or _first_address(text, _field(mail, "to"))
    return Bounce(tuple(Failed(one, None, "") for one in recipients), None, text)


def _by_library(source: bytes) -> list[str]:
    import logging
    from email import message_from_bytes

    from flufl.bounce import all_failures

    # It looks a hundred times at each line: half a megabyte of short ones would take seconds. It
    # stumbles over fields with other letters than ASCII's, and logs that to standard error.
    head, blank, rest = source[:_FOR_LIBRARY].replace(b"\r\n", b"\n").partition(b"\n\n")
    head = re.sub(rb"[\x80-\xff]", b"?", head)
    logging.getLogger("flufl.bounce").disabled = True
    try:
        temporary, permanent = all_failures(message_from_bytes(head + blank + rest))
    except Exception:  # noqa: BLE001 - a mail that its detectors stumble over names nobody
        return []
    found = permanent or temporary
    return sorted(one.decode("utf-8", "replace") for one in found)[:50]


def _first_address(text: str, to: str) -> list[str]:
    """The first address in the words for people that is not whom they were written to."""
    own = {one.lower() for one in _ADDRESS.findall(to)}
    found = (one.strip(".:") for one in _ADDRESS.findall(text))
    return [one for one in found if one.lower() not in own][:1]


def _readable(parts: list[Message]) -> str:
    """The words for people, without the mail that came back."""
    found = []
    for part in parts:
        kind = part.get_content_type()
        if kind in ("message/rfc822", "message/global", "text/rfc822-headers"):
            break
        if kind in ("text/plain", "text/html") and not part.is_multipart():
            found.append(_content(part, html=kind == "text/html"))
    text = next((one for one in found if one.strip()), "")
    # Systems without a standard put the mail behind a line that says so.
    cut = re.search(
        r"(?m)^.{0,10}(?:-{2,} ?(?:Below this line|This is a copy|Original message|Returned message|"
        r"The header|Message header)|--- ?Original|Received: from )", text
    )  # fmt: skip
    return (text[: cut.start()] if cut else text)[:_TEXT]


def _content(part: Message, *, html: bool) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    charset = part.get_content_charset("utf-8")
    try:
        text = raw[:65536].decode(charset, "replace")
    except (LookupError, ValueError):  # an unknown one, or no name at all
        text = raw[:65536].decode("utf-8", "replace")
    if not html:
        return text.replace("\r\n", "\n")
    from hubmail_gui.core.foreign import without_entities

    text = re.sub(r"<(?:br|/p|/div|/tr|/h\d|/td)\b[^<>]{0,200}>", "\n", text, flags=re.IGNORECASE)
    return without_entities(re.sub(r"<[^<>]{0,2000}>", "", text))


def _field(mail: Message, name: str) -> str:
    """A field's value as it stands there, in UTF-8 where it is no ASCII; empty if there is none."""
    value = next((str(value) for key, value in mail.raw_items() if key.lower() == name), "")
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _decoded(value: str) -> str:
    """A value with its encoded words resolved (RFC 2047); as it is where that is not possible."""
    from email.errors import MessageError
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(value[:2000])))
    except (MessageError, ValueError, LookupError):
        return value
