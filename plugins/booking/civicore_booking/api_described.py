"""What the description of the API says of booking: each operation, its problems, and what this city offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicore import ApiAnswer, ApiOperation, ApiParameter, City, Field
from civicore_booking import api_answers as answers
from civicore_booking import api_bodies as bodies
from civicore_booking.api_views import Views

_KEY = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
_DAY = {"type": "string", "format": "date"}
_PEOPLE = {"type": "integer", "minimum": 1, "maximum": 50, "default": 1}
_SEARCH = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[^\x00-\x1f\x7f]*$"}
_LINK = "AAECAwQFBgcICQoLDA0OD7Wl0Hk1sN3mY7dS2k9QfBo"
_START = "2026-11-24T08:00:00+01:00"

_SIGNS = r" '\u2019\u02BC`\u00B4.\-\u2010\u2011\u2013,()/"
_LETTERS = r"\p{L}\p{N}\u0300-\u036F"
_GAPS = r"[ ().\u00A0\u2009/\-]*"
_LINE = r"^[^\p{Cc}\u2028\u2029\uFFFE\uFFFF]*$"
_LINES = r"^(?:[^\p{Cc}\u2028\u2029\uFFFE\uFFFF]|[\n\r\t])*$"
_SHAPES: Mapping[str, Mapping[str, str]] = {
    "name": {"pattern": rf"^[{_LETTERS}{_SIGNS}]*\p{{L}}[{_LETTERS}{_SIGNS}]*$"},
    "tel": {"pattern": rf"^{_GAPS}\+?(?:{_GAPS}[0-9]){{8,15}}{_GAPS}$"},
    "email": {"format": "email"},
    "date": {"format": "date"},
    "number": {"pattern": "^-?[0-9]{1,15}$"},
}

_PUZZLE = {"type": ["string", "null"], "minLength": 1, "maxLength": 200, "pattern": r"^[^\x00-\x1f\x7f]*$"}
LANGUAGE = ApiParameter(
    "Accept-Language", "header", {"type": "string"}, "language of titles, details and reasons", example="en"
)
KEY = ApiParameter(
    "Idempotency-Key",
    "header",
    _KEY,
    "a mark of this request, chosen by the client: a repeat with the same body is answered the same and does nothing",
)
NOT_JSON = {400: "no JSON, or a member given twice", 413: "too large", 415: "said to be something else than JSON"}
WRONG = {422: "members are wrong; `errors` names each of them"}
UNKNOWN = {404: "no such booking: never made, erased, or somebody else's"}
LIMITED = {429: "a limit of the person or the network is reached; Retry-After says when to try again"}
BEARER = {401: "no token, or one that is not good", 403: "the token may not do this"}
TAKEN = {409: "not possible as things are; `code` says why, `facts.nearest` when there is another free time"}
GONE = {410: "the time to confirm has run out, or the booking was cancelled"}
WORKED = {
    428: "a puzzle has to be solved first: `facts.puzzle` is its text, `facts.bits` how many zero bits the SHA-256 of "
    "`text:number` needs in front; send both again as `puzzle` and `solution`"
}
STOPPED = {503: "booking is suspended"}


class Described:
    """The operations as this city offers them."""

    def __init__(self, city: City, views: Views, agendas: tuple[str, ...]) -> None:
        self._city = city
        self._views = views
        self._agendas = agendas

    def agendas(self) -> ApiOperation:
        return ApiOperation(
            "listAgendas",
            "What can be booked, with its questions",
            {200: ApiAnswer("every agenda, its activities, offices, documents and questions", answers.AgendasAnswer)},
            {},
            [LANGUAGE],
        )

    def availability(self) -> ApiOperation:
        return ApiOperation(
            "listFreeTimes",
            "Free times of an agenda",
            {200: ApiAnswer("the days asked for, as far as they can be booked now", answers.AvailabilityAnswer)},
            {**WRONG, **TAKEN, **STOPPED},
            [
                ApiParameter("agenda", "query", _one_of(self._agendas), "the agenda", required=True),
                ApiParameter(
                    "activity", "query", {"type": "array", "items": _one_of(self._activities())}, "may be given again"
                ),
                ApiParameter("office", "query", _one_of(self._offices()), "needed where several serve the agenda"),
                ApiParameter("from", "query", _DAY, "first day; today when left out"),
                ApiParameter("to", "query", _DAY, "last day, at most 100 days on; the end of the bookable time else"),
                ApiParameter("people", "query", _PEOPLE, "how many come"),
                LANGUAGE,
            ],
        )

    def book(self) -> ApiOperation:
        return ApiOperation(
            "makeBooking",
            "Book a visit",
            {
                201: ApiAnswer(
                    "the booking; while it is `held` it has to be confirmed by `hold_until`",
                    answers.MadeAnswer,
                    {"Location": {"type": "string"}},
                )
            },
            {**NOT_JSON, **WRONG, **TAKEN, **WORKED, **LIMITED, **STOPPED, **BEARER},
            [KEY, LANGUAGE],
            body=bodies.NewBooking,
            body_schema={"oneOf": [self._wish(agenda) for agenda in self._agendas]},
            body_example=self._example(self._agendas[0]) if self._agendas else None,
            bearer="taken",
            description="With the token of a member of staff the booking is the desk's: confirmed at once, "
            "and beyond the quota of citizens.",
        )

    def show(self) -> ApiOperation:
        return ApiOperation(
            "showBooking",
            "A booking by the secret of its links, or its state by its id",
            {200: ApiAnswer("by secret the whole booking, by id its state alone", answers.ShownAnswer)},
            UNKNOWN,
            [
                ApiParameter("secret", "path", {"type": "string"}, "token of the links, or id", example=_LINK),
                LANGUAGE,
            ],
        )

    def confirm(self) -> ApiOperation:
        answer = ApiAnswer("the booking with its code", answers.ConfirmedAnswer)
        return self._change("confirmBooking", "Confirm a held booking", answer, bodies.ConfirmProof, {**GONE, **TAKEN})

    def cancel(self) -> ApiOperation:
        answer = ApiAnswer("the booking is cancelled, the time free again", answers.CancelledAnswer)
        return self._change("cancelBooking", "Cancel a booking", answer, bodies.Proof, {**GONE, **TAKEN})

    def reschedule(self) -> ApiOperation:
        answer = ApiAnswer("the booking at its new time", answers.BookingAnswer)
        problems = {**GONE, **TAKEN, **STOPPED}
        return self._change("moveBooking", "Change the time", answer, bodies.ProofAndStart, problems)

    def _change(
        self, name: str, summary: str, answer: ApiAnswer, body: type[bodies.Proof], problems: Mapping[int, str]
    ) -> ApiOperation:
        example = {"token": _LINK, **({"start": _START} if body is bodies.ProofAndStart else {})}
        problems = {**NOT_JSON, **WRONG, **UNKNOWN, **LIMITED, **problems}
        keys = [] if name == "confirmBooking" else [KEY]  # confirming again is answered as done anyway
        return ApiOperation(name, summary, {200: answer}, problems, [*keys, LANGUAGE], body=body, body_example=example)

    def listed(self) -> ApiOperation:
        return ApiOperation(
            "listBookings",
            "Bookings of a day at an office, or found by name, code, reference, e-mail or time",
            {200: ApiAnswer("bookings of the departments that the token is for, names shortened", answers.ListAnswer)},
            {**WRONG, **BEARER},
            [
                ApiParameter("office", "query", _one_of(tuple(self._city.offices)), "the first office when left out"),
                ApiParameter("day", "query", _DAY, "today when left out and nothing is searched for"),
                ApiParameter("q", "query", _SEARCH, "what to search for"),
                LANGUAGE,
            ],
            bearer="needed",
        )

    def opened(self) -> ApiOperation:
        return ApiOperation(
            "openBooking",
            "A booking with the person's data; leaves a line in the audit log",
            {200: ApiAnswer("the whole booking", answers.BookingAnswer)},
            {**UNKNOWN, **BEARER},
            [_id(), LANGUAGE],
            bearer="needed",
        )

    def cancel_by_staff(self) -> ApiOperation:
        return ApiOperation(
            "cancelByStaff",
            "Cancel a booking for the office; its holder is told the reason",
            {200: ApiAnswer("the booking is cancelled", answers.CancelledAnswer)},
            {**NOT_JSON, **WRONG, **UNKNOWN, **GONE, **TAKEN, **BEARER},
            [_id(), LANGUAGE],
            body=bodies.CancelByStaff,
            body_example={"reason": "The office is closed that day."},
            bearer="needed",
        )

    def close(self) -> ApiOperation:
        example = {"day": "2026-11-24", "from": "12:00", "to": "15:00", "reason": "Training", "bookings": "rebook"}
        return ApiOperation(
            "closeDay",
            "Close an office or some of its counters on a day, and decide about the bookings hit",
            {201: ApiAnswer("the closure, and what became of each booking", answers.ClosureAnswer)},
            {**NOT_JSON, **WRONG, **TAKEN, **BEARER},
            [KEY, LANGUAGE],
            body=bodies.NewClosure,
            body_example=example,
            bearer="needed",
        )

    def _activities(self) -> tuple[str, ...]:
        found = (one for agenda in self._agendas for one in self._city.agendas[agenda].activities)
        return tuple(dict.fromkeys(found))

    def _offices(self) -> tuple[str, ...]:
        found = (one for agenda in self._agendas for one in self._views.offices(agenda))
        return tuple(dict.fromkeys(found))

    def _wish(self, agenda: str) -> dict[str, Any]:
        """A body for one agenda: its activities, offices and questions."""
        offices, activities = self._views.offices(agenda), tuple(self._city.agendas[agenda].activities)
        fields = self._views.form(agenda, None, "web").fields.values()
        properties: dict[str, Any] = {
            "agenda": {"const": agenda},
            "office": _one_of(offices) if len(offices) > 1 else _or_null(_one_of(offices)),
            "start": {"type": "string", "format": "date-time"},
            "fields": {
                "type": "object",
                "properties": {field.name: _answer(field) for field in fields},
                "required": [field.name for field in fields if field.required],
                "additionalProperties": False,
            },
            "people": {**_PEOPLE, "maximum": self._views.policy(agenda).max_people},
            "language": _or_null(_one_of(self._city.languages)),
            "puzzle": _PUZZLE,
            "solution": _PUZZLE,
        }
        if activities:
            several = {"type": "array", "items": _one_of(activities), "minItems": 1}
            properties["activity"] = {"anyOf": [_one_of(activities), several]}
        required = ["agenda", "start", "fields", *(["office"] if len(offices) > 1 else [])]
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}

    def _example(self, agenda: str) -> dict[str, Any]:
        offices, activities = self._views.offices(agenda), tuple(self._city.agendas[agenda].activities)
        people = {"first_name": "Alex", "last_name": "Example", "email": "alex@example.org"}
        known = self._views.form(agenda, None, "web").fields
        return {
            "agenda": agenda,
            **({"activity": [activities[0]]} if activities else {}),
            **({"office": offices[0]} if len(offices) > 1 else {}),
            "start": _START,
            "fields": {name: value for name, value in people.items() if name in known},
        }


def _id() -> ApiParameter:
    return ApiParameter("booking", "path", {"type": "string", "format": "uuid"}, "id of the booking")


def _one_of(values: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _or_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same, or nothing."""
    found = dict(schema)
    if "type" in found:
        found["type"] = [found["type"], "null"]
    if "enum" in found:
        found["enum"] = [*found["enum"], None]
    return found


def _answer(field: Field) -> dict[str, Any]:
    """The shape of an answer; an optional question may be left out, or answered by nothing."""
    given = _given(field)
    if field.required:
        return given
    return {"anyOf": [_or_null(given), {"const": ""}]} if "minLength" in given else _or_null(given)


def _given(field: Field) -> dict[str, Any]:
    """Invisible marks and outer spaces are left out before an answer is judged."""
    kind, values = field.shape.input, [choice.value for choice in field.choices]
    if kind == "checkbox":
        return {"type": "boolean", **({"const": True} if field.required else {})}
    if kind == "checkboxes":
        return {"type": "array", "items": {"enum": values}, "minItems": int(field.required), "uniqueItems": True}
    if values:
        return {"enum": values}
    shape = _SHAPES.get(field.shape.id) or {"pattern": _LINES if kind == "textarea" else _LINE}
    return {"type": "string", "maxLength": field.limit, "minLength": 1, **shape}
