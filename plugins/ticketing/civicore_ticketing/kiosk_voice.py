"""The spoken mode of the kiosk: words of its screens as sound, made on the server."""

from typing import Annotated, Any

from litestar import Response, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from pydantic import Field

from civicore import AnyRequest, ApiBadRequest, ApiBody, api_body, on_bad_request
from civicore_ticketing.kiosk_hall import Hall

_LONGEST = 600  # letters of a screen; more is no screen


class Words(ApiBody):
    """What to say. ``language`` is one of the city's; else that of the page."""

    text: Annotated[str, Field(min_length=1, max_length=_LONGEST)]
    language: str | None = None


@post("/{device:str}/kiosk/say", exception_handlers={ApiBadRequest: on_bad_request})
async def say(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """A sound of these words; not found where there is no voice of the language."""
    hall = Hall.of(request, device)
    words = await api_body(request, Words)
    language = words.language if words.language in hall.runtime.languages.known else hall.language
    sound = await hall.runtime.speech.wav(words.text, language)
    if sound is None:
        raise NotFoundException
    return Response(sound, status_code=200, media_type="audio/wav", headers={"Cache-Control": "no-store"})
