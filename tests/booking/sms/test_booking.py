"""Booking by text message in a running town (TRU-17): what is answered, and what stands in the calendar after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from civicore_booking.sms import SmsTalk
from civicore_booking.store import from_day
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicore.contracts.texting import Texted
from civicore.messaging.sms.alphabet import Wording
from civicore.messaging.sms.segments import split
from tests.booking.town import Town

pytestmark = pytest.mark.anyio
BUILD = Callable[..., Town]
NUMBER, OTHER = "+420739547765", "+420777111222"
SMS = (
    "{gateway: smpp, host: smsc.example, user: town, number: '+420 499 000 111', booking: {"
    "keyword: {cs: OBJ, en: BOOK, uk: ЗАПИС, bg: ЗАПИШИ}, "
    "codes: {ZOP: cards.apply, POP: cards.collect, CP: passports}}}"
)


class Phone:
    """Somebody's telephone: what is written with it, and the words that come back."""

    def __init__(self, town: Town, number: str = NUMBER) -> None:
        self.town, self.number = town, number
        self.talk = SmsTalk(town.bookings)
        self.sent = 0

    async def says(self, text: str, id: str | None = None) -> str:
        self.sent += 1
        reply = await self.talk.hear(
            Texted(id or f"{self.number}-{self.sent}", self.number, text, self.town.clock.now())
        )
        assert reply is not None, f"nobody understands {text!r}"
        self.language = reply.language
        written = Wording({})(reply.language, reply.text)
        assert len(split(written)) <= 2, f"{len(split(written))} messages: {written}"
        return reply.text


@pytest.fixture
def town(rebuilt: BUILD) -> Town:
    town = rebuilt(channels__sms=SMS)
    town.set("2026-11-24T08:00:00")
    return town


@pytest.fixture
def phone(town: Town) -> Phone:
    return Phone(town)


async def starts(town: Town) -> list[str]:
    async with town.store.reading():
        return [f"{one.start.astimezone(town.city.zone):%d.%m. %H:%M} {one.name}" for one in await from_day(date.min)]


@pytest.mark.rule("TRU-17")
async def test_a_time_is_booked_and_the_pin_is_in_the_answer(town: Town, phone: Phone) -> None:
    said = await phone.says("OBJ ZOP 25.11. 10:00 NOVAK")
    (booking,) = await town.bookings.day("hall", date(2026, 11, 25))
    code = town.bookings.code(booking)
    assert (booking.state, booking.channel, booking.activities) == ("confirmed", "sms", ("apply",))
    assert (booking.fields["last_name"], booking.phone, booking.language) == ("NOVAK", NUMBER, "cs")
    assert code and code in said and "25.11. 10:00" in said and "9:45" in said
    assert f"OBJ ZRUS {code}" in said


@pytest.mark.rule("TRU-17")
async def test_without_a_time_the_nearest_within_a_week_is_booked(town: Town, phone: Phone) -> None:
    said = await phone.says("OBJ ZOP NOVAK")
    assert "24.11. 08:05" in said
    assert await starts(town) == ["24.11. 08:05 NOVAK"]


@pytest.mark.rule("TRU-17")
async def test_case_74_a_day_without_a_time_is_the_first_free_one_of_it(town: Town, phone: Phone) -> None:
    await phone.says("OBJ ZOP 26.11. NOVAK")
    assert await starts(town) == ["26.11. 08:00 NOVAK"]


async def test_case_74_nothing_within_a_week_is_told_and_not_booked(rebuilt: BUILD) -> None:
    town = rebuilt(channels__sms=SMS, closures="{works: {when: 2026-11-24..2026-12-02, reason: {cs: rekonstrukce}}}")
    town.set("2026-11-24T08:00:00")
    said = await Phone(town).says("OBJ ZOP NOVAK")
    assert "03.12" not in said and "OBJ ZOP 3.12. 08:00 NOVAK" in said
    assert await starts(town) == []


@pytest.mark.parametrize(
    "text", ["obj zop 25. 11. 10.00 Novák", "OBJ  ZOP 25.11. 10:00 NOVÁK", "OBJ ZOP 2511 1000 Novak"]
)
async def test_channel_case_30_every_form_makes_the_same_booking(town: Town, phone: Phone, text: str) -> None:
    await phone.says(text)
    (made,) = await starts(town)
    assert made.startswith("25.11. 10:00 N")


async def test_channel_case_31_a_day_that_is_none_is_answered_with_a_real_one(town: Town, phone: Phone) -> None:
    said = await phone.says("OBJ ZOP 31.11. 14:00 NOVAK")
    assert "31.11." in said and "OBJ ZOP 1.12. 14:00 NOVAK" in said
    assert await starts(town) == []
    assert "25.11. 10:00" in await phone.says("OBJ ZOP 25.11. 10:00 NOVAK")


async def test_channel_case_31_a_day_that_is_over_is_refused(town: Town, phone: Phone) -> None:
    said = await phone.says("OBJ ZOP 10.8. 14:00 NOVAK")
    assert "10.8." in said and "24.11." in said
    assert await starts(town) == []


async def test_what_is_proposed_can_be_sent_as_it_stands(town: Town, phone: Phone) -> None:
    for number in range(3):
        await town.booked("2026-11-25T10:00:00", f"n{number}@x.cz")
    said = await phone.says("OBJ ZOP 25.11. 10:00 NOVAK")
    proposed = said.split("Napište: ")[1]
    assert proposed in ("OBJ ZOP 25.11. 09:45 NOVAK", "OBJ ZOP 25.11. 10:15 NOVAK")
    await phone.says(proposed)
    assert len(await starts(town)) == 4


async def test_channel_case_32_the_same_message_twice_books_once_and_is_answered_alike(
    town: Town, phone: Phone
) -> None:
    first = await phone.says("OBJ ZOP 25.11. 10:00 NOVAK", id="m1")
    assert await phone.says("OBJ ZOP 25.11. 10:00 NOVAK", id="m1") == first
    assert len(await starts(town)) == 1


async def test_channel_case_32_also_when_it_asked_for_the_nearest(town: Town, phone: Phone) -> None:
    first = await phone.says("OBJ ZOP NOVAK", id="m1")
    town.clock.advance(timedelta(minutes=1))
    assert await phone.says("OBJ ZOP NOVAK", id="m1") == first
    assert len(await starts(town)) == 1


async def test_free_times_are_listed_and_one_of_them_can_be_booked(town: Town, phone: Phone) -> None:
    said = await phone.says("OBJ VOLNE ZOP")
    assert "24.11. 08:05 08:10" in said and "OBJ ZOP 24.11. 08:05" in said
    assert "26.11. 08:00" in await phone.says("OBJ ZOP VOLNO 26.11.")
    assert await starts(town) == []


async def test_the_code_and_the_number_together_cancel(town: Town, phone: Phone) -> None:
    said = await phone.says("OBJ ZOP 25.11. 10:00 NOVAK")
    cancel = said.split("Zrušení: ")[1]
    stranger = await Phone(town, OTHER).says(cancel)
    assert len(await starts(town)) == 1
    assert stranger == await Phone(town, OTHER).says("OBJ ZRUS 000000")
    assert "25.11. 10:00" in await phone.says(cancel.lower())
    assert await starts(town) == []
    await town.check_ledger()
    assert await phone.says(cancel) == stranger


async def test_a_booking_of_the_web_is_cancelled_by_sms_only_where_the_file_says_so(rebuilt: BUILD) -> None:
    for ways, left in (("{email_link: {}}", 1), ("{email_link: {}, sms: {}}", 0)):
        town = rebuilt(channels__sms=SMS, booking__cancellation__ways=ways)
        town.set("2026-11-24T08:00:00")
        wish = town.wish("2026-11-26T09:00:00", f"{left}@x.cz")
        booking = await town.booked(
            "2026-11-26T09:00:00", f"{left}@x.cz", fields={**wish.fields, "phone": "739 547 765"}
        )
        await Phone(town).says(f"OBJ ZRUS {town.bookings.code(booking)}")
        assert (await town.bookings.get(booking.id) is not None) == bool(left)


async def test_one_number_books_no_more_than_the_file_allows(town: Town, phone: Phone) -> None:
    await phone.says("OBJ ZOP 25.11. 10:00 NOVAK")
    await phone.says("OBJ CP 26.11. 10:00 NOVAK")
    await phone.says("OBJ CP 27.11. 10:00 SVOBODA")
    assert len(await starts(town)) == 2


async def test_case_89_while_booking_is_suspended_the_banner_is_answered_and_cancelling_goes_on(rebuilt: BUILD) -> None:
    town = rebuilt(channels__sms=SMS)
    town.set("2026-11-24T08:00:00")
    said = await Phone(town).says("OBJ ZOP 25.11. 10:00 NOVAK")
    stop = "{crisis: {active: true, scope: [booking], banner: {cs: Objednávky stojí., en: Bookings are stopped.}}}"
    stopped = rebuilt(channels__sms=SMS, suspensions=stop)
    phone = Phone(stopped)
    assert await phone.says("OBJ ZOP NOVAK") == "Objednávky stojí."
    assert await phone.says("BOOK FREE ZOP") == "Bookings are stopped."
    await phone.says(said.split("Zrušení: ")[1])
    assert await starts(stopped) == []


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("BOOK ZOP 25.11. 10:00 NOVAK", "en", "Booked"),
        ("ЗАПИС ZOP 25.11. 10:00 Ґонта", "uk", "Записано"),
        ("запиши zop 25.11. 10:00 Иванов", "bg", "Записано"),
        ("BOOK", "en", "Write: BOOK ZOP"),
        ("ЗАПИС ДОПОМОГА", "uk", "Напишіть"),
        ("BOOK XYZ NOVAK", "en", "ZOP, POP, CP"),
    ],
)
async def test_the_answer_is_in_the_language_of_the_command(phone: Phone, text: str, language: str, words: str) -> None:
    assert words in await phone.says(text)
    assert phone.language == language


async def test_words_for_nobody_are_left_to_others(town: Town) -> None:
    talk = SmsTalk(town.bookings)
    assert await talk.hear(Texted("1", NUMBER, "Dobrý den", town.clock.now())) is None
    assert "OBJ ZOP" in (talk.help("cs") or "")


async def test_without_booking_by_sms_in_the_file_nobody_listens(rebuilt: BUILD) -> None:
    town = rebuilt(channels__sms=SMS.replace("booking: {", "booking: {state: planned, "))
    talk = SmsTalk(town.bookings)
    assert await talk.hear(Texted("1", NUMBER, "OBJ ZOP NOVAK", town.clock.now())) is None
    assert talk.help("cs") is None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=160) | st.from_regex(r"(OBJ|BOOK) [A-Z]{0,4} [0-9./: ]{0,16}[A-Z ]{0,12}", fullmatch=True))
async def test_whatever_is_written_the_ledger_stays_whole(town: Town, text: str) -> None:
    await SmsTalk(town.bookings).hear(Texted(str(hash(text)), OTHER, text.replace("\x00", ""), town.clock.now()))
    await town.check_ledger()
