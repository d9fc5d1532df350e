"""The booking that nobody makes: it takes the whole way, leaves nothing behind, and its silence is an alarm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from civicore_booking.booking import HIDDEN
from civicore_booking.canary import BookingCanary
from civicore_booking.jobs import jobs
from civicore_booking.keeping import retention
from civicore_booking.tables import BookingRow, PatternRow

from civicore.canary.watch import Watch
from civicore.capacity.tables import ClaimRow
from civicore.contracts.canary import Canary
from civicore.extension.parts import Service
from civicore.people.suspension import Suspensions
from civicore.storage.tables import EventRow
from tests.booking.town import Town

BUILD = Callable[..., Town]


async def test_it_books_confirms_and_cancels_and_nothing_stays(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    for _ in range(3):
        assert await BookingCanary(town.runtime).sing() is None
    async with town.store.reading():
        left = [await table.count() for table in (BookingRow, PatternRow, EventRow)]
        claims = await ClaimRow.select(ClaimRow.key, ClaimRow.until)
    assert left == [0, 0, 0]
    assert all(one["key"].startswith("code|") and one["until"] is not None for one in claims)
    assert await town.messages() == [] and await town.audit() == []
    assert HIDDEN not in town.city.agendas and HIDDEN not in town.city.offices


async def test_it_hears_what_a_citizen_would_be_told(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.set("2026-11-24T08:00:00")

    async def broken(*_: Any) -> bool:
        raise OSError("the disk is gone")

    monkeypatch.setattr("civicore_booking.store.add", broken)
    with pytest.raises(OSError, match="disk"):
        await BookingCanary(town.runtime).sing()


async def test_what_a_killed_process_left_is_seen_by_nobody_and_given_up(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held or confirmed: jobs, retention and desk pass it by, and the next song takes it away."""
    town.set("2026-11-24T08:00:00")

    async def killed(*_: Any) -> Any:
        raise SystemExit

    for step in ("civicore_booking.confirming.confirm", "civicore_booking.cancelling.cancel"):
        with monkeypatch.context() as patched:
            patched.setattr(step, killed)
            with pytest.raises(SystemExit):
                await BookingCanary(town.runtime).sing()
    async with town.store.reading():
        assert await BookingRow.count() == 2
    for job in jobs(town.bookings.setting):
        await job.run()
    assert await town.messages() == []
    free = await town.free("2026-11-25T09:00:00")
    town.clock.advance(timedelta(minutes=20))
    assert await BookingCanary(town.runtime).sing() is None
    assert await town.free("2026-11-25T09:00:00") == free
    town.clock.advance(timedelta(days=3))
    await retention(town.bookings.setting).expire()
    async with town.store.reading():
        assert await BookingRow.count() == 0
    await town.check_ledger()


async def test_a_town_that_takes_no_bookings_does_so_on_purpose(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.set("2026-11-24T08:00:00")

    async def stopped(*_: Any, **__: Any) -> object:
        return object()

    monkeypatch.setattr(Suspensions, "in_force", stopped)
    assert await BookingCanary(town.runtime).sing() is None


class Ill:
    name = "booking"
    said: str | None = "booking.nothing_free"

    async def sing(self) -> str | None:
        return self.said


async def test_two_misses_in_a_row_raise_one_alarm_and_the_next_song_ends_it(rebuilt: BUILD) -> None:
    town = rebuilt(operations__alert="[it@visits.example]", operations__canary="{enabled: true}")
    town.set("2026-11-24T08:00:00")
    ill = Ill()
    town.runtime.services.add([Service(Canary, ill)])
    watch = Watch(town.runtime)
    told: list[tuple[str, str]] = []

    async def mailed(name: str, wrong: str) -> None:
        told.append((name, wrong))

    watch._mail = mailed  # type: ignore[method-assign]
    seen = []
    for said in ("booking.nothing_free", None, "StoreBusy", "StoreBusy", "StoreBusy", None):
        ill.said = said
        await watch.look()
        seen.append((len(told), "canary:booking" in town.runtime.repairs._seen))
    assert seen == [(0, False), (0, False), (0, False), (1, True), (1, True), (1, False)]
    assert told == [("booking", "StoreBusy")]
