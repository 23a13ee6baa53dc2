"""The administrator's part of a handover: it alone can read the stored secret."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from typing import NamedTuple

from hubmail_gui import methods
from hubmail_gui.core import memory
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.settings import MailSettings, SecretStore
from hubmail_gui.core.watch import Watch
from hubmail_gui.service import draft as drafts
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.guard import acted, refused, unless_failed
from hubmail_gui.service.handover import note as notes
from hubmail_gui.service.handover import parcel as parcels
from hubmail_gui.service.handover import parts
from hubmail_gui.service.handover.note import Note
from hubmail_gui.service.handover.parcel import Answer, Parcel, Target
from hubmail_gui.service.result import Result
from hubmail_gui.service.submission import stored_pair

# A person may have to type their password for root's part, and the test comes after it.
_PERSON_SECONDS = 180.0

# Carries a parcel to whoever can act on it.
Carry = Callable[[Parcel, Watch], Answer]


class Wish(NamedTuple):
    """What is asked for.

    Attributes:
        target: who is to send; of an undo one with nothing in it means whoever is remembered.
        secret: given for this once, where the settings keep none.
        recipient: of the test mail; None: the profile's address.
        elevate: the commands that may make root of a person, the best first.
    """

    target: Target
    secret: str | None = None
    recipient: str | None = None
    elevate: tuple[str, ...] = ("sudo", "pkexec")

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Wish({self.target!r})"


def give(configuration: Configuration, wish: Wish, watch: Watch) -> Answer:
    """Hand the stored settings and their secret over, and remember that."""
    told: list[Answer] = []

    def work() -> Result:
        address, problem = drafts.recipient_problem(
            wish.recipient or configuration.profile().address
        )
        if address is None:
            return refused((problem,) if problem else (), configuration.stored())
        target = _found(wish.target)
        _require_other_folder(configuration, target)
        memory.keep_private()
        watch.waiting()
        stored, secret = stored_pair(configuration, wish.secret, watch)
        parcel = Parcel(target, _document(stored.settings, secret), secret, address)
        before = notes.of(configuration.store)
        notes.keep(configuration.store, Note(target, stored.revision))
        try:
            answer = _carrier(wish)(parcel, watch)
        except FaultError as error:
            if error.fault.code in _NOTHING_DONE:
                _put_back(configuration, before)
            raise
        result = answer.result._replace(revision=stored.revision)
        code = result.failure.code if result.failure else None

        def remember() -> None:
            if result.saved:
                done = Note(target, stored.revision, answer.store, result.at, result.ok, code, True)
                notes.keep(configuration.store, done)
            elif code not in _NOTHING_KNOWN:
                _put_back(configuration, before)
            configuration.note_code("handed over", stored.revision, code)

        told.append(answer._replace(result=result.warned(*unless_failed(remember))))
        return told[0].result

    result = acted(configuration, work, wish.secret)
    return told[0]._replace(result=result) if told else Answer(result, wish.target)


# What is found out before anything is touched.
_NOTHING_DONE = frozenset({
    "handover.not_root", "settings.not_private",
    # Windows' accounts are looked for once a parcel is made.
    "handover.account_unknown", "handover.virtual_account",
})  # fmt: skip
# Root's part may be the one that got no answer, or was stopped.
_NOTHING_KNOWN = frozenset({"handover.no_answer", "cancelled", "internal"})


def take_back(configuration: Configuration, wish: Wish, watch: Watch) -> Answer:
    """Undo a handover: that to whom is named, or else the remembered one."""
    told: list[Answer] = []

    def work() -> Result:
        known = notes.of(configuration.store)
        target = wish.target
        if not any(target):
            target = known.target if known else Target()
        answer = _carrier(wish)(Parcel(target, {}, undo=True), watch)
        if answer.result.failure is None:

            def remember() -> None:
                if known and _same(known.target, answer.target):
                    configuration.store.keep_handover(None)
                configuration.note_code("taken back", None, None)

            answer = answer._replace(result=answer.result.warned(*unless_failed(remember)))
        told.append(answer)
        return answer.result

    result = acted(configuration, work)
    return told[0]._replace(result=result) if told else Answer(result, wish.target)


def _same(one: Target, other: Target) -> bool:
    """Whether both are one service: the unit says it, and where there are none the account."""
    return one.unit == other.unit and (bool(one.unit) or one.account == other.account)


def _put_back(configuration: Configuration, before: Note | None) -> None:
    if before is None:
        configuration.store.keep_handover(None)
    else:
        notes.keep(configuration.store, before)


def _document(settings: MailSettings, secret: str | None) -> dict[str, object]:
    """The settings as the service gets them: on Linux its manager gives it the secret each time."""
    if (
        sys.platform != "win32"
        and secret is not None
        and methods.of(settings).secret_field(settings)
    ):
        settings = settings.replace(secret_store=SecretStore.CREDENTIAL)
    return core_settings.write(settings)


def _require_other_folder(configuration: Configuration, target: Target) -> None:
    """Refuse to hand settings over to their own folder."""
    if target.folder and os.path.realpath(target.folder) == os.path.realpath(configuration.folder):
        raise FaultError(Fault("handover.same_folder", params={"path": configuration.folder}))


def _found(target: Target) -> Target:
    """All that is known of who is to send.

    Raises:
        FaultError: there is no such unit or account, or they do not fit each other.
    """
    if sys.platform == "win32":
        return target
    from hubmail_gui.service.handover import linux

    return linux.target_of(target)[0]


def _carrier(wish: Wish) -> Carry:
    """Who acts on a parcel: this process if it is root's, else one that the person may start.

    Raises:
        FaultError: ``handover.not_root``: nothing here makes root of a person.
    """
    if sys.platform == "win32":
        from hubmail_gui.service.handover import windows

        return windows.carry
    from hubmail_gui.service.handover import linux

    if os.geteuid() == 0:
        return lambda parcel, watch: (linux.take_back if parcel.undo else linux.hand_over)(
            parcel, watch
        )
    tool = next((found for one in wish.elevate if (found := shutil.which(one))), None)
    if tool is None:
        raise FaultError(Fault("handover.not_root"))
    command = [tool, *parts.command("root", "")]
    return lambda parcel, watch: _asked(command, parcel, watch)


def _asked(command: list[str], parcel: Parcel, watch: Watch) -> Answer:
    parcel = parcel.timed(watch)
    limit = watch.cancel.left(parcel.limit + _PERSON_SECONDS)
    document = parts.ask(command, parcel.write(), limit, watch.cancel, parcel.secret)
    try:
        answer = parcels.read_answer(document)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise FaultError(Fault("handover.no_answer")) from None
    for step in answer.result.attempt.steps:
        watch.stepped(step)
    return answer
