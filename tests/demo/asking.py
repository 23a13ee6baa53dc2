"""Requests to the stand-in, as any client could make them."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass
from http.client import HTTPSConnection
from typing import Any
from urllib.parse import urlencode

from hubmail_gui.demo.microsoft.directory import GRAPH
from tests.servers.microsoft import Microsoft, authority

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@dataclass
class Answer:
    """An answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


def ask(
    microsoft: Microsoft,
    method: str,
    path: str,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
) -> Answer:
    context = ssl.create_default_context(cadata=authority().cert_pem.bytes().decode())
    connection = HTTPSConnection("localhost", microsoft.cloud.port, context=context, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, response.read())
    finally:
        connection.close()


def token(microsoft: Microsoft, form: dict[str, str], tenant: str = "") -> Answer:
    path = f"/{tenant or microsoft.cloud.directory.tenant}/oauth2/v2.0/token"
    return ask(microsoft, "POST", path, urlencode(form).encode(), FORM)


def good(microsoft: Microsoft, **changed: str) -> dict[str, str]:
    form = {
        "grant_type": "client_credentials",
        "client_id": microsoft.cloud.directory.application,
        "client_secret": microsoft.secret,
        "scope": f"{GRAPH}/.default",
    }
    return {name: value for name, value in {**form, **changed}.items() if value}
