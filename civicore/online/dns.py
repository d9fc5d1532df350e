"""What DNS says of the sender: somebody takes answers (MX), and others cannot write in the city's name (SPF)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence

from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer

from civicore.base.saying import say
from civicore.deployment.city import City
from civicore.extension.parts import Finding, OnlineCheck
from civicore.messaging.addresses import wire_domain

_SECONDS = 8.0
_AT = ("channels", "email", "sender")


def checks(city: City, resolver: Resolver | None = None) -> Iterator[OnlineCheck]:
    """L499. RFC 5321, 5.1: mail goes to the MX, or to the host itself where there is none; RFC 7208: SPF."""
    email = city.channels.email
    if email is None:
        return
    domain = wire_domain(email.sender.rpartition("@")[2])

    async def ask() -> Sequence[Finding]:
        try:
            return tuple([one async for one in _about(resolver or Resolver(), domain)])
        except (DNSException, OSError) as error:
            message = say("DNS was not asked about %(domain)s: %(why)s", domain=domain, why=type(error).__name__)
            return (Finding("L499", message, _AT, "warning"),)

    yield OnlineCheck("core.dns", ask)


async def _about(resolver: Resolver, domain: str) -> AsyncIterator[Finding]:
    hosts = await _records(resolver, domain, "MX")
    if "." in {host.rpartition(" ")[2] for host in hosts}:
        yield Finding("L499", say("%(domain)s says that it takes no mail (RFC 7505)", domain=domain), _AT)
    elif not hosts and not await _records(resolver, domain, "A") and not await _records(resolver, domain, "AAAA"):
        yield Finding("L499", say("no mail server takes answers for %(domain)s (MX)", domain=domain), _AT)
    texts = await _records(resolver, domain, "TXT")
    said = [one for one in texts if one.lower().split(" ")[0] == "v=spf1"]
    if not said:
        message = say("nothing says who may send for %(domain)s: write an SPF record", domain=domain)
        yield Finding("L499", message, _AT, "warning")
    elif len(said) > 1:
        message = say("%(domain)s has more than one SPF record: none of them counts (RFC 7208)", domain=domain)
        yield Finding("L499", message, _AT, "warning")


async def _records(resolver: Resolver, domain: str, kind: str) -> list[str]:
    try:
        answer = await resolver.resolve(domain, kind, lifetime=_SECONDS)
    except (NXDOMAIN, NoAnswer):
        return []
    if kind == "TXT":
        return [b"".join(one.strings).decode("utf-8", "replace") for one in answer]
    return [one.to_text() for one in answer]
