"""Root's part on Linux: the credential and the drop-in of a unit, and starting the account's part.

Root writes below ``/etc`` only, where nobody else can put a link in its way. In the folder of the
service account that account itself writes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Any, NamedTuple

from hubmail_gui.core import memory
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.service.handover import parcel as parcels
from hubmail_gui.service.handover import parts, unit
from hubmail_gui.service.handover.parcel import Answer, Parcel, Target
from hubmail_gui.service.result import Result
from hubmail_gui.store import door, files

assert sys.platform != "win32"

CREDENTIALS = "/etc/credstore.encrypted"
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
        runs, folder = unit.user(name) or "root", unit.folder(name)
    except OSError as error:
        raise files.unreadable(name, error) from None
    account = target.account or runs
    params = {"account": account, "unit": name, "user": runs}
    owner = _owner(account)
    if owner is None or unit.is_passing(owner.number):
        raise FaultError(Fault("handover.account_unknown", params=params))
    if runs not in (owner.name, str(owner.number)):
        raise FaultError(Fault("handover.other_account", params=params))
    # Not known here either: what stands for a part of it is known to systemd alone.
    unclear = folder and not os.path.isabs(folder)
    other = target.folder and os.path.normpath(folder) != os.path.normpath(target.folder)
    if folder and (unclear or other):
        raise FaultError(Fault("handover.other_folder", params={"unit": name, "path": folder}))
    place = target.folder or folder or parcels.DEFAULT_FOLDER
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
    sealed = None if parcel.secret is None else _encrypted(parcel.secret)
    plain = parcel.secret is not None and sealed is None
    _make_folder(target.folder, owner)
    result = _as_account(parcel._replace(target=target, file=plain), owner, watch)
    if not result.saved:
        return Answer(result, target)
    try:
        _tell_unit(target, sealed, plain)
    except FaultError as error:
        store = parcels.FILE if plain else parcels.NOWHERE
        return Answer(result.ended_by(error.fault), target, store)
    if not plain:
        return Answer(result, target, parcels.ENCRYPTED if sealed else parcels.NOWHERE)
    params = {"account": owner.name, "path": _file(target)}
    return Answer(result.warned(Fault("handover.file", params=params)), target, parcels.FILE)


def take_back(parcel: Parcel, watch: Watch) -> Answer:
    """Remove all that :func:`hand_over` has brought.

    Raises:
        FaultError: ``handover.not_root`` or another ``handover`` or ``settings`` fault.
        Cancelled: stopping was asked for.
    """
    _require_root()
    target, owner = _given_to(parcel.target)
    drop_in = unit.drop_in(target.unit)
    if not os.path.lexists(drop_in):
        raise FaultError(Fault("handover.none", params={"unit": target.unit}))
    # Without its folder the account has nothing any more: an earlier undo was cut short.
    there = os.path.lexists(target.folder)
    result = _as_account(parcel._replace(target=target), owner, watch) if there else Result()
    if result.failure is not None:
        return Answer(result, target)
    files.remove_folder(target.folder)
    files.remove(_credential(target))
    # It goes last: as long as it is there, there is something to take back.
    files.remove(drop_in)
    files.remove_folder(os.path.dirname(drop_in))
    _reload()
    return Answer(result, target)


def _tell_unit(target: Target, sealed: bytes | None, plain: bool) -> None:
    """Write the credential and the drop-in, which all may read as they may read the unit itself.

    Raises:
        FaultError: a ``settings`` fault: one of them cannot be written.
    """
    if plain:
        files.remove(_credential(target))
    else:
        files.make_folder(CREDENTIALS)
        # Empty where no secret is needed: a unit that loads one does not start without.
        files.replace(_credential(target), sealed or b"")
    drop_in = unit.drop_in(target.unit)
    place = os.path.dirname(drop_in)
    files.make_folder(place)
    files.replace(drop_in, _drop_in(target, sealed is not None, plain).encode())
    try:
        door.show(place, 0o755)
        door.show(drop_in, 0o644)
    except OSError as error:
        raise files.unwritable(drop_in, error) from None
    _reload()


def _require_root() -> None:
    if os.geteuid() != 0:
        raise FaultError(Fault("handover.not_root"))


def _credential(target: Target) -> str:
    return f"{CREDENTIALS}/{target.unit}.{parcels.CREDENTIAL}"


def _file(target: Target) -> str:
    return os.path.join(target.folder, parcels.CREDENTIAL)


def _drop_in(target: Target, sealed: bool, plain: bool) -> str:
    """What the unit is told (systemd.exec(5)): a later setting for one credential replaces the first."""
    lines = [
        '# Made by "hubmail handover"; "hubmail handover --undo" removes it.',
        "[Service]",
        f'Environment="HUBMAIL_CONFIG_DIR={_quoted(target.folder)}"',
    ]
    how = "LoadCredentialEncrypted" if sealed else "LoadCredential"
    place = _file(target) if plain else _credential(target)
    lines.append(f"{how}={parcels.CREDENTIAL}:{_quoted(place)}")
    return "\n".join(lines) + "\n"


def _quoted(path: str) -> str:
    """A path as a unit's file has it: specifiers begin with a per cent sign (systemd.unit(5))."""
    return path.replace("%", "%%")


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
    """Make sure of the service's folder; the last part of it is the account's own, who must get there.

    Raises:
        FaultError: ``settings.not_private``: it is somebody else's; or it cannot be made.
    """
    try:
        if os.lstat(folder).st_uid != owner.number:
            raise FaultError(Fault("settings.not_private", params={"path": folder}))
    except FileNotFoundError:
        pass
    else:
        return
    files.make_folder(folder, 0o755)
    try:
        door.give_folder(folder, owner.number, owner.group)
    except OSError as error:
        raise files.unwritable(folder, error) from None


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
