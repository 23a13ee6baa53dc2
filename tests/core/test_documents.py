"""What is no JSON says what it is instead, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubmail_gui.core import documents
from hubmail_gui.core.problems import ProblemError

INPUTS = Path(__file__).parents[1] / "inputs"
GOOD = '{"sender": "hub@example.com", "timeout": 5}'

TAKEN = {
    "plain": GOOD.encode(),
    "byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "UTF-16 of Notepad": GOOD.encode("utf-16"),
    "UTF-16, the other end first": b"\xfe\xff" + GOOD.encode("utf-16-be"),
    "line break in a text": b'{"sender": "hub@example.com", "timeout": 5, "x": "a\nb"}',
}
WRONG = {
    "empty": (b"  ", "the file is empty"),
    "YAML": (b"sender: hub@example.com\nauthentication:\n  type: password\n", "YAML"),
    "INI": (b"sender = hub@example.com\n", "YAML or an INI"),
    "comment": (b'{\n  // the sender\n  "sender": "a@b.test"}', "comments"),
    "comment behind": (b'{"sender": "a@b.test" # mine\n}', "comments"),
    "last comma": (b'{"sender": "a@b.test",\n}', "comma before a closing"),
    "smart quotes": ("{\u201csender\u201d: 1}".encode(), "typographic"),
    "single quotes": (b"{'sender': 1}", "double quotation"),
    "Python": (b'{"smtp_authentication": True}', "small letters"),
    "no-break space": ('{\u00a0"sender": 1}'.encode(), "U+00A0"),
    "cut off": (b'{"sender": "a@b.test"', "before its brackets"),
    "cut off in a text": (b'{"sender": "a@b', "before its brackets"),
    "two documents": (b"{} {}", "after the end"),
    "backslash": (b'{"path": "C:\\hub"}', "backslash"),
    "no comma": (b'{"sender": "a@b.test" "timeout": 5}', "comma"),
    "no colon": (b'{"sender" "a@b.test"}', "colon"),
    "no quotes": (b"{sender: 1}", "without quotation"),
    "Latin-1": (b'{"sender": "h\xfcb@example.com"}', "UTF-8"),
    "a web page": (b"\n<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
    "an archive": (b"PK\x03\x04settings.json", "archive"),
    "a packed file": (b"\x1f\x8b\x08\0", "archive"),
    "a key": ((INPUTS / "app.key").read_bytes(), "a private key"),
    "an encrypted key": ((INPUTS / "app-encrypted.key").read_bytes(), "under a passphrase"),
    "a PFX": ((INPUTS / "app.pfx").read_bytes(), "a PFX file"),
    "a key in DER": ((INPUTS / "app.der").read_bytes(), "a private key"),
}


@pytest.mark.parametrize("raw", TAKEN.values(), ids=TAKEN)
def test_taken(raw: bytes) -> None:
    found = documents.parse(raw, dict)
    assert isinstance(found, dict)
    assert found["sender"] == "hub@example.com"


@pytest.mark.parametrize(("raw", "words"), WRONG.values(), ids=WRONG)
def test_refused_with_what_it_is(raw: bytes, words: str) -> None:
    with pytest.raises(ProblemError) as caught:
        documents.parse(raw, dict)
    assert words in str(caught.value.params["reason"])


def test_what_a_command_printed_is_no_settings_file() -> None:
    shown = {"settings": {}, "revision": 1, "secret_stored": True, "last_test": None}
    problem = documents.output_problem(shown)
    assert problem is not None
    assert problem.code == "file.is_output"
    tested = documents.output_problem({"ok": True, "steps": [], "failure": None})
    assert tested is not None
    assert tested.code == "file.is_other_output"
    assert documents.output_problem({"sender": "a@b.test", "authentication": {}}) is None
    wrapped = documents.output_problem({"settings": {"sender": "a@b.test"}})
    assert wrapped is not None
    assert wrapped.code == "file.is_wrapped"
