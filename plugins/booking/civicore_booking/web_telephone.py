"""Confirming a time by the code of a text message, on the page that says what is held."""

from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, Refusal, redirect
from civicore_booking.citizen import body_of, bookings_of, refused, several
from civicore_booking.links import VISIT, to
from civicore_booking.questions import TELEPHONE_CODE
from civicore_booking.web_form import HELD, held_page


@post(f"{HELD}/{{booking:uuid}}")
async def code_typed(request: AnyRequest, booking: FromPath[UUID]) -> Response[Any]:
    """A right code leads on to the visit; a wrong one may be corrected a few times."""
    ours = bookings_of(request)
    found = await ours.get(booking)
    if found is None or found.channel != "web":
        raise NotFoundException
    answers = TELEPHONE_CODE.read(several(await body_of(request)))
    if answers.errors:
        return held_page(request, found, answers, 422)
    done = await ours.confirm_by_code(booking, answers.values["code"])
    if not isinstance(done, Refusal):
        return redirect(request, to(VISIT, ours.token(done.booking)))
    if done.code == "booking.wrong_sms_code":
        return held_page(request, found, answers.with_error("code", done), 422)
    return refused(request, done)


HANDLERS = [code_typed]
