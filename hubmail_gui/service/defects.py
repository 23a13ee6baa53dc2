"""The unexpected: caught once, kept as a report without secrets, shown with what to do."""

from __future__ import annotations

from hubmail_gui.core.outcome import Fault

_folder: str | None = None


def keep_reports_in(folder: str) -> None:
    """Where reports of defects are saved from now on."""
    global _folder
    _folder = folder


def fault(error: BaseException, hidden: str | None = None) -> Fault:
    """The fault ``internal`` for ``error``, with its report saved beside the settings.

    Args:
        error: what was raised.
        hidden: a secret that was at hand, kept out of the report should the error quote it.
    """
    import os
    import traceback

    text = "".join(traceback.format_exception(error))
    if hidden:
        text = _without(hidden, text)
    path = _save(text)
    # The file names of our own code say where, never with which values.
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = f"{os.path.basename(last[0].filename)}:{last[0].lineno}" if last else ""
    params = {"path": path, "kind": type(error).__name__, "where": where}
    return Fault("internal", temporary=False, params=params)


def _without(secret: str, text: str) -> str:
    from hubmail_gui.delivery.masking import HIDDEN, Mask

    # Exceptions quote values as Python writes them: with escapes, and as bytes.
    for quoted in (repr(secret)[1:-1], repr(secret.encode())[2:-1], ascii(secret)[1:-1]):
        text = text.replace(quoted, HIDDEN)
    return Mask(secret)(text)


def _save(text: str) -> str:
    import os
    import platform
    import sys
    from datetime import datetime

    from hubmail_gui import __version__
    from hubmail_gui.core.outcome import FaultError
    from hubmail_gui.store import files

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
