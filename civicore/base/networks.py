"""Where requests come from, as far as limits are counted by it."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network


def network_form(address: str) -> str:
    """An IPv4 address, however it is written, or the /64 of an IPv6 one: that many belong to one household.

    What is no address (a socket file, a name that a proxy gave) stays as it is.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or ip_network((ip, 64), strict=False))
    return str(ip)
