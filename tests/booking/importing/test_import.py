"""Bookings of an older system: their codes, their dirt, all or none, and each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest
from civicore_booking.importing import BookingImports
from civicore_booking.renaming import rename
from civicore_booking.store import all_personal

from civicore import Refusal
from civicore.capacity.tables import LedgerRow
from civicore.contracts.changes import Renames
from civicore.contracts.importing import Imported, Taking
from civicore.importing import Mapped, mapped
from civicore.storage.tables import AuditRow, MessageRow
from tests.booking.town import Town

HEAD = "number;day;time;agenda;first name;last name;email;phone;code\n"
NOVAK = "1;24.11.2026;9:00;Občanské průkazy;Jan;Novák;jan@example.cz;;4711\n"
SVOBODA = "2;2026-11-24;09:15:00;passports;;Eva Svobodová;;+420 600 111 222;AB-12 cd\n"
TAKE = Taking("program:import")


@pytest.fixture(autouse=True)
def morning(town: Town) -> None:
    town.set("2026-11-23T08:00:00")


async def take(town: Town, text: str, how: Taking = TAKE, mapping: Mapped | None = None) -> Sequence[Imported]:
    imports = BookingImports(town.bookings.setting)
    return await imports.take_over(mapped(text, mapping or Mapped(), imports.columns), how)


async def outcomes(town: Town, text: str, how: Taking = TAKE) -> list[str]:
    return [one.outcome for one in await take(town, text, how)]


async def number(town: Town) -> int:
    async with town.store.reading():
        return len(await all_personal())


async def test_bookings_keep_their_codes(town: Town) -> None:
    assert await outcomes(town, HEAD + NOVAK + SVOBODA) == ["new", "new"]
    async with town.store.reading():
        novak, svoboda = await all_personal()
        assert await AuditRow.count().where(AuditRow.action == "booking.imported") == 2
        assert await MessageRow.count() == 0
    assert (novak.agenda, novak.office, novak.state) == ("cards", "hall", "confirmed")
    assert novak.fields == {"first_name": "Jan", "last_name": "Novák", "email": "jan@example.cz"}
    for typed, whose in (("4711", novak), ("ab12 CD", svoboda)):
        assert [one.id for one in await town.bookings.with_code(typed)] == [whose.id]


async def test_nothing_is_written_when_one_line_is_wrong(town: Town) -> None:
    told = await take(town, HEAD + NOVAK + "3;32.11.2026;9:75;Nothing;;;;;\n")
    assert [one.outcome for one in told] == ["new", "wrong"]
    assert told[1].line == 3
    assert told[1].notes == (
        "day: there is no such day",
        "time: write it like 8:00",
        'agenda: "Nothing" is no id or name here',
    )
    assert await number(town) == 0


async def test_the_same_file_again_changes_nothing(town: Town) -> None:
    text = HEAD + NOVAK + SVOBODA
    await take(town, text)
    assert await outcomes(town, text + "3;25.11.2026;10:00;cards;A;B;;;\n") == ["known", "known", "new"]
    assert await number(town) == 3


async def test_what_was_taken_over_is_known_under_a_new_name(town: Town) -> None:
    await take(town, HEAD + SVOBODA)
    await town.store.transact(lambda unit: rename(Renames({"agendas.passports": "agendas.register"}), unit))
    assert await outcomes(town, HEAD + SVOBODA.replace("passports", "register")) == ["known"]
    assert await outcomes(town, HEAD + SVOBODA.replace("passports", "cards").replace("AB-12", "AB-13")) == ["new"]
    assert await number(town) == 2


async def test_what_was_taken_over_is_known_under_a_new_key(town: Town) -> None:
    await take(town, HEAD + NOVAK)
    setting = town.bookings.setting
    keys = replace(setting.runtime.keys, keys=(b"n" * 32, *setting.runtime.keys.keys))
    imports = BookingImports(replace(setting, runtime=replace(setting.runtime, keys=keys)))
    (one,) = await imports.take_over(mapped(HEAD + NOVAK, Mapped(), imports.columns), TAKE)
    assert one.outcome == "known"


async def test_a_cancelled_one_does_not_come_back(town: Town) -> None:
    await take(town, HEAD + NOVAK)
    async with town.store.reading():
        (booking,) = await all_personal()
    assert not isinstance(await town.bookings.cancel_by_staff(booking.id, None, "staff:1"), Refusal)
    assert await outcomes(town, HEAD + NOVAK) == ["known"]
    assert await number(town) == 0


async def test_a_dry_run_says_the_same_and_writes_nothing(town: Town) -> None:
    assert await outcomes(town, HEAD + NOVAK, Taking("program:import", dry=True)) == ["new"]
    assert await number(town) == 0


async def test_lines_that_are_over_or_stand_twice_are_left(town: Town) -> None:
    old = NOVAK.replace("24.11.2026", "20.11.2026")
    told = await take(town, HEAD + NOVAK + NOVAK + old)
    assert [one.outcome for one in told] == ["new", "twice", "past"]
    assert told[1].notes == ("the same as line 2",)
    assert await number(town) == 1


async def test_one_code_never_opens_two_visits(town: Town) -> None:
    twin = SVOBODA.replace("AB-12 cd", "47 11")
    told = await take(town, HEAD + NOVAK + twin)
    assert [one.outcome for one in told] == ["new", "wrong"]
    assert told[1].notes == ("the code is that of line 2, same day",)
    await take(town, HEAD + NOVAK)
    assert (await take(town, HEAD + twin))[0].notes == ("the code is that of a booking that is here, same day",)


async def test_a_line_without_a_code_is_given_one(town: Town) -> None:
    await take(town, HEAD + NOVAK.replace("4711", ""))
    async with town.store.reading():
        (booking,) = await all_personal()
    assert town.bookings.code(booking)


async def test_places_are_taken(town: Town) -> None:
    await take(town, HEAD + NOVAK)
    async with town.store.reading():
        assert await LedgerRow.count().where(LedgerRow.used > 0)
    rows = "".join(f"{n};24.11.2026;9:00;cards;A{n};B;;;\n" for n in (5, 6))
    assert await outcomes(town, HEAD + rows) == ["new", "new"]
    refused = await town.refused("2026-11-24T09:00:00", "x@example.cz")
    assert refused.code == "booking.slot_taken"


async def test_what_does_not_fit_is_wrong_or_kept_for_staff_to_decide(town: Town) -> None:
    rows = "".join(f"{n};24.11.2026;9:00;cards;A{n};B;;;\n" for n in range(5))
    closed = "9;29.11.2026;9:00;cards;A;B;;;\n"
    told = await take(town, HEAD + rows + closed)
    assert [one.outcome for one in told] == ["new", "new", "new", "wrong", "wrong", "wrong"]
    assert told[-1].notes == ("it does not fit: the office is closed that day",)
    assert await number(town) == 0
    assert await outcomes(town, HEAD + rows + closed, Taking("program:import", keep=True)) == ["new"] * 6
    assert await number(town) == 6
    found = await town.bookings.conflicts("hall", date(2026, 11, 24), date(2026, 11, 29))
    assert [one.why for one in found] == ["capacity", "capacity", "closed"]


async def test_dirt_is_left_out_and_told(town: Town) -> None:
    text = HEAD + '"=""1""";24. 11. 2026; 9.00 ;OBCANSKE  PRUKAZY;Jan;Novák;at home;-;4711\n'
    (one,) = await take(town, text)
    assert one.outcome == "new"
    assert one.notes == ("email is no address and was left out", "phone is no number and was left out")


@pytest.mark.parametrize("people", ["0", "51", "000151", "two", "9" * 5000])
async def test_a_number_of_people_that_nobody_serves(town: Town, people: str) -> None:
    (one,) = await take(town, f"day,time,agenda,people\n24.11.2026,9:00,cards,{people}\n")
    assert (one.outcome, one.notes) == ("wrong", ("people: a number from 1 to 50",))


async def test_names_of_the_other_system(town: Town) -> None:
    mapping = Mapped({"day": "Datum", "time": "Čas", "agenda": "Přepážka"}, {"agenda": {"op": "cards"}})
    (one,) = await take(town, "sep=|\nDATUM|cas|Přepážka|Cena\n24.11.2026|9:00|OP|12\n", mapping=mapping)
    assert one == Imported(3, "new")


async def test_a_time_that_the_clocks_skip(rebuilt: Callable[..., Town]) -> None:
    town = rebuilt(offices__hall__hours="{sun: 01:00-06:00}")
    (one,) = await take(town, "day,time,agenda\n2027-03-28,2:30,cards\n")
    assert one.notes == ("there is no such time on that day: the clocks change",)
