"""The pages every kiosk has: its first screen where nobody gives tickets, how it is shown, and its voice."""

from typing import Annotated, Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from pydantic import Field

from civicore.devices.kiosk import Kiosk
from civicore.web.api_requests import ApiBadRequest, ApiBody, api_body, on_bad_request
from civicore.web.requests import AnyRequest

_LONGEST = 600  # letters of a screen; more is no screen
_FRESH = 60  # seconds until an untouched screen asks again what is offered


class Words(ApiBody):
    """What to say. ``language`` is one of the city's; else that of the page."""

    text: Annotated[str, Field(min_length=1, max_length=_LONGEST)]
    language: str | None = None


@get("/{device:str}/start")
async def start(request: AnyRequest, device: FromPath[str]) -> Response[str]:
    """What plugins offer there."""
    kiosk = Kiosk.of(request, device)
    untouched = kiosk.visitor.fresh and kiosk.language == kiosk.runtime.languages.default
    kept = kiosk.keep("", {})  # whoever comes back to the first screen has left the pages behind it
    return kiosk.page(
        "devices/kiosk/start.html", "start", cookies=(kept,), resets=not untouched, refresh=_FRESH if untouched else 0
    )


@get("/{device:str}/start/over")
async def over(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """The person has gone: nothing of them is left."""
    return Kiosk.of(request, device).home()


@post("/{device:str}/look")
async def look(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """Larger print, contrast, a lower screen or a voice, on the page it was asked from."""
    kiosk, sent = Kiosk.of(request, device), await request.form()
    back = str(sent.get("back", ""))
    own = back.startswith(f"/device/{kiosk.device.id}/")
    return kiosk.go(back if own else kiosk.start, kiosk.toggled(str(sent.get("look", ""))))


@post("/{device:str}/say", exception_handlers={ApiBadRequest: on_bad_request})
async def say(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """A sound of these words; not found where there is no voice of the language."""
    kiosk = Kiosk.of(request, device)
    words = await api_body(request, Words)
    language = words.language if words.language in kiosk.runtime.languages.known else kiosk.language
    sound = await kiosk.runtime.speech.wav(words.text, language)
    if sound is None:
        raise NotFoundException
    return Response(sound, status_code=200, media_type="audio/wav", headers={"Cache-Control": "no-store"})


HANDLERS = (start, over, look, say)
