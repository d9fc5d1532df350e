"""Which device is asking: each reaches its own addresses and nothing else."""

from __future__ import annotations

from litestar.exceptions import NotAuthorizedException, NotFoundException

from civicore.devices.places import DeviceHere, device_named
from civicore.people.principals import current
from civicore.web.pages import runtime
from civicore.web.requests import AnyRequest


def own_device(request: AnyRequest, device: str) -> DeviceHere:
    """The device whose address this is, if it is the one that asks.

    NotAuthorizedException (401) for a stranger; NotFoundException (404) for everybody else, other devices too.
    """
    person = current(request)
    if person.kind == "visitor":
        raise NotAuthorizedException(headers={"WWW-Authenticate": "Bearer"})
    found = device_named(runtime(request).city, device)
    if found is None or person.kind != "device" or person.id != found.id:
        raise NotFoundException
    return found
