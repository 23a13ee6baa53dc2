"""What a report of a refused request always shows: ids, times and Microsoft's own words.

Secrets never get through: whatever looks like a token or a client secret is masked, whoever echoed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from hubmail_gui.core.foreign import cut, without_entities
from hubmail_gui.diagnosis.cloud_answer import Answer, Form

Names: TypeAlias = Mapping[str, tuple[re.Pattern[str], ...]]

_LONGEST = 1500
# Of a text that expressions look at: Microsoft's own messages have some hundred characters.
_ENOUGH = 16 * 1024
_MASK = "***"
_SECRETS = re.compile(
    r"eyJ[\w-]{8,}(?:\.[\w-]*){0,4}"  # JWS and JWE compact form: RFC 7515 section 3.1
    r"|\b(?:Bearer|Basic|Negotiate)\s+[\w.~+/=-]{12,}"
    r"|[\w.~-]{3}\dQ~[\w.~-]{20,}"  # Entra's client secrets since 2021
    r"|(?<![\w.~+/=-])(?=[\w.~+/=-]*\d)(?=[\w.~+/=-]*[A-Za-z])[\w.~+/=-]{60,}"
    r"|(?:client_secret|client_assertion|access_token|refresh_token|id_token|accesstoken|password)"
    r"[\"']?\s*[=:]\s*[\"']?[^\s\"'&,}<>]+",
    re.IGNORECASE,
)
# Entra repeats its ids at the end of the description; they have fields of their own.
_TAIL = re.compile(r"\b(?:Trace ID|Correlation ID|Timestamp):", re.IGNORECASE)
# The header that says the same where the body does not.
_HEADERS = {
    "request_id": ("request-id",),
    "client_request_id": ("client-request-id",),
    "trace_id": ("x-ms-request-id",),
    "date": ("date",),
}


def params_of(answer: Answer, number: int | None, names: Names) -> dict[str, str]:
    """Values for reports and for the placeholders of the fault's words; only those that are known.

    Args:
        answer: the answer.
        number: the one of Entra's that decided; without it the last one is shown.
        names: how its text names things, by placeholder.
    """
    found = {name: answer.ids.get(name, "") for name in _ids()}
    for name, headers in _HEADERS.items():
        found[name] = found[name] or next(
            (answer.fact.headers[header] for header in headers if header in answer.fact.headers), ""
        )
    if answer.numbers:
        found["aadsts"] = str(number or answer.numbers[-1])
    found["error"] = ", ".join(answer.words)
    found["graph_code"] = ", ".join(answer.codes)
    found["service_text"] = service_text(answer)
    found["retry_after"] = retry_after(answer)
    found.update(_named(cut(" ".join(answer.messages), _ENOUGH), names))
    return {name: shown for name, value in found.items() if (shown := masked(value))}


def _ids() -> tuple[str, ...]:
    return ("correlation_id", "trace_id", "timestamp", "request_id", "client_request_id", "date")


def masked(text: str) -> str:
    """``text`` on one line, in printable characters, without anything that could be a secret."""
    plain = cut(text, _ENOUGH).encode("utf-8", "replace").decode("utf-8")
    printable = "".join(char if char.isprintable() else " " for char in plain)
    line = " ".join(_SECRETS.sub(_MASK, printable).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def service_text(answer: Answer) -> str:
    """The service's own words, without its ids; of a page what a reader sees of it."""
    for message in reversed(answer.messages):
        if words := _without_ids(message):
            return words
    return _page_text(answer.fact.body) if answer.form in (Form.HTML, Form.TEXT) else ""


def _without_ids(message: str) -> str:
    tail = _TAIL.search(message)
    return message[: tail.start() if tail else None].strip()


def _page_text(page: str) -> str:
    return " ".join(without_entities("".join(_visible(cut(page)))).split())[:300]


_LETTER = re.compile(r"\w")
_SECONDS = re.compile(r"[0-9]{1,8}(\.[0-9]+)?")
_HEADER = 200  # characters of a date or a number of seconds
_UNSEEN = re.compile(r"<(?:(!--)|(script|style)\b|)", re.IGNORECASE | re.ASCII)


_CLOSING = {
    "-->": re.compile("-->"),
    ">": re.compile(">"),
    "script": re.compile("</script", re.IGNORECASE),
    "style": re.compile("</style", re.IGNORECASE),
}


def _visible(page: str) -> Iterator[str]:
    """What stands between the tags, without comments, scripts and styles.

    In one pass whatever the page is: a pattern for it all takes seconds for 64 KiB of ``<!--``.
    """
    at = 0
    while opening := _UNSEEN.search(page, at):
        yield page[at : opening.start()]
        yield " "
        comment, script = opening.groups()
        closing = "-->" if comment else script.lower() if script else ">"
        end = _CLOSING[closing].search(page, opening.end())
        if end is None:
            return
        at = end.start() if script else end.end()
    yield page[at:]


def retry_after(answer: Answer) -> str:
    """Seconds to wait by the Retry-After header (RFC 9110 section 10.2.3), in digits; empty if unknown.

    A date in it counts from the answer's own Date, so that this computer's clock does not matter.
    """
    value = cut(answer.fact.headers.get("retry-after", ""), _HEADER).strip()
    if _SECONDS.fullmatch(value):
        return str(-int(-float(value) // 1))
    until, now = _http_date(value), _http_date(cut(answer.fact.headers.get("date", ""), _HEADER))
    return "" if until is None or now is None else str(max(0, round(until - now)))


def _http_date(value: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _named(text: str, names: Names) -> dict[str, str]:
    """What the text names."""
    found = {}
    for name, patterns in names.items():
        match = next((hit for pattern in patterns if (hit := pattern.search(text))), None)
        if match and "year" in match.groupdict():
            found[name] = f"{match['year']}-{match['month']}-{match['day']}"
        # Logs mask names with asterisks; a mask is no name.
        elif match and len(match[1]) <= 200 and _LETTER.search(match[1]):
            found[name] = match[1].strip(" .")
    return found
