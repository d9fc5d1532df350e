"""A report in a conversation: the tree, its questions, the place, the words; filed once, news come to the chat."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from civicore_signals.bot_report import Report
from civicore_signals.tables import CaseRow

from civicore import ways
from civicore.contracts.dialog import Ask, Contact, Done, Stale, Talk
from tests.signals.backoffice.office import SW, Office

pytestmark = pytest.mark.anyio
CHAT = Contact("telegram", "town:4711")
HOLE = {
    "kind": "signal",
    "matter": "roads",
    "matter1": "roads.pothole",
    "q.surface": "gravel",
    "q.plate": "",
    "place": f"{SW[0]},{SW[1]}",
    "text": "A deep hole.",
    "photo": "",
    "sure": "yes",
}


@dataclass
class Spoken:
    office: Office
    answers: dict[str, str] = field(default_factory=dict)
    id: UUID = field(default_factory=uuid4)
    channel: str = "telegram"

    async def now(self) -> Ask | Done | Stale:
        intent = Report(self.office.cases)
        talk = Talk(self.id, "en", datetime.now(UTC), self.channel, dict(self.answers), "", CHAT)  # type: ignore[arg-type]
        return await intent.next(talk)

    async def through(self, **changed: str) -> Ask | Done | Stale:
        """Answer what is asked, question by question, as long as there is an answer."""
        known = {**HOLE, **changed}
        while isinstance(found := await self.now(), Ask) and found.key in known and found.key not in self.answers:
            self.answers[found.key] = known[found.key]
        return found


async def cases(office: Office) -> list[dict[str, object]]:
    async with office.store.reading():
        rows: list[dict[str, object]] = await CaseRow.select()
    return rows


async def test_a_report_is_filed_once_and_its_number_stands_in_the_chat(office: Office) -> None:
    spoken = Spoken(office)
    end = await spoken.through()
    assert isinstance(end, Done) and "СК26-01-1" in end.title, end
    assert end.links[0].url.startswith("/signals/mine/")
    again = await spoken.now()
    assert isinstance(again, Done) and again.title == end.title
    (row,) = await cases(office)
    assert (row["origin"], row["category"], row["unit"], row["area"]) == ("bot", "roads.pothole", "roads", "sw")


async def test_news_of_it_come_to_the_chat(office: Office) -> None:
    await Spoken(office).through()
    (row,) = await cases(office)
    async with office.store.reading():
        assert (await ways.of(f"signals:{row['id']}")).ways == (CHAT,)


async def test_a_place_may_be_written_and_one_outside_is_refused(office: Office) -> None:
    end = await Spoken(office).through(place="Square 5")
    assert isinstance(end, Done) and "СК26" in end.title
    outside = await Spoken(office).through(place="55.0,14.0")
    assert isinstance(outside, Done) and "СК26" not in outside.title
    assert len(await cases(office)) == 1


async def test_the_last_word_is_asked_for(office: Office) -> None:
    end = await Spoken(office).through(sure="no")
    assert isinstance(end, Done) and end.title == "Nothing was sent."
    assert await cases(office) == []


async def test_by_text_message_no_photo_is_asked_for(office: Office) -> None:
    spoken = Spoken(office, channel="sms")
    await spoken.through()
    assert "photo" not in spoken.answers and len(await cases(office)) == 1


async def test_kinds_that_need_an_account_are_not_offered(office: Office) -> None:
    first = await Spoken(office).now()
    assert isinstance(first, Ask)
    assert "letter" not in {one.id for one in first.choices}
