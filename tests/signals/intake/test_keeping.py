"""What is kept of people and for how long; what one person is told, and what goes when they ask for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from civicore_signals import erasing, keeping, store, store_people
from civicore_signals.case import Case, Place, Sender
from civicore_signals.lifecycle import Given
from civicore_signals.tables import LedgerRow, TokenRow

from civicore import new_id
from tests.signals.backoffice.office import BOSS, Office
from tests.signals.intake.test_filing import HOLE, LETTER, filed
from tests.signals.intake.test_following import followed, followers, shown
from tests.signals.intake.test_links import asked

JANA = Sender(name="Jana Malá", email="jana@example.cz", phone="+420 601 234 567", language="cs")


async def sender(office: Office, case: Case) -> Sender | None:
    async with office.store.reading():
        return await store_people.sender_of(case.id)


async def ledger(office: Office) -> dict[tuple[str, str], int]:
    async with office.store.reading():
        return {(row["what"], row["kind"]): row["number"] for row in await LedgerRow.select()}


async def counted(office: Office) -> tuple[int, int]:
    """What expiring would erase and what it erases; asking first changes nothing."""
    setting = office.cases.setting
    would = (await keeping.due(setting)).count
    assert (await keeping.due(setting)).count == would
    return would, await keeping.expire(setting)


async def test_signal_case_60_contacts_go_then_the_whole_and_the_ledger_counts(office: Office) -> None:
    case = (await filed(office, sender=JANA)).case
    await office.solved(case)
    assert await counted(office) == (0, 0)
    office.set("2027-11-24T09:00")
    assert await counted(office) == (1, 1)
    assert await counted(office) == (0, 0), "doing it again does nothing"
    assert await sender(office, case) is None and (await office.now(case.id)).text == HOLE.text
    assert all(one["recipient"] == "" for one in await office.letters())
    office.set("2031-11-24T09:00")
    assert await counted(office) == (1, 1)
    left = await office.now(case.id)
    assert (left.state, left.text, left.answers, left.status) == ("erased", "", {}, "solved")
    assert left.place is not None and (left.place.point, left.place.area) == (None, "sw")
    assert not any(one.text for one in await office.history(case.id))
    assert await ledger(office) == {("contacts", "signal"): 1, ("case", "signal"): 1}
    assert await office.cases.public(case.number or "") is None


async def test_what_nobody_confirmed_never_was(office: Office) -> None:
    answer, secret = await asked(office)
    office.set("2026-11-25T09:00")
    assert await counted(office) == (1, 1)
    async with office.store.reading():
        assert await store.get(answer.case.id) is None
        assert await TokenRow.count() == 0
    assert await office.cases.to_confirm(secret) is None


async def test_signal_case_60_a_person_is_told_everything_and_goes(office: Office) -> None:
    account = new_id()
    words = "Jana Malá lives here, MALÁ too; malárie stays."
    where = Place(None, "opposite of Malá, Square 5", None, "none", "")
    public = await shown(office, sender=JANA, text=words, category="roads.cycling", answers={}, place=where)
    await office.solved(public)
    statutory = (await filed(office, LETTER, sender=replace(JANA, account=account))).case
    await followed(office, await shown(office, sender=None), JANA.email or "")
    setting = office.cases.setting
    told = await keeping.export(setting, "Jana@example.cz")
    assert {one["record"] for one in told} == {"case", "subscription"}
    assert {one["number"]: one["kept_by_law"] for one in told if one["record"] == "case"} == {
        statutory.number: True,
        public.number: False,
    }
    assert await keeping.erase(setting, "jana@example.cz") == 2
    assert await keeping.erase(setting, "jana@example.cz") == 0
    assert await sender(office, public) is None and await sender(office, statutory) is not None
    left = await office.now(public.id)
    assert left.text == "… lives here, … too; malárie stays."
    assert left.place is not None and left.place.address == "opposite of …, Square 5"
    await office.desk.move(statutory.id, "answered", Given("Here you are.", "answered"), BOSS)
    assert await keeping.erase(setting, f"citizen:{account}") == 1
    assert await keeping.export(setting, "+420 601 234 567") == []


async def test_followers_that_never_confirmed_are_forgotten(office: Office) -> None:
    case = await shown(office)
    await office.cases.follow(case.number or "", "eva@example.cz", "cs")
    office.set("2026-11-25T09:00")
    assert await keeping.expire(office.cases.setting) == 1 and await followers(office, case) == 0


def test_names_go_whole_words_only() -> None:
    assert erasing.without("Ivan sat on Ivanka's sofa. IVAN!", ["Ivan"]) == "… sat on Ivanka's sofa. …!"
    assert erasing.without("Li and Jo", ["Li Jo"]) == "Li and Jo"


async def test_figures_of_a_year_stay_when_its_cases_are_erased(office: Office) -> None:
    case = (await filed(office, sender=JANA)).case
    await office.solved(case)
    await filed(office, sender=JANA)
    days = (date(2026, 11, 1), date(2026, 11, 30))
    open_, done = sorted(await office.desk.records(*days), key=lambda one: one.counts_as or "")
    office.set("2031-11-24T09:00")
    await keeping.expire(office.cases.setting)
    assert (await office.now(case.id)).state == "erased"
    assert sorted(await office.desk.records(*days), key=lambda one: one.counts_as or "") == [open_, done]


async def test_signal_case_60_who_was_brought_along_by_a_merge_follows_no_more(office: Office) -> None:
    case, into = (await filed(office, sender=JANA)).case, (await filed(office, sender=None)).case
    await office.desk.merge(case.id, into.id, BOSS)
    assert await followers(office, into) == 1
    await office.solved(into)
    office.set("2027-11-24T09:00")
    await keeping.expire(office.cases.setting)
    assert await sender(office, case) is None and await followers(office, into) == 0


async def test_signal_case_60_what_people_are_asked_of_themselves_goes_with_them(office: Office) -> None:
    said = {"surface": "gravel", "plate": "CA 1234 AB"}
    case = (await filed(office, sender=JANA, text="Ring me: +420 601 234 567, jana@example.cz.", answers=said)).case
    await office.solved(case)
    await keeping.erase(office.cases.setting, "jana@example.cz")
    left = await office.now(case.id)
    assert (left.answers, left.text) == ({"surface": "gravel"}, "Ring me: …, ….")
