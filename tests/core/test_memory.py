"""A process that has read a secret leaves no core file, and nobody else reads its memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="core files and /proc are Linux's")

READS_A_SECRET = """
import argparse, ctypes, os, sys
from hubmail_gui.cli.secret_input import read_secret
given = argparse.Namespace(
    secret_file=sys.argv[1], secret_stdin=False, passphrase_file=None, timeout=None, until=None
)
assert read_secret(given) == "correct horse"
print(open("/proc/self/limits").read())
print("dumpable", ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)
os.abort()
"""


def unlimited() -> None:
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def test_crash_leaves_nothing_behind(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("correct horse")
    run = subprocess.run(
        [sys.executable, "-X", "faulthandler=0", "-c", READS_A_SECRET, secret],
        cwd=tmp_path,
        preexec_fn=unlimited,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == -6, run.stderr
    limit = next(line for line in run.stdout.splitlines() if line.startswith("Max core file size"))
    assert limit.split()[4:6] == ["0", "0"]
    assert "dumpable 0" in run.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
