"""Visits that a change of the file touches: listed, decided about, carried out exactly once."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from civicore.contracts.changes import Hit
from civicore.planning import shown
from civicore.planning.applying import Applied, Stale, outdated
from civicore.planning.written import WrittenPlan
from tests.planning.hall import Hall, at

FRIDAYS = ("2026-11-27T13:00:00", "2026-12-04T13:15:00", "2026-12-11T14:00:00")
SHORTER = "08:00-12:00"
HOURS = "offices.hall.hours.fri"


async def test_shortening_fridays_lists_the_visits_after_the_new_end(hall: Hall) -> None:
    await hall.book(*FRIDAYS, "2026-11-27T09:00:00", "2026-11-26T13:00:00")
    plan = await hall.plan(hall.changed(offices__hall__hours__fri=SHORTER))
    (change,) = plan.changes
    assert (change.name, change.kind, change.old, change.new) == (HOURS, "touching", "08:00-14:30", "08:00-12:00")
    assert [hit.when for hit in plan.hits] == [at(one) for one in FRIDAYS]
    assert plan.choices(change) == ("keep", "rebook", "cancel", "ask") and plan.undecided == (change,)
    assert not any("Nov" in hit.label and "ák" in hit.label for hit in plan.hits)


async def test_nothing_is_cancelled_without_a_decision(hall: Hall) -> None:
    await hall.book(*FRIDAYS)
    new = hall.changed(offices__hall__hours__fri=SHORTER)
    answer = await hall.apply(new, await hall.plan(new))
    assert isinstance(answer, Stale) and answer.why == (f"{HOURS}: not decided",)
    assert [one.start for one in await hall.visits()] == [at(one) for one in FRIDAYS]


async def test_whoever_is_asked_keeps_the_visit_and_gets_the_link_once(hall: Hall) -> None:
    await hall.book(*FRIDAYS)
    new = hall.changed(offices__hall__hours__fri=SHORTER)
    plan = await hall.plan(new, offices__hall__hours__fri="ask")
    assert await hall.apply(new, plan) == Applied(3, 0)
    assert await hall.apply(new, plan) == Applied(before=True)
    letters = await hall.messages("booking.asked")
    assert len(letters) == 3 and all("https://lipa.example/cs/booking/visit/" in one for one in letters)
    assert [one.kept_despite for one in await hall.visits()] == ["hours"] * 3
    assert (await hall.plan(new)).hits == ()


async def test_a_cancelled_visit_is_given_up_and_its_holder_told(hall: Hall) -> None:
    await hall.book(*FRIDAYS)
    new = hall.changed(offices__hall__hours__fri=SHORTER)
    plan = await hall.plan(new, offices__hall__hours__fri="cancel")
    assert await hall.apply(new, plan) == Applied(3, 0)
    assert await hall.visits() == [] and len(await hall.messages("booking.cancelled")) == 3
    assert await hall.apply(new, plan) == Applied(before=True)
    assert len(await hall.messages("booking.cancelled")) == 3


async def test_a_rebooked_visit_fits_the_new_hours(hall: Hall) -> None:
    await hall.book(*FRIDAYS)
    new = hall.changed(offices__hall__hours__fri=SHORTER)
    assert await hall.apply(new, await hall.plan(new, offices__hall__hours__fri="rebook")) == Applied(3, 0)
    moved = await hall.visits()
    assert len(moved) == 3 and not {one.start for one in moved} & {at(one) for one in FRIDAYS}
    assert (await hall.plan(new)).hits == ()


async def test_a_visit_booked_since_makes_the_plan_stale_and_is_named(hall: Hall) -> None:
    await hall.book(FRIDAYS[0])
    new = hall.changed(offices__hall__hours__fri=SHORTER)
    plan = await hall.plan(new, offices__hall__hours__fri="cancel")
    await hall.book(FRIDAYS[1])
    answer = await hall.apply(new, plan)
    assert isinstance(answer, Stale) and len(answer.why) == 1
    assert "Fri 04 Dec 13:15, Občanské průkazy, Radnice" in answer.why[0]
    assert len(await hall.visits()) == 2 and await hall.messages("booking.cancelled") == []


async def test_a_file_changed_since_makes_the_plan_stale(hall: Hall) -> None:
    plan = await hall.plan(hall.changed(offices__hall__hours__fri=SHORTER))
    new = hall.changed(offices__hall__hours__fri="08:00-10:00")
    answer = await hall.apply(new, plan)
    assert isinstance(answer, Stale) and "new.yaml" in answer.why[0]


async def test_the_old_file_changed_since_is_told_though_both_have_one_name(hall: Hall) -> None:
    new = hall.changed(offices__hall__hours__fri=SHORTER)
    written = WrittenPlan.of(await hall.plan(new), Path("city.yaml"), Path("next/city.yaml"))
    loaded = hall.under(new).loaded
    assert outdated(hall.town.loaded, loaded, written) is None
    changed = hall.under(hall.changed(offices__hall__name="Other")).loaded
    stale = outdated(changed, loaded, written)
    assert stale is not None and "city.yaml" in stale.why[0]


async def test_a_visit_given_up_since_does_not_stop_the_plan(hall: Hall) -> None:
    first, _ = await hall.book(*FRIDAYS[:2])
    new = hall.changed(offices__hall__hours__fri=SHORTER)
    plan = await hall.plan(new, offices__hall__hours__fri="cancel")
    await hall.town.bookings.cancel(hall.town.bookings.token(first))
    assert await hall.apply(new, plan) == Applied(1, 0)


async def test_longer_visits_smaller_capacities_and_horizons_are_told_and_touch_nobody(hall: Hall) -> None:
    await hall.book("2026-12-18T09:00:00", "2026-12-18T09:00:00", "2026-12-18T09:15:00", "2026-12-18T09:15:00")
    new = hall.changed(agendas__cards__duration="30 min", offices__hall__capacity="3", booking__horizon="7 days")
    plan = await hall.plan(new)
    assert {(hit.change, hit.allowed) for hit in plan.hits} == {
        ("offices.hall.capacity", ()),
        ("agendas.cards.duration", ()),
    }
    assert [(one.change, one.count) for one in plan.tallies] == [("booking.horizon", 4)]
    assert plan.undecided == () and plan.touched
    assert await hall.apply(new, plan) == Applied(0, 0) and len(await hall.visits()) == 4


async def test_a_closure_that_asks_needs_a_decision_and_one_that_says_what_happens_does_not(hall: Hall) -> None:
    await hall.book(FRIDAYS[0])
    closure = "{when: 2026-11-27, reason: Porucha kotle., bookings: %s}"
    asks = await hall.plan(hall.changed(closures__boiler=closure % "ask"))
    assert [one.name for one in asks.undecided] == ["closures.boiler"]
    says = await hall.plan(hall.changed(closures__boiler=closure % "cancel"))
    assert says.undecided == () and [hit.change for hit in says.hits] == ["closures.boiler"]


async def test_an_agenda_that_is_gone_is_an_error_while_visits_are_for_it(hall: Hall) -> None:
    await hall.book("2026-11-27T09:00:00", "2026-11-27T10:00:00", agenda="cars")
    new = hall.changed(agendas__cars="", offices__hall__counters__k1__serves="[cards]")
    (blocked,) = (plan := await hall.plan(new)).blocked
    assert (blocked.change, blocked.count) == ("agendas.cars", 2)
    assert isinstance(await hall.apply(new, plan), Stale)


async def test_an_activity_that_is_gone_is_an_error_while_visits_are_for_it(hall: Hall) -> None:
    await hall.book("2026-11-27T09:00:00", activities=("collect",))
    plan = await hall.plan(hall.changed(agendas__cards__activities__collect=""))
    assert [(one.change, one.count) for one in plan.blocked] == [("agendas.cards.activities.collect", 1)]


async def test_a_shorter_retention_wants_its_number_typed(hall: Hall) -> None:
    await hall.book("2026-11-25T09:00:00", "2026-11-25T10:00:00")
    hall.clock.freeze(at("2026-12-10T09:00:00"))
    new = hall.changed(retention__finished="14 days")
    plan = await hall.plan(new)
    assert [(one.count, one.allowed) for one in plan.tallies] == [(2, ("2",))]
    assert [one.name for one in plan.undecided] == ["retention.finished"]
    assert (await hall.plan(new, retention__finished="3")).undecided
    assert not (await hall.plan(new, retention__finished="2")).undecided


async def test_less_protection_wants_to_be_agreed_to(hall: Hall) -> None:
    new = hall.changed(security__bot_check="'off'", security__limits__holds_per_address="2000")
    plan = await hall.plan(new)
    assert [(one.name, one.kind) for one in plan.undecided] == [
        ("security.limits.holds_per_address", "weaker"),
        ("security.bot_check", "weaker"),
    ]
    agreed = await hall.plan(new, security__bot_check="agree", security__limits__holds_per_address="agree")
    assert agreed.undecided == () and not agreed.touched


async def test_a_running_city_takes_over_what_is_decided_and_asks_for_the_rest(hall: Hall) -> None:
    new = hall.changed(security__bot_check="'off'")
    assert (await hall.judged(new)).needs_decision
    await hall.apply(new, await hall.plan(new, security__bot_check="agree"))
    assert not (await hall.judged(new)).needs_decision
    harmless = hall.changed(deployment__slogan="{cs: Vítejte, en: Welcome}", offices__hall__hours__sat="08:00-10:00")
    assert not (await hall.judged(harmless)).needs_decision


async def test_a_visit_booked_after_the_plan_was_applied_is_asked_for(hall: Hall) -> None:
    new = hall.changed(offices__hall__hours__fri=SHORTER)
    await hall.apply(new, await hall.plan(new))
    await hall.book(FRIDAYS[0])
    verdict = await hall.judged(new)
    assert verdict.needs_decision and [type(one) for one in verdict.plan.hits] == [Hit]


async def test_programs_get_every_record_and_nobody_a_name(hall: Hall) -> None:
    await hall.book(*FRIDAYS)
    plan = await hall.plan(hall.changed(offices__hall__hours__fri=SHORTER))
    (told,) = json.loads(shown.as_json(plan))["changes"]
    assert (told["choices"], len(told["hits"])) == (["keep", "rebook", "cancel", "ask"], 3)
    people = shown.human(plan, "lipa", "new.yaml")
    assert f"--decide {HOURS}=keep" in people and "3 bookings" in people
    assert not re.search(r"Nov.k|jan\d|@", people + json.dumps(told))


async def test_looking_asks_the_database_no_more_for_more_visits(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    engine = type(hall.store.engine)
    once = engine.run_querystring

    async def counted(self: Any, *arguments: Any, **options: Any) -> Any:
        asked[-1] += 1
        return await once(self, *arguments, **options)

    monkeypatch.setattr(engine, "run_querystring", counted)
    new = hall.changed(offices__hall__hours__fri=SHORTER)
    for starts in (FRIDAYS[:1], FRIDAYS[1:]):
        monkeypatch.setattr(engine, "run_querystring", once)
        await hall.book(*starts)
        monkeypatch.setattr(engine, "run_querystring", counted)
        asked.append(0)
        await hall.plan(new)
    assert asked[0] == asked[1] > 0
