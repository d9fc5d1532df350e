"""Where an address of PostgreSQL leads, and whether the server there has to prove who it is.

It is read as the driver reads it: machines before the question mark count before those behind it, and both before the
environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, unquote

from civicore.base.networks import is_loopback

_PROVEN = "verify-full"  # the only mode in which the certificate and the name in it are looked at


def parts(url: str) -> tuple[str, str, str]:
    """What stands before the machines, they, and what stands behind them.

    Not by Python's own means, which since 2025 refuse an address of IPv6 that is not the only one.
    """
    scheme, mark, rest = url.partition("://")
    end = next((at for at, sign in enumerate(rest) if sign in "/?#"), len(rest))
    who, at, machines = rest[:end].rpartition("@")
    return f"{scheme}{mark}{who}{at}", machines, rest[end:]


def unproven(url: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """The machines behind a network that need not prove who they are; of no address is more said than its machines.

    A service file is not opened: who names one says in the address itself how its server is proven.
    """
    if not url.startswith(("postgresql://", "postgres://")):
        return ()
    _, machines, behind = parts(url)
    said = {key: values[-1] for key, values in parse_qs(behind.partition("#")[0].partition("?")[2]).items()}
    service = said.get("service")
    if said.get("sslmode", "" if service else environ.get("PGSSLMODE")) == _PROVEN:
        return ()
    named = unquote(machines) or said.get("host") or (f"service {service}" if service else environ.get("PGHOST", ""))
    return tuple(one for one in named.split(",") if one and not (one.startswith("/") or is_loopback(_host(one))))


def _host(place: str) -> str:
    return place[1:].partition("]")[0] if place.startswith("[") else place.partition(":")[0]
