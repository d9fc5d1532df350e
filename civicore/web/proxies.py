"""Who the visitor is when a proxy stands in front: only networks named in the file may say so."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from litestar.types import Scope

_CLAIMS = (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-real-ip", b"forwarded")
Network = IPv4Network | IPv6Network


class Proxies:
    """Takes the visitor's address from a trusted proxy, and drops every such claim of anybody else."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._trusted: list[Network] = [ip_network(one, strict=False) for one in networks]

    def resolve(self, scope: Scope) -> None:
        """Put the visitor's address into ``scope["client"]``; the claims are gone afterwards."""
        headers = list(scope["headers"])
        claims = {name: value.decode("latin-1") for name, value in headers if name in _CLAIMS}
        scope["headers"] = [(name, value) for name, value in headers if name not in _CLAIMS]
        peer = scope["client"][0] if scope["client"] else ""
        if not self._trusts(peer):
            return
        visitor = self._visitor(claims.get(b"x-forwarded-for", ""))
        if visitor:
            scope["client"] = (visitor, 0)

    def _visitor(self, chain: str) -> str | None:
        """The nearest address that is no trusted proxy; everything further left could be made up."""
        for hop in reversed([part.strip() for part in chain.split(",") if part.strip()]):
            if not _is_address(hop):
                return None
            if not self._trusts(hop):
                return hop
        return None

    def _trusts(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self._trusted)


def _is_address(written: str) -> bool:
    try:
        ip_address(written)
    except ValueError:
        return False
    return True
