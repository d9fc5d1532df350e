"""Codes and links while a clock jumps or the worker is dead (F08, F17): none is revived, none is accepted late.

A server has one clock. Holds and check-in windows end as that clock shows it: the window belongs to the civil instant,
so a code opens while its window is shown and at no other time, also by a clock that was set back. What ended by a deed
(used, given back, swept and anybody's again) stays ended, whatever the clock shows afterwards. Lapsing alone is no
deed, it is derived: a hold that nobody has swept is a hold again when its clock says so; its place was nobody else's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from civicore_ticketing.tables import TicketRow
from civicore_ticketing.views import CheckedIn

from civicore.base.clock import DemoClock, whole_second
from civicore.base.refusal import Refusal
from tests.faults.town import COUNTERS, TUESDAY, Town, Wish, some
from tests.faults.visits import bookings, coded, confirm, stored, types, work
from tests.tools.reliability import Counted

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
JUMPS = (HOUR, -HOUR, timedelta(days=1), SECOND, timedelta(milliseconds=-500))
HOLD, BESIDE = timedelta(minutes=15), timedelta(minutes=15)  # before and after the time of the visit


async def tickets(town: Town) -> int:
    async with town.built.runtime.store.reading():
        return int(await TicketRow.count())


@pytest.mark.parametrize("jump", JUMPS, ids=str)
@pytest.mark.parametrize("edge", ["opens", "closes"])
async def test_f08_a_code_opens_only_while_its_window_is_shown_and_none_is_revived(
    town: Town, clock: DemoClock, edge: str, jump: timedelta, counted: Counted
) -> None:
    comes, came, gave_back = people = some(3)
    codes: dict[Wish, str] = {one: await coded(town, one) for one in people}
    opens, closes = comes.start - BESIDE, comes.start + BESIDE
    assert not isinstance(await bookings(town).cancel(bookings(town).token(await stored(town, gave_back))), Refusal)
    del town.acknowledged[gave_back]  # a visit that was given back is not kept, nor lost
    clock.freeze(comes.start)
    assert isinstance(await types(town, codes[came]), CheckedIn)
    was_let_in = False
    real = opens - SECOND if edge == "opens" else closes + SECOND
    for shown in (real, real + jump, real):  # before, during, after
        clock.freeze(shown)
        inside = opens <= whole_second(shown) <= closes
        done = await types(town, codes[comes])
        assert isinstance(done, CheckedIn) is inside, (shown, done)
        was_let_in = was_let_in or inside
        assert isinstance(await types(town, codes[gave_back]), Refusal), "given back is given back"
        again = await types(town, codes[came])
        assert isinstance(again, CheckedIn) is inside and getattr(again, "repeated", inside) is inside
        await work(town)
        assert await tickets(town) == 1 + was_let_in, "a code is worth one ticket, by whatever clock"
    assert was_let_in is (jump in ((SECOND,) if edge == "opens" else (timedelta(milliseconds=-500),)))
    counted(runs=1, faults=1, acknowledged=len(town.acknowledged), lost=await town.lost())


@pytest.mark.parametrize("by", ["the worker", "a rival"])
@pytest.mark.parametrize("back", [HOUR, timedelta(seconds=2)], ids=str)
async def test_f08_the_link_of_a_hold_that_was_swept_is_not_revived_by_a_clock_set_back(
    town: Town, clock: DemoClock, back: timedelta, by: str, counted: Counted
) -> None:
    """Swept by the worker, or without it by whoever takes the place. Until then the place is nobody else's."""
    people = some(COUNTERS)
    rival = Wish(99, people[0].start)
    for wish in people:
        assert (await town.book(wish)).status_code == 201
    until = (await stored(town, people[0])).hold_until
    assert until is not None
    clock.freeze(until + SECOND)
    if by == "the worker":
        await work(town)
    assert (await town.book(rival)).status_code == 201
    for shown in (until + SECOND, until + SECOND - back, until + SECOND):
        clock.freeze(shown)
        for wish in people:
            assert isinstance(await confirm(town, wish), Refusal), shown
    assert not isinstance(await confirm(town, rival), Refusal)
    states = await town.kept()
    assert [states[town.acknowledged[one]] for one in (*people, rival)] == ["held"] * COUNTERS + ["confirmed"]
    counted(runs=1, faults=1, acknowledged=len(town.acknowledged), lost=await town.lost())


async def test_f17_no_code_is_accepted_late_while_the_worker_is_dead_or_when_it_is_back(
    town: Town, clock: DemoClock, counted: Counted
) -> None:
    """The worker never ran since the day before the visit; whether a code opens is asked of the clock alone."""
    in_time, late, never = some(3)
    codes = {one: await coded(town, one) for one in (in_time, late, never)}
    opens, closes = late.start - BESIDE, late.start + BESIDE
    assert closes - TUESDAY > timedelta(days=1)
    tried: list[tuple[datetime, Wish, bool]] = [
        (opens - SECOND, in_time, False),
        (closes, in_time, True),
        (closes + SECOND, late, False),
        (closes + HOUR, never, False),
    ]
    for shown, who, opened in tried:
        clock.freeze(shown)
        assert isinstance(await types(town, codes[who]), CheckedIn) is opened, shown
    await work(town)  # it is back
    for shown in (closes + HOUR, closes + timedelta(days=1)):
        clock.freeze(shown)
        assert isinstance(await types(town, codes[late]), Refusal)
        await work(town)
    assert await tickets(town) == 1
    counted(runs=1, faults=1, acknowledged=3, lost=await town.lost())
