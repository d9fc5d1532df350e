"""The page at which a browser becomes a device, and the addresses every device has."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore.base.refusal import Refusal
from civicore.devices.enrolment import Devices
from civicore.devices.here import own_device
from civicore.devices.screens import Screens
from civicore.people.guards import DESK, DEVICE_OPEN, admitted
from civicore.people.typed import typed
from civicore.web.forms import Answers, Field, Form
from civicore.web.pages import page, redirect, runtime
from civicore.web.requests import AnyRequest

_FORM = Form([Field("code", "Code", autocomplete="off", max_length=20, width=10, hint="For example K7PM-2WQX")])


@get("/enrol", opt=DEVICE_OPEN)
async def enrol_page(request: AnyRequest) -> Response[str]:
    """Ask for the code that staff were given."""
    return _shown(request, None)


@post("/enrol", opt=DEVICE_OPEN, status_code=200)
async def enrol(request: AnyRequest) -> Response[Any]:
    """Judge the code; the browser is the device from now on."""
    answers, _ = await typed(request, _FORM)
    if answers.errors:
        return _shown(request, answers)
    devices = runtime(request).services.one(Devices)
    enrolled = await devices.enrol(answers.values["code"], DESK.caller(request).network)
    if isinstance(enrolled, Refusal):
        return _shown(request, answers.with_error("code", enrolled), 429 if enrolled.code == "sign_in.wait" else 422)
    first = runtime(request).services.one(Screens).path(enrolled.device)
    return redirect(request, first, cookies=[admitted(request, enrolled.device.id, enrolled.token)])


@get("/{device:str}")
async def begin(request: AnyRequest, device: FromPath[str]) -> Response[None]:
    """The first page of this kind of device: what a kiosk's browser is started with."""
    return redirect(request, runtime(request).services.one(Screens).path(own_device(request, device)))


@get("/{device:str}/ready")
async def ready(request: AnyRequest, device: FromPath[str]) -> Response[str]:
    """Enrolled, where no plugin has a page for this kind of device."""
    return page(request, "devices/ready.html", personal=True, device=own_device(request, device))


@get("/{device:str}/slips/{job:uuid}")
async def slip(request: AnyRequest, device: FromPath[str], job: FromPath[UUID]) -> Response[bytes]:
    """What is or was to be printed here, as a picture: for printing in the browser, or to be shown."""
    found = await runtime(request).printers.job(job)
    if found is None or found.device != own_device(request, device).id:
        raise NotFoundException
    from civicore.devices.raster import png_of  # the library of pictures waits until there is one to draw

    return picture(png_of(found.slip))


def picture(png: bytes) -> Response[bytes]:
    """A PNG that no cache keeps."""
    return Response(png, media_type="image/png", headers={"Cache-Control": "no-store"})


def _shown(request: AnyRequest, answers: Answers | None, status: int = 422) -> Response[str]:
    status = 200 if answers is None else status
    return page(request, "devices/enrol.html", status=status, personal=True, form=_FORM, answers=answers)


HANDLERS = (enrol_page, enrol, begin, ready, slip)
