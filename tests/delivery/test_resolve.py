"""From a name to its addresses, and what can keep it from them."""

from __future__ import annotations

import socket
import threading

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.delivery.resolve import resolve


def code_of(host: str, seconds: float = 10) -> str:
    with pytest.raises(FaultError) as raised:
        resolve(host, 25, seconds, Cancel())
    return raised.value.fault.code


def fails_with(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_arguments: object, **_more: object) -> list[object]:
        raise socket.gaierror(number, "as the system words it")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.mark.parametrize(
    ("host", "text"), [("192.0.2.7", "192.0.2.7"), ("2001:db8::7", "2001:db8::7")]
)
def test_an_address_needs_no_look_up(host: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = socket.getaddrinfo

    def only_numbers(*arguments: object, **more: object) -> object:
        assert more["flags"] == socket.AI_NUMERICHOST
        return asked(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", only_numbers)
    assert [one.text for one in resolve(host, 587, 10, Cancel())] == [text]


def test_localhost() -> None:
    addresses = resolve("localhost", 587, 10, Cancel())
    assert {one.text for one in addresses} <= {"127.0.0.1", "::1"}
    assert all(one.sockaddr[1] == 587 for one in addresses)


def test_a_name_that_is_never_valid_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    fails_with(socket.EAI_AGAIN, monkeypatch)
    assert code_of("mx.example.invalid") == "network.name_not_found"


def test_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    fails_with(socket.EAI_NONAME, monkeypatch)
    assert code_of("mx.example.test") == "network.name_not_found"


def test_name_servers_that_do_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    fails_with(socket.EAI_AGAIN, monkeypatch)
    assert code_of("mx.example.test") == "network.name_timeout"


def test_a_look_up_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def hanging(*_arguments: object, **_more: object) -> list[object]:
        over.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    assert code_of("mx.example.test", seconds=0.1) == "network.name_timeout"
    over.set()


def test_internationalised_names_are_asked_for_as_a_labels(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    def look_up(name: object, *_arguments: object, **_more: object) -> list[object]:
        asked.append(name)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", 25))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    resolve("bücher.example", 25, 10, Cancel())
    assert asked == [b"xn--bcher-kva.example"]


def test_a_name_that_cannot_be_one() -> None:
    assert code_of("bücher..example") == "network.name_not_found"


@pytest.mark.parametrize("host", ["x" * 64 + ".example.invalid", "1.2.3.4.5", "1:2"])
def test_what_no_address_can_be_found_for(host: str) -> None:
    assert code_of(host) == "network.name_not_found"
