"""Who remembers what of a handover, whatever another part answers; the parts themselves are replaced."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.cli import handover as command
from hubmail_gui.cli.context import InputError
from hubmail_gui.core import system
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.service.draft import Given
from hubmail_gui.service.handover import giver, parts, receiver
from hubmail_gui.service.handover import note as notes
from hubmail_gui.service.handover.note import Note, State
from hubmail_gui.service.handover.parcel import CREDENTIAL, Answer, Parcel, Target
from hubmail_gui.service.result import Result, failed, result_json
from hubmail_gui.service.service import Service
from tests.cli.program import SECRET

TARGET = Target("hubsvc", "hub.service", "/etc/hubmail")
RECIPIENT = "admin@example.com"
Given_over = Callable[[Answer | Exception], Answer]


@pytest.fixture
def known(service: Service, document: dict[str, Any]) -> Service:
    """With settings that are stored and passed."""
    assert service.apply(Given(document, SECRET), RECIPIENT, Watch()).ok
    return service


@pytest.fixture
def give(known: Service, monkeypatch: pytest.MonkeyPatch) -> Given_over:
    """Hands over to a part that answers, or raises, what it is told to."""
    monkeypatch.setattr(giver, "_found", lambda _target: TARGET)

    def act(answer: Answer | Exception) -> Answer:
        def carry(_parcel: Parcel, _watch: Watch) -> Answer:
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(giver, "_carrier", lambda _wish: carry)
        return giver.give(known.configuration, giver.Wish(TARGET), Watch())

    return act


def state(service: Service) -> State | None:
    note = notes.of(service.configuration.store)
    stored = service.configuration.stored()
    return note.state(stored.revision if stored else None) if note else None


def done() -> Answer:
    return Answer(Result(saved=True, at="2026-11-27T10:00:00Z"), TARGET, "systemd-creds")


@pytest.mark.parametrize("code", ["handover.no_answer", "cancelled", "internal"])
def test_an_answer_that_tells_nothing_leaves_open_what_the_service_has(
    code: str, known: Service, give: Given_over
) -> None:
    """Root's part may be the one that waited for the account's in vain."""
    assert give(done()).result.ok
    assert state(known) is State.WORKS
    assert give(Answer(failed(Fault(code)), TARGET)).result.failure is not None
    assert state(known) is State.UNFINISHED


def test_a_refusal_leaves_what_was_known(known: Service, give: Given_over) -> None:
    give(done())
    give(Answer(failed(Fault("settings.not_private")), TARGET))
    assert state(known) is State.WORKS


def test_what_was_done_is_done_where_it_cannot_be_noted(
    known: Service, give: Given_over, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = notes.keep

    def full(store: object, note: Note) -> None:
        if note.finished:
            raise FaultError(Fault("settings.unwritable"))
        keep(known.configuration.store, note)

    monkeypatch.setattr(notes, "keep", full)
    result = give(done()).result
    assert (result.ok, result.saved) == (True, True)
    assert "settings.unwritable" in {one.code for one in result.attempt.warnings}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (FaultError(Fault("handover.no_answer")), "not wholly"),
        (Answer(failed(Fault("settings.not_private")), TARGET), "what it had before"),
    ],
)
def test_nothing_is_said_of_the_service_that_nobody_knows(
    answer: Answer | Exception,
    words: str,
    known: Service,
    give: Given_over,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command._tell(give(answer), notes.of(known.configuration.store))
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(("revision", "codes"), [(1, []), (2, ["handover.stale"])])
def test_a_handover_that_broke_off_is_no_older_one(
    revision: int, codes: list[str], known: Service, give: Given_over
) -> None:
    give(FaultError(Fault("handover.no_answer")))
    warned = notes.warnings(known.configuration.store, revision)
    assert [one.code for one in warned] == codes


def test_an_undo_on_windows_names_an_account_where_none_is_remembered() -> None:
    nobody = argparse.Namespace(to=None, undo=True)
    with pytest.raises(InputError):
        command._target(nobody, remembered=False)
    assert command._target(nobody, remembered=True) == Target("", "", "")


class TestReceived:
    """The account's own part, where a service's manager gives the secret."""

    @pytest.mark.parametrize("saved", [True, False])
    def test_a_secret_that_an_earlier_version_kept_in_a_file_goes_with_what_used_it(
        self, saved: bool, service: Service, document: dict[str, Any]
    ) -> None:
        document = {**document, "secret_store": "credential"}
        folder = Path(service.configuration.folder)
        folder.mkdir(mode=0o700)
        (folder / CREDENTIAL).write_text("an old one", "utf-8")
        if not saved:
            document["sender"] = "nobody"
        result = receiver.receive(service, Parcel(TARGET, document, SECRET, RECIPIENT), Watch())
        assert (result.saved, result.ok) == (saved, saved)
        assert (folder / CREDENTIAL).exists() is not saved

    def test_an_undo_leaves_no_empty_folder(
        self, service: Service, document: dict[str, Any]
    ) -> None:
        assert receiver.receive(service, Parcel(TARGET, document, SECRET, RECIPIENT), Watch()).ok
        folder = Path(service.configuration.folder)
        assert folder.exists()
        assert receiver.receive(service, Parcel(TARGET, {}, undo=True), Watch()).ok
        assert not folder.exists()


def test_a_note_of_any_number_is_none_or_read(service: Service) -> None:
    known = {"account": "a", "unit": "b", "folder": "c", "revision": float("inf")}
    service.configuration.store.keep_handover(known)
    assert notes.of(service.configuration.store) is None


if sys.platform != "win32":
    import pwd

    from hubmail_gui.service.handover import linux

    class TestTime:
        """How long root waits for the account's part, and what that is told."""

        @pytest.fixture
        def asked(self, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
            seen: dict[str, Any] = {}

            def ask(
                _command: object, sent: bytes, seconds: float, *_more: object, **_how: object
            ) -> Mapping[str, Any]:
                seen.update(sent=json.loads(sent), seconds=seconds)
                return result_json(Result(saved=True))

            monkeypatch.setattr(parts, "ask", ask)
            return seen

        def as_account(self, parcel: Parcel, watch: Watch) -> None:
            linux._as_account(parcel, linux.Owner("me", os.geteuid(), os.getegid(), "/"), watch)

        def test_what_the_administrator_has_chosen_is_passed_on(
            self, asked: dict[str, Any]
        ) -> None:
            self.as_account(Parcel(TARGET, {}, seconds=7.0), Watch())
            assert asked["sent"]["seconds"] == 7.0

        def test_it_is_no_shorter_than_the_settings_own_limit(self, asked: dict[str, Any]) -> None:
            self.as_account(Parcel(TARGET, {"timeout": 300}), Watch())
            assert asked["sent"]["seconds"] is None
            assert asked["seconds"] > 300

    @pytest.mark.parametrize(
        ("ends", "code"),
        [
            ("echo 'Error: Request dismissed' >&2; exit 126", "handover.not_root"),
            ("echo 'Error: Not authorized' >&2; exit 127", "handover.not_root"),
            ("echo 'sudo: 3 incorrect password attempts' >&2; exit 1", "handover.not_root"),
            ("echo 'MemoryError' >&2; exit 1", "handover.no_answer"),
            ("exit 0", "handover.no_answer"),
        ],
    )
    def test_who_does_not_become_root_has_changed_nothing(ends: str, code: str) -> None:
        with pytest.raises(FaultError) as raised:
            parts.ask(["sh", "-c", ends], b"", 30, Cancel())
        assert raised.value.fault.code == code

    class TestUnit:
        """What the files of a unit say of its account and its folder."""

        @pytest.fixture
        def write(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Target]:
            """Writes the unit, and looks for whom it is."""
            monkeypatch.setattr(system, "UNIT_FOLDERS", (str(tmp_path),))

            def found(text: str) -> Target:
                (tmp_path / "hub.service").write_text(f"[Service]\n{text}\n", "utf-8")
                return linux.target_of(Target("", "hub", ""))[0]

            return found

        @pytest.mark.parametrize("yes", ["yes", "True", "1"])
        def test_an_account_that_systemd_makes_does_not_last(
            self, yes: str, write: Callable[[str], Target]
        ) -> None:
            with pytest.raises(FaultError) as raised:
                write(f"DynamicUser={yes}")
            fault = raised.value.fault
            assert (fault.code, fault.params["account"]) == ("handover.account_unknown", "hub")

        def test_nor_while_its_service_runs(
            self, write: Callable[[str], Target], monkeypatch: pytest.MonkeyPatch
        ) -> None:
            made = pwd.struct_passwd(("hub", "*", 61184, 61184, "", "/", "/usr/sbin/nologin"))
            monkeypatch.setattr(pwd, "getpwnam", lambda _name: made)
            with pytest.raises(FaultError) as raised:
                write("DynamicUser=yes")
            assert raised.value.fault.code == "handover.account_unknown"

        @pytest.mark.parametrize(
            ("named", "folder"),
            [("%S/hubmail", "/var/lib/hubmail"), ("%E/a%%b", "/etc/a%b"), ("/srv/hub", "/srv/hub")],
        )
        def test_the_folder_is_the_one_that_systemd_makes_of_it(
            self, named: str, folder: str, write: Callable[[str], Target]
        ) -> None:
            text = f"User=root\nExecStart=/usr/bin/hubmail relay --config-dir {named}"
            assert write(text).folder == folder

        @pytest.mark.parametrize("path", ["%h/mail", "/srv/%h", "mail", "/srv/${WHERE}", "/srv/%"])
        def test_a_folder_that_only_systemd_knows_is_none(
            self, path: str, write: Callable[[str], Target]
        ) -> None:
            with pytest.raises(FaultError) as raised:
                write(f"User=root\nExecStart=/usr/bin/hubmail relay --config-dir={path}")
            fault = raised.value.fault
            assert (fault.code, fault.params["path"]) == ("handover.other_folder", path)

        @pytest.mark.parametrize(
            ("named", "folder"),
            [
                ("/srv/%i", r"/srv/a\x2db-c"), ("/srv/%I", "/srv/a-b/c"), ("/srv/%p/%j", "/srv/of-hub/hub"),
                ("/srv/%n", r"/srv/of-hub@a\x2db-c.service"), ("/srv/%P", "/srv/of/hub"),
                ("/srv/100%%i", "/srv/100%i"),
            ],
        )  # fmt: skip
        def test_an_instance_has_what_its_template_makes_of_its_name(
            self, named: str, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
        ) -> None:
            monkeypatch.setattr(system, "UNIT_FOLDERS", (str(tmp_path),))
            text = f"[Service]\nUser=root\nExecStart=/usr/bin/hubmail relay --config-dir {named}\n"
            (tmp_path / "of-hub@.service").write_text(text, "utf-8")
            found = linux.target_of(Target("", r"of-hub@a\x2db-c", ""))[0]
            assert found.folder == folder

        def test_an_instance_is_named_for_its_account(
            self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
        ) -> None:
            monkeypatch.setattr(system, "UNIT_FOLDERS", (str(tmp_path),))
            text = "[Service]\nUser=%i\nExecStart=/usr/bin/hubmail relay --config-dir /srv/%i\n"
            (tmp_path / "hub@.service").write_text(text, "utf-8")
            found = linux.target_of(Target("", "hub@root", ""))[0]
            assert found == Target("root", "hub@root.service", "/srv/root")
            # The template itself has none.
            (tmp_path / "hub@.service").write_text(text.replace("User=%i", "User=root"), "utf-8")
            with pytest.raises(FaultError) as raised:
                linux.target_of(Target("", "hub@", ""))
            assert raised.value.fault.params["path"] == "/srv/%i"
