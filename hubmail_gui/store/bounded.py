"""What a file takes of a test's result, so that all of it can be read again."""

from __future__ import annotations

from typing import Any

# Of one text of a test's result, in characters; a server's reply is the longest there is.
_LONGEST_TEXT = 8_000
MOST_PARTS = 100


def cut(content: Any) -> Any:  # noqa: ANN401 - any JSON
    """``content`` with texts and lists short enough for all of it to be read again."""
    if isinstance(content, str):
        return content if len(content) <= _LONGEST_TEXT else content[: _LONGEST_TEXT - 1] + "…"
    if isinstance(content, list):
        return [cut(one) for one in content[:MOST_PARTS]]
    if isinstance(content, dict):
        return {key: cut(content[key]) for key in list(content)[:MOST_PARTS]}
    return content
