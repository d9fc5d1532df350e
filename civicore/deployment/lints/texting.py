"""Text messages: a gateway that can be asked, and words that cannot be mistaken for each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from civicore.base.networks import is_loopback
from civicore.base.saying import say
from civicore.deployment.city import City
from civicore.deployment.model.texting import Sms, SmsHttp
from civicore.extension.parts import Finding

_AT = ("channels", "sms")
_STATUS = re.compile(r"[1-5](\d\d|xx)")


def check(city: City) -> Iterator[Finding]:
    """E201, L413 and L453 of ``channels.sms``."""
    sms = city.channels.sms
    if sms is None:
        return
    yield from _gateway(sms)
    for language in sms.alphabet:
        if language not in city.languages:
            message = say('"%(language)s" is no language of this city', language=language)
            yield Finding("E201", message, (*_AT, "alphabet", language), at_key=True)
    if sms.booking is not None and sms.booking.state == "live" and sms.number is None:
        yield Finding(
            "L413", say("booking by text message needs a number that receives"), (*_AT, "booking"), at_key=True
        )


def _gateway(sms: Sms) -> Iterator[Finding]:
    if sms.gateway == "smpp" and (sms.host is None or sms.user is None):
        missing = "host" if sms.host is None else "user"
        yield Finding("L453", say("smpp needs %(missing)s", missing=missing), (*_AT, "gateway"))
    far = [host for host in (sms.host, sms.second_host) if host and not is_loopback(host)]
    if sms.gateway == "smpp" and not sms.encrypted and far:
        message = say(
            "%(hosts)s: another computer is asked inside TLS; without it only the end of a tunnel on this one",
            hosts=", ".join(host[:80] for host in far),
        )
        yield Finding("L453", message, (*_AT, "encrypted"))
    if sms.gateway != "http":
        return
    if sms.host is None or sms.http is None:
        missing = "host" if sms.host is None else "http"
        yield Finding("L453", say("a gateway over HTTP needs %(missing)s", missing=missing), (*_AT, "gateway"))
    for name in ("host", "second_host"):
        address = getattr(sms, name)
        if address is not None and not _safe(address):
            message = say(
                '"%(address)s" is no address: https://, or http:// to a gateway in the house', address=address[:80]
            )
            yield Finding("L453", message, (*_AT, name))
    if sms.http is not None:
        yield from _http(sms, sms.http)


def _http(sms: Sms, http: SmsHttp) -> Iterator[Finding]:
    path = (*_AT, "http")
    for name in ("ok", "permanent"):
        for index, status in enumerate(getattr(http, name)):
            if not _STATUS.fullmatch(status):
                yield Finding(
                    "L453", say('"%(status)s" is no status code: write 202 or 5xx', status=status), (*path, name, index)
                )
    if http.auth in ("basic", "oauth2") and sms.user is None:
        yield Finding("L453", say("%(auth)s needs channels.sms.user", auth=http.auth), (*path, "auth"))
    if http.auth != "none" and sms.key is None:
        yield Finding("L453", say("%(auth)s needs channels.sms.key", auth=http.auth), (*path, "auth"))
    if http.auth == "oauth2" and http.token is None:
        yield Finding("L453", say("oauth2 needs token: where the token is fetched"), (*path, "auth"))


def _safe(address: str) -> bool:
    """Encrypted, or within the house: the key and people's numbers never cross the internet in the clear."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return parts.scheme == "http" and _inside(host)


def _inside(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
