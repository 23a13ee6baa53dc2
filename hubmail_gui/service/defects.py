"""The unexpected: caught once, kept as a report without secrets, shown with what to do."""

from __future__ import annotations

import os
import sys

from hubmail_gui import __version__
from hubmail_gui.core.cancel import Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store import files

_folder: str | None = None
_LONGEST = 64 * 1024  # characters of a report


def keep_reports_in(folder: str) -> None:
    """Where reports of defects are saved from now on."""
    global _folder
    _folder = folder


def fault(error: BaseException, hidden: str | None = None) -> Fault:
    """The fault that ``error`` carries; else ``internal``, with a report saved beside the settings.

    Args:
        error: what was raised.
        hidden: a secret that was at hand, kept out of the report should the error quote it.
    """
    if isinstance(error, FaultError):
        return error.fault
    if isinstance(error, Cancelled):
        return Fault("cancelled")
    import traceback

    from hubmail_gui.core import foreign
    from hubmail_gui.core.masking import Mask

    # Exceptions quote values, and whole answers of servers, as Python writes them.
    text = "".join(traceback.format_exception(error))
    path = _save(foreign.lines(Mask(hidden)(foreign.cut(text, _LONGEST))))
    # The file names of our own code say where, never with which values.
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = f"{os.path.basename(last[0].filename)}:{last[0].lineno}" if last else ""
    params = {"path": path, "kind": type(error).__name__, "where": where}
    return Fault("internal", temporary=False, params=params)


def _save(text: str) -> str:
    import platform
    from datetime import datetime

    if _folder is None:
        return ""
    head = f"hubmail {__version__}, Python {platform.python_version()}, {sys.platform}\n\n"
    folder = os.path.join(_folder, "reports")
    name = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S-%f") + ".txt"
    path = os.path.join(folder, name)
    try:
        files.make_folder(folder)
        files.create(path, (head + text).encode(errors="backslashreplace"))
    except (OSError, FaultError):
        return ""
    return path
