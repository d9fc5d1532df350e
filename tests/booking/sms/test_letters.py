"""What goes to a telephone besides the e-mail, and that each of it is short."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from civicore_booking.notices import notices
from civicore_booking.reminding import remind

from civicore.messaging.sms.alphabet import Wording
from civicore.messaging.sms.segments import split
from tests.booking.sms.test_booking import NUMBER, SMS, Phone
from tests.booking.town import Town

pytestmark = pytest.mark.anyio
BUILD = Callable[..., Town]
START = "2026-11-26T09:00:00"
KNOWN = {"first_name": "Jan", "last_name": "Novák", "email": "jan@example.cz", "phone": "739 547 765"}
SEND = {"channels__sms": SMS, "booking__code": "{reference: with_hold, send_by: [email, sms_if_phone]}"}


async def texts(town: Town) -> list[dict[str, Any]]:
    return [one for one in await town.messages() if one["channel"] == "sms"]


@pytest.fixture
def town(rebuilt: BUILD) -> Town:
    town = rebuilt(**SEND, booking__reminder="{before: 1 day, send_by: [email, sms_if_phone]}")
    town.set("2026-11-24T08:00:00")
    return town


@pytest.mark.rule("TRU-05")
async def test_case_69_the_pin_goes_to_the_telephone_too_with_every_zero_of_it(town: Town) -> None:
    booking = await town.booked(START, fields=KNOWN)
    (text,) = await texts(town)
    code = town.bookings.code(booking)
    assert code is not None and code in text["text"].split()
    assert (text["recipient"], text["notice"], text["html"]) == ("739 547 765", "booking.confirmed", None)
    assert code in (await town.messages("confirmed"))[-1]["text"]


@pytest.mark.rule("TRU-05")
async def test_before_confirming_and_without_a_telephone_nothing_is_texted(town: Town) -> None:
    await town.held(START, fields=KNOWN)
    await town.booked("2026-11-26T10:00:00", "other@example.cz")
    assert await texts(town) == []


async def test_the_file_decides_whether_a_telephone_is_written_to(rebuilt: BUILD) -> None:
    town = rebuilt(channels__sms=SMS)
    town.set("2026-11-24T08:00:00")
    await town.booked(START, fields=KNOWN)
    assert await texts(town) == []


async def test_a_reminder_goes_by_text_message_also_to_those_without_e_mail(town: Town) -> None:
    await Phone(town).says("OBJ ZOP 26.11. 09:00 NOVAK")
    town.clock.advance(timedelta(days=1, hours=2))
    assert await remind(town.bookings.setting) == 1
    (text,) = await texts(town)
    assert (text["notice"], text["recipient"]) == ("booking.reminder", NUMBER)


async def test_who_booked_by_text_message_hears_of_a_cancellation_by_the_office_the_same_way(town: Town) -> None:
    await Phone(town).says("OBJ ZOP 26.11. 09:00 NOVAK")
    (booking,) = await town.bookings.search("NOVAK")
    await town.bookings.cancel_by_staff(booking.id, "porucha", "staff:1")
    (text,) = await texts(town)
    assert (text["notice"], text["recipient"], text["expires_at"]) == ("booking.cancelled", NUMBER, None)


@pytest.mark.parametrize("language", ["cs", "en", "uk", "bg"])
@pytest.mark.parametrize("name", ["confirmed", "changed", "cancelled", "reminder"])
async def test_channel_case_57_every_text_message_stays_within_two(town: Town, name: str, language: str) -> None:
    (notice,) = [one for one in notices(town.city) if one.id == f"booking.{name}"]
    said = town.runtime.post.render(notice.id, language, notice.sample(), channel="sms").text
    written = Wording({})(language, said)
    assert len(split(written)) <= 2, written
    assert "\n" not in said and "%(" not in said, said
