"""Any sequence of changes, tests passed, restores, deaths and a keyring that comes and goes."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.store.killer import Json, Killer

Described = list[object] | None

# Beyond the number of places, the action is done before death comes.
DEATHS = st.none() | st.integers(1, 450)


class StoreMachine(RuleBasedStateMachine):
    """Knows what a start must find; after a death, which two things it may find."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hubmail-machine-"))
        (self.folder / "keyring").mkdir()
        self.killer = Killer()
        self.revision = 0
        self.stored: Described = None
        self.good: Described = None
        self.locked = False

    def teardown(self) -> None:
        self.killer.__exit__()
        shutil.rmtree(self.folder)

    def ask(self, request: Json) -> Json:
        return self.killer.ask(self.folder, {"keyring": "windows", **request})

    def change(self, request: Json, stored: Described, good: Described) -> None:
        """Do it, die perhaps, start again, and learn which of the two it has become."""
        answer = self.ask(request)
        started = self.ask({"action": "start"})
        refused = answer.get("fault") is not None
        if refused:
            assert self.locked
            assert request["secret"] is not None
        old, new = (self.stored, self.good), (stored, good)
        found = self.found(started)
        if answer["died"]:
            assert found in [self.seen(old), self.seen(new)]
        else:
            assert found == self.seen(old if refused else new)
        if found != self.seen(old):
            self.stored, self.good = stored, good
        if not self.locked:
            assert started["orphans"] == []
            assert not started["journal"]

    def found(self, answer: Json) -> tuple[Described, Described]:
        return answer["stored"], answer["good"]

    def seen(self, both: tuple[Described, Described]) -> tuple[Described, Described]:
        """What a start can see of it while the keyring is locked."""
        if not self.locked:
            return both
        hidden = [one and [one[0], one[1] if one[1] is None else "keyring.locked"] for one in both]
        return hidden[0], hidden[1]

    @rule(
        secret=st.none() | st.sampled_from(["short", "pässwörd"]) | st.just("long" * 800),
        die_at=DEATHS,
    )
    def save(self, secret: str | None, die_at: int | None) -> None:
        self.revision += 1
        unique = secret and f"{secret} {self.revision}"
        action = {"action": "commit", "revision": self.revision, "secret": unique}
        self.change({**action, "die_at": die_at}, [self.revision, unique], self.good)

    @precondition(lambda self: self.stored is not None)
    @rule(die_at=DEATHS)
    def save_and_keep_the_secret(self, die_at: int | None) -> None:
        assert self.stored
        self.revision += 1
        after = [self.revision, self.stored[1]]
        request = {"action": "commit", "revision": after[0], "keep": "stored", "die_at": die_at}
        self.change(request, after, self.good)

    @precondition(lambda self: self.good is not None)
    @rule(die_at=DEATHS)
    def restore(self, die_at: int | None) -> None:
        assert self.good
        self.revision += 1
        after = [self.revision, self.good[1]]
        request = {"action": "commit", "revision": after[0], "keep": "good", "die_at": die_at}
        self.change(request, after, self.good)

    @rule(die_at=DEATHS)
    def pass_the_test(self, die_at: int | None) -> None:
        self.change({"action": "good", "die_at": die_at}, self.stored, self.stored or self.good)

    @rule()
    def lock_or_unlock_the_keyring(self) -> None:
        self.locked = not self.locked
        lock = self.folder / "keyring" / "locked"
        if self.locked:
            lock.touch()
            return
        lock.unlink()
        found = self.ask({"action": "start"})
        assert self.found(found) == (self.stored, self.good)
        assert found["orphans"] == []


@pytest.mark.slow
def test_any_sequence_keeps_settings_and_secrets_together() -> None:
    run_state_machine_as_test(
        StoreMachine, settings=settings(max_examples=30, stateful_step_count=12)
    )
