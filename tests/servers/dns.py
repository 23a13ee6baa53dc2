"""A name server of our own on this computer: UDP and TCP, with whatever zone a test wants."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

# Name and type to the records as a zone file has them: ("example.test", "MX"): ["10 mail.example.test."]
Zone = Mapping[tuple[str, str], Sequence[str]]

_IN = dns.rdataclass.IN
_PLAIN_UDP = 512


class NameServer:
    """What is answered.

    Attributes:
        zone: names that end in none of its names do not exist; a name ``*.x`` stands for any.
        failing: names to which the answer is SERVFAIL.
        silent: names to which there is none; ``*`` for all.
        asked: every question, with its type.
    """

    def __init__(self, zone: Zone, failing: Sequence[str] = (), silent: Sequence[str] = ()) -> None:
        self.zone = {(name.lower(), kind): list(rows) for (name, kind), rows in zone.items()}
        self.failing = set(failing)
        self.silent = set(silent)
        self.asked: list[tuple[str, str]] = []

    def answer(self, wire: bytes, *, largest: int) -> bytes | None:
        """The answer to a question; None for silence."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name = str(question.name).rstrip(".").lower()
        self.asked.append((name, dns.rdatatype.to_text(question.rdtype)))
        if name in self.silent or "*" in self.silent:
            return None
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        if name in self.failing or "*" in self.failing:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif not self._add(reply, question.name, question.rdtype):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        size = max(largest, query.payload) if query.edns >= 0 else largest
        packed = reply.to_wire(max_size=65535)
        if len(packed) > size:
            short = dns.message.make_response(query)
            short.flags |= dns.flags.TC
            return short.to_wire()
        return packed

    def _add(self, reply: dns.message.Message, owner: dns.name.Name, kind: int) -> bool:
        """Put the records of ``owner`` into the reply; whether the name exists."""
        name = self._known(str(owner).rstrip(".").lower())
        if name is None:
            return False
        text = dns.rdatatype.to_text(dns.rdatatype.RdataType.make(kind))
        if alias := self.zone.get((name, "CNAME")):
            reply.answer.append(dns.rrset.from_text(owner, 60, _IN, "CNAME", alias[0]))
            return text == "CNAME" or self._add(reply, dns.name.from_text(alias[0]), kind)
        if rows := self.zone.get((name, text)):
            reply.answer.append(dns.rrset.from_text(owner, 60, _IN, text, *rows))
        return True

    def _known(self, name: str) -> str | None:
        names = {known for known, _kind in self.zone}
        if any(known == name or known.endswith(f".{name}") for known in names):
            return name
        _first, _dot, rest = name.partition(".")
        while rest:
            if f"*.{rest}" in names:
                return f"*.{rest}"
            _first, _dot, rest = rest.partition(".")
        return None


def _listening(
    address: tuple[str, int],
    udp: type[socketserver.BaseRequestHandler],
    tcp: type[socketserver.BaseRequestHandler],
) -> tuple[socketserver.ThreadingUDPServer, socketserver.ThreadingTCPServer]:
    """Both at one port; the number 0 is any that is free for both."""
    for _ in range(50):
        one = socketserver.ThreadingUDPServer(address, udp)
        try:
            return one, socketserver.ThreadingTCPServer(one.server_address, tcp)
        except OSError:
            one.server_close()
            if address[1]:
                raise
    raise RuntimeError("no port is free for UDP and TCP")


@contextmanager
def serving(server: NameServer, address: tuple[str, int] = ("127.0.0.1", 53)) -> Iterator[int]:
    """Answer at ``address`` until the block ends; yields the port, any where it is 0."""

    class Udp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, sock = self.request
            if reply := server.answer(data, largest=_PLAIN_UDP):
                sock.sendto(reply, self.client_address)

    class Tcp(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            length = int.from_bytes(self.rfile.read(2), "big")
            if reply := server.answer(self.rfile.read(length), largest=65535):
                self.wfile.write(len(reply).to_bytes(2, "big") + reply)

    socketserver.ThreadingTCPServer.allow_reuse_address = True
    udp, tcp = _listening(address, Udp, Tcp)
    threads = [threading.Thread(target=one.serve_forever, args=(0.05,)) for one in (udp, tcp)]
    for thread in threads:
        thread.start()
    try:
        yield udp.server_address[1]
    finally:
        for one in (udp, tcp):
            one.shutdown()
            one.server_close()
        for thread in threads:
            thread.join()
