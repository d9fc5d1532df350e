"""The desk's page of all devices: enrol, revoke, try the printer, see and repeat what was printed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from civicore.base.refusal import Refusal
from civicore.devices.enrol_page import picture
from civicore.devices.enrolment import Devices
from civicore.devices.places import DeviceHere, device_named, devices, prints
from civicore.devices.trying import test_slip
from civicore.people.principals import current, needs
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.pages import page, redirect, runtime
from civicore.web.requests import AnyRequest

_GUARD = [needs("devices.manage")]


@get("/devices", guards=_GUARD)
async def all_devices(request: AnyRequest) -> Response[str]:
    """Every device of the file and how it is."""
    rows = [(one, prints(one)) for one in devices(runtime(request).city)]
    return page(request, "desk/devices.html", personal=True, rows=rows, **await _known(request))


@get("/devices/{device:str}", guards=_GUARD)
async def one_device(request: AnyRequest, device: FromPath[str], told: FromQuery[str] = "") -> Response[str]:
    """One device, with what it printed."""
    return await _shown(request, _named(request, device), told=told)


@post("/devices/{device:str}/code", guards=_GUARD, status_code=200)
async def make_code(request: AnyRequest, device: FromPath[str]) -> Response[str]:
    """A code to enrol it, shown this once."""
    here = _named(request, device)
    code = await _devices(request).code(here.id, current(request))
    address = runtime(request).absolute("/device/enrol")
    return page(request, "desk/device_code.html", personal=True, here_device=here, code=code, address=address)


@post("/devices/{device:str}/revoke", guards=_GUARD)
async def revoke(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """Put it out at its next request."""
    here = _named(request, device)
    await _devices(request).revoke(here.id, current(request))
    return redirect(request, f"/desk/devices/{here.id}", told="revoked")


@post("/devices/{device:str}/test", guards=_GUARD)
async def test(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """Print a slip that says that it is a test."""
    here, by = _named(request, device), current(request)
    if not prints(here):
        raise NotFoundException

    async def work(unit: UnitOfWork) -> None:
        await test_slip(runtime(request), here, by, unit)

    await runtime(request).transact(work)
    return redirect(request, f"/desk/devices/{here.id}", told="test")


@post("/devices/{device:str}/jobs/{job:uuid}/again", guards=_GUARD, status_code=200)
async def again(request: AnyRequest, device: FromPath[str], job: FromPath[UUID]) -> Response[Any]:
    """The same slip once more, with the same number."""
    here, by, printers = _named(request, device), current(request), runtime(request).printers
    found = await printers.job(job)
    if found is None or found.device != here.id:
        raise NotFoundException
    about = found.about
    done = await runtime(request).transact(lambda unit: printers.reprint(unit, about, by=by))
    if isinstance(done, Refusal):
        return await _shown(request, here, refusal=done)
    return redirect(request, f"/desk/devices/{here.id}", told="again")


@get("/devices/{device:str}/jobs/{job:uuid}", guards=_GUARD)
async def slip(request: AnyRequest, device: FromPath[str], job: FromPath[UUID]) -> Response[bytes]:
    """What it printed, as a picture."""
    found = await runtime(request).printers.job(job)
    if found is None or found.device != _named(request, device).id:
        raise NotFoundException
    from civicore.devices.raster import png_of  # the library of pictures waits until there is one to draw

    return picture(png_of(found.slip))


def _devices(request: AnyRequest) -> Devices:
    return runtime(request).services.one(Devices)


def _named(request: AnyRequest, device: str) -> DeviceHere:
    found = device_named(runtime(request).city, device)
    if found is None:
        raise NotFoundException
    return found


async def _known(request: AnyRequest) -> Mapping[str, Any]:
    """What every page about devices asks: who is enrolled, which codes are open, how the printers are."""
    found, printers = _devices(request), runtime(request).printers
    return {
        "enrolled": await found.enrolled(),
        "codes": await found.open_codes(),
        "printers": await printers.states(),
    }


async def _shown(
    request: AnyRequest, here: DeviceHere, *, told: str = "", refusal: Refusal | None = None
) -> Response[str]:
    printers = runtime(request).printers
    jobs = await printers.jobs(here.id) if prints(here) else []
    return page(
        request,
        "desk/device.html",
        status=200 if refusal is None else 409,
        personal=True,
        here_device=here,
        jobs=jobs,
        copied={one.copy_of for one in jobs},
        told=told,
        refusal=refusal,
        **await _known(request),
    )


HANDLERS = (all_devices, one_device, make_code, revoke, test, again, slip)
