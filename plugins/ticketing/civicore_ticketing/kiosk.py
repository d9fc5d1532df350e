"""The pages of a kiosk: one address, whose screen depends on what the person before it has touched."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from civicore import AnyRequest, DeviceScreen, Routes, page, redirect
from civicore_ticketing.kiosk_cut import cut, handed_in, pack, worker
from civicore_ticketing.kiosk_hall import Hall
from civicore_ticketing.kiosk_screens import screen
from civicore_ticketing.kiosk_steps import press

KIOSK = "/{device:str}/kiosk"


@get(KIOSK)
async def show(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """The screen as it stands. Whoever presses Back after a reset sees the start page, there is no other address."""
    hall = Hall.of(request, device)
    visit = hall.visit()
    template, context = await screen(hall, visit)
    return page(request, template, personal=True, cookies=[hall.remember(visit.drawn())], **context)


@post(KIOSK)
async def pressed(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """A touch; its outcome is seen at the same address."""
    hall = Hall.of(request, device)
    sent = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    after = await press(hall, hall.visit(), sent)
    return redirect(request, hall.path, cookies=[hall.remember(after)])


@get(f"{KIOSK}/over")
async def over(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """The person has gone: nothing of them is left."""
    return Hall.of(request, device).home()


PAGES = Routes("device", [show, pressed, over, pack, handed_in, cut, worker])
SCREENS = tuple(
    DeviceScreen(f"ticketing.{kind}", kind, "/device/{device}/kiosk") for kind in ("ticket_printer", "kiosk")
)
