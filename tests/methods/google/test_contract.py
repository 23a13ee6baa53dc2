"""Google Workspace keeps the contract of all methods."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, ClassVar

from tests.methods.contract import MethodContract

if TYPE_CHECKING:
    from collections.abc import Mapping

CLIENT = json.dumps({"installed": {"client_id": "1.apps.googleusercontent.com"}})
OTHER = json.dumps({"type": "authorized_user", "refresh_token": "1//abc"})


class TestGoogle(MethodContract):
    kind = "google-workspace"
    bad_secrets: ClassVar[Mapping[str, str]] = dict.fromkeys(
        (CLIENT, OTHER, "no key", '{"type": "service_account", "client_em'), "google.key_invalid"
    )
    elsewhere: ClassVar[Mapping[str, object]] = {
        "endpoints": {"token": "https://token.example.com"}
    }

    def pieces(self, secret: str) -> list[str]:
        key = json.loads(secret)["private_key"]
        return [key, key.split("\n")[1], key.split("\n")[5]]
