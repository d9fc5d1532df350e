"""Suspensions: what the file says, the live switch, the same answer everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.base.text import Text
from civicore.deployment.city import City
from civicore.people import suspension
from civicore.people.principals import Principal
from civicore.people.suspension import Suspension, Suspensions
from civicore.people.team import People
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork
from tests.people.colleague import Colleague, audit, employ

pytestmark = pytest.mark.anyio

BOSS = Principal("staff", "b0b", "Jana Malá")
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@pytest.fixture
def written(written: str) -> str:
    return (
        written.replace("channels:", "security: {staff: {mfa: optional}}\nchannels:")
        + """\
  flood:
    active: true
    scope: [booking]
    departments: [transport]
    since: 2026-11-24
    until: 2026-11-25
    banner: {en: NO TRANSPORT OFFICE.}
    instead: [phone]
"""
    )


@pytest.fixture
async def elsewhere(town: Built, database_url: str, clock: DemoClock) -> AsyncIterator[Suspensions]:
    """Another process on the same database."""
    store = Store(database_url, clock=clock)
    await store.open()
    yield Suspensions(store, town.runtime.city)
    await store.close()


async def switch(town: Built, id: str, active: bool) -> Refusal | None:
    suspensions = town.runtime.suspensions
    return await town.runtime.transact(lambda work: suspensions.switch(id, active, BOSS, work, "water"))


async def banners(town: Built) -> list[str]:
    town.runtime.suspensions.forget()
    return [one.id for one in await town.runtime.suspensions.banners(town.runtime.clock.now())]


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-11-23T22:59:59+00:00", []),
        ("2026-11-23T23:00:00+00:00", ["flood"]),
        ("2026-11-25T22:59:59+00:00", ["flood"]),
        ("2026-11-25T23:00:00+00:00", []),
    ],
)
async def test_the_file_names_civil_days_of_the_city(town: Built, clock: DemoClock, at: str, shown: list[str]) -> None:
    clock.freeze(datetime.fromisoformat(at))
    assert await banners(town) == shown


async def test_what_the_file_says_is_worked_out_once_a_day(
    town: Built, clock: DemoClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, usual = [], suspension._of_file

    def noted(id: str, written: object, today: date) -> Suspension:
        asked.append(today)
        return usual(id, written, today)  # type: ignore[arg-type]

    monkeypatch.setattr(suspension, "_of_file", noted)
    one = Suspensions(town.runtime.store, town.runtime.city)
    for at in ("2026-11-24T08:00+00:00", "2026-11-24T09:00+00:00", "2026-11-26T08:00+00:00"):
        clock.freeze(datetime.fromisoformat(at))
        await one.banners(clock.now())
        await town.runtime.transact(lambda work: one.all(work.now, work))
    days = date(2026, 11, 24), date(2026, 11, 26)
    assert asked == [day for day in days for _ in town.runtime.city.suspensions]


@pytest.mark.parametrize(
    ("scope", "department", "stopped"),
    [
        ("booking", "transport", "flood"),
        ("booking", "registry", None),
        ("booking", None, None),
        ("walk_in", "transport", None),
    ],
)
async def test_only_what_is_in_scope_stops(
    town: Built, scope: str, department: str | None, stopped: str | None
) -> None:
    found = await town.runtime.suspensions.in_force(scope, department=department, now=NOW)
    assert (found.id if found else None) == stopped


async def test_the_live_switch_stops_and_restores(town: Built) -> None:
    assert await switch(town, "crisis", True) is None
    found = await town.runtime.suspensions.in_force("booking", now=NOW)
    assert found is not None
    assert str(found.banner) == "BOOKING IS OUT OF SERVICE."
    assert found.switched is not None
    assert (found.switched.by, found.switched.at, found.switched.reason) == ("Jana Malá", NOW, "water")
    assert await switch(town, "crisis", False) is None
    assert await town.runtime.suspensions.in_force("booking", now=NOW) is None


async def test_the_switch_ends_one_of_the_file_too_and_holds_past_its_days(town: Built, clock: DemoClock) -> None:
    await switch(town, "flood", False)
    assert await banners(town) == []
    await switch(town, "flood", True)
    clock.advance(timedelta(days=30))
    assert await banners(town) == ["flood"]


async def test_a_changed_file_is_the_later_word(town: Built) -> None:
    await switch(town, "crisis", True)
    city = town.runtime.city
    changed = city.suspensions["crisis"].model_copy(update={"active": True})
    newer = city.model_copy(update={"suspensions": {**city.suspensions, "crisis": changed}})
    again = Suspensions(town.runtime.store, newer)
    assert (await again.in_force("booking", now=NOW)) is not None
    back: City = newer.model_copy(update={"suspensions": city.suspensions})
    found = await Suspensions(town.runtime.store, back).in_force("booking", now=NOW)
    assert found is not None
    assert found.switched is not None


async def test_an_unknown_or_repeated_switch_is_refused_and_leaves_no_trace(town: Built) -> None:
    assert await switch(town, "nothing", True) == Refusal("suspension.unknown")
    assert await switch(town, "crisis", False) == Refusal("suspension.already")
    assert await audit(town) == []


async def test_every_process_answers_alike_and_inside_a_unit_at_once(town: Built, elsewhere: Suspensions) -> None:
    assert await elsewhere.in_force("booking", now=NOW) is None
    await switch(town, "crisis", True)
    store = elsewhere._store

    async def exact(work: UnitOfWork) -> bool:
        return await elsewhere.in_force("booking", now=work.now, work=work) is not None

    assert await store.transact(exact)
    assert await elsewhere.in_force("booking", now=NOW + timedelta(seconds=1)) is not None


async def test_a_refused_unit_leaves_the_switch_as_it_was(town: Built) -> None:
    async def work(unit: UnitOfWork) -> Refusal:
        await town.runtime.suspensions.switch("crisis", True, BOSS, unit, "water")
        assert await town.runtime.suspensions.in_force("booking", now=NOW, work=unit) is not None
        return Refusal("x.y")

    await town.runtime.transact(work)
    assert "crisis" not in await banners(town)


async def test_every_city_has_a_pause_in_its_languages(town: Built) -> None:
    await switch(town, "pause", True)
    (pause,) = [one for one in await town.runtime.suspensions.all(NOW) if one.id == "pause"]
    assert {pause.banner.language_for(code) for code in ("en", "cs", "uk", "bg")} == {"en", "cs", "uk", "bg"}
    assert "призупинено" in pause.banner.in_("uk")


async def test_two_colleagues_at_once_switch_it_once(town: Built) -> None:
    answers = await asyncio.gather(switch(town, "crisis", True), switch(town, "crisis", True))
    assert sorted(answers, key=str) == sorted([None, Refusal("suspension.already")], key=str)
    assert [action for action, _, _ in await audit(town)] == ["suspension.switched"]


async def test_the_page_switches_with_a_reason_and_the_notice_is_everywhere(
    town: Built, team: People, browser: Colleague
) -> None:
    await browser.sign_in(await employ(town))
    assert (await browser.submit("/suspension/crisis", {})).status_code == 422
    answer = await browser.submit("/suspension/crisis", {"reason": "The water is here"})
    assert answer.headers["location"] == "/en/desk/suspension"
    listed = await browser.get("/suspension")
    assert "Switched by Jana Malá" in listed.text
    assert "The water is here" in listed.text
    for page in ("/en/", "/cs/contact"):
        assert "BOOKING IS OUT OF SERVICE." in (await browser.client.get(page)).text
    await browser.submit("/suspension/crisis", {"reason": "It is over"})
    assert "BOOKING IS OUT OF SERVICE." not in (await browser.client.get("/en/")).text
    actions = [(action, subject) for action, _, subject in await audit(town) if action.startswith("susp")]
    assert actions == [("suspension.switched", "suspension:crisis")] * 2


async def test_a_stale_page_does_not_undo_what_a_colleague_did(town: Built, browser: Colleague) -> None:
    await browser.sign_in(await employ(town))
    shown = await browser.get("/suspension/crisis")
    await switch(town, "crisis", True)
    token = shown.text.partition('name="_csrf" value="')[2].partition('"')[0]
    typed = {"_csrf": token, "active": "true", "reason": "late"}
    answer = await browser.client.post(str(shown.url), data=typed)
    assert answer.status_code == 422
    assert "A colleague has already done it." in answer.text
    assert (await browser.get("/suspension/nothing")).status_code == 404


def test_departments_narrow_what_stops() -> None:
    one = Suspension("x", True, ("booking",), ("transport",), Text({"en": "x"}))
    assert one.stops("booking", "transport")
    assert not one.stops("booking", None)
    assert not replace(one, active=False).stops("booking", "transport")
    assert replace(one, departments=None).stops("booking", "registry")
