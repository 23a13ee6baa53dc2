"""Root's part on Linux: the credential and the drop-in of a unit, and starting the account's part.

Root writes below ``/etc`` only, where nobody else can put a link in its way. It makes the folder of
the service's settings where root alone may change the way there; what is in it that account writes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from typing import Any, NamedTuple

from hubmail_gui.core import memory
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.service.guard import guarded
from hubmail_gui.service.handover import parcel as parcels
from hubmail_gui.service.handover import parts, told, unit
from hubmail_gui.service.handover.parcel import Answer, Parcel, Target
from hubmail_gui.service.result import Result
from hubmail_gui.store import files, way

assert sys.platform != "win32"

_TOOL = "systemd-creds"
_TOOL_SECONDS = 60.0
# Beside the test's own limit: for the start of a program, and the waiting for locks.
_MORE_SECONDS = 30.0
_BOOTED = "/run/systemd/system"  # sd_booted(3)


class Owner(NamedTuple):
    """A service account as the system knows it."""

    name: str
    number: int
    group: int
    home: str


def target_of(target: Target) -> tuple[Target, Owner]:
    """Who is to send, with all that is known of them.

    Raises:
        FaultError: ``handover.unit_unknown``, ``handover.account_unknown``,
            ``handover.other_account``: the unit runs under another one, or
            ``handover.other_folder``: its command names another one.
    """
    name = unit.name(target.unit)
    if name is None or not unit.exists(name):
        raise FaultError(Fault("handover.unit_unknown", params={"unit": target.unit}))
    try:
        runs, named = unit.user(name) or "root", unit.folder(name)
    except OSError as error:
        raise files.unreadable(name, error) from None
    account = target.account or runs
    params = {"account": account, "unit": name, "user": runs}
    owner = _owner(account)
    if owner is None or unit.is_passing(owner.number):
        raise FaultError(Fault("handover.account_unknown", params=params))
    if runs not in (owner.name, str(owner.number)):
        raise FaultError(Fault("handover.other_account", params=params))
    path = named.text
    other = target.folder and os.path.normpath(path) != os.path.normpath(target.folder)
    if path and (other or not named.known):
        raise FaultError(Fault("handover.other_folder", params={"unit": name, "path": path}))
    place = target.folder or path or parcels.DEFAULT_FOLDER
    return Target(owner.name, name, os.path.abspath(place)), owner


def _owner(account: str) -> Owner | None:
    """The account with this name or number; None where there is none."""
    import pwd

    try:
        number = int(account) if account.isdecimal() else None
        entry = pwd.getpwnam(account) if number is None else pwd.getpwuid(number)
    except (KeyError, OverflowError, ValueError):
        return None
    return Owner(entry.pw_name, entry.pw_uid, entry.pw_gid, entry.pw_dir)


def _given_to(target: Target) -> tuple[Target, Owner]:
    """Who has what is to be taken back: a unit that was removed since had it, too.

    Raises:
        FaultError: as :func:`target_of`.
    """
    name, owner = unit.name(target.unit), _owner(target.account)
    if name is None or owner is None or not target.folder or unit.exists(name):
        return target_of(target)
    return target._replace(unit=name), owner


def hand_over(parcel: Parcel, watch: Watch) -> Answer:
    """Give a unit what it needs to send, and prove it.

    Nothing of the unit is touched before its account has stored the settings; from then on
    whatever happens must not hide that it has.

    Raises:
        FaultError: ``handover.not_root`` or another ``handover`` or ``settings`` fault.
        Cancelled: stopping was asked for.
    """
    _require_root()
    target, owner = target_of(parcel.target)
    memory.keep_private()
    before = told.folder(target.unit)
    sealed = None if parcel.secret is None else _encrypted(parcel.secret)
    plain = parcel.secret is not None and sealed is None
    _make_folder(target.folder, owner)
    result = _as_account(parcel._replace(target=target), owner, watch)
    if not result.saved:
        return Answer(result, target)
    content = sealed or (parcel.secret or "").encode()
    try:
        told.tell(target, content, encrypted=sealed is not None, plain=plain)
    except FaultError as error:
        return Answer(result.ended_by(error.fault), target)
    _reload()
    result = result.warned(*_cleared(before, target, owner, watch) if result.ok else ())
    if not plain:
        return Answer(result, target, parcels.ENCRYPTED if sealed else parcels.NOWHERE)
    params = {"account": owner.name, "path": told.credential(target, plain=True)}
    return Answer(result.warned(Fault("handover.file", params=params)), target, parcels.FILE)


def _cleared(before: str, target: Target, owner: Owner, watch: Watch) -> tuple[Fault, ...]:
    """Have the account remove what an earlier handover has left in another folder; why it did not."""
    if before in {"", target.folder} or any(told.units(before)) or not os.path.lexists(before):
        return ()
    old = Parcel(target._replace(folder=before), {}, undo=True)
    failure = guarded(lambda: _as_account(old, owner, watch)).failure
    if failure is None:
        _remove_folder(before)
        return ()
    return () if failure.code == "cancelled" else (failure,)


def take_back(parcel: Parcel, watch: Watch) -> Answer:
    """Remove all that :func:`hand_over` has brought.

    Raises:
        FaultError: ``handover.not_root`` or another ``handover`` or ``settings`` fault.
        Cancelled: stopping was asked for.
    """
    _require_root()
    target, owner = _given_to(parcel.target)
    if not os.path.lexists(unit.drop_in(target.unit)):
        raise FaultError(Fault("handover.none", params={"unit": target.unit}))
    # What it was given, whatever is named now.
    target = target._replace(folder=told.folder(target.unit) or target.folder)
    shared = any(one != target.unit for one in told.units(target.folder))
    # Without its folder the account has nothing any more: an earlier undo was cut short.
    there = not shared and os.path.lexists(target.folder)
    result = _as_account(parcel._replace(target=target), owner, watch) if there else Result()
    if result.failure is not None:
        return Answer(result, target)
    _remove_folder(target.folder)
    told.forget(target)
    _reload()
    return Answer(result, target)


def _require_root() -> None:
    if os.geteuid() != 0:
        raise FaultError(Fault("handover.not_root"))


def _encrypted(secret: str) -> bytes | None:
    """The secret as only this machine's systemd can read it; None where systemd has no such tool."""
    tool = shutil.which(_TOOL)
    if tool is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - of systemd's own, as root's PATH has it
            [tool, "encrypt", f"--name={parcels.CREDENTIAL}", "-", "-"],
            input=secret.encode(), capture_output=True, check=False, timeout=_TOOL_SECONDS, cwd="/",
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None


def _make_folder(folder: str, owner: Owner) -> None:
    """Make sure of the service's folder, where root may make it.

    Raises:
        FaultError: ``settings.not_private``: it is somebody else's; or it cannot be made.
    """
    try:
        way.make_folder(folder, owner.number, owner.group)
    except OSError as error:
        raise files.unwritable(folder, error) from None


def _remove_folder(folder: str) -> None:
    """Remove the service's folder, if nothing is left in it and root may; else it stays."""
    with suppress(OSError):
        way.remove_folder(folder)


def _as_account(parcel: Parcel, owner: Owner, watch: Watch) -> Result:
    """What the account's own part makes of a parcel."""
    parcel = parcel.timed(watch)
    who: dict[str, Any] = {}
    if owner.number != os.geteuid():
        who = {
            "user": owner.number,
            "group": owner.group,
            "extra_groups": os.getgrouplist(owner.name, owner.group),
        }
    document = parts.ask(
        parts.command("account", parcel.target.folder),
        parcel.write(),
        watch.cancel.left(parcel.limit + _MORE_SECONDS),
        watch.cancel,
        parcel.secret,
        env=_environment(owner),
        start_new_session=True,
        **who,
    )
    try:
        result = parcels.read_answer(document).result
    except (KeyError, TypeError, ValueError, AttributeError):
        raise FaultError(Fault("handover.no_answer")) from None
    for step in result.attempt.steps:
        watch.stepped(step)
    return result


def _environment(owner: Owner) -> dict[str, str]:
    """What a service's process has, and nothing of whoever hands over."""
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        "HOME": owner.home,
        "USER": owner.name,
        "LOGNAME": owner.name,
    }


def _reload() -> None:
    """Have a systemd that runs look at its units again; whoever starts one later sees it anyway."""
    if os.path.isdir(_BOOTED) and (tool := shutil.which("systemctl")):
        subprocess.run(  # noqa: S603 - of systemd's own, as root's PATH has it
            [tool, "daemon-reload"], capture_output=True, check=False, timeout=_TOOL_SECONDS
        )
