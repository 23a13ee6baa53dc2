"""What every authentication method has to do: its tests inherit from here and say what is its own.

The other side is the part of the demo that the method brings.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

import jsonschema
import pytest

from hubmail_gui import demo, methods
from hubmail_gui.core import schema, texts
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.settings import SHARED
from hubmail_gui.core.steps import StepState
from hubmail_gui.core.watch import Watch
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.service import draft, file_schema, report
from hubmail_gui.service.draft import Given
from hubmail_gui.service.result import result_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.demo import Demo
    from hubmail_gui.demo.part import Part
    from hubmail_gui.service.result import Result

# Families whose words go with every method; the others are one method's own.
COMMON = ("settings", "keyring", "network", "smtp", "tls", "secret", "internal", "cancelled")


class MethodContract:
    """Inherit, give the class attributes values, and add what is special.

    Attributes:
        kind: the type's name.
        bad_secrets: secrets that are refused before anything is sent, with their problem's code.
        elsewhere: for keys of its own that say where the secret goes, another value; None is a
            group of which any part may change.
        slow: scenarios that take their time.
    """

    kind: ClassVar[str]
    bad_secrets: ClassVar[Mapping[str, str]]
    elsewhere: ClassVar[Mapping[str, object]]
    slow: ClassVar[tuple[str, ...]] = ()

    @pytest.fixture(scope="class")
    @classmethod
    def running(cls) -> Iterator[Demo]:
        with demo.running() as started:
            yield started

    @pytest.fixture
    def part(self, running: Demo) -> Part:
        part = running.part(self.kind)
        part.reset()
        running.inbox.clear()
        return part

    @pytest.fixture
    def whole(self, part: Part) -> dict[str, Any]:
        """Settings that work."""
        return part.document(part.routes[0])

    @pytest.fixture
    def settings(self, whole: dict[str, Any]) -> MailSettings:
        read, problems = core_settings.read(whole, methods.group, check=True)
        assert read is not None, problems
        return read

    def tried(
        self, running: Demo, whole: object, secret: str, cancel: Cancel | None = None
    ) -> Result:
        return running.service.test(Given(whole, secret), "admin@example.com", Watch(cancel=cancel))

    # ------------------------------------------------------------ settings

    def test_settings_are_read_and_written_alike(
        self, whole: dict[str, Any], settings: MailSettings
    ) -> None:
        written = core_settings.write(settings)
        assert core_settings.read(written, methods.group, check=True) == (settings, [])
        assert settings.type == self.kind
        jsonschema.validate(whole, file_schema.document())
        jsonschema.validate(written, file_schema.document())

    def test_an_unknown_key_is_refused_by_name(self, whole: dict[str, Any]) -> None:
        whole["authentication"]["spelt_wrong"] = 1
        _read, problems = core_settings.read(whole, methods.group, check=True)
        assert [(one.field, one.code) for one in problems] == [("spelt_wrong", "field.unknown")]

    def test_shared_keys_may_stand_beside_its_own(self, whole: dict[str, Any]) -> None:
        whole["authentication"] |= {"sender": whole.pop("sender"), "reply_to": "desk@example.com"}
        read, problems = core_settings.read(whole, methods.group, check=True)
        assert problems == []
        assert read is not None
        assert (read.sender, read.reply_to) == ("hub@example.com", "desk@example.com")

    def test_every_setting_is_explained(self) -> None:
        for key, spec in schema.settings_of(methods.method(self.kind).settings).items():
            assert spec.label, key

    # ------------------------------------------------------------ the secret

    def test_the_secret_is_asked_for(self, whole: dict[str, Any], settings: MailSettings) -> None:
        field = methods.of(settings).secret_field(settings)
        problems = draft.judge(Given(whole), None).problems
        assert [(one.field, one.code) for one in problems] == [(field, "field.required")]

    def test_a_secret_in_the_file_is_refused(
        self, whole: dict[str, Any], settings: MailSettings, part: Part
    ) -> None:
        field = methods.of(settings).secret_field(settings)
        whole["authentication"][field] = part.secret(part.routes[0])
        problems = draft.judge(Given(whole), None).problems
        assert (field, "field.secret_in_file") in [(one.field, one.code) for one in problems]

    def test_a_bad_secret_is_refused_before_anything_is_sent(
        self, running: Demo, part: Part, whole: dict[str, Any], settings: MailSettings
    ) -> None:
        for secret, code in self.bad_secrets.items():
            result = self.tried(running, whole, secret)
            assert [one.code for one in result.errors] == [code], secret[:40]
            assert all(one.title() for one in result.errors)
            assert result.attempt.steps == ()
        assert running.inbox == []
        if part.service is not None:
            assert not methods.of(settings).check_secret(settings, part.secret(part.routes[0]))

    def test_where_the_secret_goes_is_known(
        self, settings: MailSettings, whole: dict[str, Any]
    ) -> None:
        own = schema.settings_of(methods.method(self.kind).settings)
        assert set(self.elsewhere) == {key for key, spec in own.items() if spec.destination}
        for key, value in self.elsewhere.items():
            moved = {**whole, "authentication": {**whole["authentication"], key: value}}
            other, problems = core_settings.read(moved, methods.group, check=True)
            assert other is not None, problems
            assert key in methods.of(settings).moved(settings, other)
        assert methods.of(settings).moved(settings, settings) == []

    # ------------------------------------------------------------ the way of a mail

    def test_every_route_sends(self, running: Demo, part: Part) -> None:
        for number, route in enumerate(part.routes, 1):
            document = part.document(route)
            result = self.tried(running, document, part.secret(route))
            assert result.failure is None, result.failure
            settings, _problems = core_settings.read(document, methods.group, check=True)
            assert settings is not None
            plan = methods.of(settings).plan(settings)
            assert {one.step for one in result.attempt.steps} == set(plan)
            assert {one.state for one in result.attempt.steps} == {StepState.OK}
            assert result.route == methods.of(settings).kind(settings)
            assert result.server == methods.of(settings).server(settings)
            assert result.attempt.reply
            assert len(running.inbox) == number

    def test_cancelling_ends_it_and_sends_nothing(
        self, running: Demo, part: Part, whole: dict[str, Any]
    ) -> None:
        cancel = Cancel()
        cancel.request()
        result = self.tried(running, whole, part.secret(part.routes[0]), cancel)
        assert result.failure is not None
        assert result.failure.code == "cancelled"
        assert running.inbox == []

    def test_the_secret_is_in_nothing_that_is_shown(self, running: Demo, part: Part) -> None:
        for scenario in part.scenarios:
            if scenario.name in self.slow:
                continue
            part.prepare(scenario)
            secret = part.secret(scenario.route)
            document = part.document(scenario.route)
            settings, _problems = core_settings.read(document, methods.group, check=True)
            result = self.tried(running, document, secret)
            shown = json.dumps(result_json(result)) + report.text(result, settings)
            for piece in self.pieces(secret):
                assert piece not in shown, scenario.name

    def pieces(self, secret: str) -> list[str]:
        """The parts of a secret that must be nowhere."""
        return [secret]

    # ------------------------------------------------------------ words

    def test_every_scenario_leads_to_its_fault(self, running: Demo, part: Part) -> None:
        for scenario in part.scenarios:
            if scenario.name in self.slow:
                continue
            part.prepare(scenario)
            result = self.tried(running, part.document(scenario.route), part.secret(scenario.route))
            code = result.failure.code if result.failure else None
            assert code == scenario.code, scenario.name

    def test_words_name_no_field_of_another_type(self) -> None:
        method = methods.method(self.kind)
        own = set(schema.settings_of(method.settings)) | {one.field for one in method.secrets}
        known = own | set(SHARED) | {"type", "recipient", None}
        named = {
            one.code: one.of(self.kind).field or None
            for one in catalogue.entries()
            if one.code.partition(".")[0] in COMMON and one.code != "tls.none"
        }
        assert {code: field for code, field in named.items() if field not in known} == {}

    def test_faults_know_what_the_settings_name(self, settings: MailSettings) -> None:
        for name, value in methods.of(settings).params(settings).items():
            assert isinstance(value, str), name
        assert methods.of(settings).server(settings)

    def test_the_letter_is_complete(self, whole: dict[str, Any]) -> None:
        method = methods.method(self.kind)
        for language in texts.languages():
            texts.use(language)
            for document in (whole, {"authentication": {"type": self.kind}}):
                letter = method.write_letter(document)
                assert letter is not None
                assert letter.subject
                assert len(letter.text) > 20
                assert "{" not in letter.whole
