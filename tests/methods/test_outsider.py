"""A method that lives in the tests alone keeps the contract: nothing of the package knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.watch import Watch
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.service import report
from hubmail_gui.service.draft import Given
from tests.methods.contract import MethodContract
from tests.methods.dummy import LOUD
from tests.methods.dummy.part import KEY
from tests.methods.dummy.registered import registered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.demo import Demo
    from hubmail_gui.demo.part import Part


class TestDummy(MethodContract):
    kind = "dummy"
    bad_secrets: ClassVar[Mapping[str, str]] = {"no": "dummy.no_key"}
    elsewhere: ClassVar[Mapping[str, object]] = {"desk": "https://other.example.com", "port": 25}

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def known(cls) -> Iterator[None]:
        with registered():
            yield

    def test_it_is_offered_and_named(self, whole: dict[str, Any]) -> None:
        assert methods.types()[-1] == "dummy"
        whole["authentication"]["type"] = "dumy"
        _read, problems = core_settings.read(whole, methods.group, check=True)
        assert "dummy" in problems[0].title()

    def test_what_is_wrong_with_the_whole_is_said(
        self, running: Demo, part: Part, whole: dict[str, Any]
    ) -> None:
        whole["authentication"]["house"] = whole["sender"]
        result = self.tried(running, whole, part.secret("dummy"))
        assert [one.title() for one in result.errors] == ["The house cannot be the sender."]

    def test_it_is_saved_tested_recorded_and_restored(
        self, running: Demo, part: Part, whole: dict[str, Any]
    ) -> None:
        service = running.service
        saved = service.apply(Given(whole, KEY), "admin@example.com", Watch())
        assert saved.ok
        assert saved.saved
        part.prepare(next(one for one in part.scenarios if one.name == "dummy-gone"))
        whole["authentication"]["house"] = "blue"
        failed = service.apply(Given(whole, None), "admin@example.com", Watch())
        assert failed.failure is not None
        assert (failed.failure.code, failed.failure.params["tenant"]) == ("dummy.gone", "blue")
        history = list(service.configuration.history())
        assert {one["code"] for one in history} >= {"dummy.gone"}
        stored = service.configuration.stored()
        assert stored is not None
        text = report.text(failed, stored.settings)
        assert "The house directory blue is gone" in text
        assert "To be done by the house keeper:" in text
        part.reset()
        assert service.restore("admin@example.com", Watch()).ok
        restored = service.configuration.stored()
        assert restored is not None
        assert core_settings.write(restored.settings)["authentication"]["house"] == "green"  # type: ignore[index]

    def test_it_may_ask_for_consent(self, settings: MailSettings) -> None:
        account = settings.authentication.replace(loud=True)
        assert methods.of(settings).consent(settings) is None
        assert methods.of(settings).consent(settings.replace(authentication=account)) == LOUD

    def test_its_words_stand_beside_those_of_the_program(self) -> None:
        assert (
            catalogue.words("dummy.gone", "fr", {"tenant": "7"}).title
            == "The house directory 7 is gone"
        )
        assert catalogue.words("smtp.auth.rejected", "en", {"type": "dummy"}).field == "key"
        assert catalogue.entry("smtp.auth.rejected").of("microsoft-oauth2").field == "sender"


def test_without_it_nothing_is_left() -> None:
    assert "dummy" not in methods.types()
    assert "dummy.gone" not in [one.code for one in catalogue.entries()]
