"""At whatever instant the process dies, the next start finds the old or the new, and no orphan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.store.killer import Json, Killer, copied

LONG = "-----BEGIN PRIVATE KEY-----\n" + "k" * 3000


def commit(revision: int, secret: str | None = None, keep: str | None = None) -> Json:
    return {"action": "commit", "revision": revision, "secret": secret, "keep": keep}


GOOD: Json = {"action": "good"}
START: Json = {"action": "start"}
DROP: Json = {"action": "drop"}


def prepare(revision: int, secret: str) -> Json:
    return {"action": "prepare", "revision": revision, "secret": secret}


@dataclass(frozen=True)
class Change:
    """What is there, what is done, and what each start may find after it.

    Attributes:
        before, after: the stored settings as revision and secret.
        good: the last good settings before and after, alike unless the change is theirs.
        waiting: what is prepared beside the stored ones before and after, likewise.
    """

    name: str
    prepare: tuple[Json, ...]
    action: Json
    before: list[object] | None
    after: list[object]
    good: tuple[list[object] | None, list[object] | None] = (None, None)
    keyring: str = field(default="folder")
    waiting: tuple[list[object] | None, list[object] | None] = (None, None)


CHANGES = [
    Change("first save", (), commit(1, "one"), None, [1, "one"]),
    Change("new secret", (commit(1, "one"),), commit(2, "two"), [1, "one"], [2, "two"]),
    Change(
        "new secret, the last good one shared", (commit(1, "one"), GOOD), commit(2, "two"),
        [1, "one"], [2, "two"], ([1, "one"], [1, "one"]),
    ),
    Change(
        "new secret, another last good one", (commit(1, "one"), GOOD, commit(2, "two")),
        commit(3, "three"), [2, "two"], [3, "three"], ([1, "one"], [1, "one"]),
    ),
    Change("no secret any more", (commit(1, "one"),), commit(2), [1, "one"], [2, None]),
    Change("a secret at last", (commit(1),), commit(2, "two"), [1, None], [2, "two"]),
    Change(
        "secret kept", (commit(1, "one"),), commit(2, keep="stored"), [1, "one"], [2, "one"]
    ),
    Change(
        "test passed", (commit(1, "one"), GOOD, commit(2, "two")), GOOD,
        [2, "two"], [2, "two"], ([1, "one"], [2, "two"]),
    ),
    Change(
        "restored", (commit(1, "one"), GOOD, commit(2, "two")), commit(3, keep="good"),
        [2, "two"], [3, "one"], ([1, "one"], [1, "one"]),
    ),
    Change(
        "the next one prepared", (commit(1, "one"),), prepare(1, "two"),
        [1, "one"], [1, "one"], waiting=(None, [1, "two"]),
    ),
    Change(
        "another next one", (commit(1, "one"), prepare(1, "two")), prepare(1, "three"),
        [1, "one"], [1, "one"], waiting=([1, "two"], [1, "three"]),
    ),
    Change(
        "the next one put in force", (commit(1, "one"), prepare(1, "two")), commit(2, keep="next"),
        [1, "one"], [2, "two"], waiting=([1, "two"], [1, "two"]),
    ),
    Change(
        "the next one forgotten once in force",
        (commit(1, "one"), prepare(1, "two"), commit(2, keep="next")), DROP,
        [2, "two"], [2, "two"], waiting=([1, "two"], None),
    ),
    Change(
        "the next one dropped", (commit(1, "one"), prepare(1, "two")), DROP,
        [1, "one"], [1, "one"], waiting=([1, "two"], None),
    ),
    Change(
        "private key in parts", (commit(1, LONG),), commit(2, LONG + "2"),
        [1, LONG], [2, LONG + "2"], keyring="windows",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with Killer() as one:
        yield one


def prepared(killer: Killer, change: Change, folder: Path) -> Path:
    folder.mkdir()
    for request in change.prepare:
        found = killer.ask(folder, {**request, "keyring": change.keyring})
        assert found["fault"] is None
    return folder


def check(found: Json, change: Change) -> bool:
    """Whether a start found the new; it must be that or the old, complete and alone."""
    assert found["orphans"] == []
    assert not found["journal"]
    seen = (found["stored"], found["good"], found["next"])
    old = (change.before, change.good[0], change.waiting[0])
    new = (change.after, change.good[1], change.waiting[1])
    assert seen in (old, new)
    return seen == new


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_killed_at_every_step(killer: Killer, change: Change, tmp_path: Path) -> None:
    source = prepared(killer, change, tmp_path / "before")
    action = {**change.action, "keyring": change.keyring}
    start = {**START, "keyring": change.keyring}
    places = killer.ask(copied(source, tmp_path / "whole"), action)["distinct"]
    assert len(places) > 20
    finished = []
    for place in places:
        folder = copied(source, tmp_path / "killed")
        assert killer.ask(folder, {**action, "die_at": place}) == {"died": True}
        finished.append(check(killer.ask(folder, start), change))
    # There is one instant before which it is the old and after which it is the new.
    assert finished == sorted(finished)
    assert check(killer.ask(copied(source, tmp_path / "whole"), action), change)


def test_killed_where_damaged_settings_give_way(killer: Killer, tmp_path: Path) -> None:
    """They stand there, or the last good ones do, and they beside: another try always ends well."""
    change = next(one for one in CHANGES if one.name == "restored")
    action = {**change.action, "keyring": "folder", "rescue": True}
    start = {**START, "keyring": "folder"}
    source = prepared(killer, change, tmp_path / "before")
    path = source / "hubmail" / "settings.json"
    damaged = path.read_bytes()[:-3]
    path.write_bytes(damaged)
    places = killer.ask(copied(source, tmp_path / "whole"), action)["distinct"]
    finished = []
    for place in places:
        folder = copied(source, tmp_path / "killed")
        assert killer.ask(folder, {**action, "die_at": place}) == {"died": True}
        finished.append((folder / "hubmail" / "settings.json").read_bytes() != damaged)
        assert check(killer.ask(folder, start if finished[-1] else action), change)
        assert (folder / "hubmail" / "settings.json.damaged").read_bytes() == damaged
    assert finished == sorted(finished)
    assert set(finished) == {False, True}


@pytest.mark.slow
@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_the_clearing_up_is_killed_too(killer: Killer, quarter: int, tmp_path: Path) -> None:
    change = next(one for one in CHANGES if one.name == "private key in parts")
    action, start = {**change.action, "keyring": "windows"}, {**START, "keyring": "windows"}
    source = prepared(killer, change, tmp_path / "before")
    steps = killer.ask(copied(source, tmp_path / "whole"), action)["distinct"]
    died = copied(source, tmp_path / "died")
    assert killer.ask(died, {**action, "die_at": steps[len(steps) * quarter // 4]})["died"]
    places = killer.ask(copied(died, tmp_path / "cleared"), start)["distinct"]
    for place in places:
        folder = copied(died, tmp_path / "killed")
        assert killer.ask(folder, {**start, "die_at": place}) == {"died": True}
        check(killer.ask(folder, start), change)


def test_a_locked_keyring_fails_no_start_and_loses_no_trace(killer: Killer, tmp_path: Path) -> None:
    change = CHANGES[1]
    action, start = {**change.action, "keyring": "folder"}, {**START, "keyring": "folder"}
    folder = prepared(killer, change, tmp_path / "before")
    places = killer.ask(copied(folder, tmp_path / "whole"), action)["places"]
    assert killer.ask(folder, {**action, "die_at": places - 20}) == {"died": True}
    lock = folder / "keyring" / "locked"
    lock.touch()
    found = killer.ask(folder, start)
    assert found["fault"] is None
    assert found["journal"]
    lock.unlink()
    check(killer.ask(folder, start), change)


@pytest.mark.slow
@pytest.mark.secret_service
def test_killed_with_a_real_keyring(secret_service: dict[str, str], tmp_path: Path) -> None:
    change = Change(
        "test passed", (commit(1, "one"), GOOD, commit(2, "two"), GOOD),
        commit(3, "three"), [2, "two"], [3, "three"], ([2, "two"], [2, "two"]), "real",
    )  # fmt: skip
    with Killer(secret_service) as killer:
        action, start = {**change.action, "keyring": "real"}, {**START, "keyring": "real"}
        folder = prepared(killer, change, tmp_path / "first")
        steps = killer.ask(folder, action)["distinct"]
        # The keyring is one for all folders, so each death is followed by its own clearing up.
        assert killer.ask(folder, {**commit(4), "keyring": "real"})["fault"] is None
        assert killer.ask(folder, {**GOOD, "keyring": "real"})["entries"] == []
        for place in steps[:: len(steps) // 12]:
            folder = prepared(killer, change, tmp_path / str(place))
            assert killer.ask(folder, {**action, "die_at": place}) == {"died": True}
            check(killer.ask(folder, start), change)
            assert killer.ask(folder, {**commit(4), "keyring": "real"})["fault"] is None
            assert killer.ask(folder, {**GOOD, "keyring": "real"})["entries"] == []
