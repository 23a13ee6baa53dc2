"""How this computer introduces itself."""

from __future__ import annotations

import socket

import pytest

from hubmail_gui.delivery.ehlo import own_name


@pytest.mark.parametrize(
    ("hostname", "address", "name"),
    [
        ("hub.example.test", "192.0.2.7", "hub.example.test"),
        ("hub", "192.0.2.7", "[192.0.2.7]"),
        ("hub", "2001:db8::7", "[IPv6:2001:db8::7]"),
        ("hub", "fe80::7%eth0", "[IPv6:fe80::7]"),
        ("localhost.localdomain", "192.0.2.7", "[192.0.2.7]"),
        ("macbook.local", "192.0.2.7", "[192.0.2.7]"),
        ("hub_1.example.test", "192.0.2.7", "[192.0.2.7]"),
        ("hüb.example.test", "192.0.2.7", "[192.0.2.7]"),
        ("-hub.example.test", "192.0.2.7", "[192.0.2.7]"),
        ("hub.example.test\r\nMAIL", "192.0.2.7", "[192.0.2.7]"),
    ],
)
def test_own_name(hostname: str, address: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: hostname)
    assert own_name(address) == name
