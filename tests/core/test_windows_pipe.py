"""What the pipe of Windows takes and gives back; Windows is played. The real one: ``tests/windows``."""

from __future__ import annotations

import ctypes
import importlib.util
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from hubmail_gui.core.cancel import Cancel

DESCRIPTOR = 4096


class Played:
    """The calls of Windows that make a pipe."""

    def __init__(self) -> None:
        self.freed: list[int | None] = []
        self.seen: list[int | None] = []
        self.refuses = False
        self.windll = SimpleNamespace(
            advapi32=SimpleNamespace(
                ConvertStringSecurityDescriptorToSecurityDescriptorW=self._convert
            ),
            kernel32=SimpleNamespace(LocalFree=lambda given: self.freed.append(given.value)),
        )

    def _convert(self, _text: str, _revision: int, made: Any, _size: None) -> int:
        made._obj.value = DESCRIPTOR
        return 1

    def create(self, *arguments: Any) -> int:
        attributes = (ctypes.c_void_p * 3).from_address(arguments[-1])
        self.seen.append(attributes[1])
        assert self.freed == []
        if self.refuses:
            raise OSError
        return 7


@pytest.mark.parametrize("refuses", [False, True])
def test_the_security_descriptor_is_given_back(
    refuses: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = Played()
    played.refuses = refuses
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "_winapi", SimpleNamespace(CreateNamedPipe=played.create))
    monkeypatch.setattr(ctypes, "windll", played.windll, raising=False)
    spec = importlib.util.find_spec("hubmail_gui.core.windows_pipe")
    assert spec is not None
    assert spec.loader is not None
    pipes: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pipes)
    try:
        pipes.listen("name", "S-1-5-20", Cancel(), 1.0)
    except OSError:
        assert refuses
    assert (played.seen, played.freed) == ([DESCRIPTOR], [DESCRIPTOR])
