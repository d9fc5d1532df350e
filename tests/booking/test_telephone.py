"""Confirming by a code that goes to the telephone, and the check-in code as a picture in the e-mail."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from civicore_booking.booking import Booking
from civicore_booking.confirming import Confirmed

from civicore import Refusal
from tests.booking.sms.test_booking import SMS
from tests.booking.town import Town

pytestmark = pytest.mark.anyio

NINE = "2026-11-25T09:00:00"


@pytest.fixture
def by_phone(rebuilt: Callable[..., Town]) -> Town:
    town = rebuilt(
        channels__sms=SMS,
        booking__fields="{email: optional, phone: required}",
        booking__confirmation="{by: sms_code, within: 15 min}",
    )
    town.set("2026-11-24T08:00:00")
    return town


async def held(town: Town, phone: str = "+420602123456", start: str = NINE) -> Booking:
    fields = {"first_name": "Jan", "last_name": "Novák", "phone": phone}
    return await town.held(start, fields=fields)


async def texted(town: Town) -> str:
    """The code of the last text message."""
    text = (await town.messages("confirm_code"))[-1]["text"]
    found = re.match(r"\d{6}", text)
    assert found, text
    return found[0]


async def test_the_code_goes_to_the_telephone_alone_and_confirms(by_phone: Town) -> None:
    booking = await held(by_phone)
    assert booking.state == "held"
    assert [(one["channel"], one["recipient"]) for one in await by_phone.messages()] == [("sms", "+420602123456")]
    done = await by_phone.bookings.confirm_by_code(booking.id, f" {await texted(by_phone)} ")
    assert isinstance(done, Confirmed) and done.booking.state == "confirmed"
    again = await by_phone.bookings.confirm_by_code(booking.id, await texted(by_phone))
    assert isinstance(again, Confirmed) and again.already


async def test_a_wrong_code_may_be_corrected_four_times(by_phone: Town) -> None:
    booking, wrong = await held(by_phone), "000000"
    right = await texted(by_phone)
    for _ in range(5):
        refused = await by_phone.bookings.confirm_by_code(booking.id, wrong)
        assert isinstance(refused, Refusal) and refused.code == "booking.wrong_sms_code"
    refused = await by_phone.bookings.confirm_by_code(booking.id, right)
    assert isinstance(refused, Refusal) and refused.code == "booking.too_many_attempts"


async def test_a_code_that_comes_too_late_is_refused_like_any_late_confirmation(by_phone: Town) -> None:
    booking = await held(by_phone)
    by_phone.set("2026-11-24T08:15:01")
    refused = await by_phone.bookings.confirm_by_code(booking.id, await texted(by_phone))
    assert isinstance(refused, Refusal) and refused.code == "booking.lapsed"


async def test_one_telephone_has_one_code_waiting_at_a_time(by_phone: Town) -> None:
    await held(by_phone)
    fields = {"first_name": "Eva", "last_name": "Nová", "phone": "602 123 456"}
    refused = await by_phone.refused("2026-11-25T10:00:00", fields=fields)
    assert refused.code in ("booking.unconfirmed_waiting", "booking.too_many_that_day", "booking.too_many")


async def test_where_a_link_confirms_no_code_does(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.held(NINE)
    refused = await town.bookings.confirm_by_code(booking.id, "123456")
    assert isinstance(refused, Refusal) and refused.code == "booking.unknown"


async def test_the_confirmation_brings_the_code_as_a_picture(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(NINE)
    (message,) = await town.messages("confirmed")
    assert [one["name"] for one in _attached(message)] == ["visit.ics", "code.png"]
    assert str(town.bookings.code(booking)) in message["text"]
    await town.bookings.cancel(town.bookings.token(booking))
    (message,) = await town.messages("cancelled")
    assert [one["name"] for one in _attached(message)] == ["visit.ics"]


def _attached(message: dict[str, object]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(str(message["attachments"]))
    return found
