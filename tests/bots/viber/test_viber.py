"""Viber from outside: signatures, the one welcome, receipts, what it costs, who may be written to."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from aioviberbot.api.messages.text_message import TextMessage
from aioviberbot.api.viber_requests import create_request
from civicore_bots import taking, viber_updates
from civicore_bots.receipts import sent
from civicore_bots.state import State, states
from civicore_bots.tables import SentRow, UpdateRow

from civicore.contracts.dialog import Contact
from tests.bots.office import VIBER_TOKEN, Office
from tests.tools.messengers import Bot, Viber

pytestmark = pytest.mark.anyio
OLENA, PHONE = Contact("viber", "helper:ole=na+1"), Contact("sms", "+380501112233")


async def test_channel_case_13_the_webhook_answers_200_and_a_probe_before_that_is_tried_again(
    office: Office, viber: Viber, vb: Bot
) -> None:
    lane = await office.register()  # nobody listens yet
    assert not lane.done
    assert not vb.webhook
    async with office.served():
        await lane.round()
        assert not vb.webhook  # it was tried a moment ago
        office.clock.advance(timedelta(seconds=2))
        await lane.round()

    assert lane.done
    assert vb.webhook["url"].endswith("/hooks/bots/helper/viber")
    assert [one.status for one in vb.deliveries] == [0, 200]


async def test_channel_case_14_a_body_changed_by_one_byte_is_refused_and_spaces_count(
    open_office: Office, viber: Viber, vb: Bot
) -> None:
    event = {"event": "message", "message_token": 9, "sender": {"id": "x"}, "message": {"type": "text", "text": "hi"}}
    raw = json.dumps(event).encode()
    signed = dict(viber.signed(vb, raw))
    compact = json.dumps(event, separators=(",", ":")).encode()  # the same JSON, other bytes
    async with httpx.AsyncClient() as client:
        for body, headers in ((raw[:-3] + b"!" + raw[-2:], signed), (compact, signed), (raw, {})):
            assert (await client.post(vb.webhook["url"], content=body, headers=headers)).status_code == 401
        assert not await open_office.rows(UpdateRow)
        answer = await client.post(vb.webhook["url"], content=raw, headers=signed)

    assert answer.status_code == 200
    assert len(await open_office.rows(UpdateRow)) == 1


async def test_channel_case_15_an_opening_gets_one_welcome_in_the_answer_and_no_message(
    open_office: Office, viber: Viber, vb: Bot
) -> None:
    olena = vb.person("ole=na+1")
    await open_office.act(viber, vb, viber.start, olena, "d" + "x" * 30)
    assert [one.value for one in open_office.parrot.heard] == ["d" + "x" * 30]
    assert len(viber.welcomes) == 1
    assert not vb.called("send_message")
    assert not viber.wrong_welcomes

    again = await asyncio.to_thread(viber.post, vb, vb.updates[0])
    assert json.loads(again[1]) == viber.welcomes[0]
    assert len(open_office.parrot.heard) == 1
    assert TextMessage().from_dict(viber.welcomes[0]).validate()


async def test_channel_case_15_the_welcome_is_answered_also_when_the_lane_was_faster(
    open_office: Office, viber: Viber, vb: Bot
) -> None:
    hearing, line = open_office.work.hearing, open_office.work.bots.lines["helper.viber"]
    user = {"id": "ole=na+1", "language": "uk"}
    opening = {"event": "conversation_started", "message_token": 77, "user": user, "context": ""}
    (update,) = await taking.take(open_office.work.bots, line, [opening])
    (row,) = await open_office.runtime.transact(hearing._claim)
    welcome = asyncio.create_task(hearing.answer_now(update))
    await asyncio.sleep(0.2)  # it has looked and found nothing yet; sooner, it finds the answer at once
    await hearing._worked(row)
    assert (await welcome or {}).get("type") == "text"
    assert len(open_office.parrot.heard) == 1


async def test_a_press_is_told_from_typed_words_and_the_answer_has_buttons(
    open_office: Office, viber: Viber, vb: Bot
) -> None:
    olena = vb.person("ole=na+1")
    await open_office.act(viber, vb, viber.say, olena, "hello")
    assert olena.last() == "You said hello by text"
    await open_office.act(viber, vb, viber.press, olena, "Two")

    assert open_office.parrot.chosen == ["a.two"]
    assert olena.last() == "You chose a.two"
    assert all(len(one["sender"]["name"]) <= 28 for one in vb.called("send_message"))


async def test_channel_case_16_failed_after_status_0_takes_the_next_way_and_three_delivered_count_once(
    open_office: Office, viber: Viber, vb: Bot
) -> None:
    olena = vb.person("ole=na+1")
    await open_office.act(viber, vb, viber.say, olena, "hello")
    olena.devices = 0
    await open_office.notify("moved", OLENA, PHONE)
    assert open_office.texts == []

    await open_office.act(viber, vb, viber.receipt, olena, "failed")
    await open_office.flush()
    assert open_office.texts == ["moved"]

    olena.devices = 3
    await open_office.notify("tomorrow", OLENA, PHONE)
    await open_office.settled(viber, vb)
    await open_office.flush()
    assert [one.update["event"] for one in vb.deliveries].count("delivered") == 4
    assert [(one.channel, one.state) for one in await open_office.fates()] == [
        ("viber", "failed"),
        ("sms", "sent"),
        ("viber", "sent"),
    ]


async def test_a_receipt_that_is_faster_than_the_answer_waits_for_it(
    open_office: Office, viber: Viber, vb: Bot
) -> None:
    olena = vb.person("ole=na+1")
    await open_office.act(viber, vb, viber.say, olena, "hello")
    row = (await open_office.rows(SentRow))[-1]
    await open_office.act(viber, vb, viber.receipt, olena, "failed", int(row["token"]) + 1000)
    states_ = {one["state"] for one in await open_office.rows(UpdateRow)}
    assert states_ == {"done", "new"}
    open_office.clock.advance(timedelta(hours=1))
    for _ in range(6):
        await open_office.work.flush()
        open_office.clock.advance(timedelta(hours=1))

    assert {one["state"] for one in await open_office.rows(UpdateRow)} == {"done"}


async def test_channel_case_17_the_101st_message_without_an_answer_is_not_even_tried(
    open_office: Office, viber: Viber, vb: Bot
) -> None:
    olena = vb.person("ole=na+1")
    await open_office.act(viber, vb, viber.say, olena, "hello")
    open_office.clock.advance(timedelta(seconds=1))
    (line,) = [one for one in open_office.bots.lines.values() if one.via == "viber"]

    async def before(unit: Any) -> None:
        for number in range(99):
            await sent(line, olena.id, str(number), None, unit)

    await open_office.runtime.transact(before)
    await open_office.notify("the hundredth", OLENA)
    await open_office.notify("one more", OLENA)
    assert olena.last() == "the hundredth"
    assert len(vb.called("send_message")) == 2

    await open_office.act(viber, vb, viber.say, olena, "I am here")
    open_office.clock.advance(timedelta(minutes=1))
    await open_office.flush()
    assert olena.last() == "one more"


async def test_channel_case_18_who_unsubscribed_is_not_written_to_until_they_write(
    open_office: Office, viber: Viber, vb: Bot
) -> None:
    olena = vb.person("ole=na+1")
    await open_office.act(viber, vb, viber.say, olena, "hello")
    await open_office.act(viber, vb, viber.block, olena)
    await open_office.notify("moved", OLENA, PHONE)
    assert open_office.texts == ["moved"]
    assert len(vb.called("send_message")) == 1

    await open_office.act(viber, vb, viber.say, olena, "back again")
    await open_office.notify("tomorrow", OLENA, PHONE)
    assert olena.last() == "tomorrow"


async def test_channel_case_18_status_6_kills_the_address(open_office: Office, viber: Viber, vb: Bot) -> None:
    vb.person("ole=na+1").state = "blocked"
    await open_office.notify("moved", OLENA, PHONE)

    assert open_office.texts == ["moved"]
    assert (await open_office.fates())[0].dead


async def test_channel_case_19_without_money_news_stop_and_bookings_go_by_text_message(
    open_office: Office, viber: Viber, vb: Bot
) -> None:
    olena = vb.person("ole=na+1")
    await open_office.act(viber, vb, viber.say, olena, "hello")
    vb.fail(method="send_message", code=24, description="noBalance")
    await open_office.notify("moved", OLENA, PHONE)
    assert open_office.texts == ["moved"]
    assert (await _states(open_office))["helper.viber"].poor_at is not None

    await open_office.notify("a fair", OLENA, purpose="news")
    assert olena.said() == ["You said hello by text"]
    assert (await open_office.fates())[-1].state == "failed"

    await open_office.notify("paid again", OLENA, PHONE)
    assert olena.last() == "paid again"
    assert (await _states(open_office))["helper.viber"].poor_at is None


async def test_what_the_counterpart_says_is_what_a_real_library_reads(
    open_office: Office, viber: Viber, vb: Bot
) -> None:
    olena = vb.person("ole=na+1")
    await open_office.act(viber, vb, viber.start, olena, "d12")
    await open_office.act(viber, vb, viber.say, olena, "hello")
    await open_office.act(viber, vb, viber.block, olena)
    await open_office.act(viber, vb, viber.unblock, olena)
    kinds = {create_request(one).event_type for one in vb.updates}

    assert kinds == {"conversation_started", "message", "delivered", "unsubscribed", "subscribed"}
    for said in vb.called("send_message"):
        assert TextMessage().from_dict(said).validate()
    assert viber_updates.genuine(VIBER_TOKEN, b"{}", dict(viber.signed(vb, b"{}"))["X-Viber-Content-Signature"])


async def _states(office: Office) -> dict[str, State]:
    async with office.store.reading():
        return await states()
