"""Booking and cancelling at a kiosk: one address each, whose screen depends on what was touched before."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, Routes, toggled
from civicore_booking import kiosk_cancel, kiosk_steps
from civicore_booking.kiosk_screens import Drawn, booking_screen, cancel_screen
from civicore_booking.kiosk_stand import Stand, books, cancels
from civicore_booking.kiosk_state import ROOM, Mode, Visit
from civicore_booking.kiosk_steps import Step, press, typed_of

BOOK, CANCEL = "/{device:str}/booking", "/{device:str}/booking/cancel"


@get(BOOK)
async def show(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """The screen as it stands. There is no other address: whoever presses Back after a reset finds nothing."""
    stand = _stand(request, device, "book")
    visit = stand.settle(_visit(stand, "book"))
    return _page(stand, stand.path, visit, await booking_screen(stand, visit))


@post(BOOK)
async def pressed(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """A touch; its outcome is seen at the same address."""
    stand = _stand(request, device, "book")
    return await _pressed(stand, stand.path, _visit(stand, "book"), kiosk_steps.STEPS)


@get(CANCEL)
async def show_cancel(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """The way to cancel, as far as it was gone."""
    stand = _stand(request, device, "cancel")
    visit = _visit(stand, "cancel")
    return _page(stand, stand.cancel_path, visit, await cancel_screen(stand, visit))


@post(CANCEL)
async def pressed_cancel(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """A touch on that way."""
    stand = _stand(request, device, "cancel")
    return await _pressed(stand, stand.cancel_path, _visit(stand, "cancel"), kiosk_cancel.STEPS)


def _stand(request: AnyRequest, device: str, mode: Mode) -> Stand:
    """404 where the city's file does not let this kiosk do it."""
    stand = Stand.of(request, device)
    may = books(stand.city, stand.device) if mode == "book" else cancels(stand.city, stand.device)
    if not may:
        raise NotFoundException
    return stand


def _visit(stand: Stand, mode: Mode) -> Visit:
    return Visit.of(stand.facts(ROOM), mode)


async def _pressed(stand: Stand, path: str, visit: Visit, steps: Mapping[str, Step]) -> Response[Any]:
    form = await stand.request.form()
    sent = {name: value for name, value in form.items() if isinstance(value, str)}
    if "look" in sent:
        kept = replace(visit, typed=typed_of(sent) or visit.typed)
        return stand.go(path, stand.keep(ROOM, kept.facts(), toggled(stand.comforts, sent["look"])))
    after = await press(stand, visit, sent, steps)
    return stand.go(path, stand.keep(ROOM, after.facts()))


def _page(stand: Stand, path: str, visit: Visit, drawn: Drawn) -> Response[Any]:
    """Paper that the browser prints is printed once, not at every look."""
    name, facts = drawn
    after = replace(visit, paper="out") if visit.paper == "here" else visit
    kept = stand.keep(ROOM, after.facts())
    return stand.page(f"booking/kiosk/{name}.html", name, cookies=(kept,), visit=visit, path=path, **facts)


PAGES = Routes("device", [show, pressed, show_cancel, pressed_cancel])
