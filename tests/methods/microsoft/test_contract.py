"""Microsoft OAuth 2.0 keeps the contract of all methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tests.methods.contract import MethodContract

if TYPE_CHECKING:
    from collections.abc import Mapping


class TestMicrosoft(MethodContract):
    kind = "microsoft-oauth2"
    bad_secrets: ClassVar[Mapping[str, str]] = {
        "6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21": "secret.is_id",
    }
    elsewhere: ClassVar[Mapping[str, object]] = {
        "directory_id": "contoso.com",
        "cloud": "global",
        "endpoints": {"authority": "https://a.example.com", "graph": "https://g.example.com"},
    }
    slow = ("throttled-briefly",)
