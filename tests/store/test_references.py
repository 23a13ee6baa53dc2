"""Names of secrets, and the journal of those whose fate is open."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hubmail_gui.core.outcome import FaultError
from hubmail_gui.store.references import Journal, is_reference, new_reference, references_in


def test_references_are_random_and_recognised() -> None:
    made = {new_reference() for _ in range(100)}
    assert len(made) == 100
    assert all(is_reference(reference) for reference in made)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hubmail-",
        "hunter2",
        "hubmail-" + "g" * 32,
        "hubmail-" + "X" * 32,
        "hubmail-" + "a" * 31,
        "hubmail-" + "a" * 33,
        "HUBMAIL-" + "a" * 32,
        "a" * 40,
        None,
        7,
    ],
)
def test_nothing_else_is_a_reference(text: object) -> None:
    assert not is_reference(text)


def test_all_that_a_text_names() -> None:
    one, other = new_reference(), new_reference()
    assert references_in(f'{{"a": "{one}", "b": ["{other}", "hubmail-{"a" * 31}"]}}') == {
        one,
        other,
    }
    assert references_in("hunter2") == frozenset()


class TestJournal:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "journal.json"

    def test_what_was_written_is_read(self, path: Path) -> None:
        journal, doubtful = Journal(str(path)), {new_reference(), new_reference()}
        journal.write(doubtful)
        assert journal.references() == doubtful
        assert json.loads(path.read_bytes()) == {"references": sorted(doubtful)}

    def test_none_in_question_is_no_file(self, path: Path) -> None:
        journal = Journal(str(path))
        assert journal.references() == frozenset()
        journal.write({new_reference()})
        journal.write(frozenset())
        assert not path.exists()
        journal.write(frozenset())
        assert journal.references() == frozenset()

    def test_a_damaged_one_counts_with_all_that_can_be_made_out(self, path: Path) -> None:
        one = new_reference()
        Journal(str(path)).write({one})
        path.write_bytes(b"\xff\xfe" + path.read_bytes()[:-2] + b"\x80")
        assert Journal(str(path)).references() == {one}

    def test_one_that_cannot_be_read_is_not_taken_for_empty(self, unprivileged: Path) -> None:
        path = unprivileged / "journal.json"
        Journal(str(path)).write({new_reference()})
        path.chmod(0)
        with pytest.raises(FaultError) as caught:
            Journal(str(path)).references()
        fault = caught.value.fault
        assert fault.code == "settings.corrupt"
        assert (fault.params["path"], fault.reply) == (str(path), os.strerror(13))
