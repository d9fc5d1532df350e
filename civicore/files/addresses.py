"""Which network addresses a stranger may make this server ask: those of the public internet."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_V6_PUBLIC = ip_network("2000::/3")
_V6_CARRIERS = (  # carry an IPv4 address within; nobody's own web server lives there
    ip_network("2002::/16"),  # 6to4, RFC 3056
    ip_network("2001::/32"),  # Teredo, RFC 4380
    ip_network("64:ff9b::/96"),  # NAT64, RFC 6052
)


def is_public(written: str) -> bool:
    """True for an address that anybody on the internet could ask too; False for what is no address."""
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return _public_v4(address.ipv4_mapped)
        return _plain(address) and address in _V6_PUBLIC and not any(address in one for one in _V6_CARRIERS)
    return _public_v4(address)


def _public_v4(address: IPv4Address) -> bool:
    return _plain(address)


def _plain(address: IPv4Address | IPv6Address) -> bool:
    # is_global leaves out private, loopback, link-local, shared (CGNAT, RFC 6598) and documentation addresses
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
