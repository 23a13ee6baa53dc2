"""Everything that reads what others wrote takes whatever they write: an answer or a named problem.

By chance, out of the pieces that such texts are made of; short here, long in make faults.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from hubmail_gui.core import addresses, documents, foreign, keyfiles, pasted, validation
from hubmail_gui.core.facts import CloudFact
from hubmail_gui.core.masking import Mask, occurs
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.diagnosis import arrival
from hubmail_gui.diagnosis.cloud_rules import classify_cloud
from hubmail_gui.discovery import asked, autoconfig, dkim, dmarc, reply_hints, spf
from hubmail_gui.methods.microsoft import identifiers
from hubmail_gui.service.explain import as_json, understand

PIECES = (
    "550 5.7.1 ", "535 ", "AADSTS7000215: ", '{"error":"', '"error_description":"', '{"error":{"code":"',
    "Diagnostic-Code: smtp; ", "Status: 5.1.1\n", "Action: failed\n", "Final-Recipient: rfc822; ", "From: ",
    "To: <a@b>", "Received: from x by y; ", "Mon, 99 Foo 2026 25:61:61 +9999", "message/delivery-status",
    "Authentication-Results: mx; spf=pass smtp.mailfrom=", "dkim=", "dmarc=fail", "\n", "\n\n", "\r\n", "\0",
    'Content-Type: multipart/report; boundary="x"\n', "--x\n", "--x--", "=?utf-8?q?", "?=", "<?xml version='1.0'?>",
    "<clientConfig>", '<outgoingServer type="smtp">', "<hostname>", "</", ">", '<!ENTITY a "', "v=spf1 ", "ip4:",
    "1.2.3.4/", "include:", "redirect=", "%{i}", "a:", "-all", "p=", "; ", "k=rsa; p=", "MIIB", "password=",
    "Bearer ", "eyJ", ".", "://", "[", "(", ")", "]", "@", "xn--", "::", "%", "\ud800", "\udcff", "9" * 25, " ",
    "\t", "2026-01-01", "Exception in thread", "\tat com.x(Y.java:1)", "Nov 27 10:00:00 h postfix/smtp[1]: ",
    "status=bounced (host mx said: ", "null", "[]", "{}", "-----BEGIN CERTIFICATE-----", "0x", "\\x", "\\u", "\\",
    "-----END CERTIFICATE-----", "&#", "&amp", "=C3", "%C3", "\u00b2", "\u0663", "\uff11", "\u00ad", "\u202e", "\x85",
    "\u2028", "İ", "ß", "ﬃ", "é", "😀", "\x1b[31m", "secret", "c2VjcmV0IHdvcmQ=",
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8", "latin-1", "utf-16", "gb18030")
HIDES = Mask("secret word")
Reader = Callable[[str, bytes], object]


def cloud(text: str, _raw: bytes) -> None:
    headers = {"content-type": "application/json", "retry-after": text[:20], "date": text}
    for stage in ("token", "graph"):
        for status in (200, 400, 403, 503):
            classify_cloud(CloudFact(stage, status, headers, text))


READERS: dict[str, Reader] = {
    "explain": lambda _text, raw: as_json(understand(raw)),
    "a mail that arrived": lambda _text, raw: arrival.read(raw),
    "SPF": lambda text, _raw: spf.read(f"v=spf1 {text}"),
    "DKIM": lambda text, _raw: dkim.is_usable(text),
    "DMARC": lambda text, _raw: dmarc.read(f"v=DMARC1; {text}"),
    "autoconfig": lambda _text, raw: autoconfig.read(b"<clientConfig><emailProvider>" + raw),
    "what is asked for": lambda text, _raw: asked.read(text),
    "hints": lambda text, _raw: reply_hints.by_reply(Fault("smtp.refused", reply=text), "a@b.c", "u"),
    "cloud": cloud,
    "keys": lambda _text, raw: keyfiles.parts(raw),
    "settings": lambda _text, raw: documents.parse(raw, dict),
    "address": lambda text, _raw: addresses.sender(text),
    "host": lambda text, _raw: validation.host(text),
    "certificates": lambda text, _raw: validation.certificates(text),
    "fingerprint": lambda text, _raw: validation.fingerprint(text),
    "application": lambda text, _raw: identifiers.application_id(text),
    "directory": lambda text, _raw: identifiers.directory_id(text),
    "pasted": lambda text, _raw: (pasted.is_masked(text), pasted.unlabelled(text), pasted.plain(text)),
    "mask": lambda text, _raw: HIDES(text),
    "secret in a file": lambda _text, raw: occurs("secret word", raw),
    "lines": lambda text, _raw: foreign.lines(foreign.without_entities(text)),
}  # fmt: skip


def read_made_up(read: Reader, seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choice(PIECES) for _piece in range(chance.randrange(1, 40)))
    raw = text.encode(chance.choice(ENCODINGS), "replace")
    try:
        read(text, raw)
    except (ProblemError, FaultError, spf.SpfError):
        return


@pytest.mark.parametrize("name", READERS)
def test_whatever_is_written(name: str) -> None:
    for seed in range(60):
        read_made_up(READERS[name], seed)


@pytest.mark.faults
@pytest.mark.parametrize("name", READERS)
def test_whatever_is_written_for_long(name: str) -> None:
    for seed in range(1_000, 11_000):
        read_made_up(READERS[name], seed)
