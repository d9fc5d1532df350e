"""Cancelling: by the link of a message, or by the city's form with code and name or address."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import Answers, AnyRequest, Form, Refusal, page
from civicore_booking.booking import Booking
from civicore_booking.citizen import body_of, bookings_of, network_of, refused, runtime_of, several
from civicore_booking.config import Booking as Policy
from civicore_booking.config import Way
from civicore_booking.links import VISIT, to
from civicore_booking.questions import cancel_form
from civicore_booking.summary import Summary

FORM = "/booking/cancel"


@get(f"{VISIT}/{{token:str}}/cancel")
async def cancel_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Asks before it cancels."""
    ours = bookings_of(request)
    found = await ours.show(token)
    if isinstance(found, Refusal):
        return refused(request, found)
    refusal = ours.may_cancel(found)
    if refusal is not None:
        return refused(request, refusal)
    return _page(request, "cancel_check.html", found, action=f"{to(VISIT, token)}/cancel", keep=to(VISIT, token))


@post(f"{VISIT}/{{token:str}}/cancel")
async def cancel(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Cancel; what was cancelled is told once more, it can be told nowhere else."""
    done = await bookings_of(request).cancel(token, way="email_link")
    if isinstance(done, Refusal):
        return refused(request, done)
    return _page(request, "cancelled.html", done)


@get(FORM)
async def form_page(request: AnyRequest) -> Response[Any]:
    """The city's own form for cancelling."""
    way, form = _form(request)
    return _form_page(request, way, form, Answers())


@post(FORM)
async def form_sent(request: AnyRequest) -> Response[Any]:
    """Find the booking. A wrong code and an unknown one are answered alike, so that guessing teaches nothing."""
    way, form = _form(request)
    found = await _found(request, form)
    if isinstance(found, Answers):
        return _form_page(request, way, form, found, status=422)
    if isinstance(found, Refusal):
        return refused(request, found, back=FORM)
    if not way.confirm:
        return await _cancel(request, found)
    refusal = bookings_of(request).may_cancel(found, "web_form")
    if refusal is not None:
        return refused(request, refusal, back=FORM)
    typed = [(name, value) for name, value in await body_of(request) if name in form.fields]
    return _page(request, "cancel_check.html", found, action=f"{FORM}/confirm", typed=typed)


@post(f"{FORM}/confirm")
async def form_confirmed(request: AnyRequest) -> Response[Any]:
    """The second step: the form is read again, so that no secret stands in the page."""
    way, form = _form(request)
    found = await _found(request, form)
    if isinstance(found, Answers):
        return _form_page(request, way, form, found, status=422)
    return refused(request, found, back=FORM) if isinstance(found, Refusal) else await _cancel(request, found)


def _form(request: AnyRequest) -> tuple[Way, Form]:
    """The form of the city; a page that is not there where it offers none."""
    policy: Policy = runtime_of(request).city.policy("booking")
    way = policy.cancellation.ways.open("web_form")
    if way is None:
        raise NotFoundException
    return way, cancel_form(policy)


async def _found(request: AnyRequest, form: Form) -> Booking | Answers | Refusal:
    """The booking that was meant; the form with its mistakes; a refusal that ends the matter."""
    answers = form.read(several(await body_of(request)))
    if answers.errors:
        return answers
    typed = answers.values
    found = await bookings_of(request).find(
        typed["code"], last_name=typed.get("last_name"), email=typed.get("email"), network=network_of(request)
    )
    if isinstance(found, Refusal) and found.code == "booking.unknown":
        return answers.with_error("code", found)
    return found


async def _cancel(request: AnyRequest, booking: Booking) -> Response[Any]:
    done = await bookings_of(request).cancel(bookings_of(request).token(booking), way="web_form")
    return refused(request, done, back=FORM) if isinstance(done, Refusal) else _page(request, "cancelled.html", done)


def _form_page(request: AnyRequest, way: Way, form: Form, answers: Answers, status: int = 200) -> Response[Any]:
    return page(request, "booking/cancel_form.html", status=status, personal=True, way=way, form=form, answers=answers)


def _page(request: AnyRequest, template: str, booking: Booking, **context: Any) -> Response[Any]:
    facts = {"typed": (), "keep": None, "action": None, **context}
    visit = Summary.of(runtime_of(request).city, booking)
    return page(request, f"booking/{template}", personal=True, booking=booking, visit=visit, **facts)


HANDLERS = [cancel_page, cancel, form_page, form_sent, form_confirmed]
