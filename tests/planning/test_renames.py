"""Ids that are called differently: one change, records and links follow, nothing is lost and nothing is done twice."""

from __future__ import annotations

import json
from datetime import date

import pytest
from civicore_booking.tables import BookingRow, ClosureRow, WaitingRow
from civicore_bots.dialog import Where
from civicore_bots.filechange import renamed
from civicore_ticketing.tables import CounterRow, TicketRow

from civicore.base.codes import new_id
from civicore.contracts.changes import Renames
from civicore.people.tables import StaffRow, TokenRow
from civicore.planning import renaming
from civicore.planning.applying import Applied
from civicore.planning.leading_on import moved
from civicore.storage.manners import AT_ONCE
from civicore.storage.messages import Letter
from civicore.storage.spares import queue
from civicore.storage.tables import MessageRow
from tests.planning.hall import Hall, at

RENAMES = {
    "agendas.cards": "agendas.id_cards",
    "agendas.id_cards.activities.collect": "agendas.id_cards.activities.pick_up",
    "offices.hall": "offices.town_hall",
    "offices.town_hall.counters.k1": "offices.town_hall.counters.one",
    "offices.town_hall.devices.stand": "offices.town_hall.devices.door",
    "departments.registry": "departments.records",
    "channels.kiosks.library": "channels.kiosks.museum",
}
WORDS = {
    "cards": "id_cards",
    "collect": "pick_up",
    "hall:": "town_hall:",
    "office: hall": "office: town_hall",
    "k1": "one",
    "stand": "door",
    "registry": "records",
    "library": "museum",
}


def test_an_id_follows_its_owner_and_a_stranger_does_not() -> None:
    renames = Renames(RENAMES)
    assert renames.new("agendas", "cards", "activities", "collect") == "pick_up"
    assert renames.new("agendas", "id_cards", "activities", "collect") == "pick_up"
    assert renames.new("agendas", "cars", "activities", "collect") == "collect"
    assert renames.path("offices", "hall", "counters", "k1") == ("offices", "town_hall", "counters", "one")
    assert renames.new("offices", "other", "counters", "k1") == "k1"


async def test_a_rename_is_one_change_and_no_removal(hall: Hall) -> None:
    plan = await hall.plan(hall.renamed(RENAMES, **WORDS))
    assert {one.name: one.renamed for one in plan.changes if one.renamed} == {
        "agendas.id_cards": "agendas.cards",
        "agendas.id_cards.activities.pick_up": "agendas.cards.activities.collect",
        "offices.town_hall": "offices.hall",
        "offices.town_hall.counters.one": "offices.hall.counters.k1",
        "offices.town_hall.devices.door": "offices.hall.devices.stand",
        "departments.records": "departments.registry",
        "channels.kiosks.museum": "channels.kiosks.library",
    }
    assert not any(one.removed or one.old is None for one in plan.changes)


async def test_visits_under_new_names_are_no_hits(hall: Hall) -> None:
    await hall.book("2026-11-26T09:00:00", "2026-11-26T09:00:00", activities=("collect",))
    plan = await hall.plan(hall.renamed(RENAMES, **WORDS))
    assert plan.hits == () and plan.blocked == () and plan.undecided == ()


async def test_records_follow_when_the_city_starts_and_only_once(hall: Hall) -> None:
    await hall.book("2026-11-26T09:00:00", activities=("collect",))
    await hall.store.transact(lambda unit: _more())
    town = hall.under(hall.renamed(RENAMES, **WORDS))
    assert await renaming.follow(town.runtime) > 0
    assert await renaming.follow(town.runtime) == 0
    async with hall.store.reading():
        (visit,) = await BookingRow.select()
        (wish,) = await WaitingRow.select()
        (closure,) = await ClosureRow.select()
        (ticket,) = await TicketRow.select()
        (counter,) = await CounterRow.select()
        (clerk,) = await StaffRow.select()
        devices = await TokenRow.select().order_by(TokenRow.subject)
        (letter,) = await MessageRow.select().where(MessageRow.notice == "office")
    assert (visit["agenda"], visit["office"], json.loads(visit["activities"])) == ("id_cards", "town_hall", ["pick_up"])
    assert (wish["agenda"], wish["office"], json.loads(wish["activities"])) == ("id_cards", "town_hall", ["pick_up"])
    assert (closure["office"], closure["counter"]) == ("town_hall", "one")
    assert (ticket["office"], ticket["agenda"], ticket["counter"]) == ("town_hall", "id_cards", "town_hall.one")
    assert (counter["id"], counter["office"]) == ("town_hall.one", "town_hall")
    assert json.loads(clerk["departments"]) == ["records", "roads"]
    assert [one["subject"] for one in devices] == ["town.museum", "town_hall.door"]
    assert letter["about"] == "office:town_hall"


async def _more() -> None:
    """A wish, a closure of a counter, somebody in line, a clerk, a device."""
    day, now = date(2026, 11, 24), at("2026-11-24T08:00:00")
    await WaitingRow.insert(
        WaitingRow(
            id=new_id(), agenda="cards", activities='["collect"]', office="hall", first=day, last=day, fields="{}",
            language="cs", made_at=now,
        )
    )  # fmt: skip
    await ClosureRow.insert(
        ClosureRow(id=new_id(), office="hall", counter="k1", day=day, reason="-", made_by="staff:1", made_at=now)
    )
    await TicketRow.insert(_ticket("cards"))
    await CounterRow.insert(CounterRow(id="hall.k1", office="hall", day=day, state="open", since=now))
    await StaffRow.insert(_clerk("clerk", '["registry", "roads"]'))
    for subject in ("hall.stand", "town.library"):
        await TokenRow.insert(
            TokenRow(id=new_id(), kind="device", subject=subject, name="", digest=subject, made_at=now, made_by="-")
        )
    letter = Letter("office", "transaction", "email", "a@lipa.example", "cs", "office:hall", "-", "-", None)
    await queue([letter], now, AT_ONCE, send_at=None, forget=False, expires=None)


def _ticket(agenda: str, counter: str | None = "hall.k1") -> TicketRow:
    now = at("2026-11-24T08:00:00")
    return TicketRow(
        id=new_id(), home="hall", office="hall", day=date(2026, 11, 24), agenda=agenda, activities="[]", series="",
        number=1, label="1", state="waiting", origin="walk_in", issued_at=now, arrived_at=now, steps="[]",
        language="cs", counter=counter,
    )  # fmt: skip


def _clerk(role: str, departments: str) -> StaffRow:
    return StaffRow(
        id=new_id(), email="k@lipa.example", email_key="k@lipa.example", name="K", language="cs", state="active",
        made_at=at("2026-11-24T08:00:00"), role=role, departments=departments,
    )  # fmt: skip


async def test_shorter_hours_and_a_rename_at_once_hit_the_same_visits(hall: Hall) -> None:
    await hall.book("2026-11-27T13:00:00")
    new = hall.renamed(RENAMES, **WORDS, **{"fri: 08:00-14:30": "fri: 08:00-12:00"})
    plan = await hall.plan(new)
    assert [hit.change for hit in plan.hits] == ["offices.town_hall.hours.fri"]
    decided = await hall.plan(new, offices__town_hall__hours__fri="cancel")
    answer = await hall.apply(new, decided)
    assert isinstance(answer, Applied) and answer.done == 1 and answer.renamed
    assert await hall.visits() == []


async def test_who_is_in_line_keeps_an_agenda_from_going(hall: Hall) -> None:
    await hall.store.transact(lambda unit: TicketRow.insert(_ticket("cars", None)))
    plan = await hall.plan(hall.changed(agendas__cars="", offices__hall__counters__k1__serves="[cards]"))
    assert [(one.change, one.count) for one in plan.blocked] == [("agendas.cars", 1)]


async def test_who_is_in_line_is_listed_when_no_counter_would_call_them(hall: Hall) -> None:
    await hall.store.transact(lambda unit: TicketRow.insert(_ticket("cars", None)))
    branch = "{name: {cs: Pobočka, en: Branch}, hours: {mon: 08:00-17:00}, counters: {b1: {serves: [cars]}}}"
    plan = await hall.plan(hall.changed(offices__hall__counters__k1__serves="[cards]", offices__branch=branch))
    assert [(hit.kind, hit.change) for hit in plan.hits] == [("ticket", "offices.hall.counters.k1.serves")]


async def test_a_department_and_a_role_that_staff_have_cannot_go(hall: Hall) -> None:
    await hall.store.transact(lambda unit: StaffRow.insert(_clerk("clerk", '["roads"]')))
    new = hall.changed(departments__roads="", agendas__cars__department="registry", roles__clerk="")
    assert {one.change for one in (await hall.plan(new)).blocked} == {"departments.roads", "roles.clerk"}


@pytest.mark.parametrize(
    ("path", "query", "target"),
    [
        ("/cs/booking", "agenda=cards&people=2", "/cs/booking?agenda=id_cards&people=2"),
        ("/device/hall.stand/kiosk", "", "/device/town_hall.door/kiosk"),
        ("/cs/offices/hall", "", "/cs/offices/town_hall"),
        ("/cs/booking", "agenda=cars", None),
        ("/cs/hallmark", "", None),
    ],
)
def test_an_old_id_in_a_link_has_its_new_form(path: str, query: str, target: str | None) -> None:
    assert moved(Renames(RENAMES), path, query) == target


def test_a_word_of_the_path_may_mean_something_else() -> None:
    renames = Renames({"agendas.booking": "agendas.visits"})
    assert moved(renames, "/cs/booking", "office=booking", whole=False) is None
    assert moved(renames, "/cs/booking", "agenda=booking", whole=False) == "/cs/booking?agenda=visits"


async def test_links_lead_on_for_a_year(hall: Hall) -> None:
    town = hall.under(hall.renamed(RENAMES, **WORDS))
    await renaming.follow(town.runtime)
    hall.clock.freeze(at("2027-11-23T08:00:00"))
    await renaming.follow(town.runtime)
    assert (await renaming.known(town.runtime)).paths == RENAMES
    hall.clock.freeze(at("2027-11-24T08:00:01"))
    assert not await renaming.known(town.runtime)


async def test_links_never_lead_in_a_circle(hall: Hall) -> None:
    back = {"agendas.id_cards": "agendas.cards"}
    there = hall.under(hall.renamed({"agendas.cards": "agendas.id_cards"}, cards="id_cards"))
    await renaming.follow(there.runtime)
    here = hall.under(hall.renamed(back))
    await renaming.follow(here.runtime)
    assert (await renaming.known(here.runtime)).paths == back
    last = hall.under(hall.renamed({"agendas.cards": "agendas.papers"}, cards="papers"))
    await renaming.follow(last.runtime)
    assert (await renaming.known(last.runtime)).paths == {**back, "agendas.cards": "agendas.papers"}


async def test_a_name_that_is_given_again_leads_nowhere_else(hall: Hall) -> None:
    await renaming.follow(hall.under(hall.renamed({"agendas.cards": "agendas.id_cards"}, cards="id_cards")).runtime)
    assert not await renaming.known(hall.town.runtime)


def test_a_conversation_goes_on_under_the_new_names() -> None:
    where = Where("cs", "booking", "cards", answers=(("agenda", "cards"), ("office.1", "hall"), ("note", "cards")))
    now = renamed(Renames(RENAMES), where)
    assert now.start == "id_cards"
    assert now.answers == (("agenda", "id_cards"), ("office.1", "town_hall"), ("note", "cards"))
