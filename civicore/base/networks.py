"""Where requests come from, as far as limits are counted by it."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address, ip_network

_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_USUAL = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}")
"""An IPv4 address as everybody writes it, and nothing else."""


def address_form(address: str) -> str | None:
    """An address as it is usually written; None for what is no address."""
    if _USUAL.fullmatch(address):
        return address
    try:
        return str(ip_address(address))
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Whether a name or an address means this computer itself, so that nobody on a network can listen."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def network_form(address: str) -> str:
    """An IPv4 address, however it is written, or the /64 of an IPv6 one: that many belong to one household.

    What is no address (a socket file, a name that a proxy gave) stays as it is.
    """
    if _USUAL.fullmatch(address):
        return address
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or ip_network((ip, 64), strict=False))
    return str(ip)
