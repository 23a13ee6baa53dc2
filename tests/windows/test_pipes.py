"""Named pipes of Windows, between two processes of one account."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import uuid
from typing import Any

import pytest

from hubmail_gui.core.cancel import Cancel, Cancelled
from tests.cli.program import PATIENCE

pytestmark = pytest.mark.windows

ECHO = """
import sys
from hubmail_gui.core import windows_pipe
from hubmail_gui.core.cancel import Cancel
with windows_pipe.connect(sys.argv[1], Cancel(), 60) as pipe:
    pipe.send(pipe.receive()[::-1])
"""


@pytest.fixture
def pipes() -> Any:
    return importlib.import_module("hubmail_gui.core.windows_pipe")


class TestPipe:
    @pytest.fixture
    def name(self) -> str:
        return f"hubmail-{uuid.uuid4()}"

    @pytest.fixture
    def own(self, pipes: Any) -> str:
        sid = pipes.sid_of(os.getlogin())
        assert sid is not None
        return str(sid)

    def test_two_processes_of_an_account_talk(self, pipes: Any, name: str, own: str) -> None:
        said = bytes(range(256)) * 1000
        with pipes.listen(name, own, Cancel(), PATIENCE) as pipe:
            other = subprocess.Popen([sys.executable, "-c", ECHO, name])
            pipe.wait_for_other_end()
            pipe.send(said)
            assert pipe.receive() == said[::-1]
            assert other.wait(PATIENCE) == 0

    def test_nobody_takes_its_name(self, pipes: Any, name: str, own: str) -> None:
        with pipes.listen(name, own, Cancel(), PATIENCE), pytest.raises(OSError, match="WinError"):
            pipes.listen(name, own, Cancel(), PATIENCE)

    def test_another_account_is_kept_out(self, pipes: Any, name: str) -> None:
        local_service = "S-1-5-19"
        with (
            pipes.listen(name, local_service, Cancel(), PATIENCE),
            pytest.raises(PermissionError),
        ):
            pipes.connect(name, Cancel(), PATIENCE)

    def test_cancel_ends_the_wait(self, pipes: Any, name: str, own: str) -> None:
        cancel = Cancel()
        with pipes.listen(name, own, cancel, PATIENCE) as pipe:
            cancel.request()
            with pytest.raises(Cancelled):
                pipe.wait_for_other_end()

    def test_nobody_comes(self, pipes: Any, name: str, own: str) -> None:
        with pipes.listen(name, own, Cancel(), 0) as pipe, pytest.raises(TimeoutError):
            pipe.wait_for_other_end()

    def test_an_account_that_nobody_knows(self, pipes: Any) -> None:
        assert pipes.sid_of("nobody-of-this-name") is None
