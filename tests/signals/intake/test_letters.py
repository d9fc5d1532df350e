"""Letters: every one in every language, in the citizen's and not the clerk's, and one for each event after a crash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from civicore_signals import notices, telling
from civicore_signals.case import Sender
from civicore_signals.lifecycle import Given

from civicore import CannotSend, Channel, ChannelMessage, Refusal, Text
from civicore.base.clock import DemoClock
from civicore.messaging.letter import Sender as Town
from civicore.messaging.letter import letter
from civicore.storage.message_delivery import MessageLane
from civicore.storage.tables import EventRow as NewsRow
from tests.signals.backoffice.office import BOSS, Office
from tests.signals.intake.test_filing import LETTER, filed


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
async def test_every_letter_is_said_in_every_language(rebuilt: Callable[..., Office]) -> None:
    office = rebuilt()
    for notice in (*notices.notices(office.city), *telling.own_notices(office.city)):
        for language in ("cs", "en"):
            said = office.runtime.post.render(notice.id, language, notice.sample(), channel="email")
            assert said.subject.strip() and said.text.strip() and "None" not in said.text, notice.id
            assert "{" not in said.text and "%(" not in said.text


@pytest.mark.rule("SOF-12")
async def test_every_registered_decision_is_told(office: Office) -> None:
    case = await office.foi()
    assert len(await office.letters("registered")) == 1
    await office.desk.move(case.id, "in_work", Given(), BOSS)
    await office.desk.move(case.id, "answered", Given("Here it is.", "answered"), BOSS)
    (decision,) = await office.letters("answer")
    assert "Here it is." in decision["text"] and (case.number or "") in decision["subject"]


async def test_signal_case_62_letters_speak_the_citizen_s_language(office: Office) -> None:
    czech = (await filed(office)).case
    english = (await filed(office, language="en", sender=Sender(email="ann@example.com"))).case
    for case in (czech, english):
        await office.desk.move(case.id, "solved", Given("Mended.", "solved"), BOSS)
    answers = {one["recipient"]: one["text"] for one in await office.letters("answer")}
    assert "Dobrý den" in answers["jana@example.cz"] and "Vyřešeno" in answers["jana@example.cz"]
    assert "Good day" in answers["ann@example.com"] and "Done" in answers["ann@example.com"]


async def test_what_the_sender_typed_stands_in_no_letter(office: Office) -> None:
    await filed(office, text="My neighbour is a thief", topic="Thief")
    for one in await office.letters():
        assert "thief" not in f"{one['subject']}{one['text']}{one['html']}".casefold()


async def test_signal_case_57_a_letter_that_cannot_be_sent_stops_nothing(office: Office, clock: DemoClock) -> None:
    case = (await filed(office)).case

    async def broken(message: ChannelMessage) -> None:
        raise CannotSend("recipient refused: 550 5.1.1", permanent=True)

    lane = MessageLane(office.store, Channel("email", broken), clock, timedelta(days=1), None)
    assert await lane.round()
    done = await office.desk.move(case.id, "solved", Given("Mended.", "solved"), BOSS)
    assert not isinstance(done, Refusal) and done.status == "solved"
    async with office.store.reading():
        (news,) = [row["body"] for row in await NewsRow.select() if "LetterReturned" in row["kind"]]
    assert str(case.id) in news and "jana" not in news


async def test_signal_case_57_after_a_crash_between_commit_and_sending_there_is_one_letter(
    office: Office, clock: DemoClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filed(office)
    sent: list[str] = []

    async def channel(message: ChannelMessage) -> None:
        sent.append(message.id)

    async def died(*_: object) -> None:
        """Nobody wrote down how the try ended."""

    first, other = (
        MessageLane(office.store, Channel("email", channel), clock, timedelta(days=1), None) for _ in range(2)
    )
    monkeypatch.setattr(first, "_note", died)
    await first.round()
    assert not await other.round(), "while the first may still be at it, nobody sends it too"
    clock.advance(timedelta(minutes=5))
    while await other.round():
        pass
    assert len(sent) == 2 and len(set(sent)) == 1, "tried twice, known by its id as one letter"
    assert [one["state"] for one in await office.letters()] == ["sent"]


async def test_no_letter_without_the_case(office: Office) -> None:
    """What is undone has told nobody."""
    refused = await office.cases.file(replace(LETTER, files_of="draft:1", sender=Sender(email="a@b.cz")))
    assert isinstance(refused, Refusal) and await office.letters() == []


def test_mail_programs_are_told_where_one_post_ends_it(clock: DemoClock) -> None:
    link = "https://squares.example/hooks/signals/stop/" + "x" * 90
    message = ChannelMessage("1", "eva@example.cz", "News", "News", None, "cs", unsubscribe=link)
    raw = letter(message, Town(Text({"cs": "Čtverečkov"}), "signals@squares.example"), clock.now()).as_bytes().decode()
    assert f"\r\nList-Unsubscribe: <{link}>\r\n" in raw
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
