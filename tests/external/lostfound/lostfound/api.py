"""Found things for programs: ``/api/v1/lostfound/things``."""

from typing import Any

from litestar import Response, Router, get
from pydantic import BaseModel, Field

from civicore import (
    AnyRequest,
    ApiAnswer,
    ApiBadRequest,
    ApiBody,
    ApiOperation,
    ApiParameter,
    Routes,
    api_query,
    described,
    on_bad_request,
)
from lostfound.asked import Here
from lostfound.service import PAGE
from lostfound.things import Thing


class ThingAnswer(BaseModel):
    """A thing that waits for its owner, as everybody may know it; ``found_on`` is an ISO date."""

    category: str
    words: str
    place: str
    found_on: str


class ThingsAnswer(BaseModel):
    """A page of things, the newest first; ``more`` says whether there is another page."""

    things: list[ThingAnswer]
    more: bool


class Narrowed(ApiBody):
    """What is asked for."""

    category: str = Field("", max_length=40)
    words: str = Field("", max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")
    page: int = Field(0, ge=0, le=1000, strict=False)


_OPERATION = ApiOperation(
    "listFoundThings",
    "Things that were handed in and wait for their owners, the newest first",
    {200: ApiAnswer(f"at most {PAGE} things", ThingsAnswer)},
    {422: "a parameter is wrong; `errors` names each of them"},
    [
        ApiParameter("category", "query", {"type": "string", "maxLength": 40}, "one kind of things, by its id"),
        ApiParameter(
            "words",
            "query",
            {"type": "string", "maxLength": 60, "pattern": r"^[^\x00-\x1f\x7f]*$"},
            "words that stand in it",
        ),
        ApiParameter("page", "query", {"type": "integer", "minimum": 0, "maximum": 1000}, "which page, from 0"),
    ],
)


@get("/lostfound/things", opt=described(_OPERATION))
async def things(request: AnyRequest) -> Response[Any]:
    """A page of them."""
    asked = api_query(request, Narrowed)
    found, more = await Here(request).office.things(asked.category, asked.words, asked.page)
    return Response(ThingsAnswer(things=[_shown(one) for one in found], more=more).model_dump())


def _shown(one: Thing) -> ThingAnswer:
    return ThingAnswer(category=one.category, words=one.words, place=one.place, found_on=one.found_on.isoformat())


def routes() -> Routes:
    """Everything under ``/api/v1`` that lost and found answers."""
    return Routes("api", [Router("/", route_handlers=[things], exception_handlers={ApiBadRequest: on_bad_request})])
