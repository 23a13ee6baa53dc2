"""The environment of a process that must load and run nothing but what it was started for."""

from __future__ import annotations

import os


def environment() -> dict[str, str]:
    """This process's, without what would have coverage trace the other too."""
    return {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}
