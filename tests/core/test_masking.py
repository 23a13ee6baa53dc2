"""A secret stays out of what is shown, whatever it wears when it comes back."""

from __future__ import annotations

import html
import json
import quopri
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from hubmail_gui.core.masking import HIDDEN, Mask, occurs

SECRETS = (
    "pä$$ wörd/+9",
    'Tr0ub4dor&3"<x>',
    "back\\slash'quote",
    "xY8~Q~aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYz",
    "simple-password",
    "mélange%41&amp;=3D",
    "soft\u00adhyphen\u200djoined",
    "s3cr\u202eet word",
    "MÃ©moire-0123456",
)


def entities(text: str, form: str) -> str:
    return "".join(form.format(ord(one)) for one in text)


def lower_percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def between(text: str, filler: str) -> str:
    return filler.join(text)


DRESSES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "upper": str.upper,
    "json": lambda one: json.dumps(one)[1:-1],
    "json-utf8": lambda one: json.dumps(one, ensure_ascii=False)[1:-1],
    "json-slashes": lambda one: json.dumps(one)[1:-1].replace("/", "\\/"),
    "json-in-json": lambda one: json.dumps(json.dumps(one)),
    "html": html.escape,
    "html-named": lambda one: html.escape(one).replace("ä", "&auml;").replace("é", "&eacute;"),
    "html-decimal": lambda one: entities(one, "&#{};"),
    "html-hexadecimal": lambda one: entities(one, "&#x{:X};"),
    "html-in-json": lambda one: json.dumps(html.escape(one)),
    "repr": lambda one: repr(one)[1:-1],
    "ascii": lambda one: ascii(one)[1:-1],
    "bytes-repr": lambda one: repr(one.encode())[2:-1],
    "percent": lambda one: quote(one, safe=""),
    "percent-slash-kept": quote,
    "percent-lower": lower_percent,
    "percent-everything": lambda one: lower_percent(one).upper(),
    "percent-twice": lambda one: quote(quote(one, safe=""), safe=""),
    "form": quote_plus,
    "quoted-printable": lambda one: quopri.encodestring(one.encode()).decode(),
    "hex": lambda one: one.encode().hex(),
    "hex-upper-colons": lambda one: one.encode().hex(":").upper(),
    "base64": lambda one: b64encode(one.encode()).decode(),
    "base64-url": lambda one: urlsafe_b64encode(one.encode()).decode(),
    "base64-unpadded": lambda one: urlsafe_b64encode(one.encode()).decode().rstrip("="),
    "base64-offset-1": lambda one: b64encode(b"a" + one.encode() + b"xyz").decode(),
    "base64-offset-2": lambda one: urlsafe_b64encode(b"ab" + one.encode() + b"xyz").decode(),
    "base64-wrapped": lambda one: between(b64encode(one.encode()).decode(), "\r\n"),
    "base64-utf16": lambda one: b64encode(one.encode("utf-16-le")).decode(),
    "base64-utf16-marked": lambda one: b64encode(one.encode("utf-16")).decode(),
    "base64-utf16-be": lambda one: b64encode(one.encode("utf-16-be")).decode(),
    "base64-percent": lambda one: quote(b64encode(one.encode()).decode(), safe=""),
    "basic": lambda one: "Basic " + b64encode(b"hub:" + one.encode()).decode(),
    "plain-message": lambda one: b64encode(b"\0hub\0" + one.encode()).decode(),
    "xoauth2": lambda one: b64encode(f"user=hub\1auth=Bearer {one}\1\1".encode()).decode(),
    "soft-hyphens": lambda one: between(one, "\u00ad"),
    "joiners": lambda one: between(one, "\u200d"),
    "controls": lambda one: between(one, "\x00"),
    "bells": lambda one: between(one, "\x07\x08"),
    "broken-lines": lambda one: f"{one[:5]}\n535 5.7.8 {one[5:]}",
    "broken-lines-crlf": lambda one: f"{one[:7]}\r\n535-{one[7:]}",
}  # fmt: skip


@pytest.mark.parametrize("dress", DRESSES.values(), ids=list(DRESSES))
@pytest.mark.parametrize("secret", SECRETS)
def test_hidden_whatever_it_wears(secret: str, dress: Callable[[str], str]) -> None:
    worn = dress(secret)

    shown = Mask(secret, "hub")(f"535-5.7.8 no: <{worn}>, sorry")

    assert shown.startswith("535-5.7.8 no: <")
    assert shown.endswith(">, sorry")
    assert HIDDEN in shown
    rest = shown[len("535-5.7.8 no: <") : -len(">, sorry")].replace(HIDDEN, "")
    # Quotation marks and bytes beside it, or the next line's code.
    assert len(rest) <= 10 + worn.count("\n") * 12, rest


@pytest.mark.parametrize("share", [0.8, 0.95])
@pytest.mark.parametrize("secret", [one for one in SECRETS if len(one) > 11])
def test_a_good_part_is_hidden_too(secret: str, share: float) -> None:
    part = secret[: round(len(secret) * share)]
    assert HIDDEN in Mask(secret)(f"unknown command {part}")
    assert HIDDEN in Mask(secret)(f"unknown command {secret[-len(part) :]} next")


def test_private_key_in_pieces() -> None:
    body = b64encode(bytes(range(256)) * 4).decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    key = "\n".join(["-----BEGIN PRIVATE KEY-----", *lines, "-----END PRIVATE KEY-----", ""])
    mask = Mask(key)
    assert mask(f"key: {lines[3]}") == f"key: {HIDDEN}"
    assert lines[7][:40] not in mask("\\n".join(lines))
    assert body[300:340] not in mask(json.dumps({"key": key}))
    assert mask("-----BEGIN PRIVATE KEY-----") == "-----BEGIN PRIVATE KEY-----"


def test_ordinary_words_stay() -> None:
    mask = Mask("password", "hub")
    assert mask("535 5.7.8 Error: authentication failed: pass word") != ""
    mask = Mask("Sommer2026!", "hub@example.test")
    for text in (
        "250-mx.example.test Hello", "250-SIZE=35882577", "334 VXNlcm5hbWU6", "AUTH PLAIN", "Sommer",
        "Trace ID: 1b2c3d4e-0000-0000-0000-000000000000 Timestamp: 2026-11-02 10:00:00Z", "100 % & more;",
    ):  # fmt: skip
        assert mask(text) == text


@pytest.mark.parametrize("secret", ["a", "ok", "abc"])
def test_the_shortest_secrets_leave_text_readable(secret: str) -> None:
    mask = Mask(secret, "hub")
    assert mask("250 2.0.0 Ok: queued as abc") == "250 2.0.0 Ok: queued as abc"
    assert HIDDEN in mask(b64encode(f"\0hub\0{secret}".encode()).decode())


def test_lines_stay_as_many() -> None:
    mask = Mask("correct horse battery")
    assert mask.lines(["535-5.7.8 correct hor", "535 5.7.8 se battery", "221 Bye"]) == [
        f"535-5.7.8 {HIDDEN}",
        f"535 5.7.8 {HIDDEN}",
        "221 Bye",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16", "latin-1"])
@pytest.mark.parametrize("dress", DRESSES.values(), ids=list(DRESSES))
def test_found_in_files(dress: Callable[[str], str], encoding: str) -> None:
    secret = "corréct horse/batter+y9"
    if encoding == "latin-1" and not dress(secret).isascii() and "\u200d" in dress(secret):
        return  # no such file can be written
    data = f"some text {dress(secret)} and more".encode(encoding, "replace")
    assert occurs(secret, data)
    assert not occurs("another secret altogether", data)


@pytest.mark.parametrize(
    "text",
    ["\\\u00b2", "\\\u0663", "\\x\u00b2", "%\u0664\u0664", "&#\u0663;", "=\uff11\uff12", "\\"],
)
def test_digits_of_other_scripts_are_no_escape(text: str) -> None:
    assert Mask("correct horse")(f"a {text} b") == f"a {text} b"
