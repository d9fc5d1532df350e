"""Which days the map shows: as the file says, counted from when a case came in."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from civicore_signals.access import Account
from civicore_signals.case import Place
from civicore_signals.service import PublicFilter
from civicore_signals.visibility import PublicCase

from civicore import maps
from tests.signals.backoffice.office import NE, Office

Made = Callable[..., Office]


async def shown(office: Office, **wanted: object) -> set[str]:
    return {one.number for one in await office.cases.public_marks(PublicFilter(**wanted))}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("show", "last", "first_without"),
    [
        ("30 days", "2026-12-03T09:00:00", "2026-12-03T09:00:01"),  # the same time of the day, over the clock change
        ("720 hours", "2026-12-03T09:00:00", "2026-12-03T09:00:01"),
        ("48 hours", "2026-11-05T09:00:00", "2026-11-05T09:00:01"),
    ],
)
async def test_signal_case_58_a_case_of_exactly_that_age_is_still_on_the_map(
    office: Made, show: str, last: str, first_without: str
) -> None:
    city = office(signals__map__show=show)
    city.set("2026-11-03T09:00")
    case = await city.filed()
    city.set(last)
    assert await shown(city) == {case.number}
    city.set(first_without)
    assert await shown(city) == set()


@pytest.mark.parametrize(("show", "still"), [("30 days", True), ("720 hours", False)])
async def test_signal_case_58_days_follow_the_calendar_and_hours_the_clock(
    office: Made, show: str, still: bool
) -> None:
    """The clocks went back on 25 October: these thirty calendar days were one hour longer than 720 hours."""
    city = office(signals__map__show=show)
    city.set("2026-10-10T09:00")
    case = await city.filed()
    city.set("2026-11-09T08:30")
    assert await shown(city) == ({case.number} if still else set())
    city.set("2026-11-09T09:00:01")
    assert await shown(city) == set()


async def test_signal_case_58_an_old_case_that_is_opened_again_stays_old_and_its_number_finds_it(office: Made) -> None:
    city = office()
    city.set("2026-10-01T09:00")
    case = await city.filed()
    city.set("2026-10-28T09:00")
    await city.solved(case)
    city.set("2026-11-03T09:00")
    opened = await city.cases.reopen(Account(UUID(int=77), "jana@example.cz", "en"), "It is there again.", case.id)
    assert getattr(opened, "reopened", opened) == 1
    assert await shown(city) == set()
    found = await city.cases.by_number(str(case.number))
    assert isinstance(found, PublicCase)
    assert (found.number, found.reopened) == (case.number, 1)


async def test_filters_and_the_window_narrow_the_map(office: Made) -> None:
    city = office()
    city.set("2026-11-23T09:00")
    south = await city.filed()
    north = await city.filed(place=Place(NE, "North street"))
    assert await shown(city) == {south.number, north.number}
    assert await shown(city, box=(50.0, 14.0, 50.02, 14.02)) == {north.number}
    assert await shown(city, area="sw") == {south.number}
    assert await shown(city, category="lighting") == set()


async def test_signal_case_26_an_old_case_keeps_the_district_and_version_of_its_day(office: Made) -> None:
    city = office()
    city.set("2026-11-23T09:00")
    before = await city.filed()
    assert before.place is not None
    assert before.place.area == "sw"
    assert before.place.areas_version == city.runtime.services.one(maps.Atlas).areas.version
    file = city.city.folder / "squares.geojson"
    file.write_text(file.read_text().replace('"id": "sw"', '"id": "south"'))
    later = Office(city.city, city.store, city.clock)
    after = await later.filed()
    assert after.place is not None
    assert after.place.area == "south"
    assert after.place.areas_version != before.place.areas_version
    kept = (await later.now(before.id)).place
    assert kept == before.place
    assert (await shown(later, area="sw"), await shown(later, area="south")) == ({before.number}, {after.number})
