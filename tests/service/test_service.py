"""Save, Test and Restore as the window calls them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.settings import Stored
from hubmail_gui.core.steps import StepReport, StepState
from hubmail_gui.core.system import Account
from hubmail_gui.core.watch import Watch
from hubmail_gui.service import draft as drafts
from hubmail_gui.service.configuration import Configuration, Profile
from hubmail_gui.service.draft import Draft, Given
from hubmail_gui.service.result import result_json
from hubmail_gui.service.service import Service
from hubmail_gui.store import Store
from hubmail_gui.store.secrets import MemoryKeyring
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET
from tests.cli.results import SMTP_STEPS, check_result


def test_save_always_tests_for_a_person(
    service: Service, server: MailServer, document: dict[str, Any]
) -> None:
    assert service.apply(Given(document, SECRET), None, Watch()).ok
    again = service.apply(Given(document, None), None, Watch(), always_test=True)
    assert again.ok
    assert again.changed is False
    assert again.attempt.steps
    assert len(server.messages) == 2


def test_steps_are_told_while_they_happen(service: Service, document: dict[str, Any]) -> None:
    seen: list[StepReport] = []
    result = service.apply(Given(document, SECRET), None, Watch(stepped=seen.append))
    assert [one.step.value for one in seen if one.state is StepState.RUNNING] == SMTP_STEPS
    assert [one for one in seen if one.state is not StepState.RUNNING] == list(result.attempt.steps)


def test_cancelled_before_it_began(service: Service, document: dict[str, Any]) -> None:
    cancel = Cancel()
    cancel.request()
    result = service.apply(Given(document, SECRET), None, Watch(cancel=cancel))
    assert result.failure is not None
    assert result.failure.code == "cancelled"
    assert result.saved is False
    assert service.configuration.stored() is None
    check_result(result_json(result))


def test_cancelled_in_the_middle(
    service: Service, server: MailServer, document: dict[str, Any]
) -> None:
    cancel = Cancel()

    def stepped(report: StepReport) -> None:
        if report.step.value == "encrypt" and report.state is StepState.RUNNING:
            threading.Thread(target=cancel.request).start()
            cancel_seen.wait(60)

    cancel_seen = threading.Event()
    cancel.add(cancel_seen.set)
    result = service.apply(Given(document, SECRET), None, Watch(stepped=stepped, cancel=cancel))
    assert result.failure is not None
    assert result.failure.code == "cancelled"
    assert (result.saved, result.changed) == (True, True)
    assert server.messages == []


def test_what_save_would_refuse(service: Service, document: dict[str, Any]) -> None:
    assert service.judge(Given(document, SECRET)).problems == ()
    (missing,) = service.judge(Given(document, None)).problems
    assert (missing.field, missing.code) == ("password", "field.required")
    service.changes.put(document, SECRET, Cancel())
    assert service.judge(Given(document, None)).problems == ()
    assert service.judge(Given(document, "")).problems == ()
    document["authentication"]["host"] = "mail.example.com"
    (moved,) = service.judge(Given(document, None)).problems
    assert (moved.field, moved.code) == ("password", "field.secret_again")
    assert "SMTP host" in moved.title()


def test_the_profile_is_what_was_entered_or_what_the_system_knows(
    service: Service, server: MailServer, document: dict[str, Any]
) -> None:
    assert service.configuration.profile() == Profile(
        "Claire Durand", "claire.durand@example.com", ""
    )
    service.configuration.keep_profile(Profile("C. Durand", "it@example.com", "fr"))
    assert service.configuration.profile() == Profile("C. Durand", "it@example.com", "fr")
    assert service.apply(Given(document, SECRET), None, Watch()).recipient == "it@example.com"
    assert server.messages[0].recipients == ("it@example.com",)
    assert service.test_stored(None, "other@example.com", Watch()).recipient == "other@example.com"


def test_an_account_that_the_system_knows_little_of(tmp_path: Path) -> None:
    nameless = Configuration(str(tmp_path), Account("4711"), Store(str(tmp_path), MemoryKeyring()))
    assert nameless.profile() == Profile("4711", "", "")


@pytest.mark.parametrize("content", ["{", "[]", '{"name": 5}', ""])
def test_a_damaged_profile_is_no_obstacle(service: Service, content: str) -> None:
    Path(service.configuration.folder).mkdir()
    (Path(service.configuration.folder) / "profile.json").write_text(content, encoding="utf-8")
    assert service.configuration.profile().address == "claire.durand@example.com"


def test_a_preview_touches_nothing(service: Service, document: dict[str, Any]) -> None:
    result = service.preview(Given(document, SECRET), Watch())
    assert (result.ok, result.saved, result.changed) == (True, False, True)
    assert result.fields[-1] == "password"
    assert not Path(service.configuration.folder).exists()


def test_restore_brings_back_a_configuration_of_another_type(
    service: Service, document: dict[str, Any]
) -> None:
    assert service.apply(Given(document, SECRET), None, Watch()).ok
    cloud = {
        "type": "microsoft-oauth2",
        "application_id": "11111111-2222-3333-4444-555555555555",
        "directory_id": "example.onmicrosoft.com",
    }
    service.changes.put({"sender": "hub@example.com", "authentication": cloud}, "another", Cancel())
    result = service.restore(None, Watch())
    assert result.ok
    assert result.fields[0] == "type"
    stored = service.configuration.stored()
    assert stored is not None
    assert stored.settings.type == "password"


def test_a_secret_is_shown_by_no_value(service: Service, document: dict[str, Any]) -> None:
    result = service.apply(Given(document, SECRET), None, Watch())
    draft = service.judge(Given(document, SECRET))
    for value in (
        result,
        service.configuration.stored(),
        service.configuration.last_test(),
        service.configuration.history(),
        draft,
    ):
        assert SECRET not in repr(value)


@pytest.fixture
def judgements(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was judged, in order."""
    seen: list[object] = []
    judge = drafts.judge

    def counted(given: Given, stored: Stored | None) -> Draft:
        seen.append(given)
        return judge(given, stored)

    monkeypatch.setattr(drafts, "judge", counted)
    return seen


class TestJudgedOnce:
    def test_a_judged_draft_is_not_judged_again(
        self, service: Service, document: dict[str, Any], judgements: list[object]
    ) -> None:
        draft = service.judge(Given(document, SECRET))
        assert service.apply(draft, None, Watch()).ok
        assert len(judgements) == 1

    def test_it_is_when_something_else_was_stored_meanwhile(
        self, service: Service, document: dict[str, Any], judgements: list[object]
    ) -> None:
        service.apply(Given(document, SECRET), None, Watch())
        draft = service.judge(Given(document))
        assert draft.problems == ()
        elsewhere = {**document["authentication"], "host": "127.0.0.1"}
        service.changes.put({**document, "authentication": elsewhere}, "another", Cancel())
        judgements.clear()
        result = service.apply(draft, None, Watch())
        # The secret that is stored now belongs to another server.
        assert [one.code for one in result.errors] == ["field.secret_again"]
        assert len(judgements) == 1

    def test_what_was_typed_does_not_hide_that_the_stored_secret_would_move(
        self, service: Service, document: dict[str, Any]
    ) -> None:
        service.apply(Given(document, SECRET), None, Watch())
        elsewhere = {**document["authentication"], "host": "127.0.0.1"}
        moved = {**document, "authentication": elsewhere}
        assert service.judge(Given(moved)).moved
        assert service.judge(Given(moved, SECRET)).moved
        assert not service.judge(Given(document)).moved
        assert not service.judge(Given(moved, SECRET)).problems

    def test_no_draft_shows_its_secret(self, service: Service, document: dict[str, Any]) -> None:
        given = Given(document, SECRET)
        draft = service.judge(given)
        assert SECRET not in repr(given)
        assert SECRET not in repr(draft)


class TestNothingToStore:
    def test_a_save_of_the_same_keeps_revision_file_and_history(
        self, service: Service, document: dict[str, Any]
    ) -> None:
        service.apply(Given(document, SECRET), None, Watch())
        before = service.configuration.store.stored_document()
        again = service.apply(Given(document), None, Watch(), always_test=True)
        assert (again.changed, again.fields, again.revision) == (False, (), 1)
        assert service.configuration.store.stored_document() == before
        assert [one["action"] for one in service.configuration.history()] == [
            "changed",
            "tested",
            "tested",
        ]

    def test_so_does_a_restore_of_what_is_stored(
        self, service: Service, document: dict[str, Any]
    ) -> None:
        service.apply(Given(document, SECRET), None, Watch())
        before = service.configuration.store.stored_document()
        restored = service.restore(None, Watch())
        assert (restored.ok, restored.changed, restored.revision) == (True, False, 1)
        assert service.configuration.store.stored_document() == before
        assert [one["action"] for one in service.configuration.history()] == [
            "changed",
            "tested",
            "tested",
        ]

    def test_a_restore_of_another_secret_alone_is_a_change(
        self, service: Service, document: dict[str, Any], server: MailServer
    ) -> None:
        service.apply(Given(document, SECRET), None, Watch())
        service.apply(Given(document, "another"), None, Watch())
        restored = service.restore(None, Watch())
        assert (restored.ok, restored.changed, restored.fields) == (True, True, ("password",))
        assert restored.revision == 3

    def test_a_restore_where_nothing_is_stored_any_more(
        self, service: Service, document: dict[str, Any]
    ) -> None:
        service.apply(Given(document, SECRET), None, Watch())
        (Path(service.configuration.folder) / "settings.json").unlink()
        restored = service.restore(None, Watch())
        assert restored.ok
        assert restored.changed
        stored = service.configuration.stored()
        assert stored is not None
        assert stored.settings == service.configuration.last_good().settings  # type: ignore[union-attr]
