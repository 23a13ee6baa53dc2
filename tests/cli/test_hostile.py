"""Servers that repeat the password in every dress, or refuse at great length: seen from outside."""

from __future__ import annotations

import html
import json
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path

import pytest

from hubmail_gui.core.masking import occurs
from tests.cli.conftest import Write
from tests.cli.program import SECRET, Program
from tests.servers.loopback import LoopbackServer, Peer

pytestmark = pytest.mark.secret_service

RAW = SECRET.encode()
DRESSES = {
    "plain": SECRET,
    "json": json.dumps(SECRET),
    "html": html.escape(SECRET),
    "decimal": "".join(f"&#{ord(one)};" for one in SECRET),
    "repr": ascii(SECRET),
    "bytes": repr(RAW),
    "lower": "".join(f"%{one:02x}" for one in RAW),
    "base64url": urlsafe_b64encode(b"x" + RAW).decode().rstrip("="),
    "utf16": b64encode(SECRET.encode("utf-16-le")).decode(),
    "soft hyphens": "\u00ad".join(SECRET),
    "joiners": "\u200d".join(SECRET),
    "controls": "\x01".join(SECRET),
    "hex": RAW.hex(" "),
}


def refusing(*lines: bytes) -> LoopbackServer:
    """A server that refuses the login with these lines."""

    def serve(peer: Peer) -> None:
        peer.say("220 mx.example.test")
        peer.line()
        peer.say("250-mx.example.test", "250 AUTH PLAIN")
        peer.line()
        peer.say("334 ")
        peer.line()
        for number, line in enumerate(lines, 1):
            peer.send(b"535%s%s\r\n" % (b" " if number == len(lines) else b"-", line))
        peer.line()

    return LoopbackServer(serve)


def settings(port: int) -> dict[str, object]:
    return {
        "sender": "hub@example.test",
        "authentication": {
            "type": "password",
            "host": "localhost",
            "port": port,
            "encryption": "none",
            "smtp_authentication": True,
            "username": "hub",
        },
    }


def test_repeated_password_is_nowhere(program: Program, write: Write, secret_file: Path) -> None:
    echoes = [f"5.7.8 {name}: {worn}".encode() for name, worn in DRESSES.items()]
    split = [b"5.7.8 in two: " + RAW[:9], b"5.7.8 " + RAW[9:]]
    with refusing(*echoes, *split, b"5.7.8 end") as server:
        file = write(settings(server.port))
        done = program.run("apply", file, "--secret-file", secret_file, "--json")
    assert done.status == 69
    shown = program.run("show")
    told = [done.out.encode(), done.err.encode(), shown.out.encode()]
    kept = [path.read_bytes() for path in program.folder.rglob("*") if path.is_file()]
    for data in (*told, *kept):
        assert not occurs(SECRET, data)
    lines = [line["text"] for line in done.json["transcript"]]
    assert any(line.startswith("535-5.7.8 json: ") for line in lines)
    assert lines.count("535 5.7.8 end") == 1


def test_refusal_of_four_megabytes_is_kept_and_told(
    program: Program, write: Write, secret_file: Path
) -> None:
    with refusing(*[b"5.7.8 " + b"\x01" * 8000] * 510) as server:
        file = write(settings(server.port))
        done = program.run("apply", file, "--secret-file", secret_file, "--json")
    assert done.status == 69
    assert done.code == "smtp.auth.rejected"
    assert len(done.out) < 1024 * 1024
    last = program.run("show", "--json").json["last_test"]
    assert last is not None
    assert last["failure"]["code"] == "smtp.auth.rejected"
    assert (program.folder / "result.json").stat().st_size < 128 * 1024
