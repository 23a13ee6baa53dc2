"""`make test` on the oldest Python that is promised and on the newest: ``make test-pythons``.

Debian 12's own interpreter (3.11.2, with pip 23.0.1) and Debian 13's (3.13), each on a machine with
nothing but python3, venv, make and git, with devices of its own. What pip needs to find packages is
this machine's way; what was said goes to ``build/pythons``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.packaging import machine as machines
from tests.packaging.machine import Machine

ROOT = Path(__file__).resolve().parent.parent.parent
LOGS = ROOT / "build" / "pythons"
THERE = "/srv/hubmail"
PYTHONS = {"bookworm": "3.11", "trixie": "3.13"}
# Read before any test takes them away.
PIP = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
ARGS = os.environ.get("HUBMAIL_PYTHONS_ARGS", "")

pytestmark = [
    pytest.mark.pythons,
    pytest.mark.slow,
    pytest.mark.skipif(machines.missing() is not None, reason=str(machines.missing())),
]


def way_to_packages() -> list[Path]:
    """The files and folders by which this machine's pip finds packages: settings, indexes, roots."""
    said = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        capture_output=True, text=True, check=True, env={**os.environ, **PIP},
    ).stdout  # fmt: skip
    named = {Path(one) for one in re.findall(r"(?<![:/\w])(?:file://)?(/[^\s']+)", said)}
    return sorted(one for one in {Path("/etc/pip.conf"), *named} if one.exists())


@contextmanager
def reachable(machine: Machine, paths: list[Path]) -> Iterator[None]:
    """Have ``paths`` of this machine there, to be read only."""
    mounted: list[Path] = []
    try:
        for path in paths:
            place = machine.root / str(path).lstrip("/")
            if path.is_file():
                machine.put(path.read_bytes(), str(path))
                continue
            place.mkdir(parents=True, exist_ok=True)
            subprocess.run(["mount", "--bind", "-o", "ro", path, place], check=True)
            mounted.append(place)
        yield
    finally:
        for place in mounted:
            subprocess.run(["umount", place], check=True)


def checkout(machine: Machine) -> None:
    """The files that belong to the project, as they are now."""
    (machine.root / THERE.lstrip("/")).mkdir(parents=True)
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    there = b"\0".join(
        one for one in listed.split(b"\0") if one and (ROOT / os.fsdecode(one)).exists()
    )
    packed = subprocess.run(
        ["tar", "--create", "--null", "--no-recursion", "--files-from=-"],
        input=there, capture_output=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    target = f"--directory={machine.root}{THERE}"
    subprocess.run(["tar", "--extract", "--no-same-owner", target], input=packed, check=True)


@pytest.mark.parametrize("release", PYTHONS)
def test_everything(release: str) -> None:
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{release}.log"
    with machines.fresh(release) as machine:
        machine.install("ca-certificates", "git", "make", "python3", "python3-venv")
        version = machine.run("python3", "-c", "import sys; print(*sys.version_info[:2], sep='.')")
        assert version.strip() == PYTHONS[release]
        checkout(machine)
        # pip's messages hold their own list of what went wrong; nothing is asked.
        command = machine.command("make", "-C", THERE, "test", f"ARGS={ARGS}", extra=PIP)
        with reachable(machine, way_to_packages()), log.open("wb") as said:
            done = subprocess.run(
                ["nice", *command], stdout=said, stderr=subprocess.STDOUT, check=False, cwd="/"
            )
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    assert done.returncode == 0, "\n".join(lines[-60:])
