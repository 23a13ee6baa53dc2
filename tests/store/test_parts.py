"""Long secrets in short entries: how they are cut, put together, and taken away."""

from __future__ import annotations

import hashlib

import pytest
from keyring.errors import PasswordDeleteError

from hubmail_gui.store import parts
from tests.store.keyrings import MemoryKeyring

HUB = "hubmail"
WHOLE = "x" * 1280


class Windows(MemoryKeyring):
    """Known by its class's name to take 1,280 UTF-16 code units an entry; asked for ours alone."""

    def get_password(self, service: str, username: str) -> str | None:
        assert service == HUB
        return super().get_password(service, username)

    def delete_password(self, service: str, username: str) -> None:
        assert service == HUB
        super().delete_password(service, username)


Windows.__module__, Windows.__qualname__ = "keyring.backends.Windows", "WinVaultKeyring"


def kept(backend: MemoryKeyring, secret: str) -> dict[str, str]:
    """The entries that keep ``secret`` as "ref", written in their order."""
    for name, content in parts.entries(backend, "ref", secret):
        backend.set_password(HUB, name, content)
    return backend.entries


def header(secret: str, count: int) -> str:
    units = len(secret.encode("utf-16-le", "surrogatepass")) // 2
    digest = hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
    return f"hubmail-parts/1 {count} {units} {digest}"


class TestCut:
    @pytest.mark.parametrize("secret", ["", "hunter2", WHOLE, "🔑" * 640])
    def test_what_fits_stands_as_it_is(self, secret: str) -> None:
        assert kept(Windows(), secret) == {"ref": secret}

    @pytest.mark.parametrize(
        ("secret", "pieces"),
        [
            (WHOLE + "y", [WHOLE, "y"]),
            (WHOLE + WHOLE, [WHOLE, WHOLE]),
            ("x" * 1279 + "🔑y", ["x" * 1279, "🔑y"]),
            ("x" * 1278 + "🔑y", ["x" * 1278 + "🔑", "y"]),
            (WHOLE + "x" * 1279 + "\ud800", [WHOLE, "x" * 1279 + "\ud800"]),
            ("x" * 1278 + "\U00010000y", ["x" * 1278 + "\U00010000", "y"]),
            # The first and the last of the units that begin a pair, and their neighbours.
            *(("x" * 1279 + one + "y", ["x" * 1279, one + "y"]) for one in "\U00010000\U0010ffff"),
            *(("x" * 1279 + one + "yz", ["x" * 1279 + one, "yz"]) for one in "\ud7ff\ue000"),
        ],
    )
    def test_no_piece_is_too_long_and_no_character_cut(
        self, secret: str, pieces: list[str]
    ) -> None:
        named = {f"ref.{number}": piece for number, piece in enumerate(pieces, 1)}
        entries = kept(Windows(), secret)
        assert entries == {"ref": header(secret, len(pieces)), **named}
        # Whoever clears up after a crash knows of every part: the header is written first.
        assert next(iter(entries)) == "ref"

    def test_where_nothing_is_too_long_nothing_is_cut(self) -> None:
        assert kept(MemoryKeyring(), "x" * 5000) == {"ref": "x" * 5000}

    def test_what_looks_like_a_header_is_kept_as_a_part(self) -> None:
        secret = "hubmail-parts/1 2 5 abc"
        assert kept(MemoryKeyring(), secret) == {"ref": header(secret, 1), "ref.1": secret}


class TestRead:
    @pytest.mark.parametrize(
        "secret", ["hunter2", WHOLE * 3 + "🔑", "hubmail-parts/1 ", "\ud800" * 1300]
    )
    def test_what_was_kept(self, secret: str) -> None:
        backend = Windows()
        kept(backend, secret)
        assert parts.read(backend, HUB, "ref") == secret
        assert parts.read(backend, HUB, "another") is None

    @pytest.mark.parametrize("name", ["ref.1", "ref.2", "ref.3"])
    def test_what_was_lost_or_changed_is_none(self, name: str) -> None:
        backend = Windows()
        kept(backend, WHOLE * 2 + "end")
        part = backend.entries.pop(name)
        assert parts.read(backend, HUB, "ref") is None
        backend.entries[name] = part[:-1] + "z"
        assert parts.read(backend, HUB, "ref") is None
        backend.entries[name] = part
        assert parts.read(backend, HUB, "ref") == WHOLE * 2 + "end"

    @pytest.mark.parametrize("count", ["many", "", "-1", "²"])
    def test_a_header_that_says_nothing_is_no_secret(self, count: str) -> None:
        asked: list[str] = []
        backend = Windows(asked.append)
        backend.entries = {"ref": f"hubmail-parts/1 {count} 1 abc", "ref.1": "x"}
        assert parts.read(backend, HUB, "ref") is None
        assert asked == ["get"]

    def test_no_header_makes_for_endless_reading(self) -> None:
        asked: list[str] = []
        backend = Windows(asked.append)
        backend.entries = {"ref": "hubmail-parts/1 999999999 1 abc"}
        assert parts.read(backend, HUB, "ref") is None
        assert asked == ["get"] * 1001


class TestErased:
    @pytest.mark.parametrize("secret", ["hunter2", WHOLE * 3])
    def test_nothing_of_it_is_left_and_nothing_else_goes(self, secret: str) -> None:
        backend = Windows()
        kept(backend, secret)
        backend.entries["ref.x"] = backend.entries["other"] = "theirs"
        assert parts.erase(backend, HUB, "ref") is True
        assert backend.entries == {"ref.x": "theirs", "other": "theirs"}
        assert parts.erase(backend, HUB, "ref") is False

    def test_parts_go_before_what_tells_of_them(self) -> None:
        left: list[set[str]] = []

        class Told(Windows):
            def delete_password(self, service: str, username: str) -> None:
                super().delete_password(service, username)
                left.append(self.names())

        Told.__module__, Told.__qualname__ = Windows.__module__, Windows.__qualname__
        backend = Told()
        kept(backend, WHOLE + "y")
        parts.erase(backend, HUB, "ref")
        assert left == [{"ref", "ref.2"}, {"ref"}, set()]

    def test_parts_that_are_gone_already_are_no_refusal(self) -> None:
        backend = Windows()
        kept(backend, WHOLE * 2 + "y")
        del backend.entries["ref.2"]
        assert parts.erase(backend, HUB, "ref") is True
        assert backend.entries == {}

    def test_a_refusal_is_told(self) -> None:
        class Refusing(Windows):
            def delete_password(self, service: str, username: str) -> None:
                raise PasswordDeleteError("dismissed")

        backend = Refusing()
        backend.entries = {"ref": "hunter2"}
        with pytest.raises(PasswordDeleteError):
            parts.erase(backend, HUB, "ref")
