"""One request of a citizen: whom it asks, what was sent with it, and the pages that say no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from litestar import Response
from litestar.exceptions import NotFoundException

from civicore import AnyRequest, City, Refusal, Runtime, address_form, new_id, page
from civicore_booking.config import Booking as Policy
from civicore_booking.journey import Offered, Wish, read_wish
from civicore_booking.service import Bookings

Pairs = tuple[tuple[str, str], ...]
KEY = "_key"
PASS = "_pass"  # noqa: S105  the name of a field
UNASKED = frozenset({KEY, PASS})
"""What a form carries that is no answer of the person."""
_OURS = frozenset(
    {"_csrf", "_website", "_activity", "_office", "_people", "_start", "_part", "_weekday", "_puzzle", "_solution"}
)
STATUS: Mapping[str, int] = {
    "booking.unknown": 404,
    "booking.cancelled": 410,
    "booking.lapsed": 410,
    "booking.slot_gone": 410,
    "booking.visit_over": 410,
    "booking.too_many_holds": 429,
    "booking.too_many_unconfirmed": 429,
    "booking.too_many_attempts": 429,
    "booking.puzzle": 428,
    "booking.suspended": 503,
}


@dataclass(frozen=True)
class Trip:
    """A page of the journey being asked for.

    ``carried`` are answers already given, and the key of the form: a person who goes back to change the time
    does not type them again. They travel in the body of forms, never in an address.
    """

    request: AnyRequest
    offered: Offered
    wish: Wish
    sent: Mapping[str, list[str]]
    carried: Pairs = ()

    @property
    def city(self) -> City:
        return runtime_of(self.request).city

    @property
    def bookings(self) -> Bookings:
        return bookings_of(self.request)

    @property
    def policy(self) -> Policy:
        return self.bookings.policy(self.wish.agenda, self.wish.office or self.offered.offices[0])

    @property
    def answered(self) -> bool:
        """Whether the form has been filled in."""
        return any(name not in UNASKED for name, _ in self.carried)

    def at(self, wish: Wish) -> Trip:
        return replace(self, wish=wish)

    def without(self, *questions: str) -> dict[str, Any]:
        """What is chosen, but for the questions that this page asks."""
        return {name: values for name, values in self.wish.query().items() if name not in questions}

    def page(self, template: str, *, status: int = 200, **context: Any) -> Response[str]:
        """A page of the journey. What was typed is shown to this person alone, and survives a change of language."""
        typed = bool(self.carried)
        facts = {"personal": typed, "typed": typed and not self.request.url.path.endswith("/book"), **context}
        return page(
            self.request,
            f"booking/{template}",
            status=status,
            trip=self,
            agenda=self.city.agendas[self.wish.agenda],
            **facts,
        )


def runtime_of(request: AnyRequest) -> Runtime:
    found: Runtime = request.app.state.runtime
    return found


def bookings_of(request: AnyRequest) -> Bookings:
    return runtime_of(request).services.one(Bookings)


def policy_of(request: AnyRequest, agenda: str, office: str | None) -> Policy | None:
    """The rules of something booked before; None when its agenda or its office has left the file."""
    city = runtime_of(request).city
    there = agenda in city.agendas and (office is None or office in city.offices)
    return bookings_of(request).policy(agenda, office) if there else None


def network_of(request: AnyRequest) -> str | None:
    """The address the request came from, for the limits; None where there is no such thing."""
    client = request.scope["client"]
    return address_form(client[0]) if client else None


def offered(request: AnyRequest, agenda: str) -> Offered:
    """What can be chosen for an agenda; a page that is not there when it cannot be booked on the site."""
    ours = bookings_of(request)
    offices = ours.offices(agenda) if agenda in ours.agendas("web") else ()
    if not offices:
        raise NotFoundException
    people = max(ours.policy(agenda, office).max_people for office in offices)
    return Offered(agenda, tuple(runtime_of(request).city.agendas[agenda].activities), offices, people)


async def travelling(request: AnyRequest, agenda: str) -> Trip:
    """Read where a person is on the journey, from the address and, after a form, from its body."""
    can = offered(request, agenda)
    sent = {name: request.query_params.getall(name) for name in request.query_params}
    body = await body_of(request)
    sent |= {name[1:]: [value for key, value in body if key == name] for name, _ in body if name in _OURS}
    carried = tuple((name, value) for name, value in body if name not in _OURS)
    carried += tuple((PASS, value) for value in sent.get("pass", ())[:1] if not body)
    return Trip(request, can, read_wish(can, sent), sent, carried)


async def body_of(request: AnyRequest) -> Pairs:
    """The fields of a form as text, several of one name too; nothing for a page only opened."""
    if request.method != "POST":
        return ()
    form = await request.form()
    return tuple((name, value) for name, value in form.multi_items() if isinstance(value, str))


def several(pairs: Pairs) -> dict[str, list[str]]:
    """The values of each name."""
    return {name: [value for key, value in pairs if key == name] for name, _ in pairs}


def new_key() -> str:
    """The mark of one form as it was drawn: sent twice, it books once."""
    return new_id().hex


async def stopped(request: AnyRequest, agenda: str) -> Response[str] | None:
    """The page of a suspension in force, on every address that would lead to a new booking."""
    refusal = await bookings_of(request).suspended(agenda)
    return suspended(request, refusal) if refusal is not None else None


def suspended(request: AnyRequest, refusal: Refusal) -> Response[str]:
    """Says what is stopped, and whom to call or write to instead: the departments whose bookings it stops."""
    notice, city = refusal.facts["suspension"], runtime_of(request).city
    stopped_ones = getattr(notice, "departments", None) or tuple(city.departments)
    booked = {city.agendas[agenda].department for agenda in bookings_of(request).agendas("web")}
    departments = [one for one in stopped_ones if one in booked]
    return page(request, "booking/suspended.html", status=503, suspension=notice, departments=departments)


def refused(request: AnyRequest, refusal: Refusal, **context: Any) -> Response[str]:
    """A whole page that says why not, and the way on."""
    if refusal.code == "booking.suspended":
        return suspended(request, refusal)
    status = STATUS.get(refusal.code, 409)
    facts = {"trip": None, "back": None, "again": None, **context}
    return page(request, "booking/refused.html", status=status, personal=True, refusal=refusal, **facts)
