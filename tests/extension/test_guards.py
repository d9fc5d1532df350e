"""At the edge of each part: what is slow is cut, what keeps failing rests, whoever asked goes on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from civicore.base.clock import DemoClock
from civicore.extension.channels import CannotSend, Channel, ChannelMessage
from civicore.extension.guards import Aside, Budgets, Guards, PartRests, Tripped, nowhere
from civicore.extension.machines import DeviceDriver
from civicore.extension.parts import Card, HealthProbe, HomeBox, Job, Permission, Subscription

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LETTER = ChannelMessage("1", "a@b.example", "s", "t", None, "en")


class Bench:
    """Guards on a clock that stands, and what they told."""

    def __init__(self, budgets: Budgets | None = None) -> None:
        self.clock = DemoClock()
        self.clock.freeze(NOON)
        self.told: list[Tripped] = []
        self.guards = Guards(self.clock, self.told.append, budgets or Budgets())

    def put(self, part: Any, *, stranger: bool = True) -> Any:
        return self.guards.guarded("weather", part, stranger=stranger)


async def broken(*args: object) -> Any:
    raise ValueError("a bug")


async def never(*args: object) -> Any:
    await asyncio.Event().wait()


def parts(does: Callable[..., Awaitable[Any]]) -> list[tuple[Any, str]]:
    """One of each kind, and the name of its edge."""
    return [
        (Card("weather.card", "see", does), "render"),
        (HomeBox("weather.box", does), "render"),
        (HealthProbe("weather.probe", does), "probe"),
        (Job("weather.job", timedelta(hours=1), does), "run"),
        (Subscription("weather.news", int, does), "handler"),
    ]


@pytest.mark.parametrize("number", range(5))
async def test_a_slow_part_of_a_stranger_is_cut(number: int) -> None:
    bench = Bench(Budgets(0.01, 0.01, 0.01))
    part, edge = parts(never)[number]
    with pytest.raises(TimeoutError):
        await getattr(bench.put(part), edge)("asked")


@pytest.mark.parametrize("number", range(5))
async def test_what_keeps_failing_rests_and_is_told_once(number: int) -> None:
    bench = Bench()
    part, edge = parts(broken)[number]
    ask = getattr(bench.put(part), edge)
    for _ in range(5):
        with pytest.raises(ValueError, match="a bug"):
            await ask("asked")
    with pytest.raises(PartRests):
        await ask("asked")
    assert bench.told == [Tripped("weather", part.id, "ValueError")]


async def test_it_is_tried_again_after_five_minutes_and_taken_back() -> None:
    bench, well = Bench(), False

    async def run() -> None:
        if not well:
            raise ValueError

    job = bench.put(Job("weather.job", timedelta(hours=1), run))
    for _ in range(5):
        with pytest.raises(ValueError):
            await job.run()
    bench.clock.advance(timedelta(minutes=5))
    with pytest.raises(ValueError):
        await job.run()
    with pytest.raises(PartRests):
        await job.run()
    bench.clock.advance(timedelta(minutes=5))
    well = True
    await job.run()
    await job.run()
    assert [one.error for one in bench.told] == ["ValueError", None]


async def test_a_call_that_its_asker_stops_is_no_failure() -> None:
    bench = Bench()
    job = bench.put(Job("weather.job", timedelta(hours=1), never))
    for _ in range(6):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.ensure_future(job.run()), 0.001)
    assert bench.told == []


class Anew(BaseException):
    """Thrown into whoever has a unit of work under way."""


async def test_what_is_no_exception_is_no_failure_of_the_part_it_passes() -> None:
    bench = Bench()

    async def passed(*args: object) -> None:
        raise Anew

    job = bench.put(Job("weather.job", timedelta(hours=1), passed))
    for _ in range(6):
        with pytest.raises(Anew):
            await job.run()
    assert bench.told == []


async def test_a_cancellation_that_nobody_asked_for_is_a_failure() -> None:
    bench = Bench()

    async def let_out(*args: object) -> None:
        raise asyncio.CancelledError

    job = bench.put(Job("weather.job", timedelta(hours=1), let_out))
    for _ in range(5):
        with pytest.raises(asyncio.CancelledError):
            await job.run()
    assert [one.error for one in bench.told] == ["CancelledError"]


async def test_what_whoever_asks_has_under_way_is_none_of_the_parts_time_and_failures() -> None:
    bench = Bench(Budgets(job=0.01))
    ran: list[int] = []

    @asynccontextmanager
    async def aside() -> AsyncIterator[Aside]:
        await asyncio.sleep(0.02)
        if len(ran) > 5:
            raise ValueError("a bug of ours")
        async with nowhere() as found:
            yield found

    async def run() -> None:
        ran.append(1)

    job = replace(bench.guards, aside=aside).guarded("weather", Job("weather.job", NOON - NOON, run), stranger=True)
    for _ in range(6):
        await job.run()
    for _ in range(6):
        with pytest.raises(ValueError, match="ours"):
            await job.run()
    assert (len(ran), bench.told) == (6, [])


async def test_our_own_parts_have_circuits_and_no_budget() -> None:
    bench = Bench(Budgets(0.001, 0.001, 0.001))

    async def slow(*args: object) -> tuple[str, dict[str, object]]:
        await asyncio.sleep(0.01)
        return "a.html", {}

    assert await bench.put(HomeBox("signals.box", slow), stranger=False).render(None) == ("a.html", {})
    box = bench.put(HomeBox("signals.box", broken), stranger=False)
    for _ in range(5):
        with pytest.raises(ValueError, match="a bug"):
            await box.render(None)
    with pytest.raises(PartRests):
        await box.render(None)


async def test_a_channel_says_it_as_a_channel_does() -> None:
    bench = Bench(Budgets(call=0.01))
    slow = bench.put(Channel("sms", never))
    with pytest.raises(CannotSend, match="no answer in time") as told:
        await slow.send(LETTER)
    assert (told.value.permanent, told.value.unclear) == (False, True)
    failing = bench.put(Channel("sms", broken))
    for _ in range(5):
        with pytest.raises(ValueError):
            await failing.send(LETTER)
    with pytest.raises(CannotSend, match="rests") as rests:
        await failing.send(LETTER)
    assert rests.value.wait == timedelta(minutes=5)


@pytest.mark.parametrize(
    "answer", [CannotSend("no such number", permanent=True), CannotSend("slower", wait=timedelta(seconds=5))]
)
async def test_a_bad_address_or_a_wish_for_a_pause_says_nothing_against_the_channel(answer: CannotSend) -> None:
    bench = Bench()

    async def refused(message: ChannelMessage) -> None:
        raise answer

    channel = bench.put(Channel("sms", refused))
    for _ in range(8):
        with pytest.raises(CannotSend, match=answer.reason):
            await channel.send(LETTER)
    assert bench.told == []


async def test_a_gateway_that_is_away_makes_its_channel_rest() -> None:
    bench = Bench()

    async def away(message: ChannelMessage) -> None:
        raise CannotSend("no connection")

    channel = bench.put(Channel("sms", away))
    for _ in range(5):
        with pytest.raises(CannotSend, match="no connection"):
            await channel.send(LETTER)
    with pytest.raises(CannotSend, match="rests"):
        await channel.send(LETTER)
    assert [one.part for one in bench.told] == ["sms"]


async def test_a_driver_of_a_stranger_rests_too() -> None:
    bench = Bench()
    driver = bench.put(DeviceDriver("weather.zpl", broken, broken))
    for _ in range(5):
        with pytest.raises(ValueError):
            await driver.status(None)
    with pytest.raises(PartRests):
        await driver.print(None, None)


def test_parts_that_only_say_something_stay_as_they_are() -> None:
    right = Permission("weather.see", "see it")
    assert Bench().put(right) is right
