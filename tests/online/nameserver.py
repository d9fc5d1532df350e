"""A name server for tests: answers over UDP from a table, as the library's own messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import cast

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from dns.asyncresolver import Resolver

Zone = Mapping[tuple[str, str], list[str]]
"""Records by name and kind: ``{("lhotka.example", "MX"): ["10 mail.lhotka.example."]}``."""


class _Answers(asyncio.DatagramProtocol):
    def __init__(self, zone: Zone) -> None:
        self.zone = zone

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)  # asyncio's own is none by its class

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        question = dns.message.from_wire(data)
        (asked,) = question.question
        name, kind = asked.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(asked.rdtype)
        answer = dns.message.make_response(question, recursion_available=True)
        if records := self.zone.get((name, kind)):
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *records))
        elif not any(known == name for known, _ in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self.transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def name_server(zone: Zone) -> AsyncIterator[Resolver]:
    """A resolver that asks this table alone."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Answers(zone), local_addr=("127.0.0.1", 0))
    resolver = Resolver(configure=False)
    resolver.port = transport.get_extra_info("sockname")[1]  # before the name servers, which take it over
    resolver.nameservers = ["127.0.0.1"]
    try:
        yield resolver
    finally:
        transport.close()
