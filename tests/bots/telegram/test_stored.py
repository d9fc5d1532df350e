"""What comes from Telegram is stored once, worked in order, answered once; addresses die and live again."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from civicore_bots.chat_keeping import retention
from civicore_bots.tables import ChatRow, UpdateRow

from civicore.contracts.dialog import Contact
from tests.bots.office import Office
from tests.tools.messengers import Bot, Telegram

pytestmark = pytest.mark.anyio
OLENA = Contact("telegram", "helper:501")


async def test_f12_and_channel_case_01_an_update_that_comes_twice_is_done_and_answered_once(
    open_office: Office, telegram: Telegram, tg: Bot
) -> None:
    olena = tg.person("501")
    await open_office.act(telegram, tg, telegram.start, olena)
    await open_office.act(telegram, tg, telegram.press, olena, "One")
    telegram_says = len(olena.said())

    for number in (0, 1, 1):
        assert await asyncio.to_thread(telegram.redeliver, tg, number) == 200
    await open_office.work.flush()

    assert open_office.parrot.chosen == ["a.one"]
    assert len(olena.said()) == telegram_says == 2
    assert len(await open_office.rows(UpdateRow)) == 2


async def test_channel_case_03_what_was_stored_is_worked_after_a_crash(
    open_office: Office, telegram: Telegram, tg: Bot
) -> None:
    olena = tg.person("501")
    open_office.parrot.failing = 1
    await open_office.act(telegram, tg, telegram.say, olena, "hello")
    assert [one.status for one in tg.deliveries] == [200]
    assert not olena.said()

    open_office.clock.advance(timedelta(minutes=3))
    open_office.boot(open_office.runtime.address)
    await open_office.work.flush()

    assert olena.said() == ["You said hello by text"]
    assert [row["state"] for row in await open_office.rows(UpdateRow)] == ["done"]


async def test_channel_case_03_a_process_that_died_over_an_update_leaves_it_to_the_next(
    open_office: Office, telegram: Telegram, tg: Bot
) -> None:
    olena = tg.person("501")
    telegram.say(tg, olena, "hello")
    await open_office.settled(telegram, tg)
    await open_office.runtime.transact(open_office.work.hearing._claim)  # and no more was heard of it

    await open_office.work.flush()
    assert not olena.said()
    open_office.clock.advance(timedelta(minutes=3))
    await open_office.work.flush()

    assert olena.said() == ["You said hello by text"]


async def test_f12_updates_of_a_chat_are_worked_in_order_and_one_that_fails_holds_up_nobody_else(
    open_office: Office, telegram: Telegram, tg: Bot
) -> None:
    olena, petro = tg.person("501"), tg.person("502")
    for person, words in ((olena, "first"), (olena, "second"), (petro, "mine")):
        telegram.say(tg, person, words)
    await open_office.settled(telegram, tg)
    open_office.parrot.failing = 1
    await open_office.work.flush()

    heard = [one.value for one in open_office.parrot.heard]
    assert heard == ["mine"] or heard == ["first", "second"]
    open_office.clock.advance(timedelta(seconds=10))
    await open_office.work.flush()

    heard = [one.value for one in open_office.parrot.heard]
    assert sorted(heard) == ["first", "mine", "second"]
    assert heard.index("first") < heard.index("second")
    assert olena.said() == ["You said first by text", "You said second by text"]


async def test_channel_case_08_two_quick_presses_count_once_and_the_second_is_acknowledged(
    open_office: Office, telegram: Telegram, tg: Bot
) -> None:
    olena = tg.person("501")
    await open_office.act(telegram, tg, telegram.start, olena)
    telegram.press(tg, olena, "Two")
    await open_office.act(telegram, tg, telegram.press, olena, "Two")

    assert open_office.parrot.chosen == ["a.two"]
    assert [one.get("text") for one in tg.called("answerCallbackQuery")] == [None, "chosen already"]
    assert olena.said()[1:] == ["You chose a.two"]
    assert not tg.open_queries


async def test_channel_case_07_who_blocked_the_bot_is_not_written_to_until_they_come_back(
    open_office: Office, telegram: Telegram, tg: Bot
) -> None:
    olena = tg.person("501")
    await open_office.act(telegram, tg, telegram.start, olena)
    await open_office.act(telegram, tg, telegram.block, olena)
    assert not await open_office.rows(ChatRow)

    await open_office.notify("your visit was moved", OLENA, Contact("sms", "+380501112233"))
    assert open_office.texts == ["your visit was moved"]
    assert len(tg.called("sendMessage")) == 1

    await open_office.act(telegram, tg, telegram.unblock, olena)
    await open_office.notify("your visit is tomorrow", OLENA, Contact("sms", "+380501112233"))
    assert olena.last() == "your visit is tomorrow"
    assert len(open_office.texts) == 1


async def test_channel_case_07_a_403_takes_the_next_way_at_once(
    open_office: Office, telegram: Telegram, tg: Bot
) -> None:
    tg.person("501").state = "blocked"  # and Telegram told nobody
    await open_office.notify("your visit was moved", OLENA, Contact("sms", "+380501112233"))

    assert open_office.texts == ["your visit was moved"]
    assert [(one.channel, one.state, one.dead) for one in await open_office.fates()] == [
        ("telegram", "failed", True),
        ("sms", "sent", False),
    ]


async def test_channel_case_06_a_429_rests_the_bot_while_other_channels_go_on(
    open_office: Office, telegram: Telegram, tg: Bot
) -> None:
    olena = tg.person("501")
    await open_office.act(telegram, tg, telegram.start, olena)
    tg.fail(method="sendMessage", code=429, description="Too Many Requests: retry after 35", retry_after=35)
    await open_office.notify("first", OLENA)
    await open_office.notify("second", Contact("sms", "+380501112233"))
    await open_office.act(telegram, tg, telegram.say, olena, "are you there?")
    assert len(olena.said()) == 1
    assert open_office.texts == ["second"]

    open_office.clock.advance(timedelta(seconds=34))
    await open_office.flush()
    assert len(olena.said()) == 1
    open_office.clock.advance(timedelta(seconds=2))
    await open_office.flush()
    assert sorted(olena.said()[1:]) == ["You said are you there? by text", "first"]


async def test_channel_case_06_an_answer_that_met_the_429_is_not_lost(
    open_office: Office, telegram: Telegram, tg: Bot
) -> None:
    olena = tg.person("501")
    tg.fail(method="sendMessage", code=429, description="Too Many Requests: retry after 35", retry_after=35)
    await open_office.act(telegram, tg, telegram.say, olena, "hello")
    assert not olena.said()
    open_office.clock.advance(timedelta(seconds=36))
    await open_office.flush()

    assert olena.said() == ["You said hello by text"]


async def test_conversations_are_forgotten_as_the_file_says_and_a_person_is_told_and_erased(
    open_office: Office, telegram: Telegram, tg: Bot
) -> None:
    olena, petro = tg.person("501"), tg.person("502")
    await open_office.act(telegram, tg, telegram.say, olena, "hello")
    await open_office.act(telegram, tg, telegram.say, petro, "hello")
    kept = retention(open_office.bots)
    assert {row["written"] + row["chat"] for row in await open_office.rows(UpdateRow)} == {""}

    told = await kept.export("telegram:helper:501")
    assert [(one["bot"], one["chat"]) for one in told] == [("helper.telegram", "501")]
    assert await kept.erase("telegram:helper:501") == 1
    assert await kept.export("telegram:helper:501") == []
    assert await kept.erase("somebody@town.example") == 0

    assert await kept.expire() == 0
    open_office.clock.advance(timedelta(days=1, minutes=1))
    assert await kept.expire() == 3
    assert not await open_office.rows(UpdateRow)
    assert not await open_office.rows(ChatRow)
