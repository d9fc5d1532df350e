"""Staff at the queue of letters: one click does what is asked, and nobody is answered twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from civicore import Refusal
from civicore.mailroom.letters import one
from civicore.mailroom.working import Answer, Desk
from civicore.people.principals import Principal
from tests.databases import everywhere_in_soak
from tests.mailroom.postroom import Postroom

CLERK = Principal(
    "staff", "11111111-1111-1111-1111-111111111111", "Ann", frozenset({"letters.work", "booking.see", "booking.cancel"})
)
OTHER = Principal("staff", "22222222-2222-2222-2222-222222222222", "Bob", frozenset({"letters.work"}))


async def the_letter(town: Postroom) -> Any:
    (row,) = await town.rows(kind="human")
    async with town.built.runtime.store.reading():
        return await one(row["id"])


@pytest.mark.rule("KRY-08")
async def test_a_letter_with_the_pin_cancels_in_one_click_and_is_answered_once(town: Postroom) -> None:
    visit = await town.booked()
    pin = town.pin(visit)
    await town.post(f"Доброго дня! Прошу скасувати. ПІН-КОД: {pin[:3]} {pin[3:]}\nОлена Коваль")
    desk = await town.clerk("clerk")
    page = await desk.open("/en/desk/letters")
    assert "New letters 1" in desk.told and "Олена Коваль" in desk.told
    await desk.follow("Лист")
    assert "certain" in desk.told and "Wednesday, 25 November 2026, 09:00" in desk.told
    first = desk.page
    await desk.press("Cancel the visit")
    assert "Done, and the letter is settled." in desk.told
    assert await town.bookings.get(visit.id) is None
    desk.page = first
    await desk.press("Cancel the visit")  # pressed twice: said, and not done again
    assert desk.page.status == 409 and "settled already" in desk.told
    (answer,) = await town.messages()
    assert answer["recipient"] == "olena@mail.example" and "Ваш візит скасовано, як ви просили." in answer["text"]
    assert len([one for one in await town.messages(visit.about) if one["notice"] == "booking.cancelled"]) == 1
    assert "ми мусили" not in (await town.messages(visit.about))[-1]["text"]
    (line,) = await town.audited("letter.settled")
    assert "deed" in str(line) and "Коваль" not in str(line)
    assert len(await town.audited("letter.opened")) == 1
    assert page is not None


@pytest.mark.rule("KRY-08")
@everywhere_in_soak
async def test_without_a_pin_name_and_time_are_compared_first(town: Postroom) -> None:
    visit = await town.booked(email=None)
    await town.booked("Коваленко", "2026-11-25T11:00:00+02:00", "k@mail.example")
    await town.post("Скасуйте запис на 25.11 о 9:00, прізвище Коваль", sender="син <son@mail.example>")
    desk = await town.clerk("clerk")
    await desk.open("/en/desk/letters")
    await desk.follow("Лист")
    assert "compare first" in desk.told and "name, day, and time" in desk.told and "11:00" not in desk.told
    await desk.press("Cancel the visit")
    assert desk.page.status == 409 and "Compare the letter" in desk.told
    await desk.press("Cancel the visit", {"compared": "on"})
    assert await town.bookings.get(visit.id) is None
    assert [row["state"] for row in await town.rows()] == ["done"]


@everywhere_in_soak
async def test_a_letter_is_answered_with_a_prepared_reply_and_ends(town: Postroom) -> None:
    await town.post("Коли ви працюєте?")
    desk = await town.clerk("clerk")
    await desk.open("/en/desk/letters")
    await desk.follow("Лист")
    assert "Nothing was found that fits this letter." in desk.told
    await desk.press("Put it below", {"reply": "hours", "language": "en"})
    await desk.press("Send this answer", {"text": ""})
    assert desk.page.status == 422
    await desk.press("Put it below", {"reply": "hours", "language": "en"})
    await desk.press("Send this answer")
    (answer,) = await town.messages()
    assert (answer["subject"], answer["language"]) == ("Re: Лист", "en")
    assert "We are open from 8 to 16." in answer["text"]
    await desk.open("/en/desk/letters?tab=done")
    assert "was answered" in desk.told


@everywhere_in_soak
async def test_letters_are_taken_handed_over_and_laid_aside(town: Postroom) -> None:
    await town.post("Хтось")
    ann, bob = await town.clerk("clerk"), await town.clerk("postman")
    await ann.open("/en/desk/letters")
    await ann.follow("Лист")
    await ann.press("Take it")
    address = ann.page.url.partition("?")[0].removeprefix("http://city")
    await bob.open(address)
    await bob.press("Nothing to do")
    assert bob.page.status == 409 and "A colleague works on this letter" in bob.told
    await ann.press("Hand over")
    await bob.open("/en/desk/letters?tab=mine")
    await bob.follow("Лист")
    await bob.press("Put it back into the queue")
    assert [row["state"] for row in await town.rows()] == ["new"]
    await bob.open(address)
    await bob.press("Nothing to do")
    assert [(row["state"], row["ended"]) for row in await town.rows()] == [("done", "nothing")]
    assert await town.messages() == []


@everywhere_in_soak
async def test_a_letter_on_paper_is_typed_in_and_matched(town: Postroom) -> None:
    visit = await town.booked()
    desk = await town.clerk("clerk")
    await desk.open("/en/desk/letters/paper")
    await desk.press("Keep the letter", {"sender_name": "Олена Коваль"})
    assert desk.page.status == 422
    await desk.press("Keep the letter", {"sender_name": "Олена", "text": f"Скасуйте, пин {town.pin(visit)}"})
    assert "as paper mail" in desk.told and "There is no e-mail address to answer to" in desk.told
    await desk.press("Cancel the visit")
    assert await town.bookings.get(visit.id) is None and await town.messages() == []


@everywhere_in_soak
async def test_a_letter_of_a_machine_is_put_into_the_queue_when_a_person_wrote_it(town: Postroom) -> None:
    await town.post("Ой, це таки я", Precedence="bulk")
    desk = await town.clerk("postman")
    await desk.open("/en/desk/letters?tab=machines")
    await desk.follow("Лист")
    await desk.press("A person wrote it: put it into the queue")
    assert "The letter is in the queue now." in desk.told and "Send this answer" in desk.page.source


@everywhere_in_soak
async def test_only_who_may_work_on_letters_sees_them(town: Postroom) -> None:
    await town.post("Таємне")
    desk = await town.clerk("viewer")
    assert (await desk.open("/en/desk/letters")).status == 403
    visit = await town.booked()
    await town.post(f"ПІН {town.pin(visit)}", Message_ID="<2@x.example>")
    async with town.built.runtime.store.reading():
        row = (await town.rows(text=f"ПІН {town.pin(visit)}"))[0]
        letter = await one(row["id"])
    assert letter is not None
    assert await Desk(town.built.runtime).proposals(letter, OTHER, "en") == ()  # may not cancel, so is offered nothing


async def test_a_deed_that_was_begun_is_finished_once_after_a_kill(
    town: Postroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = await town.booked()
    await town.post(f"ПІН-КОД {town.pin(visit)}")
    desk, letter = Desk(town.built.runtime), await the_letter(town)
    (proposal,) = await desk.proposals(letter, CLERK, "en")

    async def killed(*said: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(Desk, "_end", killed)
        with pytest.raises(asyncio.CancelledError):
            await desk.do(letter, proposal, CLERK, Answer("Зроблено", "uk"))
    assert await town.bookings.get(visit.id) is None  # done, and nobody was told
    letter = await the_letter(town)
    assert letter.state == "doing" and letter.begun is not None
    assert await desk.reply(letter, Answer("щось інше", "uk"), CLERK) == Refusal("letters.begun")
    assert await desk.do(letter, letter.begun, CLERK, Answer("Зроблено", "uk")) is None
    assert await desk.do(letter, letter.begun, CLERK, Answer("Зроблено", "uk")) == Refusal("letters.done")
    assert len(await town.messages()) == 1


async def test_what_a_clerk_who_is_away_has_begun_is_finished_by_a_colleague(
    town: Postroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = await town.booked()
    await town.post(f"ПІН-КОД {town.pin(visit)}")
    away = replace(CLERK, id="33333333-3333-3333-3333-333333333333")
    desk, letter = Desk(town.built.runtime), await the_letter(town)
    (proposal,) = await desk.proposals(letter, away, "en")

    async def killed(*said: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(Desk, "_end", killed)
        with pytest.raises(asyncio.CancelledError):
            await desk.do(letter, proposal, away, Answer("Зроблено", "uk"))
    colleague = await town.clerk("clerk")
    await colleague.open(f"/en/desk/letters/{letter.id}")
    await colleague.press("Hand over")
    letter = await the_letter(town)
    assert letter.state == "doing" and letter.begun is not None and letter.owner != f"staff:{away.id}"
    await colleague.open(f"/en/desk/letters/{letter.id}")
    await colleague.press("Cancel the visit")
    assert (await the_letter(town)).state == "done"
    assert len(await town.messages()) == 1


async def test_two_clerks_at_once_answer_once(town: Postroom) -> None:
    await town.post("Питання")
    desk, letter = Desk(town.built.runtime), await the_letter(town)
    done = await asyncio.gather(*(desk.reply(letter, Answer("Так", "uk"), who) for who in (CLERK, OTHER)))
    assert [one for one in done if one is None] == [None]
    assert len(await town.messages()) == 1


@everywhere_in_soak
async def test_who_writes_too_much_in_a_day_is_believed_nothing(town: Postroom) -> None:
    visit = await town.booked()
    for number in range(11):
        await town.post(f"ПІН-КОД {town.pin(visit)}", Message_ID=f"<{number}@mail.example>")
    letters = await town.rows()
    async with town.built.runtime.store.reading():
        last = await one(UUID(str(letters[-1]["id"])))
    assert last is not None
    (proposal,) = await Desk(town.built.runtime).proposals(last, CLERK, "en")
    assert not proposal.sure


async def test_a_refused_deed_leaves_the_letter_to_be_worked_on(town: Postroom) -> None:
    visit = await town.booked()
    await town.post(f"ПІН-КОД {town.pin(visit)}")
    desk, letter = Desk(town.built.runtime), await the_letter(town)
    (proposal,) = await desk.proposals(letter, CLERK, "en")
    town.clock.freeze(datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    refused = await desk.do(letter, proposal, CLERK, None)
    assert isinstance(refused, Refusal) and refused.code == "booking.visit_over"
    assert (await the_letter(town)).state == "taken" and (await the_letter(town)).begun is None
