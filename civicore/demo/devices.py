"""The demo's devices: any browser is one of them by one click, and what they print can be looked at."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore.demo.demo import OPERATOR, Demo
from civicore.devices.enrol_page import picture
from civicore.devices.enrolment import Devices
from civicore.devices.places import DeviceHere, device_named, prints
from civicore.devices.screens import Screens
from civicore.people.guards import admitted
from civicore.web.pages import page, redirect, runtime
from civicore.web.requests import AnyRequest

_NEWEST = 12


@get("/demo/device/{device:str}")
async def become(request: AnyRequest, device: FromPath[str]) -> Response[None]:
    """Make this browser the device and show its first page."""
    here, services = _named(request, device), runtime(request).services
    enrolled = await services.one(Devices).admit(here.id, OPERATOR)
    cookie = admitted(request, here.id, enrolled.token)
    return redirect(request, services.one(Screens).path(here), cookies=[cookie])


@get("/demo/printer/{device:str}")
async def printed(request: AnyRequest, device: FromPath[str]) -> Response[str]:
    """The newest slips, as they came out."""
    here = _printer(request, device)
    jobs = [one for one in await runtime(request).printers.jobs(here.id, _NEWEST) if one.state == "printed"]
    return page(request, "demo/printer.html", personal=True, device=here, jobs=jobs)


@get("/demo/printer/{device:str}/{job:uuid}")
async def slip(request: AnyRequest, device: FromPath[str], job: FromPath[UUID]) -> Response[bytes]:
    """One of them."""
    found = await runtime(request).printers.job(job)
    if found is None or found.device != _printer(request, device).id:
        raise NotFoundException
    from civicore.devices.raster import png_of  # the library of pictures waits until there is one to draw

    return picture(png_of(found.slip))


def demo_of(request: AnyRequest) -> Demo:
    """The running demo; NotFoundException in a real city."""
    found: Any = request.app.state.get("demo")
    if found is None:
        raise NotFoundException
    return found  # type: ignore[no-any-return]


def _named(request: AnyRequest, device: str) -> DeviceHere:
    found = device_named(demo_of(request).runtime.city, device)
    if found is None:
        raise NotFoundException
    return found


def _printer(request: AnyRequest, device: str) -> DeviceHere:
    found = _named(request, device)
    if not prints(found):
        raise NotFoundException
    return found


HANDLERS = (become, printed, slip)
