"""Where a stranger may look for tickets: every page and operation that takes a parameter."""

from __future__ import annotations

from collections.abc import Sequence

from civicore import Output, Runtime

GUESS = "AAAAAAAAAAAAAAAAAAAAAA"  # a secret that nobody was given
_OF_OFFICE = ("/queue/{}", "/queue/{}/state", "/queue/{}/events", "/queue/{}/take", "/check-in/{}/" + GUESS)
_OF_SECRET = (f"/ticket/{GUESS}", f"/ticket/{GUESS}/events")


def output(runtime: Runtime) -> Output:
    """The addresses at which queues and tickets may be looked for."""

    async def addresses(subject: str) -> Sequence[str]:
        offices = runtime.city.offices
        boards = [
            f"/api/v1/boards/{office}.{device}{events}"
            for office, place in offices.items()
            for device in place.devices
            for events in ("", "/events")
        ]
        return [*(one.format(office) for office in offices for one in _OF_OFFICE), *boards, *_OF_SECRET]

    return Output("ticketing.pages", addresses)
