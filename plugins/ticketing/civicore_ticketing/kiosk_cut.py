"""The kiosk without network: what it keeps ready while connected, the page it shows then, and its way back."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from civicore import AnyRequest, ApiBadRequest, Refusal, api_body, on_bad_request, opening, page, site
from civicore_ticketing.kiosk_choices import activity_choices, pad_keys
from civicore_ticketing.kiosk_hall import Hall
from civicore_ticketing.kiosk_journal import Journal, LeasesAnswer, entry_of, leases_answer, results_answer
from civicore_ticketing.kiosk_state import Visit

KIOSK = "/{device:str}/kiosk"
PRIVATE = {"Cache-Control": "no-store"}
_WORKER = "ticketing/kiosk-worker.js"


@get(f"{KIOSK}/pack")
async def pack(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """What the kiosk needs to go on alone: its numbers, what they are for, and until when the office is open."""
    hall = Hall.of(request, device)
    held = await hall.queues.lease(hall.device.id)
    told = leases_answer(() if isinstance(held, Refusal) else held, hall.now, hall.city.zone)
    return Response({**told.model_dump(), **await _offered(hall, told)}, headers=PRIVATE)


@post(f"{KIOSK}/journal", status_code=200, exception_handlers={ApiBadRequest: on_bad_request})
async def handed_in(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """Take over what was given without network."""
    hall = Hall.of(request, device)
    sent = await api_body(request, Journal)
    results = await hall.queues.journal(hall.device.id, [entry_of(one) for one in sent.entries])
    return Response(results_answer(results, hall.runtime.languages, hall.language), headers=PRIVATE)


@get(f"{KIOSK}/cut")
async def cut(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """The page for the time without network, kept by the browser; its words come with it."""
    hall = Hall.of(request, device)
    return page(
        request,
        "ticketing/kiosk/cut.html",
        personal=True,
        kiosk=hall,
        at=hall.path,
        hall=hall,
        visit=Visit(),
        letters=hall.letters,
        keys=pad_keys(letters=hall.letters),
        menu=hall.menu_booked,
        screen="cut",
        resets=False,
        refresh=0,
        prints=False,
    )


@get(f"{KIOSK}/worker.js")
async def worker(request: AnyRequest, device: FromPath[str]) -> Response[bytes]:
    """The service worker of this kiosk's address; it may not act anywhere else."""
    hall = Hall.of(request, device)
    assets = site(request).assets
    script = assets.at(assets.href(_WORKER).removeprefix("/static/"))
    allowed = {"Service-Worker-Allowed": f"/{hall.language}{hall.path}", "Cache-Control": "no-cache"}
    return Response(script.content if script else b"", media_type="text/javascript; charset=utf-8", headers=allowed)


async def _offered(hall: Hall, told: LeasesAnswer) -> dict[str, Any]:
    """Agendas that have numbers, in the order of the start page; names in every language."""
    offers = await hall.queues.offers(hall.device.office, hall.device.id)
    numbered = {agenda for lease in told.leases for agenda in lease.agendas}
    hours = opening(hall.city, hall.device.office, hall.now)
    printer = await hall.runtime.printers.state(hall.device.id)
    return {
        "codes": offers.accepts_codes,
        "until": hours.until,
        "starts": hours.starts,
        "prints": printer.prints_here,
        "agendas": [
            {
                "id": one.agenda,
                "open": one.state == "open",
                "name": dict(hall.city.agendas[one.agenda].name.by_language),
                "activities": [
                    {"id": choice.id, "name": dict(choice.label.by_language) if choice.label else {}}
                    for choice in activity_choices(hall.city, one.agenda)
                ],
            }
            for one in offers.agendas
            if one.agenda in numbered
        ],
    }
