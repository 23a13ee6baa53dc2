"""The units: what systemd itself says of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.deploy.fleet import ROOT

pytestmark = pytest.mark.fleet
UNITS = ROOT / "deploy" / "systemd"
# On systemd's scale of 0 to 10, in tenths.
MOST_EXPOSED = "20"


def test_the_units_are_valid(tmp_path: Path) -> None:
    units = []
    for unit in sorted(UNITS.glob("hubmail-relay.*")):
        # The program is not installed where this is tried.
        copy = tmp_path / unit.name
        copy.write_text(unit.read_text("utf-8").replace("/usr/bin/hubmail", "/bin/true"))
        units.append(copy)
    assert len(units) == 2
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")


def test_the_service_is_hardly_exposed() -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}",
         "--no-pager", UNITS / "hubmail-relay.service"],
        capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout.decode()
