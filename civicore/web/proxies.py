"""Who the visitor is when a proxy stands in front: only networks named in the file may say so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from litestar.types import Scope

_CLAIMS = frozenset({b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-real-ip", b"forwarded"})
_PLAIN = re.compile(r"[\d.]+", re.ASCII)
_WITH_PORT = re.compile(r"(?:\[([^][]+)\]|([\d.]+))(?::\d{1,5})?")
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Proxies:
    """Takes the visitor's address from a trusted proxy, and drops every such claim of anybody else."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._trusted: list[Network] = [ip_network(one, strict=False) for one in networks]

    def resolve(self, scope: Scope) -> None:
        """Put the visitor's address into ``scope["client"]``, an IPv4 one always plain; the claims are gone."""
        headers = list(scope["headers"])
        scope["headers"] = [(name, value) for name, value in headers if name not in _CLAIMS]
        written, port = scope["client"] or ("", 0)
        if not self._trusted and _PLAIN.fullmatch(written):
            return  # as it is written already
        chain = b",".join([value for name, value in headers if name == b"x-forwarded-for"]).decode("latin-1")
        peer = _address(written)
        if peer is None:
            return
        visitor = self._visitor(chain) if self._trusts(peer) else None
        scope["client"] = (str(visitor), 0) if visitor else (str(peer), port)

    def _visitor(self, chain: str) -> Address | None:
        """The nearest address that is no trusted proxy; everything further left could be made up."""
        for hop in reversed([part.strip() for part in chain.split(",") if part.strip()]):
            address = _address(hop)
            if address is None or not self._trusts(address):
                return address
        return None

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _address(written: str) -> Address | None:
    """Without port and brackets, and plain where IPv4 is written as IPv6 (RFC 4291, 2.5.5.2)."""
    found = _WITH_PORT.fullmatch(written)
    try:
        address = ip_address((found[1] or found[2]) if found else written)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
