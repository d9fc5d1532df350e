"""The page of a board: a television that nobody touches, and what it asks for while it runs."""

import io
from collections.abc import Mapping
from typing import Any

import segno
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import (
    AnyRequest,
    DeviceHere,
    DeviceScreen,
    LiveEvent,
    Routes,
    Runtime,
    href,
    language,
    live_stream,
    own_device,
    page,
)
from civicore_ticketing.board_view import Boards, Shown

BOARD = "/{device:str}/board"
_FOR_EVER = {"Cache-Control": "private, max-age=86400, immutable"}


@get(BOARD)
async def show(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """The whole board, in the first of its own languages."""
    here = _display(request, device)
    shown = await _boards(request).shown(here)
    if language(request) != shown.languages[0]:
        home = f"/{shown.languages[0]}{_path(here)}"
        return Response(None, status_code=303, headers={"Location": home, "Cache-Control": "no-store"})
    return page(request, "ticketing/board/page.html", personal=True, **_context(request, here, shown))


@get(f"{BOARD}/state")
async def state(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """The board as it is now, for a page that asks by itself."""
    drawn = await _draw(request, _display(request, device))
    return Response(drawn, headers={"Cache-Control": "no-store"})


@get(f"{BOARD}/events", uncompressed=True)
async def events(request: AnyRequest, device: FromPath[str]) -> Response[None]:
    """The board after each change, as long as the page is there."""
    here = _display(request, device)

    async def draw(_: LiveEvent | None) -> Mapping[str, Any]:
        return await _draw(request, here)

    return live_stream(request, f"office:{here.office}", draw, shared=("board", here.id))


@get(f"{BOARD}/voice/{{call:str}}/{{name:str}}", uncompressed=True)
async def voice(
    request: AnyRequest, device: FromPath[str], call: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """The sound of one call in one language."""
    sound = await _boards(request).sound(_display(request, device), call, name.removesuffix(".wav"))
    if sound is None:
        raise NotFoundException
    return Response(sound, media_type="audio/wav", headers=_FOR_EVER)


@get(f"{BOARD}/check-in/{{name:str}}")
async def check_in(request: AnyRequest, device: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """The address of the telephones' own check-in as a picture; ``name`` changes with it."""
    address = _boards(request).check_in(_display(request, device).office)
    if address is None:
        raise NotFoundException
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=2, dark="#000", light="#fff", xmldecl=False)
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


def _display(request: AnyRequest, device: str) -> DeviceHere:
    here = own_device(request, device)
    if here.entry.kind != "display":
        raise NotFoundException
    return here


def _boards(request: AnyRequest) -> Boards:
    running: Runtime = request.app.state.runtime
    return running.services.one(Boards)


def _path(here: DeviceHere) -> str:
    return f"/device/{here.id}/board"


async def _draw(request: AnyRequest, here: DeviceHere) -> Mapping[str, Any]:
    """What the page needs: its middle as it is drawn everywhere else, and what is to be heard."""
    shown = await _boards(request).shown(here)
    context = _context(request, here, shown)
    return {
        "html": page(request, "ticketing/board/state.html", **context).content,
        "now": shown.now.isoformat(),
        "as_of": shown.board.as_of.isoformat(),
        "look": context["look"],
        "chime": shown.chime,
        "repeat": shown.repeat,
        "calls": [
            {
                "id": one.call.call_id,
                "at": one.call.called_at.isoformat(),
                "sounds": [_sound(request, here, one.call.call_id, each.sound) for each in one.voices if shown.speak],
            }
            for one in shown.announcements
        ],
    }


def _sound(request: AnyRequest, here: DeviceHere, call: str, name: str) -> str:
    return href(request, f"{_path(here)}/voice/{call}/{name}.wav")


def _context(request: AnyRequest, here: DeviceHere, shown: Shown) -> dict[str, Any]:
    assets = request.app.state.site.assets
    look = " ".join(assets.href(f"ticketing/board.{ending}") for ending in ("css", "js"))
    heads = [(one, _boards(request).words.heads(one)) for one in shown.languages[:2]]
    return {
        "shown": shown,
        "device": here,
        "address": _path(here),
        "look": look,
        "heads": heads,
        "code": f"{_path(here)}/check-in/{(shown.check_in or '').rpartition('/')[2]}.svg",
    }


SCREENS = (DeviceScreen("ticketing.board", "display", "/device/{device}/board"),)
PAGES = Routes("device", [show, state, events, voice, check_in])
