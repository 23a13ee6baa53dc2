"""The lock is whole: whatever a pinned package asks for is pinned too, on every system and Python.

That makes installing it a matter of copying (``pip install --no-deps``): no resolver, so nothing that
is released tomorrow can break the set-up of today. Only what is on this disk is asked.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# What each file installs: the extras of the project, and the group that it is built with.
EXTRAS = {"run": ("demo",), "dev": ("dev",)}
SYSTEMS = {
    "linux": ("linux", "Linux", "posix"),
    "win32": ("win32", "Windows", "nt"),
    "darwin": ("darwin", "Darwin", "posix"),
}
PYTHONS = ("3.11.2", "3.11.14", "3.12.13", "3.13.5")
# What those ask for that are installed on other systems only, read from their wheels; on such a
# system the test compares.
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "colorama": (),
    "jeepney": (),
    "macholib": ("altgraph>=0.17",),
    "pefile": (),
    "pywin32-ctypes": (),
    "pyyaml": (),
    "pyyaml-ft": (),
    "secretstorage": ("cryptography>=2.0", "jeepney>=0.6"),
    "backports-tarfile": (),
    "importlib-metadata": ("zipp>=3.20", 'lazy-importer>=0.1; python_version < "3.15"'),
    "lazy-importer": (),
    "zipp": (),
}


class Pin(NamedTuple):
    """One line of a lock file."""

    name: str
    version: str
    marker: Marker | None
    hashes: int


@functools.cache
def pins(which: str) -> list[Pin]:
    text = (ROOT / "requirements" / f"{which}.txt").read_text(encoding="utf-8")
    logical = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", text))
    found = []
    for line in filter(str.strip, logical.splitlines()):
        required, *hashes = line.split("--hash=sha256:")
        one = Requirement(required.strip())
        (exact,) = one.specifier
        assert exact.operator == "==", line
        found.append(Pin(canonicalize_name(one.name), exact.version, one.marker, len(hashes)))
    return found


def environment(system: str, python: str) -> dict[str, str]:
    platform, name, os_name = SYSTEMS[system]
    return {
        "implementation_name": "cpython", "implementation_version": python, "os_name": os_name,
        "platform_machine": "x86_64", "platform_python_implementation": "CPython",
        "platform_release": "", "platform_system": name, "platform_version": "",
        "python_full_version": python, "python_version": python.rpartition(".")[0],
        "sys_platform": platform,
    }  # fmt: skip


def applies(marker: Marker | None, place: dict[str, str], extras: Iterable[str] = ()) -> bool:
    return marker is None or any(
        marker.evaluate({**place, "extra": extra}) for extra in (*extras, "")
    )


@functools.cache
def asked_by(name: str, version: str) -> list[Requirement]:
    """What a pinned package asks for, wherever and with whichever extra."""
    told = ELSEWHERE.get(name)
    try:
        installed = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        assert told is not None, f"{name}: not installed here; what does it ask for?"
        return [Requirement(one) for one in told]
    assert installed.version == version, f"{name}: make sets up what is pinned"
    found = [Requirement(one) for one in installed.requires or ()]
    if told is not None:
        always = {str(one) for one in found if "extra" not in str(one.marker)}
        assert always == {str(Requirement(one)) for one in told}, name
    return found


def roots(which: str) -> Iterator[Requirement]:
    """What the project itself asks for with the extras of that lock file, and to be built."""
    project = PROJECT["project"]
    extras = list(EXTRAS[which])
    yield from map(Requirement, project["dependencies"])
    yield from map(Requirement, PROJECT["dependency-groups"]["build"])
    yield from map(Requirement, PROJECT["build-system"]["requires"])
    for extra in extras:
        for one in map(Requirement, project["optional-dependencies"][extra]):
            if one.name == project["name"]:
                extras.extend(one.extras)
            else:
                yield one


def unmet(which: str, place: dict[str, str]) -> list[str]:
    """What is asked for in that place, by whoever, and not pinned as it is asked for."""
    there = {pin.name: pin.version for pin in pins(which) if applies(pin.marker, place)}
    left, seen, wrong = (
        [("hubmail", one) for one in roots(which) if applies(one.marker, place)],
        set(),
        [],
    )
    while left:
        by, one = left.pop()
        name = canonicalize_name(one.name)
        if name not in there or not one.specifier.contains(there[name], prereleases=True):
            wrong.append(f"{by} asks for {one}; pinned: {there.get(name)}")
            continue
        key = (name, frozenset(one.extras))
        if key not in seen:
            seen.add(key)
            further = asked_by(name, there[name])
            left += [(name, two) for two in further if applies(two.marker, place, one.extras)]
    unused = there.keys() - {name for name, _extras in seen}
    return wrong + [f"nobody asks for {name}" for name in sorted(unused)]


@pytest.mark.parametrize("which", EXTRAS)
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_all_that_is_asked_for_is_pinned(which: str, system: str, python: str) -> None:
    assert unmet(which, environment(system, python)) == []


@pytest.mark.parametrize("which", EXTRAS)
def test_every_pin_has_its_hashes_and_one_version(which: str) -> None:
    found = pins(which)
    assert [pin.name for pin in found if not pin.hashes] == []
    assert len({pin.name for pin in found}) == len(found)


def test_what_runs_is_what_was_tested() -> None:
    tested = {pin.name: pin.version for pin in pins("dev")}
    assert {pin.name: pin.version for pin in pins("run")}.items() <= tested.items()


def test_a_missing_pin_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test itself: it says who misses what."""
    here = environment("linux", "3.11.2")
    all_pins = pins("dev")
    for gone, by in (("coverage", "pytest-cov"), ("cffi", "cryptography")):
        rest = [pin for pin in all_pins if pin.name != gone]
        with monkeypatch.context() as patch:
            patch.setitem(globals(), "pins", lambda _which, rest=rest: rest)
            assert any(one.startswith(f"{by} asks for {gone}") for one in unmet("dev", here))


def test_the_set_up_resolves_nothing() -> None:
    """Every ``pip install`` of the set-up takes what is there, as it is."""
    script = (ROOT / "packaging" / "setup" / "packages.sh").read_text(encoding="utf-8")
    calls = re.findall(r"(?m)^pip (.*)$", script)
    assert calls
    for call in calls:
        assert "--no-deps" in call, call
        assert "--require-hashes" in call or "--no-index" in call, call


@pytest.mark.slow
@pytest.mark.parametrize("which", EXTRAS)
def test_the_pip_of_debian_12_takes_it_without_an_index(which: str, tmp_path: Path) -> None:
    """pip 23.0.1, the oldest there is with a promised Python, from Debian's own package."""
    wheel = next(Path("/usr/share/python-wheels").glob("pip-*.whl"), None)
    python = shutil.which("python3", path="/usr/bin")
    if wheel is None or python is None:
        pytest.skip("Debian's python3-venv with its pip is not installed")
    machine = tmp_path / "venv"
    subprocess.run([python, "-m", "venv", "--without-pip", machine], check=True)
    # What is pinned is installed already as far as pip can tell: it has nothing to look for.
    packages = next(machine.glob("lib/python3*/site-packages"))
    version = subprocess.run(
        [python, "-c", "import platform; print(platform.python_version())"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    for pin in pins(which):
        if applies(pin.marker, environment("linux", version)):
            known = packages / f"{pin.name.replace('-', '_')}-{pin.version}.dist-info"
            known.mkdir()
            head = f"Metadata-Version: 2.1\nName: {pin.name}\nVersion: {pin.version}\n"
            (known / "METADATA").write_text(head, encoding="utf-8")
            (known / "INSTALLER").write_text("pip\n", encoding="utf-8")
            (known / "RECORD").write_text("", encoding="utf-8")
    done = subprocess.run(
        [machine / "bin" / "python", f"{wheel}/pip", "install", "--no-index", "--dry-run",
         "--no-deps", "--require-hashes", "--disable-pip-version-check",
         "-r", ROOT / "requirements" / f"{which}.txt"],
        capture_output=True, text=True, check=False,
        env={**os.environ, "PIP_CONFIG_FILE": os.devnull},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Would install" not in done.stdout
