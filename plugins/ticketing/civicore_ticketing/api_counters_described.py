"""What the description of the API says of counters and the waiting room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Router, get, post

from civicore import (
    ApiAnswer,
    ApiBadRequest,
    ApiOperation,
    ApiParameter,
    City,
    Routes,
    described,
    on_bad_request,
)
from civicore_ticketing import api_counters as counters
from civicore_ticketing import api_counters_answers as answers

LANGUAGE = ApiParameter("Accept-Language", "header", {"type": "string"}, "language of titles and details", example="en")
KEY = ApiParameter(
    "Idempotency-Key",
    "header",
    {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "a mark of this press, chosen by the client: a repeat of it is answered the same and does nothing",
)
NOT_JSON = {400: "no JSON, or a member given twice", 413: "too large", 415: "said to be something else than JSON"}
WRONG = {422: "members are wrong; `errors` names each of them"}
BEARER = {401: "no token, or one that is not good", 403: "the token may not do this"}
UNKNOWN = {404: "no such counter or number, or one of another department"}
CONFLICT = {409: "not possible as things are; `code` says why"}

SUMMARIES: Mapping[str, tuple[str, str]] = {
    "open": ("openCounter", "Sit down at a counter, or go on after a break"),
    "pause": ("pauseCounter", "Begin a break: nobody is called here"),
    "close": ("closeCounter", "Stand up; who is at the counter has to be finished first"),
    "next": (
        "callNext",
        "Finish with who is at the counter and call the next in turn; `queue.empty` when nobody waits",
    ),
    "recall": ("callAgain", "Call the same number again"),
    "arrived": ("markArrived", "Who was called has come"),
    "finish": ("finishVisit", "The visit is over, or goes on with its next step"),
    "no-show": ("markNoShow", "Who was called did not come"),
    "undo": ("undoDeed", "Take the last deed at this counter back, for some seconds"),
    "park": ("parkTicket", "Set a number aside, until a time, for some minutes, or until it is called"),
    "transfer": ("transferTicket", "Send a number on to a counter, an agenda or an office; number and arrival stay"),
    "take": ("takeNumber", "Call one number out of turn"),
    "serve": ("serveWithoutTicket", "Serve somebody who has no ticket"),
}
_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "open": {},
    "park": {"minutes": 10},
    "take": {"number": "A012"},
}
_OF_COUNTERS = frozenset({"open", "pause", "close", "undo"})


def routes(city: City) -> Routes:
    """Everything under ``/api/v1`` about counters and waiting rooms."""
    handlers = [
        post(
            f"/counters/{{counter:str}}/{deed.name}",
            opt={**described(operation(city, deed)), counters.DEED: deed},
            status_code=200,
        )(counters.act)
        for deed in counters.DEEDS
    ]
    room = get("/queue", opt=described(queue(city)))(counters.room)
    return Routes(
        "api", [Router("/", route_handlers=[*handlers, room], exception_handlers={ApiBadRequest: on_bad_request})]
    )


def operation(city: City, deed: counters.Deed) -> ApiOperation:
    """One deed of a counter."""
    name, summary = SUMMARIES[deed.name]
    done = (
        ApiAnswer("the counter as it is now", answers.SeatDone)
        if deed.name in _OF_COUNTERS
        else ApiAnswer("the ticket as it is now", answers.TicketDone)
    )
    return ApiOperation(
        name,
        summary,
        {200: done},
        {**NOT_JSON, **WRONG, **UNKNOWN, **CONFLICT, **BEARER},
        [_counter(city), KEY, LANGUAGE],
        body=deed.body,
        body_example=_example(city, deed.name),
        bearer="needed",
        body_needed=not deed.silent,
    )


def queue(city: City) -> ApiOperation:
    """The waiting room of an office."""
    return ApiOperation(
        "listQueue",
        "Who waits at an office, its counters, and who is booked and not here",
        {200: ApiAnswer("what belongs to the departments that the token is for", answers.QueueAnswer)},
        {**WRONG, **BEARER, 404: "no such office, or none of the token's departments"},
        [
            ApiParameter(
                "office", "query", {"type": "string", "enum": list(city.offices)}, "the first office when left out"
            ),
            LANGUAGE,
        ],
        bearer="needed",
    )


def _counter(city: City) -> ApiParameter:
    known = [f"{office}.{counter}" for office, place in city.offices.items() for counter in place.counters]
    return ApiParameter(
        "counter", "path", {"type": "string", "enum": known}, "the counter", example=next(iter(known), None)
    )


def _example(city: City, deed: str) -> Mapping[str, Any] | None:
    agenda = next(iter(city.agendas), None)
    if deed in ("transfer", "serve"):
        return {"agenda": agenda}
    return _EXAMPLES.get(deed)
