"""Where a stranger may look for bookings: every page and operation that takes a parameter."""

from __future__ import annotations

from collections.abc import Sequence

from civicore import Output, Runtime

GUESS = "AAAAAAAAAAAAAAAAAAAAAA"  # a secret that nobody was given
_NOBODY = "00000000-0000-4000-8000-000000000000"
_NONE = "0"  # where a city has nothing to book yet
_OF_AGENDA = ("", "/office", "/times", "/details", "/check", "/book", "/waiting", "/waiting/sent", "/draws", "/pass")
_OF_SECRET = (
    "/booking/confirm/{}",
    "/booking/not-me/{}",
    "/booking/visit/{}",
    "/booking/visit/{}/code.svg",
    "/booking/visit/{}/visit.ics",
    "/booking/visit/{}/times",
    "/booking/visit/{}/change",
    "/booking/visit/{}/cancel",
    "/booking/waiting/{}",
    "/api/v1/bookings/{}",
)


def output(runtime: Runtime) -> Output:
    """The addresses for one booking, by its id."""

    async def addresses(subject: str) -> Sequence[str]:
        kind, _, id = subject.partition(":")
        booking = id if kind == "booking" else _NOBODY
        by_agenda = [f"/booking/{agenda}{step}" for agenda in runtime.city.agendas or (_NONE,) for step in _OF_AGENDA]
        lots = [f"/desk/booking/lots/{agenda}" for agenda in runtime.city.agendas or (_NONE,)]
        by_id = [*lots, f"/booking/held/{booking}", f"/api/v1/desk/bookings/{booking}"]
        return [*by_agenda, *by_id, *(one.format(GUESS) for one in _OF_SECRET)]

    return Output("booking.pages", addresses)
