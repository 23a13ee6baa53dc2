"""The alerts, by Prometheus' own tool."""

from __future__ import annotations

import subprocess

import pytest

from tests.deploy.fleet import ROOT

pytestmark = pytest.mark.fleet


@pytest.mark.parametrize(
    "arguments",
    [("check", "rules", "hubmail.rules.yml"), ("test", "rules", "hubmail.rules.test.yml")],
    ids=["check", "test"],
)
def test_the_alerts_fire_as_they_should(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        ["promtool", *arguments], cwd=ROOT / "deploy" / "prometheus", capture_output=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr).decode()
