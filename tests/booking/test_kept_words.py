"""What letters say of place and errand is kept as long as the file says so, and no longer."""

from __future__ import annotations

import gc
from collections.abc import Callable
from weakref import ref

import pytest
from civicore_booking import notices
from civicore_booking.plan import Plan

from civicore.deployment.city import City
from tests.booking.town import Town

pytestmark = pytest.mark.anyio


async def test_it_is_worked_out_once_for_all_who_come_there_for_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    place = notices.place

    def asking(city: City, office: str) -> notices.Place:
        asked.append(office)
        return place(city, office)

    monkeypatch.setattr(notices, "place", asking)
    one = await town.held("2026-11-25T09:00:00", "one@example.cz")
    other = await town.held("2026-11-25T10:00:00", "other@example.cz", language="en")
    first, second = (notices.words(town.bookings.setting, each) for each in (one, other))
    assert asked == [one.office]
    same = {name for name in first if first[name] == second[name]}
    assert {"office", "lines", "phone", "agenda", "documents", "instructions"} <= same
    assert {"start", "end", "reference", "visit_link", "book_link"}.isdisjoint(same)


async def test_a_changed_file_is_told_in_the_next_letter(town: Town, rebuilt: Callable[..., Town]) -> None:
    booking = await town.held("2026-11-25T09:00:00")
    before = notices.words(town.bookings.setting, booking)
    changed = rebuilt(offices__hall__name="{cs: Nová radnice}", agendas__cards__name="{cs: Doklady}")
    after = notices.words(changed.bookings.setting, booking)
    assert [str(after[one]) for one in ("office", "agenda")] == ["Nová radnice", "Doklady"]
    assert notices.words(town.bookings.setting, booking) == before


async def test_what_was_kept_of_a_city_goes_with_it(town: Town) -> None:
    plan = Plan(town.city)
    assert notices._of_the_city(plan, "cards", (), "hall") is notices._of_the_city(plan, "cards", (), "hall")
    gone = ref(plan)
    del plan
    gc.collect()
    assert gone() is None
