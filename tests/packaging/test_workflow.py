"""The release workflow is what its service reads: the right keys, and commands that are there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent.parent
WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"


@pytest.fixture(scope="module")
def workflow() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(WORKFLOW.read_text(encoding="utf-8"))
    return loaded


def test_it_follows_the_schema() -> None:
    command = ["-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    run = subprocess.run(
        [sys.executable, *command, str(WORKFLOW)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_it_builds_and_tries_each_system(workflow: dict[str, Any]) -> None:
    for name, runner in (("linux", "ubuntu"), ("windows", "windows"), ("macos", "macos")):
        job = workflow["jobs"][name]
        assert job["runs-on"].startswith(runner)
        steps = "\n".join(step.get("name", "") for step in job["steps"])
        assert "Build" in steps
        assert "Try it" in steps


def test_secrets_are_read_only_where_they_are_used(workflow: dict[str, Any]) -> None:
    assert "secrets." not in str(workflow.get("env", {}))
    for job in workflow["jobs"].values():
        for step in job.get("steps", ()):
            assert "secrets." not in step.get("run", ""), step["name"]


def test_files_that_it_names_are_there(workflow: dict[str, Any]) -> None:
    text = WORKFLOW.read_text(encoding="utf-8")
    named = {word for word in text.replace('"', " ").split() if word.startswith("packaging/")}
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
