"""Gateways that answer after everybody has stopped waiting, and receipts that come again: F11."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise, permutations
from typing import Any

import httpx
import pytest

from civicore.messaging.sms import http_gateway, smpp_session
from civicore.messaging.sms.tables import TextOut
from tests.databases import PATIENT
from tests.messaging.sms.conftest import Texting
from tests.messaging.sms.test_http import Server, described
from tests.messaging.sms.test_smpp import LONG, MAKE, again, connected, hurry, states, until
from tests.tools.reliability import Counted
from tests.tools.smsc import SUBMIT_RESP, MessageCentre

__all__ = ["hurry"]

pytestmark = pytest.mark.anyio
AT_ONCE = 0.05  # seconds of patience with somebody who answers nothing: whatever they are, they run out
TRANSACTION, NEWS = "transaction", "news"


async def paid(city: Texting) -> int:
    """For how many messages the city counts that it pays."""
    async with city.store.reading():
        return sum(row["paid"] for row in await TextOut.select(TextOut.paid))


async def sent(city: Texting, purpose: str) -> str:
    await city.send("PIN 048291", purpose=purpose)
    await city.outbox.flush()
    return await fate(city)


async def fate(city: Texting) -> str:
    (one,) = await city.fates()
    return one.state


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Say how long an answer is waited for."""

    def wait(seconds: float) -> None:
        monkeypatch.setattr(smpp_session, "ANSWER_WITHIN", seconds)
        monkeypatch.setattr(http_gateway, "_SECONDS", httpx.Timeout(PATIENT, read=seconds))

    return wait


def held_back(centre: MessageCentre, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """The centre takes what comes and says nothing of it, until what is in this list is called."""
    write, held = centre._write, list[Callable[[], None]]()

    def later(line: Any, command: int, *more: Any) -> None:
        if command == SUBMIT_RESP:
            held.append(lambda: write(line, command, *more))
        else:
            write(line, command, *more)

    monkeypatch.setattr(centre, "_write", later)
    return held


async def test_f11_a_centre_that_answers_too_late_costs_once_and_moves_nothing_back(
    texting: MAKE, monkeypatch: pytest.MonkeyPatch, patience: Callable[[float], None], counted: Counted
) -> None:
    async with connected(texting) as (centre, city):
        with monkeypatch.context() as slow:
            answers = held_back(centre, slow)
            patience(AT_ONCE)
            assert await sent(city, TRANSACTION) == "queued", "no answer is no yes"
            assert await paid(city) == 0
            await until(lambda: answers)
        patience(PATIENT)
        await again(city)
        assert await fate(city) == "sent"
        first, second = (one.id for one in centre.parts)
        answers[0]()
        told = [(second, "DELIVRD"), (first, "DELIVRD"), (second, "UNDELIV"), (first, "UNDELIV"), (second, "ACCEPTD")]
        for id, stat in told * 2:
            centre.receipt(id, stat)
        await until(lambda: len(centre.answered) == 2 * len(told))
        assert (await states(city), await fate(city), await paid(city)) == (["delivered"], "sent", 1)
        await again(city)
        assert len(centre.parts) == 2
        counted(runs=1, faults=1 + len(centre.answered), acknowledged=1, lost=0 if await fate(city) == "sent" else 1)


async def test_f11_a_centre_that_never_answers_holds_nobody_up_and_costs_nothing(
    texting: MAKE, patience: Callable[[float], None], counted: Counted
) -> None:
    async with connected(texting) as (centre, city):
        patience(AT_ONCE)
        centre.moods = ["silent"] * 3
        assert await sent(city, TRANSACTION) == "queued"
        await again(city)
        await again(city)
        await until(lambda: not centre.moods)
        assert (centre.texts(), await paid(city)) == ([], 0)
        (one,) = await city.fates()
        assert [outcome.outcome for outcome in one.tries] == ["later"] * 3 and one.next_at is not None
        patience(PATIENT)
        await again(city)
        assert (centre.texts(), await paid(city), await fate(city)) == (["PIN 048291"], 1, "sent")
        counted(runs=1, faults=len(one.tries), acknowledged=1, lost=1 - len(centre.texts()))


async def test_f11_news_that_a_slow_centre_may_have_taken_goes_out_once(
    texting: MAKE, monkeypatch: pytest.MonkeyPatch, patience: Callable[[float], None], counted: Counted
) -> None:
    async with connected(texting) as (centre, city):
        held_back(centre, monkeypatch)
        patience(AT_ONCE)
        assert await sent(city, NEWS) == "unknown", "staff decide"
        await until(lambda: centre.parts)
        await again(city)
        assert len(centre.parts) == 1, "nobody has it twice"
        counted(runs=1, faults=1, inputs=len(centre.parts))


@asynccontextmanager
async def slow_server() -> AsyncIterator[tuple[Server, asyncio.Event]]:
    """Takes what it is sent, and answers once it is told to."""
    serving, go_on = Server(), asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        serving.asked.append((head, {}, ""))
        await go_on.wait()
        serving._say(writer, *serving.answers[0])
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    serving.port = server.sockets[0].getsockname()[1]
    try:
        yield serving, go_on
    finally:
        go_on.set()
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize(("purpose", "meanwhile", "asked"), [(TRANSACTION, "queued", 2), (NEWS, "unknown", 1)])
async def test_f11_a_gateway_over_http_that_answers_too_late_costs_once(
    texting: MAKE, patience: Callable[[float], None], counted: Counted, purpose: str, meanwhile: str, asked: int
) -> None:
    async with slow_server() as (server, go_on):
        city = texting(described(server, {"id": "id"}))
        patience(AT_ONCE)
        assert (await sent(city, purpose), await paid(city)) == (meanwhile, 0)
        await until(lambda: len(server.asked) == 1)
        go_on.set()
        patience(PATIENT)
        await again(city)
        assert len(server.asked) == asked
        assert (await fate(city), await paid(city)) == (("sent", 1) if asked == 2 else ("unknown", 0))
        counted(runs=1, faults=1, inputs=len(server.asked))


async def after(centre: MessageCentre, receipts: int, city: Texting) -> list[str]:
    """The states once so many receipts were answered for."""
    await until(lambda: len(centre.answered) == receipts)
    return await states(city)


@pytest.mark.parametrize("order", [*permutations(("ACCEPTD", "UNDELIV", "DELIVRD"))], ids="-".join)
async def test_f11_receipts_twice_and_in_any_order_cost_nothing_and_what_arrived_has_arrived(
    texting: MAKE, order: tuple[str, ...], counted: Counted
) -> None:
    async with connected(texting, per_day="4") as (centre, city):
        await city.send(LONG)
        await city.outbox.flush()
        assert await paid(city) == len(centre.parts) == 3
        seen: list[list[str]] = []
        for stat in order:
            for _ in range(2):
                for part in centre.parts[:3]:
                    centre.receipt(part.id, stat)
                seen.append(await after(centre, 3 * (len(seen) + 1), city))
        places = {"accepted": 0, "failed": 1, "delivered": 2}
        assert all(places[then[0]] >= places[before[0]] for before, then in pairwise(seen))
        assert seen[-1] == ["delivered"] * 3 and await paid(city) == 3
        await city.send("PIN 1", to="+420777111222")
        await city.outbox.flush()
        await city.send("PIN 2", to="+420777111333")
        await city.outbox.flush()
        assert len(centre.parts) == 4, "the brake knows three that were paid for, and lets a fourth through, no fifth"
        counted(runs=1, faults=len(centre.answered), acknowledged=3, lost=3 - seen[-1].count("delivered"))
