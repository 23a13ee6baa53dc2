"""User name and password keep the contract of all methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tests.methods.contract import MethodContract

if TYPE_CHECKING:
    from collections.abc import Mapping


class TestPassword(MethodContract):
    kind = "password"
    bad_secrets: ClassVar[Mapping[str, str]] = {
        "two\nlines": "secret.several_lines",
        "\u2022\u2022\u2022": "secret.masked",
    }
    elsewhere: ClassVar[Mapping[str, object]] = {"host": "mx.example.com", "port": 465}
