"""The API of boards, for displays that are not a browser: the state as JSON, and a stream of it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from pydantic import BaseModel, Field

from civicore import (
    AnyRequest,
    ApiAnswer,
    ApiOperation,
    ApiParameter,
    DeviceHere,
    LiveEvent,
    Routes,
    Runtime,
    Text,
    described,
    live_stream,
    own_device,
)
from civicore_ticketing.board_view import Boards, Shown

Texts = Annotated[dict[str, str], Field(description="one text by language")]
Stamp = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class BoardCallAnswer(BaseModel):
    """A number and the counter it is called to. ``id`` differs for every call, a repeated one too."""

    id: str
    number: str
    counter: str
    place: Texts
    agenda: str
    at: Stamp
    calls: int


class BoardSpeechAnswer(BaseModel):
    """A call of the last minute to be spoken once, as said in each language, in this order."""

    id: str
    at: Stamp
    sentences: Texts


class BoardWaitingAnswer(BaseModel):
    """How many people wait for an agenda."""

    agenda: str
    name: Texts
    count: int


class BoardAnswer(BaseModel):
    """A board as it was at ``as_of``; ``calls`` the newest first, ``speech`` the oldest first."""

    device: str
    office: str
    as_of: Stamp
    languages: list[str]
    closed: bool
    notices: list[Texts]
    calls: list[BoardCallAnswer]
    waiting: list[BoardWaitingAnswer]
    chime: bool
    speak: bool
    repeat: int
    speech: list[BoardSpeechAnswer]


_PARAMETERS = [
    ApiParameter("device", "path", {"type": "string"}, "the display, `office.device`", required=True),
]
_PROBLEMS = {401: "no token, or one that is not good", 404: "no such display, or not the one whose token this is"}
_STATE = ApiOperation(
    "showBoard",
    "What a board shows now",
    {200: ApiAnswer("the calls that stand, who waits, what is to be spoken", BoardAnswer)},
    _PROBLEMS,
    _PARAMETERS,
    bearer="needed",
)
_EVENTS = ApiOperation(
    "followBoard",
    "What a board shows, after each change",
    {200: ApiAnswer("server-sent events; the data of each is a board", BoardAnswer, media_type="text/event-stream")},
    {**_PROBLEMS, 429: "too many streams; Retry-After says when to try again"},
    [*_PARAMETERS, ApiParameter("Last-Event-ID", "header", {"type": "string"}, "the last event that was seen")],
    bearer="needed",
    description="Each event has a number; one that comes back names the last it saw. Every 15 s there is an event "
    "`beat` with the server's time; after 45 s of silence what is shown is not current.",
)


@get("/boards/{device:str}", opt=described(_STATE))
async def show(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """The board of a display."""
    return Response(await _answer(request, _display(request, device)), headers={"Cache-Control": "no-store"})


@get("/boards/{device:str}/events", opt=described(_EVENTS) | {"uncompressed": True})
async def events(request: AnyRequest, device: FromPath[str]) -> Response[None]:
    """The board of a display, again after each change."""
    here = _display(request, device)

    async def draw(_: LiveEvent | None) -> Mapping[str, Any]:
        return await _answer(request, here)

    return live_stream(request, f"office:{here.office}", draw, shared=("api", here.id))


def _display(request: AnyRequest, device: str) -> DeviceHere:
    here = own_device(request, device)
    if here.entry.kind != "display":
        raise NotFoundException
    return here


async def _answer(request: AnyRequest, here: DeviceHere) -> dict[str, Any]:
    running: Runtime = request.app.state.runtime
    boards = running.services.one(Boards)
    return _told(boards, here, await boards.shown(here), running).model_dump()


def _told(boards: Boards, here: DeviceHere, shown: Shown, running: Runtime) -> BoardAnswer:
    languages, zone = running.city.languages, running.city.zone
    return BoardAnswer(
        device=here.id,
        office=here.office,
        as_of=shown.board.as_of.astimezone(zone).isoformat(),
        languages=list(shown.languages),
        closed=shown.board.closed,
        notices=[_texts(one, languages) for one in shown.notices],
        calls=[
            BoardCallAnswer(
                id=row.call.call_id,
                number=row.call.label,
                counter=row.call.counter,
                place={one: boards.words.place(one, row.call.counter) for one in languages},
                agenda=row.call.agenda,
                at=row.call.called_at.astimezone(zone).isoformat(),
                calls=row.call.calls,
            )
            for row in shown.rows
        ],
        waiting=[
            BoardWaitingAnswer(
                agenda=one.agenda, name={each: one.name.in_(each) for each in languages}, count=one.count
            )
            for one in shown.waiting
        ],
        chime=shown.chime,
        speak=shown.speak,
        repeat=shown.repeat,
        speech=[
            BoardSpeechAnswer(
                id=one.call.call_id,
                at=one.call.called_at.astimezone(zone).isoformat(),
                sentences={voice.language: voice.text for voice in one.voices},
            )
            for one in shown.announcements
        ],
    )


def _texts(text: Text, languages: Sequence[str]) -> dict[str, str]:
    return {one: text.in_(one) for one in languages}


OPERATIONS = Routes("api", [show, events])
