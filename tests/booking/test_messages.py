"""What people are told: every message in every language, the calendar entry, reminders."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from civicore_booking import ics
from civicore_booking.booking import Booking
from civicore_booking.notices import notices
from civicore_booking.reminding import remind
from icalendar import Calendar

from tests.booking.making import PRAGUE, at
from tests.booking.town import Town

DAY = "2026-11-25"
BUILD = Callable[..., Town]
NAMES = [
    "confirm_request",
    "confirm_code",
    "confirmed",
    "changed",
    "asked",
    "cancelled",
    "reminder",
    "waiting_offer",
    "waiting_request",
    "paused",
    "resumed",
    "not_drawn",
    "pass",
]


@pytest.mark.parametrize("language", ["cs", "uk", "bg", "en"])
@pytest.mark.parametrize("name", NAMES)
async def test_every_message_is_said_in_every_language(
    rebuilt: BUILD, name: str, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    town = rebuilt()
    (notice,) = [one for one in notices(town.city) if one.id == f"booking.{name}"]
    said = town.runtime.post.render(notice.id, language, notice.sample())
    assert said.subject and len(said.subject) < 80
    assert not re.search(r"\n{3}|None|%\(|\{\{", said.text), said.text
    assert [one.getMessage() for one in caplog.records if "no translation" in one.getMessage()] == []


async def test_every_registered_message_is_looked_at(town: Town) -> None:
    assert {one.id for one in notices(town.city)} == {f"booking.{name}" for name in NAMES}


@pytest.mark.rule("TRU-11")
async def test_messages_say_where_and_that_it_is_step_free(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    await town.booked(f"{DAY}T09:00:00", language="cs")
    for mail in await town.messages():
        for words in ("Náměstí 1", "zadní budova", "dveře 183", "Bezbariérový přístup"):
            assert words in mail["text"]


def event_of(mail: dict[str, Any]) -> tuple[Calendar, Any]:
    attached = next(one for one in json.loads(str(mail["attachments"])) if "calendar" in one["type"])
    assert attached["type"].startswith("text/calendar")
    calendar = Calendar.from_ical(base64.b64decode(attached["content"]))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


@pytest.mark.parametrize("start", ["2026-07-09T09:00:00", "2026-01-14T09:00:00"])
async def test_case_3_the_calendar_keeps_the_wall_time(rebuilt: BUILD, start: str) -> None:
    town = rebuilt(booking__horizon="1 year")
    town.set("2026-01-12T08:00:00")
    await town.booked(start)
    (mail,) = await town.messages("confirmed")
    calendar, event = event_of(mail)
    assert event["DTSTART"].params["TZID"] == "Europe/Prague"
    local = event["DTSTART"].dt
    assert (local.hour, local.utcoffset()) == (9, datetime.fromisoformat(start).replace(tzinfo=PRAGUE).utcoffset())
    assert event["DTEND"].dt - local == timedelta(minutes=15)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Prague"]
    assert "9:00" in mail["text"]


async def test_case_4_and_channel_case_25_a_change_of_time_raises_the_sequence_and_keeps_the_entry(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    (first,) = await town.messages("confirmed")
    _, before = event_of(first)
    await town.bookings.reschedule(town.bookings.token(booking), at(f"{DAY}T10:00:00"))
    (changed,) = await town.messages("changed")
    _, after = event_of(changed)
    assert before["UID"] == after["UID"] == f"{booking.id}@test_town"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    await town.bookings.cancel(town.bookings.token(booking))
    (gone,) = await town.messages("cancelled")
    calendar, last = event_of(gone)
    assert (str(calendar["METHOD"]), last["STATUS"], last["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)


async def test_nobody_s_name_or_code_is_in_the_calendar(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    entry = ics.entry(town.bookings.setting, booking, town.clock.now()).decode()
    assert "Novák" not in entry and str(town.bookings.code(booking)) not in entry.replace("\r\n ", "")
    assert "Radnice" in entry


@pytest.mark.parametrize(("before", "due"), [("1 day", "2026-10-24T07:00:00"), ("24 hours", "2026-10-24T08:00:00")])
async def test_case_8_the_reminder_over_a_clock_change_comes_once_at_the_written_time(
    rebuilt: BUILD, before: str, due: str
) -> None:
    town = rebuilt(booking__reminder=f"{{before: {before}}}", offices__hall__hours="{sun: 07:00-12:00}")
    town.set("2026-10-20T08:00:00")
    booking = await town.booked("2026-10-25T07:00:00")
    town.clock.freeze(at(due) - timedelta(seconds=1))
    await remind(town.bookings.setting)
    assert await town.messages("reminder") == []
    town.set(due)
    await asyncio.gather(*(remind(town.bookings.setting) for _ in range(3)))
    (mail,) = await town.messages("reminder")
    assert (mail["due_at"], mail["purpose"], mail["forget"]) == (at(due), "reminder", True)
    assert str(town.bookings.code(booking)) in mail["text"]


async def test_a_reminder_is_of_the_visit_as_it_is_now(rebuilt: BUILD) -> None:
    town = rebuilt(booking__reminder="{before: 1 day}")
    town.set("2026-11-20T08:00:00")
    token = town.bookings.token(await town.booked(f"{DAY}T09:00:00"))
    town.set("2026-11-24T09:00:00")
    await remind(town.bookings.setting)
    await town.bookings.reschedule(token, at("2026-11-27T10:00:00"))
    assert await town.messages("reminder") == [], "what has not gone out yet is taken back"
    await remind(town.bookings.setting)
    assert await town.messages("reminder") == []
    town.set("2026-11-26T10:00:00")
    await remind(town.bookings.setting)
    (mail,) = await town.messages("reminder")
    assert "27.\xa0listopadu" in mail["text"]
    gone = await town.booked("2026-11-30T10:00:00", "gone@x.cz")
    await town.bookings.cancel(town.bookings.token(gone))
    town.set("2026-11-29T10:00:00")
    await remind(town.bookings.setting)
    assert len(await town.messages("reminder")) == 1


async def test_until_it_is_due_no_reminder_with_a_code_lies_anywhere(rebuilt: BUILD) -> None:
    town = rebuilt(booking__reminder="{before: 1 day}")
    town.set("2026-11-20T08:00:00")
    await town.booked(f"{DAY}T09:00:00")
    assert {mail["notice"] for mail in await town.messages()} == {"booking.confirm_request", "booking.confirmed"}


async def test_a_reminder_that_would_be_late_is_not_sent(rebuilt: BUILD) -> None:
    town = rebuilt(booking__reminder="{before: 2 days}")
    town.set("2026-11-24T08:00:00")
    token = town.bookings.token(await town.booked(f"{DAY}T09:00:00"))
    await town.booked(f"{DAY}T09:00:00", "desk@x.cz", channel="desk")
    await town.bookings.reschedule(token, at(f"{DAY}T10:00:00"))
    town.clock.advance(timedelta(hours=1))
    await remind(town.bookings.setting)
    assert await town.messages("reminder") == []


async def test_case_9_the_day_of_a_visit_is_the_office_s_own(rebuilt: BUILD) -> None:
    town = rebuilt(
        deployment__timezone="Europe/Kyiv",
        offices__hall__hours="{tue: 00:00-24:00, wed: 00:00-24:00}",
    )
    kyiv = ZoneInfo("Europe/Kyiv")
    town.clock.freeze(datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    start = datetime(2026, 11, 25, 0, 30, tzinfo=kyiv)
    booking = await town.bookings.hold(replace(town.wish("2026-11-25T00:30:00"), start=start))
    assert isinstance(booking, Booking), booking
    assert booking.day.isoformat() == "2026-11-25"
    found = await town.bookings.search("0:30", day=booking.day)
    assert [one.id for one in found] == [booking.id]
