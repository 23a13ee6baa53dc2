"""Connecting to hosts with several addresses."""

from __future__ import annotations

import socket

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.delivery.connect import connect, interleaved
from hubmail_gui.delivery.resolve import Address
from hubmail_gui.delivery.waiter import Waiter
from tests.servers.loopback import LoopbackServer, Peer, closed_port, unanswering_port

SIX = [Address(socket.AF_INET6, (f"2001:db8::{number}", 25, 0, 0)) for number in (1, 2, 3)]
FOUR = [Address(socket.AF_INET, (f"192.0.2.{number}", 25)) for number in (1, 2)]


def here(port: int) -> Address:
    return Address(socket.AF_INET, ("127.0.0.1", port))


def hold(peer: Peer) -> None:
    peer.hold()


def test_families_take_turns_the_preferred_one_first() -> None:
    assert interleaved([*SIX, *FOUR]) == [SIX[0], FOUR[0], SIX[1], FOUR[1], SIX[2]]
    assert interleaved([*FOUR, *SIX]) == [FOUR[0], SIX[0], FOUR[1], SIX[1], SIX[2]]
    assert interleaved(FOUR) == FOUR


def test_next_address_after_a_refusal() -> None:
    with LoopbackServer(hold) as server, Waiter(Cancel()) as waiter:
        sock = connect([here(closed_port()), here(server.port)], 10, waiter)
        with sock:
            assert sock.getpeername()[1] == server.port
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_next_address_while_one_does_not_answer() -> None:
    listener, fillers, port = unanswering_port()
    try:
        with LoopbackServer(hold) as server, Waiter(Cancel()) as waiter:
            sock = connect([here(port), here(server.port)], 10, waiter)
            with sock:
                assert sock.getpeername()[1] == server.port
    finally:
        for one in (listener, *fillers):
            one.close()


def test_a_refusal_says_more_than_silence() -> None:
    listener, fillers, port = unanswering_port()
    try:
        with Waiter(Cancel()) as waiter, pytest.raises(FaultError) as raised:
            connect([here(port), here(closed_port())], 0.5, waiter)
    finally:
        for one in (listener, *fillers):
            one.close()
    assert raised.value.fault.code == "network.refused"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(Address(4711, ("192.0.2.7", 25)), id="family-that-is-not-there"),
        # TCP to everyone at once is refused by the system itself.
        pytest.param(Address(socket.AF_INET, ("255.255.255.255", 25)), id="broadcast"),
    ],
)
def test_refused_by_this_computer(address: Address) -> None:
    with Waiter(Cancel()) as waiter, pytest.raises(FaultError) as raised:
        connect([address], 10, waiter)
    assert raised.value.fault.code == "network.unreachable"


def test_no_way_there() -> None:
    # The discard prefix of RFC 6666 is routed nowhere; without IPv6 there is no way either.
    nowhere = Address(socket.AF_INET6, ("100::1", 25, 0, 0))
    with Waiter(Cancel()) as waiter, pytest.raises(FaultError) as raised:
        connect([nowhere], 0.5, waiter)
    assert raised.value.fault.code in {"network.unreachable", "network.timeout"}


@pytest.mark.skipif(not socket.has_ipv6, reason="this computer has no IPv6")
def test_ipv6() -> None:
    with LoopbackServer(hold, socket.AF_INET6) as server, Waiter(Cancel()) as waiter:
        address = Address(socket.AF_INET6, ("::1", server.port, 0, 0))
        sock = connect([address], 10, waiter)
        with sock:
            assert sock.getpeername()[0] == "::1"
