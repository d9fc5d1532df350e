"""Taking a number at a distance, and checking in on one's own telephone at the office."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, Field, Form, Refusal, new_id, page, redirect
from civicore_ticketing import at_the_place
from civicore_ticketing.afar import given_at
from civicore_ticketing.phone import TICKET
from civicore_ticketing.phone_request import Phone
from civicore_ticketing.typed_code import meant
from civicore_ticketing.views import AgendaOffer, TicketWish

_CODE = Form((Field("code", "Your code", max_length=40, autocomplete="off"),))
_KEY = "_key"
_GONE = Refusal("queue.place_gone")


@get("/queue/{office:str}/take")
async def offered(request: AnyRequest, office: FromPath[str]) -> Response[str]:
    """What numbers can be taken from here."""
    return await _choice(request, office)


@post("/queue/{office:str}/take")
async def take(request: AnyRequest, office: FromPath[str]) -> Response[Any]:
    """Take one; the same form sent twice gives one number."""
    phone, sent = Phone(request), dict(await request.form())
    agenda = str(sent.get("agenda", ""))
    if agenda not in {one.agenda for one in await _remote(phone, office)}:
        return await _choice(request, office, status=422, refusal=Refusal("queue.choose"))
    key = str(sent.get(_KEY, ""))[:64] or None
    wish = TicketWish(
        office, agenda, origin="remote", language=phone.language, network=phone.network, idempotency_key=key
    )
    taken = await phone.queues.take(wish)
    if isinstance(taken, Refusal):
        return await _choice(request, office, status=409, refusal=taken)
    return redirect(request, f"{TICKET}/{phone.queues.token(taken.id)}")


@get("/check-in/{office:str}/{shown:str}")
async def at_place(request: AnyRequest, office: FromPath[str], shown: FromPath[str]) -> Response[str]:
    """Asks for the code of somebody who read the address off a screen in the waiting room."""
    return _asks(request, office, shown)


@post("/check-in/{office:str}/{shown:str}")
async def check_in(request: AnyRequest, office: FromPath[str], shown: FromPath[str]) -> Response[Any]:
    """Let them in; early, wrong and late codes get the file's own words, alike for who only guesses."""
    phone = Phone(request)
    answers = _CODE.read(dict(await request.form()))
    if _over(phone, office, shown) is not None or answers.errors:
        return _asks(request, office, shown, status=422, answers=answers)
    code = meant(answers.values["code"])
    done = await phone.queues.check_in(code, office, by="web", source=phone.network, at=phone.now)
    if isinstance(done, Refusal):
        return _asks(request, office, shown, status=409, refusal=done)
    return redirect(request, f"{TICKET}/{phone.queues.token(done.ticket.id)}")


async def _remote(phone: Phone, office: str) -> tuple[AgendaOffer, ...]:
    """Agendas whose numbers are given at a distance there; 404 where the file offers none."""
    if office not in phone.city.offices:
        raise NotFoundException
    far = given_at(phone.queues.setting, office)
    offers = tuple(one for one in (await phone.queues.offers(office)).agendas if one.agenda in far)
    if not offers:
        raise NotFoundException
    return offers


async def _choice(
    request: AnyRequest, office: str, *, status: int = 200, refusal: Refusal | None = None
) -> Response[str]:
    phone = Phone(request)
    return page(
        request,
        "ticketing/phone/take.html",
        status=status,
        office=office,
        offers=await _remote(phone, office),
        key=str(new_id()),
        refusal=refusal,
    )


def _over(phone: Phone, office: str, shown: str) -> Refusal | None:
    """Why this address is of no use: it was shown too long ago; 404 where nobody checks in by telephone."""
    codes = any("web" in one.accepts(office) for one in phone.promises) if office in phone.city.offices else False
    if not codes:
        raise NotFoundException
    return None if at_the_place.proves(phone.runtime.keys, office, shown, phone.now) else _GONE


def _asks(request: AnyRequest, office: str, shown: str, *, status: int = 200, **more: Any) -> Response[str]:
    over = _over(Phone(request), office, shown)
    return page(
        request,
        "ticketing/phone/check_in.html",
        status=410 if over else status,
        personal=True,
        office=office,
        shown=shown,
        form=_CODE,
        **{"answers": None, **more, "over": over is not None, "refusal": over or more.get("refusal")},
    )


HANDLERS = [offered, take, at_place, check_in]
