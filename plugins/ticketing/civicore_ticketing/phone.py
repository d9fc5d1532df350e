"""The visitor's own ticket on their telephone: its place in the line, the call, leaving, letting others go first."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, Refusal, live_stream, page, redirect, ways
from civicore_ticketing.asking import Asking, about
from civicore_ticketing.board_view import Boards
from civicore_ticketing.phone_request import Phone
from civicore_ticketing.telling import topic
from civicore_ticketing.ticket import Ticket

TICKET = "/ticket"
_SAID = frozenset({"delayed", "asked", "left"})


@get(f"{TICKET}/{{token:str}}")
async def show(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """The ticket as it stands; the page renews itself with script, and by a link without."""
    return await _shown(request, token)


@post(f"{TICKET}/{{token:str}}/leave")
async def leave(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Give the number up."""
    return await _done(request, token, await Phone(request).queues.leave(token), "left")


@post(f"{TICKET}/{{token:str}}/delay")
async def delay(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Let others go first."""
    return await _done(request, token, await Phone(request).queues.delay(token), "delayed")


@post(f"{TICKET}/{{token:str}}/ask")
async def ask(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Be told by text message when few are left before one."""
    phone = Phone(request)
    ticket = await phone.ticket(token)
    if not phone.offers_messages(ticket):
        raise NotFoundException
    answers = phone.ask_form.read(dict(await request.form()))
    if answers.errors:
        return await _shown(request, token, status=422, answers=answers)
    asked = await Asking(phone.runtime).ask(ticket, answers.values["phone"], phone.language)
    return await _done(request, token, asked, "asked")


@get(f"{TICKET}/{{token:str}}/events", uncompressed=True)
async def events(request: AnyRequest, token: FromPath[str]) -> Response[None]:
    """Tells the page whenever something happened in the waiting room, and what became of this ticket.

    ``office`` is the one whose waiting room the page shows: a ticket that was sent to another office is told of from
    there, and the page, which is renewed by that, asks for the news of the other one.
    """
    phone = Phone(request)
    ticket = await phone.ticket(token)
    office = request.query_params.get("office", ticket.office)
    if office not in phone.city.offices:
        raise NotFoundException

    async def draw(_: object) -> Mapping[str, Any]:
        found, before = await phone.queues.followed(ticket)
        return {
            "state": "closed" if found is None else found.state,
            "before": before,
            "counter": None if found is None else found.counter,
        }

    return live_stream(request, topic(office), draw, newest=True)


async def _shown(request: AnyRequest, token: str, *, status: int = 200, **more: Any) -> Response[str]:
    phone = Phone(request)
    ticket = await phone.ticket(token)
    words = phone.runtime.services.one(Boards).words
    done = request.query_params.get("done")
    return page(
        request,
        "ticketing/phone/ticket.html",
        status=status,
        personal=True,
        token=token,
        ticket=ticket,
        place=await phone.queues.place(ticket),
        place_of=lambda counter: words.place(phone.language, counter),
        board=await phone.queues.board(ticket.office, (ticket.agenda,)),
        done=done if done in _SAID else None,
        ask_form=phone.ask_form if phone.may_ask(ticket) else None,
        asked=await Asking(phone.runtime).asked(ticket),
        ways=await ways.offers(request, about(ticket.id), back=f"{TICKET}/{token}"),
        **{"answers": None, "refusal": None, **more},
    )


async def _done(request: AnyRequest, token: str, answer: Ticket | Refusal | None, said: str) -> Response[Any]:
    if not isinstance(answer, Refusal):
        return redirect(request, f"{TICKET}/{token}", done=said)
    if answer.code == "queue.unknown":
        raise NotFoundException
    return await _shown(request, token, status=409, refusal=answer)


HANDLERS = [show, leave, delay, ask, events]
