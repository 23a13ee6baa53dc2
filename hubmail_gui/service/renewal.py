"""The next key pair: made here, kept beside the one in force, swapped in once the service knows it.

Between the making and the upload lie days and other people. So the pair is kept, its key in the
keyring, in ``next.json`` beside the settings; it is tested with the settings as they are by then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.settings import MailSettings, Stored
from hubmail_gui.service import draft as drafts
from hubmail_gui.service import rotation
from hubmail_gui.service.guard import acted, refused
from hubmail_gui.service.persistence import Persistence, Try, until_passed
from hubmail_gui.service.rotation import Rotation

if TYPE_CHECKING:
    from hubmail_gui.core.letters import Letter
    from hubmail_gui.core.renewals import Renewal
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service.configuration import Configuration
    from hubmail_gui.service.result import Result
    from hubmail_gui.service.service import Service


class Prepared(NamedTuple):
    """The next key pair, and the request to have it accepted.

    Attributes:
        renewal: its public part; the key stays in the keyring.
        letter: to whoever runs the service.
    """

    renewal: Renewal
    letter: Letter


def applies(settings: MailSettings) -> bool:
    """Whether these settings sign in with a key pair that is made here."""
    path = methods.of(settings).renews
    return bool(path) and bool(_call(settings, "applies")) and not settings.keeps_no_secret


def prepared(configuration: Configuration) -> Prepared | None:
    """What waits for the service to know it; None where nothing does.

    Raises:
        FaultError: a ``settings`` fault.
    """
    stored, waiting = (
        configuration.stored(),
        configuration.typed(configuration.store.next_document()),
    )
    if stored is None or waiting is None or not applies(stored.settings):
        return None
    if waiting.settings.type != stored.settings.type or waiting.secret == stored.secret:
        return None
    return _told(waiting.settings)


def prepare(configuration: Configuration, watch: Watch) -> Prepared:
    """The next key pair: that which waits already, or a new one.

    Raises:
        FaultError: a ``settings`` or ``keyring`` fault; ``settings.missing``.
        ProblemError: ``key.no_pair``: these settings sign in without one.
    """
    found = prepared(configuration)
    if found is not None:
        return found
    stored = configuration.stored()
    if stored is None:
        raise FaultError(Fault("settings.missing", params={"path": configuration.folder}))
    if not applies(stored.settings):
        raise ProblemError("key.no_pair")
    renewal: Renewal = _call(stored.settings, "renew")
    settings = _with(stored.settings, renewal)
    watch.waiting()
    now = stored.revision, stored.saved_at, stored.saved_by
    document = dict(Stored(settings, *now, None).document())
    configuration.store.prepare(document, renewal.secret, watch.cancel)
    return _told(settings)


def swap(
    service: Service,
    recipient: str | None,
    watch: Watch,
    how: Persistence | None = None,
    tried: Callable[[Try, float | None], None] = lambda _one, _pause: None,
) -> Rotation:
    """Test the settings with the pair that waits, and put it in force if the test passes.

    Args:
        service: of the configuration folder; it remembers what can be undone.
        recipient: of the test mail; None: the profile's address.
        watch: what the tests report to and obey.
        how: test again until the service knows the pair; None: test once.
        tried: told of each test as it ends, and of the seconds to the next.
    """
    once = how or Persistence(every=0.0, total=-1.0)
    result, tries = until_passed(
        lambda one: acted(service.configuration, lambda: _test(service, recipient, one)),
        watch, once, tried, rotation.NEW,
    )  # fmt: skip
    if not result.ok:
        return Rotation(result, tries, swapped=False)
    proof = result
    kept = acted(service.configuration, lambda: _take(service, proof, watch))
    return Rotation(kept, tries, swapped=kept.ok)


def _test(service: Service, recipient: str | None, watch: Watch) -> Result:
    known = service.configuration
    stored, waiting = _both(known)
    address, problem = drafts.recipient_problem(recipient or known.profile().address)
    if address is None:
        return refused((problem,) if problem else (), stored)
    watch.waiting()
    assert waiting.secret is not None
    key = known.store.secret(waiting.secret, watch.cancel)
    settings = _with(stored.settings, _call(waiting.settings, "renewal_of"))
    return service.trials.of_others(settings, key, address, watch, stored)


def _take(service: Service, proof: Result, watch: Watch) -> Result:
    known = service.configuration
    stored, waiting = _both(known)
    if stored.revision != proof.revision:
        # Somebody has changed the settings meanwhile: nothing is proven about theirs.
        raise FaultError(Fault("settings.locked", True, params={"path": known.folder}))
    old = rotation.present(service, watch)
    settings = _with(stored.settings, _call(waiting.settings, "renewal_of"))
    taken = service.changes.put_in_force(settings, waiting, stored, watch.cancel)
    known.store.drop_next(watch.cancel)
    result = service.trials.keep(taken, proof)
    rotation.hold(service, old, result)
    return result


def _both(configuration: Configuration) -> tuple[Stored, Stored]:
    stored, waiting = (
        configuration.stored(),
        configuration.typed(configuration.store.next_document()),
    )
    if stored is None or waiting is None or waiting.secret is None:
        raise FaultError(
            Fault("settings.missing", params={"path": f"{configuration.folder}/next.json"})
        )
    return stored, waiting


def _with(settings: MailSettings, renewal: Renewal) -> MailSettings:
    """``settings`` with another key pair; when it ends its certificate says."""
    document = core_settings.write(settings.replace(secret_expires=None))
    inner = document["authentication"]
    assert isinstance(inner, dict)
    changed = {**document, "authentication": {**inner, **renewal.changes}}
    read, problems = core_settings.read(changed, methods.group, check=False)
    assert read is not None, problems
    return read


def _told(settings: MailSettings) -> Prepared:
    renewal = _call(settings, "renewal_of")
    return Prepared(renewal, _call(settings, "renewal_letter", renewal))


def _call(settings: MailSettings, name: str, *more: object) -> Any:  # noqa: ANN401 - by its name
    return methods.load(f"{methods.of(settings).renews}:{name}")(settings, *more)
