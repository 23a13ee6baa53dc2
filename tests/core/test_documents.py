"""What is no JSON says what it is instead, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubmail_gui.core import documents
from hubmail_gui.core.problems import Problem, ProblemError

INPUTS = Path(__file__).parents[1] / "inputs"
GOOD = '{"sender": "hub@example.com", "timeout": 5}'

TAKEN = {
    "plain": GOOD.encode(),
    "byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "UTF-16 of Notepad": GOOD.encode("utf-16"),
    "UTF-16, the other end first": b"\xfe\xff" + GOOD.encode("utf-16-be"),
    "a key in it, behind a blank line": b'\n{"sender": "hub@example.com", "timeout": 5, "x": "-----BEGIN PRIVATE KEY-----\nMIIE'
    b'\n-----END PRIVATE KEY-----"}',
    "line break in a text": b'{"sender": "hub@example.com", "timeout": 5, "x": "a\nb"}',
}
YAML = "it looks like YAML or an INI file, and JSON begins with a brace"
COMMENT = "JSON has no comments"
LAST_COMMA = "there is a comma before a closing bracket"
PYTHON = "true, false and null are written in small letters"
SHORT = "the file ends before its brackets are closed"
BACKSLASH = "a backslash in a text is written twice"
COMMA = "a comma or a closing bracket is missing before this place"
MORE = "something follows after the end"
UNQUOTED = "a name or text without quotation marks"
VALUE = "a value is missing"
NOT_TEXT = "it is not UTF-8 text"
LARGE = "too large"
# With line and column; Python 3.13 stops at a last comma itself, earlier ones behind it.
WRONG: dict[str, tuple[bytes, str, tuple[int, int] | None]] = {
    "empty": (b"  ", "the file is empty", (1, 3)),
    "YAML": (b"sender: hub@example.com\nauthentication:\n  type: password\n", YAML, (1, 1)),
    "YAML with a comment": (b"# settings\nsender: a", YAML, (1, 1)),
    "INI": (b"sender = hub@example.com\n", YAML, (1, 1)),
    "one word": (b"sender", YAML, (1, 1)),
    "comment": (b'{\n  // the sender\n  "sender": "a@b.test"}', COMMENT, (2, 3)),
    "comment first": (b'// settings\n{"sender": 1}', COMMENT, (1, 1)),
    "comment of another kind": (b'{/* mine */ "sender": 1}', COMMENT, (1, 2)),
    "comment behind": (b'{"sender": "a@b.test" # mine\n}', COMMENT, (1, 23)),
    "last comma": (b'{"sender": "a@b.test",\n}', LAST_COMMA, None),
    "last comma in a list": (b'{"x": [1,]}', LAST_COMMA, None),
    "last comma before the end of the file": (b'{"x": 1,}\n\n', LAST_COMMA, None),
    "smart quotes": (
        "{\u201csender\u201d: 1}".encode(),
        "there are typographic quotation marks, and JSON wants straight ones",
        (1, 2),
    ),
    "single quotes": (b"{'sender': 1}", "names and texts stand in double quotation marks", (1, 2)),
    "single quotes alone": (b"'sender'", "names and texts stand in double quotation marks", (1, 1)),
    "Python": (b'{"smtp_authentication": True}', PYTHON, (1, 25)),
    "Python's nothing": (b'{"a": None}', PYTHON, (1, 7)),
    "capitals": (b'{"a": NULL}', PYTHON, (1, 7)),
    "a word that only begins so": (b'{"a": Truely}', UNQUOTED, (1, 7)),
    "no-break space": (
        '{\u00a0"sender": 1}'.encode(),
        "there is a no-break space (U+00A0)",
        (1, 2),
    ),
    "cut off": (b'{"sender": "a@b.test"', SHORT, (1, 22)),
    "cut off in a text": (b'{"sender": "a@b', SHORT, (1, 12)),
    "cut off after a comma": (b'{"x": 1,', SHORT, (1, 9)),
    "two documents": (b"{} {}", MORE, (1, 4)),
    "two numbers": (b"5 5", MORE, (1, 3)),
    "backslash": (b'{"path": "C:\\hub"}', BACKSLASH, (1, 13)),
    "backslash before another letter": (b'{"path": "\\q"}', BACKSLASH, (1, 11)),
    "no comma": (b'{"sender": "a@b.test" "timeout": 5}', COMMA, (1, 23)),
    "no comma in a list": (b"[1 2]", COMMA, (1, 4)),
    "no comma before a list": (b'{"x": 1 [2]}', COMMA, (1, 9)),
    "no colon": (b'{"sender" "a@b.test"}', "a colon is missing before this place", (1, 11)),
    "no quotes": (b"{sender: 1}", UNQUOTED, (1, 2)),
    "no quotes behind blanks": (b"  {sender: 1}", UNQUOTED, (1, 4)),
    "a capital": (b'{"a": X}', UNQUOTED, (1, 7)),
    "a word that begins with one": (b"Xsender", YAML, (1, 1)),
    "a backslash and too few digits": (b'{"path": "\\u12"}', BACKSLASH, (1, 12)),
    "no quotes around a text": (b'{"a": yes}', UNQUOTED, (1, 7)),
    "no value": (b'{"x": }', VALUE, (1, 7)),
    "no value in a list": (b'{"x": [,1]}', VALUE, (1, 8)),
    "Latin-1": (b'{"sender": "h\xfcb@example.com"}', NOT_TEXT, (1, 14)),
    "Latin-1 further down": (b'{\n"a": 1,\n "s": "h\xfc"}', NOT_TEXT, (3, 9)),
    "thousands of digits": (b'{"x": ' + b"9" * 5000 + b"}", LARGE, (1, 1)),
    "a tower of lists": (b"[" * 100_000, LARGE, (1, 1)),
}
# Files of other kinds, which somebody took for the settings.
OTHERS = {
    "a web page": (b"\n<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
    "an archive": (b"PK\x03\x04settings.json", "archive"),
    "a packed file": (b"\x1f\x8b\x08\0", "archive"),
    "a key": ((INPUTS / "app.key").read_bytes(), "it is a private key"),
    "an encrypted key": ((INPUTS / "app-encrypted.key").read_bytes(), "under a passphrase"),
    "a PFX": ((INPUTS / "app.pfx").read_bytes(), "a PFX file"),
    "a key in DER": ((INPUTS / "app.der").read_bytes(), "a private key"),
}


@pytest.mark.parametrize("raw", TAKEN.values(), ids=TAKEN)
def test_taken(raw: bytes) -> None:
    found = documents.parse(raw, dict)
    assert isinstance(found, dict)
    assert found["sender"] == "hub@example.com"


@pytest.mark.parametrize(("raw", "words", "place"), WRONG.values(), ids=WRONG)
def test_refused_with_what_it_is(raw: bytes, words: str, place: tuple[int, int] | None) -> None:
    with pytest.raises(ProblemError) as caught:
        documents.parse(raw, dict)
    assert caught.value.code == "field.not_json"
    params = caught.value.params
    assert params["reason"] == words
    assert params.keys() == {"reason", "line", "column"}
    assert place is None or (params["line"], params["column"]) == place


@pytest.mark.parametrize(("raw", "words"), OTHERS.values(), ids=OTHERS)
def test_a_file_of_another_kind_is_named(raw: bytes, words: str) -> None:
    with pytest.raises(ProblemError) as caught:
        documents.parse(raw, dict)
    reason = str(caught.value.params["reason"])
    assert words in reason
    assert reason.startswith("it is a")


def test_settings_inside_what_show_prints() -> None:
    wrapped = documents.output_problem({"settings": {"sender": "a@b.test"}})
    assert wrapped == Problem("", "file.is_wrapped", {})


def test_objects_are_made_of_their_pairs() -> None:
    made: list[list[tuple[str, object]]] = []
    assert documents.parse(b'{"a": 1, "a": 2}', made.append) is None
    assert made == [[("a", 1), ("a", 2)]]


@pytest.mark.parametrize(
    ("document", "code", "command"),
    [
        ({"settings": {}, "revision": 1, "secret_stored": True}, "file.is_output", "show"),
        ({"ok": True, "steps": [], "failure": None}, "file.is_other_output", "test"),
        ({"history": [], "failure": None}, "file.is_other_output", "history"),
        ({"candidates": [], "asked": "", "tried": []}, "file.is_other_output", "detect"),
        ({"$schema": "", "properties": {}}, "file.is_other_output", "schema"),
    ],
)
def test_what_a_command_printed_is_no_settings_file(
    document: dict[str, object], code: str, command: str
) -> None:
    assert documents.output_problem(document) == Problem("", code, {"command": command})
    # Whatever else stands there, settings are settings.
    assert documents.output_problem({**document, "authentication": {}}) is None
    # One key alone tells of no command.
    assert documents.output_problem(dict(list(document.items())[-1:])) is None


@pytest.mark.parametrize("document", [None, 5, ["settings", "secret_stored"], {}])
def test_what_no_command_prints(document: object) -> None:
    assert documents.output_problem(document) is None
