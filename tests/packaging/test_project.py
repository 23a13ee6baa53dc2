"""The date of what is built: asked for, the last commit's, or now; git need not be there."""

from __future__ import annotations

import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from distribution import project


@pytest.fixture(autouse=True)
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def test_it_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert project.date() == datetime(1970, 1, 2, tzinfo=UTC)


def is_now(date: datetime) -> bool:
    return abs(date.timestamp() - time.time()) < 3600


def test_a_machine_without_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.setattr(project, "ROOT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert is_now(project.date())


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", "-C", folder, *identity, *arguments], check=True, capture_output=True)


def test_the_last_commit_and_never_that_of_another_project_around(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "@86400 +0000")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message=x")
    monkeypatch.setattr(project, "ROOT", tmp_path)
    assert project.date() == datetime(1970, 1, 2, tzinfo=UTC)
    monkeypatch.setattr(project, "ROOT", tmp_path / "unpacked")
    (tmp_path / "unpacked").mkdir()
    assert is_now(project.date())
