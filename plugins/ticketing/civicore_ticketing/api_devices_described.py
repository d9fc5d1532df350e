"""What the description of the API says of ticket printers and kiosks."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from civicore import ApiAnswer, ApiBody, ApiOperation, ApiParameter, City
from civicore_ticketing.kiosk_journal import Journal, LeasesAnswer, ResultsAnswer
from civicore_ticketing.plan import Plan

_NOT_JSON = {400: "no JSON, or a member given twice", 413: "too large", 415: "said to be something else than JSON"}
_DEVICE = {401: "no token, or one that is not good", 404: "no such device, or not the one whose token this is"}
_WRONG = {422: "members are wrong; `errors` names each of them"}
_SAID = "`facts.answer` are the city's own words for the screen"
_KEY = ApiParameter(
    "Idempotency-Key",
    "header",
    {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "a mark of this request, chosen by the client: a repeat with the same body is the same ticket",
)
_LANGUAGE = ApiParameter("Accept-Language", "header", {"type": "string"}, "language of details", example="en")
_AT = "2026-11-24T08:03:00+01:00"


class Described:
    """The operations, with the devices and agendas of this city."""

    def __init__(self, city: City, plan: Plan) -> None:
        self._devices = [
            f"{office}.{name}"
            for office, place in city.offices.items()
            for name, entry in place.devices.items()
            if entry.kind != "display"
        ]
        offered = (plan.offered(one.partition(".")[0], one) for one in self._devices)
        self._agendas = list(dict.fromkeys(agenda for some in offered for agenda in some))

    def check_in(self, body: type[ApiBody], answer: type[BaseModel]) -> ApiOperation:
        return ApiOperation(
            "checkIn",
            "Sign in somebody with a booking by their code",
            {200: ApiAnswer("the ticket; the same code again is the same ticket", answer)},
            {
                **_NOT_JSON,
                **_WRONG,
                **_DEVICE,
                404: f"`booking.unknown_code`: nobody's code here, or a device that is not this one; {_SAID}",
                409: f"`booking.too_early`: the code is good from `facts.opens`; {_SAID}",
                410: f"`booking.expired`: too late; `facts.then` says whether an ordinary ticket may be had; {_SAID}",
                429: "`queue.too_many_tries`: Retry-After says when codes are taken again",
                503: "nobody is admitted now",
            },
            [self._device(), _LANGUAGE],
            body=body,
            body_example={"code": "123456"},
            bearer="needed",
        )

    def take(self, body: type[ApiBody], answer: type[BaseModel]) -> ApiOperation:
        example = {"agenda": self._agendas[0]} if self._agendas else None
        return ApiOperation(
            "takeTicket",
            "A number for somebody without a booking",
            {201: ApiAnswer("the ticket", answer)},
            {
                **_NOT_JSON,
                **_WRONG,
                **_DEVICE,
                409: "`queue.sold_out`, `queue.closed`, `queue.numbers_used_up`: none are given now",
                503: "`queue.suspended`: stopped until further notice",
            },
            [self._device(), _KEY, _LANGUAGE],
            body=body,
            body_example=example,
            bearer="needed",
        )

    def lease(self) -> ApiOperation:
        return ApiOperation(
            "leaseNumbers",
            "Numbers that the device may give by itself while it has no network",
            {
                200: ApiAnswer(
                    "its blocks of today; asked again they are the same, and more when few are left", LeasesAnswer
                )
            },
            {**_DEVICE, 409: "there are none for it"},
            [self._device(), _LANGUAGE],
            bearer="needed",
        )

    def journal(self) -> ApiOperation:
        entry = {"key": "a1b2c3d4e5", "agenda": self._agendas[0] if self._agendas else "", "number": 980, "at": _AT}
        return ApiOperation(
            "handInJournal",
            "What the device gave by itself; every entry is taken over once",
            {200: ApiAnswer("what became of each entry", ResultsAnswer)},
            {**_NOT_JSON, **_WRONG, **_DEVICE},
            [self._device(), _LANGUAGE],
            body=Journal,
            body_example={"entries": [entry]},
            bearer="needed",
        )

    def _device(self) -> ApiParameter:
        schema: dict[str, Any] = {"type": "string", "enum": self._devices}
        return ApiParameter("device", "path", schema, "the ticket printer or kiosk, `office.device`", required=True)
