"""Booking and cancelling in a conversation: asked again with all answers each time, done once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from civicore_booking.bot_booking import Book
from civicore_booking.bot_cancelling import Cancel
from civicore_booking.reminding import remind

from civicore import Refusal, ways
from civicore.contracts.dialog import Ask, Contact, Done, Intent, Stale, Talk
from tests.booking.making import at
from tests.booking.town import Town

pytestmark = pytest.mark.anyio
CHAT = Contact("telegram", "town:4711")
PATH = {"agenda": "cards", "activity": "apply", "day": "2026-11-25"}
NAMES = {"first_name": "Jana", "last_name": "Nováková", "email": "", "phone": "", "note": ""}


@dataclass
class Spoken:
    """One conversation with an intent."""

    intent: Intent
    language: str = "cs"
    who: Contact | None = CHAT
    start: str = ""
    id: UUID = field(default_factory=uuid4)
    answers: dict[str, str] = field(default_factory=dict)

    async def now(self) -> Ask | Done | Stale:
        talk = Talk(self.id, self.language, datetime.now(UTC), "telegram", dict(self.answers), self.start, self.who)
        return await self.intent.next(talk)

    async def asked(self) -> Ask:
        found = await self.now()
        assert isinstance(found, Ask), found
        return found

    async def done(self) -> Done:
        found = await self.now()
        assert isinstance(found, Done), found
        return found

    async def say(self, **answers: str) -> Ask | Done | Stale:
        """Answer the questions that come with these, and by pressing the first button where none is given."""
        while isinstance(found := await self.now(), Ask) and found.key in {*answers, *PATH, *NAMES}:
            assert found.refused is None, found
            self.answers[found.key] = answers.get(found.key, PATH.get(found.key, NAMES.get(found.key, "")))
        return found


async def chosen(town: Town, about: str) -> Sequence[Contact]:
    """The ways that somebody chose for a visit."""
    async with town.store.reading():
        return (await ways.of(about)).ways


@pytest.fixture
def bot(rebuilt: Callable[..., Town]) -> Town:
    """The town, which lets people cancel in a chat."""
    return rebuilt(booking__cancellation="{effect: erase, ways: {bot: {asks: [code, last_name]}}}")


def booking(town: Town, **more: object) -> Spoken:
    return replace(Spoken(Book(town.bookings)), **more)  # type: ignore[arg-type]


def cancelling(town: Town, **more: object) -> Spoken:
    return replace(Spoken(Cancel(town.bookings)), **more)  # type: ignore[arg-type]


async def booked(town: Town, **more: object) -> tuple[Spoken, Done]:
    """A visit at nine, and what the chat said of it."""
    spoken = booking(town, **more)
    await spoken.say()
    spoken.answers["time"] = "2026-11-25t08:00:00z"
    await spoken.say(sure="yes")
    return spoken, await spoken.done()


async def test_a_visit_is_booked_and_its_code_stands_in_the_chat(bot: Town) -> None:
    _, end = await booked(bot)
    (made,) = await bot.bookings.day("hall", at("2026-11-25T09:00:00").date())
    assert (made.state, made.channel, made.start) == ("confirmed", "bot", at("2026-11-25T09:00:00").astimezone(UTC))
    assert made.fields["last_name"] == "Nováková"
    assert end.title == "Objednáno"
    assert str(bot.bookings.code(made)) in " ".join(end.items)
    assert end.lines == ("Vezměte s sebou: starý průkaz",)
    assert end.links[0].url == f"/booking/visit/{bot.bookings.token(made)}"
    await bot.check_ledger()


async def test_channel_case_01_the_same_conversation_twice_books_once_and_is_answered_alike(bot: Town) -> None:
    spoken, first = await booked(bot)
    again = await spoken.done()
    assert again == first
    assert len(await bot.bookings.day("hall", at("2026-11-25T09:00:00").date())) == 1


async def test_booked_is_told_again_when_the_day_is_full_or_stopped_meanwhile(narrow: Town) -> None:
    spoken = booking(narrow, start="passports")
    spoken.answers |= {"day": "2026-11-25", "time": "2026-11-25t08:00:00z"}
    first = await spoken.say(sure="yes")
    assert isinstance(first, Done) and first.title == "Objednáno"
    assert await narrow.free("2026-11-25T09:00:00", agenda="passports") == 0
    assert await spoken.done() == first


async def test_what_comes_of_the_visit_is_told_in_the_chat(bot: Town) -> None:
    await booked(bot)
    (made,) = await bot.bookings.day("hall", at("2026-11-25T09:00:00").date())
    assert await chosen(bot, made.about) == (CHAT,)


async def test_a_cancelled_visit_leaves_no_address_of_its_chat_behind(bot: Town) -> None:
    await booked(bot)
    (made,) = await bot.bookings.day("hall", at("2026-11-25T09:00:00").date())
    assert await chosen(bot, made.about) == (CHAT,)
    gone = await bot.bookings.cancel(bot.bookings.token(made))
    assert not isinstance(gone, Refusal)
    assert await chosen(bot, made.about) == ()


async def test_who_gave_no_address_is_reminded_in_the_chat(rebuilt: Callable[..., Town]) -> None:
    town = rebuilt(booking__reminder="{before: 1 day}")
    _, end = await booked(town)
    assert end.title == "Objednáno"
    await town.booked("2026-11-25T10:00:00", "", channel="desk")  # nobody can be told of this one
    assert await remind(town.bookings.setting) == 0
    town.set("2026-11-24T09:30:00")
    assert await remind(town.bookings.setting) == 1
    assert await remind(town.bookings.setting) == 0


async def test_a_stop_after_the_booking_does_not_lose_the_chat(bot: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = uuid4()
    with monkeypatch.context() as patch:
        patch.setattr(ways, "choose", None)  # the process ends between the two units
        with pytest.raises(TypeError):
            await booked(bot, id=talk)
    (made,) = await bot.bookings.day("hall", at("2026-11-25T09:00:00").date())
    assert await chosen(bot, made.about) == ()
    _, end = await booked(bot, id=talk)
    assert end.title == "Objednáno"
    assert await chosen(bot, made.about) == (CHAT,)
    assert len(await bot.bookings.day("hall", at("2026-11-25T09:00:00").date())) == 1


async def test_days_and_times_come_a_few_at_a_time(bot: Town) -> None:
    spoken = booking(bot, start="passports")
    spoken.answers["day"] = "2026-11-25"
    first = await spoken.asked()
    assert first.key == "time" and len(first.choices) == 9
    assert first.choices[-1].label == "Další možnosti"
    spoken.answers["time"] = "later"
    second = await spoken.asked()
    assert second.key == "time.1" and not {one.id for one in second.choices[:-1]} & {one.id for one in first.choices}
    spoken.answers["time.1"] = second.choices[0].id
    assert (await spoken.asked()).key == "first_name"


async def test_an_answer_that_cannot_be_right_is_refused_and_asked_for_again(bot: Town) -> None:
    spoken = booking(bot)
    await spoken.say()
    spoken.answers |= {"time": "2026-11-25t08:00:00z", "first_name": "12345"}
    wrong = await spoken.asked()
    assert wrong.key == "first_name" and wrong.refused


async def test_a_time_that_is_gone_meanwhile_leads_to_another(bot: Town) -> None:
    for number in range(3):
        await bot.booked("2026-11-25T09:00:00", f"n{number}@x.cz")
    _, end = await booked(bot)
    assert end.then[0].intent == "booking.book"
    assert len(await bot.bookings.day("hall", at("2026-11-25T09:00:00").date())) == 3


async def test_while_bookings_are_stopped_the_chat_says_so(rebuilt: Callable[..., Town]) -> None:
    banner = "{cs: Zavřeno kvůli bouři., en: Storm., uk: Буря., bg: Буря.}"
    town = rebuilt(suspensions__storm=f"{{active: true, scope: [booking], departments: all, banner: {banner}}}")
    end = await booking(town, start="passports").done()
    assert end.title == "Zavřeno kvůli bouři."


async def test_one_chat_holds_no_more_than_the_file_lets_one_person(rebuilt: Callable[..., Town]) -> None:
    town = rebuilt(booking__limits="{active_per_person: 2, per_agenda_and_day: 5}")
    ends = []
    for minute in ("00", "15", "30"):
        spoken = booking(town)
        await spoken.say()
        spoken.answers["time"] = f"2026-11-25t08:{minute}:00z"
        await spoken.say(sure="yes")
        ends.append((await spoken.done()).title)
    assert ends[:2] == ["Objednáno", "Objednáno"] and ends[2] != "Objednáno"
    stranger = booking(town, who=Contact("telegram", "town:12"))
    await stranger.say()
    stranger.answers["time"] = "2026-11-25t08:30:00z"
    await stranger.say(sure="yes")
    assert (await stranger.done()).title == "Objednáno"
    await town.check_ledger()


async def test_nobody_who_says_no_is_booked(bot: Town) -> None:
    spoken = booking(bot)
    await spoken.say()
    spoken.answers["time"] = "2026-11-25t08:00:00z"
    end = await spoken.say(sure="no")
    assert isinstance(end, Done) and end.title == "Nic nebylo objednáno."
    assert await bot.bookings.day("hall", at("2026-11-25T09:00:00").date()) == ()


async def test_a_visit_of_this_chat_is_cancelled_with_two_presses_once(bot: Town) -> None:
    await booked(bot)
    spoken = cancelling(bot)
    which = await spoken.asked()
    assert "Občanské průkazy" in which.choices[0].label
    spoken.answers |= {"which": which.choices[0].id, "sure": "yes"}
    assert (await spoken.done()).title == "Objednávka je zrušena."
    assert await bot.free("2026-11-25T09:00:00") == 3
    assert (await spoken.done()).title == "Objednávka je zrušena."


async def test_a_visit_booked_elsewhere_needs_its_code_and_its_holder(bot: Town) -> None:
    made = await bot.booked("2026-11-25T09:00:00")
    code = bot.bookings.code(made) or ""
    stranger = cancelling(bot, who=Contact("telegram", "town:1"))
    stranger.answers |= {"code": code, "last_name": "Novotná"}
    refused = await stranger.done()
    stranger.answers |= {"code": "000000", "last_name": "Novák"}
    assert await stranger.done() == refused
    stranger.answers |= {"code": code, "last_name": "Novák", "sure": "yes"}
    assert (await stranger.done()).title == "Objednávka je zrušena."


async def test_where_the_file_has_no_such_way_the_bot_offers_no_cancelling(town: Town) -> None:
    assert Cancel(town.bookings).label("cs") is None
    assert Book(town.bookings).label("cs") == "Objednat se"
