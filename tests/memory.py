"""How much memory something takes at its height, on Linux."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def _kilobytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def growth(work: Callable[[], object]) -> int:
    """Kilobytes that this process grew by at most while ``work`` ran (proc(5): clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _kilobytes("VmRSS")
    work()
    return _kilobytes("VmHWM") - before
