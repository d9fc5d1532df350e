"""The page that asks for the puzzle, and the ways round it: an e-mail with a pass, the telephone, the office."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from civicore import AnyRequest, Refusal, language, redirect
from civicore_booking import passes, puzzling
from civicore_booking.citizen import PASS, Trip, network_of, refused, several, travelling
from civicore_booking.journey import first
from civicore_booking.questions import PASS_ADDRESS


def puzzle_page(trip: Trip, refusal: Refusal, *, answers: Any = None, status: int = 428) -> Response[Any]:
    """What was typed is carried on; the script of the page does the sum and sends the form again."""
    work = asked_now(trip)
    typed = {"email": first(several(trip.carried), "email")}
    return trip.page(
        "puzzle.html",
        status=status,
        refusal=refusal,
        work=work,
        form=PASS_ADDRESS,
        answers=answers or PASS_ADDRESS.filled(typed if typed["email"] else {}),
    )


def asked_now(trip: Trip) -> puzzling.Work | None:
    """The puzzle for the time that is chosen, where one is asked."""
    return puzzling.wanted(trip.bookings.setting, trip.wish.agenda, trip.wish.office, trip.wish.start)


def sent(trip: Trip) -> tuple[str, str] | None:
    """The puzzle and its solution as the form bears them, or the pass of an e-mail."""
    text, number = first(trip.sent, "puzzle"), first(trip.sent, "solution")
    if text and number:
        return text, number
    return (pass_of(trip), "") if pass_of(trip) else None


def pass_of(trip: Trip) -> str:
    return first(several(trip.carried), PASS)


@post("/booking/{agenda:str}/pass")
async def ask_for_pass(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """Send a pass to the address; the same page whoever it belongs to."""
    trip = await travelling(request, agenda)
    answers = PASS_ADDRESS.read(several(trip.carried))
    if answers.errors:
        return puzzle_page(trip, Refusal("booking.puzzle"), answers=answers, status=422)
    setting = trip.bookings.setting
    told = await passes.ask(setting, trip.wish, answers.values["email"], language(request), network_of(request))
    if told is not None:
        return refused(request, told, trip=trip)
    return redirect(request, trip.wish.path("pass"))


@get("/booking/{agenda:str}/pass")
async def sent_page(request: AnyRequest, agenda: FromPath[str]) -> Response[Any]:
    """What to do now: the message is on its way."""
    return (await travelling(request, agenda)).page("pass_sent.html", personal=True)


HANDLERS = [ask_for_pass, sent_page]
