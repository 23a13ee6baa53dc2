"""The next key pair: kept until it is known, swapped only when it passed, and no orphan in the keyring."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.masking import occurs
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.watch import Watch
from hubmail_gui.methods.microsoft import credentials
from hubmail_gui.service import bundle, renewal, rotation
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.persistence import Persistence
from hubmail_gui.service.service import Service
from hubmail_gui.store import Store
from tests.servers.microsoft import RECIPIENT, Microsoft, key_pair
from tests.service.conftest import CLAIRE
from tests.store.keyrings import MemoryKeyring, keyring_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubmail_gui.core.settings import Stored


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    started = Microsoft.started()
    yield started
    started.stop()


@pytest.fixture
def backend() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def hub(tmp_path: Path, backend: MemoryKeyring, microsoft: Microsoft) -> Service:
    """A service whose application signs in with a certificate."""
    folder = str(tmp_path / "settings")
    found = Service(Configuration(folder, CLAIRE, Store(folder, keyring_over(backend))))
    document = core_settings.write(microsoft.with_certificate())
    found.changes.put(document, key_pair().private_key, Cancel())
    return found


def stored(hub: Service) -> Stored:
    found = hub.configuration.stored()
    assert found is not None
    return found


def certificate(hub: Service) -> object:
    return core_settings.write(stored(hub).settings)["authentication"]["certificate"]  # type: ignore[index]


def upload(microsoft: Microsoft, made: renewal.Prepared) -> None:
    microsoft.cloud.directory.certificates.append(made.renewal.public.decode())


def test_it_is_made_once_and_changes_nothing(hub: Service, backend: MemoryKeyring) -> None:
    before = stored(hub)
    made = renewal.prepare(hub.configuration, Watch())
    again = renewal.prepare(hub.configuration, Watch())
    assert made.renewal.name == again.renewal.name
    assert b"PRIVATE" not in made.renewal.public
    assert made.renewal.name in made.letter.text
    assert stored(hub) == before
    assert len(backend.names()) == 2  # the key in force, and the one that waits


def test_until_it_is_known_the_old_one_stays(hub: Service, microsoft: Microsoft) -> None:
    made = renewal.prepare(hub.configuration, Watch())
    before = stored(hub)
    done = renewal.swap(hub, RECIPIENT, Watch())
    assert not done.swapped
    assert done.result.failure is not None
    assert done.result.failure.code == "oauth.certificate_rejected"
    assert stored(hub) == before
    assert hub.test_stored(None, RECIPIENT, Watch()).ok
    upload(microsoft, made)
    assert renewal.swap(hub, RECIPIENT, Watch()).swapped


def test_once_known_it_is_in_force_and_nothing_is_left_over(
    hub: Service, microsoft: Microsoft, backend: MemoryKeyring
) -> None:
    made = renewal.prepare(hub.configuration, Watch())
    upload(microsoft, made)
    microsoft.inbox.clear()
    done = renewal.swap(hub, RECIPIENT, Watch())
    assert done.swapped
    assert len(microsoft.inbox) == 1  # one proof is enough
    assert certificate(hub) == made.renewal.public.decode().strip()
    assert backend.names() == {stored(hub).secret}
    assert renewal.prepared(hub.configuration) is None
    microsoft.cloud.directory.certificates = [made.renewal.public.decode()]
    assert hub.test_stored(None, RECIPIENT, Watch()).ok


def test_it_waits_for_the_service_to_know_it(hub: Service, microsoft: Microsoft) -> None:
    made = renewal.prepare(hub.configuration, Watch())
    seen: list[str] = []

    def tried(one: object, pause: float | None) -> None:
        seen.append(getattr(one, "code", ""))
        if pause is not None:
            upload(microsoft, made)

    done = renewal.swap(hub, RECIPIENT, Watch(), Persistence(every=0.01, total=60.0), tried)
    assert done.swapped
    assert seen == ["oauth.certificate_rejected", "ok"]


def test_what_was_changed_meanwhile_stays_changed(hub: Service, microsoft: Microsoft) -> None:
    made = renewal.prepare(hub.configuration, Watch())
    upload(microsoft, made)
    document = core_settings.write(stored(hub).settings.replace(sender_name="Renamed"))
    hub.changes.put(document, None, Cancel())
    assert renewal.swap(hub, RECIPIENT, Watch()).swapped
    assert stored(hub).settings.sender_name == "Renamed"


def test_undo_brings_the_old_pair_back(hub: Service, microsoft: Microsoft) -> None:
    made = renewal.prepare(hub.configuration, Watch())
    upload(microsoft, made)
    hub.configuration.keep_profile(hub.configuration.profile()._replace(address=RECIPIENT))
    assert renewal.swap(hub, RECIPIENT, Watch()).swapped
    assert rotation.undo(hub, Watch()).ok
    assert certificate(hub) == key_pair().certificate.strip()


def test_a_client_secret_has_no_pair(hub: Service, microsoft: Microsoft) -> None:
    hub.changes.put(core_settings.write(microsoft.settings()), microsoft.secret, Cancel())
    with pytest.raises(ProblemError) as raised:
        renewal.prepare(hub.configuration, Watch())
    assert raised.value.code == "key.no_pair"


def test_without_one_there_is_nothing_to_swap(hub: Service) -> None:
    done = renewal.swap(hub, RECIPIENT, Watch())
    assert done.result.failure is not None
    assert done.result.failure.code == "settings.missing"


def test_dropped_its_key_goes(hub: Service, backend: MemoryKeyring) -> None:
    renewal.prepare(hub.configuration, Watch())
    hub.configuration.store.drop_next(Cancel())
    assert backend.names() == {stored(hub).secret}


def test_the_public_half_of_a_key_in_its_certificate_is_no_secret(
    hub: Service, microsoft: Microsoft
) -> None:
    # With a name of every third length the two have a piece of base64 in common.
    pairs = (credentials.make("x" * length) for length in range(1, 13))
    pair = next(one for one in pairs if occurs(one.private_key, one.certificate.encode()))
    document = core_settings.write(microsoft.with_certificate(pair=pair))
    hub.changes.put(document, pair.private_key, Cancel())
    assert bundle.made(hub.configuration, None, Cancel())


def test_no_bundle_is_made_with_the_key_that_waits_in_it(hub: Service) -> None:
    renewal.prepare(hub.configuration, Watch())
    assert bundle.made(hub.configuration, None, Cancel())
    waiting = hub.configuration.store.next_document()
    assert waiting is not None
    key = hub.configuration.store.secret(waiting["secret"], Cancel())
    hub.configuration.note_code("tested", 1, None, (key.splitlines()[12],))
    with pytest.raises(FaultError) as raised:
        bundle.made(hub.configuration, None, Cancel())
    assert raised.value.fault.code == "bundle.secret_found"


def test_a_keyring_that_refuses_leaves_nothing(hub: Service, tmp_path: Path) -> None:
    from hubmail_gui.store.secrets import Keyring

    def nothing() -> Iterator[object]:
        yield from ()

    other = Configuration(
        hub.configuration.folder,
        CLAIRE,
        Store(hub.configuration.folder, Keyring(nothing)),  # type: ignore[arg-type]
    )
    with pytest.raises(FaultError):
        renewal.prepare(other, Watch())
    assert not (tmp_path / "settings" / "next.json").exists()
