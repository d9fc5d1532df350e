"""Another place for a case: a pin, a district or words; district, unit and deadline are found anew."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, Refusal, maps, needs
from civicore_signals import rights
from civicore_signals.case import Place
from civicore_signals.desk_clerk import CASES, Clerk, refused_status, typed, version_of
from civicore_signals.dossier import Dossier


@get("/signals/cases/{case:uuid}/place", guards=[needs(rights.WORK)])
async def place_page(request: AnyRequest, case: FromPath[UUID]) -> Response[Any]:
    """The place as it is known now."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    return _place_page(clerk, dossier, maps.read_place(_atlas(clerk), _now(dossier)), dossier.case.version)


@post("/signals/cases/{case:uuid}/place", guards=[needs(rights.WORK)], status_code=200)
async def relocate(request: AnyRequest, case: FromPath[UUID]) -> Response[Any]:
    """Move the map, or the case."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    sent = await typed(request)
    version = version_of(sent) or dossier.case.version
    picker = maps.read_place(_atlas(clerk), sent)
    if picker.moved or picker.errors:
        return _place_page(clerk, dossier, picker, version, status=422 if picker.errors else 200)
    if picker.chosen.empty:
        return _place_page(clerk, dossier, picker, version, Refusal("signals.place_missing"))
    chosen = picker.chosen
    place = Place(chosen.point, chosen.address, chosen.area, chosen.because, chosen.areas_version)
    made = await clerk.desk.relocate(case, place, clerk.who, version)
    if isinstance(made, Refusal):
        now = await clerk.dossier(case)
        return _place_page(clerk, now, picker, now.case.version, made)
    return clerk.go(f"{CASES}/{case}", done="relocated")


def _atlas(clerk: Clerk) -> maps.Atlas:
    if clerk.atlas is None:
        raise NotFoundException
    return clerk.atlas


def _now(dossier: Dossier) -> dict[str, str]:
    place = dossier.case.place
    if place is None:
        return {}
    lat, lon = (f"{side:.6f}" for side in place.point) if place.point else ("", "")
    return {"lat": lat, "lon": lon, "address": place.address or "", "area": place.area or ""}


def _place_page(
    clerk: Clerk,
    dossier: Dossier,
    picker: maps.Picker,
    version: int,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> Response[Any]:
    return clerk.page(
        "place.html",
        status=refused_status(refusal) if refusal else status,
        headers=maps.headers(picker.atlas),
        refusal=refusal,
        dossier=dossier,
        case=dossier.case,
        place=picker,
        version=version,
    )


HANDLERS = [place_page, relocate]
