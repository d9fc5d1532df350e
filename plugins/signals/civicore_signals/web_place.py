"""Where it is: a pin, an address in words, a district, each as good as the others."""

from typing import Any

from litestar import Response
from litestar.datastructures import FormMultiDict

from civicore import Answers, Field, FieldError, Form, Refusal, maps
from civicore_signals import asking
from civicore_signals.journey import Spot
from civicore_signals.writing import Trip, other_language, spot_of, spot_raw

_ADDRESS = Field("address", "Where is it?", required=False, max_length=300, autocomplete="off")


def show_place(trip: Trip, place: maps.Picker | None = None, status: int = 200) -> Response[Any]:
    """The picker with what was said before; without a map of the city one line for the address."""
    atlas, needed = trip.here.atlas, asking.place_asked(trip.kind, trip.type) == "required"
    if atlas is None:
        return _address(trip, Form([_ADDRESS]).filled({"address": trip.draft.spot.address}), status)
    shown = place or maps.read_place(atlas, spot_raw(trip.draft.spot))
    answers = Answers(errors=shown.errors)
    return trip.page(
        "place.html", "place", status=status, place=shown, answers=answers, needed=needed, headers=maps.headers(atlas)
    )


async def take_place(trip: Trip, data: FormMultiDict) -> Response[Any]:
    """The place said; moving the map draws the same page again."""
    if trip.here.atlas is None:
        return await _take_address(trip, data)
    place = maps.read_place(trip.here.atlas, data)
    if place.moved or other_language(trip.here.request, data):
        return show_place(trip, place)
    if place.errors:
        return show_place(trip, place, 422)
    if place.chosen.empty and asking.place_asked(trip.kind, trip.type) == "required":
        return _needed(trip, place)
    return await trip.onward(trip.draft.at(spot_of(place.chosen)))


def _needed(trip: Trip, place: maps.Picker) -> Response[Any]:
    answers = Answers(errors=(FieldError("address", Refusal("signals.place_missing")),))
    facts = {"place": place, "answers": answers, "needed": True, "headers": maps.headers(place.atlas)}
    return trip.page("place.html", "place", status=422, **facts)


def _address(trip: Trip, answers: Answers, status: int) -> Response[Any]:
    return trip.page("address.html", "place", status=status, field=_ADDRESS, answers=answers)


async def _take_address(trip: Trip, data: FormMultiDict) -> Response[Any]:
    answers = Form([_ADDRESS]).read({"address": data.get("address", "")})
    if other_language(trip.here.request, data):
        return _address(trip, Answers(raw=answers.raw), 200)
    if not answers.errors and not answers.values["address"]:
        answers = answers.with_error("address", Refusal("signals.place_missing"))
    if answers.errors:
        return _address(trip, answers, 422)
    return await trip.onward(trip.draft.at(Spot(address=answers.values["address"])))
