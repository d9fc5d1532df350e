"""SMPP with a real counterpart: throttling, silence, broken lines, receipts in every order, messages that come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from civicore.messaging.sms import smpp, smpp_session
from civicore.messaging.sms.outgoing import Sending
from civicore.messaging.sms.tables import Receipt, TextIn, TextOut
from tests.databases import PATIENT
from tests.messaging.sms.conftest import NUMBER, Texting
from tests.tools.reliability import Counted
from tests.tools.smsc import BAD_ADDRESS, QUEUE_FULL, THROTTLED, MessageCentre, message_centre

pytestmark = pytest.mark.anyio
MAKE = Callable[..., Texting]
LONG = "Vase objednavka " * 20


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person would wait for, the tests do not."""
    monkeypatch.setattr(smpp, "PAUSES", (0.01,))
    monkeypatch.setattr(smpp_session, "ANSWER_WITHIN", 0.5)


@asynccontextmanager
async def connected(make: MAKE, **more: Any) -> AsyncIterator[tuple[MessageCentre, Texting]]:
    async with message_centre() as centre:
        written = {
            "gateway": "smpp",
            "host": "127.0.0.1",
            "port": centre.port,
            "user": "town",
            "key": {"secret": "sms_key"},
            "number": "+420 499 000 111",
            "encrypted": "false",
            **more,
        }
        city = make(written)
        (life,) = city.plugin.register_lifespan()
        async with life.around():
            await until(lambda: centre.bound)
            yield centre, city


async def until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENT):
        while not true():
            await asyncio.sleep(0.01)


async def again(city: Texting) -> None:
    """The outbox's next try."""
    city.clock.advance(timedelta(minutes=5))
    await city.outbox.flush()


async def states(city: Texting) -> list[str]:
    async with city.store.reading():
        return sorted(row["state"] for row in await TextOut.select())


async def test_a_message_arrives_as_it_was_written_and_is_signed_for(texting: MAKE) -> None:
    async with connected(texting) as (centre, city):
        await city.send("Objednano 25.11. 10:00, PIN 048291")
        await city.outbox.flush()
        (part,) = centre.parts
        assert (part.text, part.to, part.coding, part.esm_class) == (
            "Objednano 25.11. 10:00, PIN 048291",
            NUMBER[1:],
            0,
            0,
        )
        assert [one.state for one in await city.fates()] == ["sent"]


@pytest.mark.parametrize("text", [LONG, "Записано на понеділок, ґанок 😀 " * 8])
async def test_a_long_message_is_put_together_from_parts_that_all_fit(texting: MAKE, text: str) -> None:
    async with connected(texting) as (centre, city):
        await city.send(text.strip())
        await city.outbox.flush()
        assert centre.texts() == [text.strip()]
        assert len({part.whole and part.whole[0] for part in centre.parts}) == 1
        assert all(
            part.esm_class == 0x40 and len(part.octets) <= (134 if part.coding else 153) for part in centre.parts
        )


@pytest.mark.parametrize("mood", [THROTTLED, QUEUE_FULL, "silent", "drop"])
async def test_channel_case_34_after_any_trouble_a_message_is_sent_once(texting: MAKE, mood: int | str) -> None:
    async with connected(texting) as (centre, city):
        centre.moods = [mood]
        await city.send("PIN 048291")
        await city.outbox.flush()
        assert centre.texts() == []
        await until(lambda: centre.bound)
        await again(city)
        assert centre.texts() == ["PIN 048291"]
        assert [one.state for one in await city.fates()] == ["sent"]


async def test_channel_case_34_parts_that_were_taken_are_not_sent_again(texting: MAKE) -> None:
    async with connected(texting) as (centre, city):
        centre.moods = [None, THROTTLED]
        await city.send(LONG)
        await city.outbox.flush()
        assert len(centre.parts) == 1
        await again(city)
        assert [part.whole and part.whole[2] for part in centre.parts] == [1, 2, 3]
        assert centre.texts() == [LONG.strip()] or centre.texts() == [LONG]


async def test_channel_case_34_the_session_comes_back_after_every_kick(texting: MAKE) -> None:
    async with connected(texting) as (centre, city):
        for number in range(3):
            centre.kick()
            await until(lambda: not centre.bound)
            await until(lambda: centre.bound)
            await city.send(f"{number}")
            await city.outbox.flush()
        assert centre.texts() == ["0", "1", "2"]


async def test_a_number_that_is_none_is_given_up_at_once(texting: MAKE) -> None:
    async with connected(texting) as (centre, city):
        centre.moods = [BAD_ADDRESS]
        await city.send("PIN")
        await city.outbox.flush()
        (fate,) = await city.fates()
        assert (fate.state, [one.detail for one in fate.tries]) == (
            "failed",
            ["the message centre refused with status 0xb"],
        )


@pytest.mark.parametrize(
    ("told", "state", "fate"),
    [
        ([("DELIVRD", "before"), ("ACCEPTD", "after")], "delivered", "sent"),
        ([("ACCEPTD", "after"), ("DELIVRD", "after"), ("DELIVRD", "after")], "delivered", "sent"),
        ([("DELIVRD", "after"), ("UNDELIV", "after")], "delivered", "sent"),
        ([("UNDELIV", "before")], "failed", "failed"),
    ],
)
async def test_f11_and_channel_case_33_receipts_in_any_order_only_move_forward(
    texting: MAKE, told: list[tuple[str, str]], state: str, fate: str, counted: Counted
) -> None:
    async with connected(texting) as (centre, city):
        centre.report = lambda id: told
        await city.send("PIN")
        await city.outbox.flush()
        await until(lambda: len(centre.answered) == len(told))
        assert centre.answered == [0] * len(told)
        assert await states(city) == [state]
        assert [one.state for one in await city.fates()] == [fate]
        counted(runs=1, faults=len(centre.answered), inputs=len(centre.parts))


async def test_a_receipt_that_comes_later_tells_staff_that_it_never_arrived(texting: MAKE) -> None:
    async with connected(texting) as (centre, city):
        await city.send("PIN")
        await city.outbox.flush()
        centre.receipt("m1", "EXPIRED")
        await until(lambda: centre.answered)
        (fate,) = await city.fates()
        assert (fate.state, fate.tries[-1].outcome) == ("failed", "failed")


async def test_channel_case_33_a_receipt_for_an_unknown_id_is_kept_for_a_day(texting: MAKE) -> None:
    async with connected(texting) as (centre, city):
        centre.receipt("nobody", "DELIVRD")
        await until(lambda: centre.answered)
        (tidy,) = city.plugin.register_jobs()
        for hours, left in ((23, 1), (2, 0)):
            city.clock.advance(timedelta(hours=hours))
            await tidy.run()
            async with city.store.reading():
                assert await Receipt.count() == left


async def test_what_people_write_is_stored_before_it_is_answered_for(texting: MAKE) -> None:
    async with connected(texting) as (centre, city):
        centre.deliver("420739547765", b"hello town")
        centre.deliver("420739547765", "hello ґанок".encode("utf-16-be"), coding=8)
        await until(lambda: len(centre.answered) == 2)
        async with city.store.reading():
            assert {row["text"] for row in await TextIn.select()} == {"hello town", "hello ґанок"}
        await city.outbox.flush()
        assert sorted(centre.texts()) == ["you said hello town", "you said hello ґанок"]


async def test_long_messages_of_two_people_with_one_reference_are_kept_apart(texting: MAKE) -> None:
    async with connected(texting) as (centre, city):
        for number in (1, 2):
            for who in ("420739547765", "420777111222"):
                words = f"hello {who} " if number == 1 else f"end of {who}"
                centre.deliver(who, bytes((5, 0, 3, 7, 2, number)) + words.encode(), esm_class=0x40)
        await until(lambda: len(centre.answered) == 4)
        async with city.store.reading():
            rows = await TextIn.select()
        assert {row["text"] for row in rows} == {
            f"hello {who} end of {who}" for who in ("420739547765", "420777111222")
        }


@pytest.mark.parametrize("octets", [b"", b"\x05", b"\x1b"])
async def test_what_nobody_can_read_is_refused_for_good_and_the_line_lives(texting: MAKE, octets: bytes) -> None:
    async with connected(texting) as (centre, city):
        centre.deliver("420739547765", octets, esm_class=0x40)
        await until(lambda: centre.answered)
        assert centre.answered == [0x65]
        await city.send("PIN")
        await city.outbox.flush()
        assert centre.texts() == ["PIN"]
        assert centre.binds == 1


async def test_a_wrong_password_and_no_centre_leave_messages_waiting(
    texting: MAKE, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smpp, "CONNECTED_WITHIN", 0.05)
    async with message_centre(password="other") as centre:
        written = {"gateway": "smpp", "host": "127.0.0.1", "port": centre.port, "user": "town", "encrypted": "false"}
        city = texting({**written, "key": {"secret": "sms_key"}})
        (life,), (probe,) = city.plugin.register_lifespan(), city.plugin.register_health()
        async with life.around():
            await city.send("PIN")
            await city.outbox.flush()
            assert [one.state for one in await city.fates()] == ["queued"]
            city.clock.advance(timedelta(minutes=5))
            await until(lambda: centre.binds == 0)
            assert "refused" in (await probe.probe() or "")


async def test_the_second_host_takes_over(texting: MAKE) -> None:
    async with message_centre() as centre:
        written = {"gateway": "smpp", "host": "no-such-host.invalid", "second_host": "127.0.0.1", "port": centre.port}
        city = texting({**written, "user": "town", "encrypted": "false", "key": {"secret": "sms_key"}})
        (life,) = city.plugin.register_lifespan()
        async with life.around():
            await until(lambda: centre.bound)
            await city.send("PIN")
            await city.outbox.flush()
            assert centre.texts() == ["PIN"]


async def test_the_brake_counts_what_is_paid_and_lets_it_wait(texting: MAKE) -> None:
    async with connected(texting, per_day="4") as (centre, city):
        await city.send(LONG)
        await city.outbox.flush()  # three parts; sent together with the next ones it might find itself behind them
        await city.send("PIN 1", to="+420777111222")
        await city.send("PIN 2", to="+420777111333")
        await city.outbox.flush()
        assert len(centre.parts) == 4
        city.clock.advance(timedelta(hours=25))
        await city.outbox.flush()
        assert len(centre.parts) == 5


async def test_the_brake_holds_though_another_message_is_paid_for_while_it_counts(
    texting: MAKE, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid, late = Sending._paid, iter((0.0, 0.3))

    async def slowly(sending: Sending) -> int:
        counted = await paid(sending)
        await asyncio.sleep(next(late))
        return counted

    async with connected(texting, per_day="1") as (centre, city):
        monkeypatch.setattr(Sending, "_paid", slowly)
        await city.send("PIN 1", to="+420777111222")
        await city.send("PIN 2", to="+420777111333")
        await city.outbox.flush()
        assert len(centre.parts) == 1
