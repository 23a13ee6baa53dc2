"""What this process has in memory stays out of files: no core dump of one that holds a secret."""

from __future__ import annotations

import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4  # linux/prctl.h

_done = False


def keep_private() -> None:
    """See to it that a crash from now on leaves no memory behind; called before a secret is read.

    A limit of zero keeps the system from writing a core file. Programs that catch cores by a pipe,
    such as systemd-coredump, are not bound by it: on Linux the process is marked as not to be
    dumped at all (prctl(2)), which also keeps others of the same account from reading its memory.
    On Windows what is kept of a crash is Windows Error Reporting's own matter.
    """
    global _done
    if _done or sys.platform == "win32":
        return
    _done = True
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
