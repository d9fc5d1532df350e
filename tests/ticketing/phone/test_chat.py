"""One's own number in a conversation: taken from afar once, followed, given up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from civicore_ticketing.asking import about
from civicore_ticketing.board_view import Boards
from civicore_ticketing.bot_ticket import MyTicket

from civicore import UnitOfWork, ways
from civicore.contracts.dialog import Ask, Contact, Done, Stale, Talk
from tests.ticketing.phone.street import Street

pytestmark = pytest.mark.anyio
CHAT = Contact("viber", "town:abc==")


@dataclass
class Spoken:
    street: Street
    who: Contact = CHAT
    answers: dict[str, str] = field(default_factory=dict)
    id: UUID = field(default_factory=uuid4)

    async def now(self) -> Ask | Done | Stale:
        runtime = self.street.built.runtime
        intent = MyTicket(self.street.queues, runtime.services.one(Boards))
        return await intent.next(Talk(self.id, "en", datetime.now(UTC), "viber", dict(self.answers), "", self.who))


async def test_a_number_taken_in_a_chat_is_one_in_the_same_line(street: Street) -> None:
    await street.take()
    spoken = Spoken(street, answers={"agenda": "cards"})
    for _ in range(2):  # the same message again
        end = await spoken.now()
        assert isinstance(end, Done) and end.title == "Your number is A002"
        assert end.items[0] == "1 person is called before you"
    assert len((await street.queues.queue("hall")).line) == 2
    line = await street.queues.queue("hall")
    async with street.built.runtime.store.reading():
        assert (await ways.of(about(line.line[-1].ticket.id))).ways == (CHAT,)


async def test_only_what_the_file_gives_from_afar_is_offered(street: Street) -> None:
    asked = await Spoken(street).now()
    assert isinstance(asked, Ask) and asked.key == "agenda"
    assert "cars" not in {one.id for one in asked.choices}


async def test_the_number_of_this_chat_is_shown_and_given_up_once(street: Street) -> None:
    ticket = await street.take()

    async def connect(unit: UnitOfWork) -> None:
        await ways.choose(unit, about(ticket.id), CHAT)

    await street.built.runtime.transact(connect)
    spoken = Spoken(street)
    shown = await spoken.now()
    assert isinstance(shown, Ask) and shown.text.startswith(f"Your number is {ticket.label}\nYou are next")
    spoken.answers["deed"] = "leave"
    for _ in range(2):
        end = await spoken.now()
        assert isinstance(end, Done) and end.title == "You gave this number up."
    assert (await street.now_is(ticket)).state == "left"


async def test_letting_others_go_first_counts_once_however_often_it_is_heard(street: Street) -> None:
    first = await street.take()
    for _ in range(3):
        await street.take()

    async def connect(unit: UnitOfWork) -> None:
        await ways.choose(unit, about(first.id), CHAT)

    await street.built.runtime.transact(connect)
    spoken = Spoken(street, answers={"deed": "delay"})
    await spoken.now()
    after = await street.now_is(first)
    assert after.state == "parked"
    street.wait(30)
    await spoken.now()
    assert await street.now_is(first) == after


async def test_who_is_called_is_told_where_to_go(street: Street) -> None:
    spoken = Spoken(street, answers={"agenda": "cards"})
    await spoken.now()
    await street.call()
    end = await Spoken(street).now()
    assert isinstance(end, Done) and "it is your turn" in end.title and "Please go to" in end.title
