"""Days given out by lot at the desk: who calls or stands there takes part too, and staff see who is to be called."""

from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import Answers, AnyRequest, Form, Refusal, language, needs
from civicore_booking import desk_sight as sight
from civicore_booking import drawing, draws, lots, registering, rights, store, waitlist
from civicore_booking.booking import Booking
from civicore_booking.desk_clerk import DESK, Clerk, one, typed
from civicore_booking.joining import write_down
from civicore_booking.questions import desk_waiting_form, written
from civicore_booking.waitlist import WaitingRequest

LOTS = f"{DESK}/lots"
_SHOWN = 10


@get("/booking/lots", guards=[needs(rights.MAKE)])
async def lots_page(request: AnyRequest) -> Response[Any]:
    """The next draws, the last ones, and the people without an e-mail who got a time."""
    clerk = Clerk(request)
    setting = clerk.bookings.setting
    shown = []
    for agenda, office in _places(clerk):
        coming = await registering.next_draw(clerk.bookings, agenda, office)
        async with setting.runtime.store.reading():
            listed = await waitlist.waiting_now(clerk.now, clerk.today)
            held = [one for one in await draws.latest(agenda, _SHOWN) if one.drawn_at and one.office == office]
        number = sum(drawing.takes_part(setting, coming, entry) for entry in listed)
        at = drawing.draws_at(setting, agenda, office, coming.day)
        shown.append((coming, at, drawing.given_by(setting, coming), number, held))
    return clerk.page(
        "lots.html", shown=shown, to_call=[clerk.row(one) for one in await _to_call(clerk)], lot=_lot(clerk)
    )


@get("/booking/lots/{agenda:str}", guards=[needs(rights.MAKE)])
async def register_page(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """Who, and between which days."""
    clerk = Clerk(request)
    office = _office(clerk, agenda)
    form = await _form(clerk, agenda, office)
    days = [day.value for day in form["first_day"].choices]
    return _page(clerk, agenda, form, form.filled({"first_day": days[0], "last_day": days[-1]} if days else {}))


@post("/booking/lots/{agenda:str}", guards=[needs(rights.MAKE)])
async def register(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """Write them down; the number of their lot is read out to them."""
    clerk = Clerk(request)
    office = _office(clerk, agenda)
    form = await _form(clerk, agenda, office)
    sent = await typed(request)
    answers = form.read(sent)
    if answers.errors:
        return _page(clerk, agenda, form, answers, status=422)
    values, speaks = answers.values, one(sent, "_language")
    wish = WaitingRequest(
        agenda,
        (),
        office,
        date.fromisoformat(values["first_day"]),
        date.fromisoformat(values["last_day"]),
        {name: words for name, words in written(form, values).items() if name not in ("first_day", "last_day")},
        speaks if speaks in clerk.city.languages else language(request),
    )
    if wish.last < wish.first:
        return _page(
            clerk, agenda, form, answers.with_error("last_day", Refusal("booking.days_turned_round")), status=422
        )
    made = await write_down(clerk.bookings.setting, wish, clerk.who.actor)
    if isinstance(made, Refusal):
        return _page(clerk, agenda, form, answers, refusal=made, status=409)
    return clerk.go(LOTS, lot=lots.number(made.id))


def _places(clerk: Clerk) -> list[tuple[str, str]]:
    mine = sight.agendas(clerk.city, clerk.who, rights.MAKE, clerk.city.agendas)
    return [(agenda, office) for agenda, office in drawing.places(clerk.bookings.setting) if agenda in mine]


def _office(clerk: Clerk, agenda: str) -> str:
    """The office asked for, else the first that draws; a page that is not there for other agendas."""
    offices = [office for found, office in _places(clerk) if found == agenda]
    asked = clerk.asked("office") or next(iter(offices), None)
    if asked is None or asked not in offices:
        raise NotFoundException
    return asked


def _lot(clerk: Clerk) -> str | None:
    """The number that was just given out, as the address bears it."""
    asked = clerk.asked("lot") or ""
    return asked if len(asked) == len("5f3a9c01d2e4") and asked.isalnum() else None


async def _form(clerk: Clerk, agenda: str, office: str) -> Form:
    listed = await registering.days(clerk.bookings, agenda, (), office)
    policy = clerk.bookings.policy(agenda, office)
    days = registering.choices(clerk.bookings, listed)
    return desk_waiting_form(clerk.city, policy, agenda, days, clerk.runtime.field_types)


async def _to_call(clerk: Clerk) -> list[Booking]:
    """Visits to come that a draw gave to people without an e-mail."""
    async with clerk.runtime.store.reading():
        coming = await store.from_day(clerk.today)
    mine = sight.visible(clerk.city, clerk.who, coming)
    drawn = {agenda for agenda, _ in _places(clerk)}
    return [
        one
        for one in mine
        if one.agenda in drawn and one.channel == "desk" and one.email is None and one.state == "confirmed"
    ]


def _page(
    clerk: Clerk, agenda: str, form: Form, answers: Answers, *, refusal: Refusal | None = None, status: int = 200
) -> Response[Any]:
    facts = {"agenda": clerk.city.agendas[agenda], "form": form, "answers": answers, "refusal": refusal}
    return clerk.page("lot.html", status=status, **facts)


HANDLERS = [lots_page, register_page, register]
