"""Several ways to one person: what stands in, what never comes twice, which addresses are dead, how fast it goes.

Long because every way out of one message is a case of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from civicore import ways
from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.contracts.dialog import Contact
from civicore.extension.parts import Action, CannotSend, Channel, ChannelMessage
from civicore.storage import resending
from civicore.storage.dead_addresses import is_dead
from civicore.storage.manners import Chosen
from civicore.storage.messages import Fate, messages_about, undelivered
from civicore.storage.outbox import Outbox
from civicore.storage.pace import allowed, worked_off
from civicore.storage.store import Store
from civicore.storage.tables import MessageRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.storage.saying import Echo

pytestmark = pytest.mark.anyio

JAN = "booking:1"
VIBER, MAIL, SMS = Contact("viber", "bot:jan"), Contact("email", "jan@example.org"), Contact("sms", "+420739547765")
NOTHING = Chosen()
LEASE = timedelta(seconds=91)


@dataclass
class Manners:
    """As a file might say; ``held`` is when what can wait goes out."""

    held: datetime | None = None
    after: timedelta | None = None
    choice: Chosen = NOTHING

    def when(self, notice: str, purpose: str, at: datetime, until: datetime | None) -> datetime:
        return self.held if self.held is not None and purpose != "transaction" else at

    def patience(self, notice: str) -> timedelta | None:
        return self.after

    def ordered(self, ways: Sequence[Contact]) -> Sequence[Contact]:
        return ways

    async def chosen(self, about: str) -> Chosen:
        return self.choice

    async def forget(self, about: str) -> None:
        return None


@dataclass
class Far:
    """The far side of every channel: keeps what it gets, answers as it is told."""

    got: list[tuple[str, str]] = field(default_factory=list)
    seen: list[ChannelMessage] = field(default_factory=list)
    answers: dict[str, list[BaseException]] = field(default_factory=dict)

    def channel(self, name: str, **more: object) -> Channel:
        async def send(message: ChannelMessage) -> None:
            if waiting := self.answers.get(message.to):
                raise waiting.pop(0)
            self.got.append((name, message.to))
            self.seen.append(message)

        return Channel(name, send, **more)  # type: ignore[arg-type]


@pytest.fixture
def far() -> Far:
    return Far()


@pytest.fixture
def manners(store: Store) -> Manners:
    store.renderer, store.manners = Echo(), Manners()
    return store.manners


@pytest.fixture
def outbox(store: Store, clock: DemoClock, far: Far, manners: Manners) -> Outbox:
    names = {"viber": {"receipts": True}, "email": {}, "sms": {}, "telegram": {}}
    return Outbox(store, {name: far.channel(name, **more) for name, more in names.items()}, (), clock)


async def send(store: Store, *chain: Contact, **more: object) -> UUID:
    """One message by these ways, the first one first."""
    said: Mapping[str, object] = {"language": "cs", "context": {"text": "t"}, "about": JAN, **more}

    async def work(unit: UnitOfWork) -> UUID:
        first, *rest = chain
        return await unit.send("booking.moved", channel=first.channel, to=first.to, otherwise=rest, **said)  # type: ignore[arg-type]

    return await store.transact(work)


async def fates(store: Store, about: str = JAN) -> list[Fate]:
    async with store.reading():
        return list(await messages_about(about))


async def states(store: Store) -> list[tuple[str, str]]:
    return [(one.channel, one.state) for one in await fates(store)]


async def test_only_the_first_way_is_used_when_it_works(store: Store, outbox: Outbox, far: Far) -> None:
    await send(store, MAIL, SMS, actions=[Action("Open", url="https://city.example")])
    await outbox.flush()
    assert far.got == [("email", MAIL.to)]
    assert far.seen[0].actions == (Action("Open", url="https://city.example"),)
    async with store.reading():
        assert await MessageRow.count() == 1, "what stood in is gone, with the number in it"


async def test_channel_case_07_a_blocked_chat_is_dead_and_the_next_way_is_taken_at_once(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock
) -> None:
    far.answers = {"bot:jan": [CannotSend("403 blocked", dead=True)]}
    await send(store, Contact("telegram", "bot:jan"), SMS)
    await outbox.flush()
    assert far.got == [("sms", SMS.to)]
    assert await states(store) == [("telegram", "failed"), ("sms", "sent")]
    assert [one.dead for one in await fates(store)] == [True, False]
    await send(store, Contact("telegram", "bot:jan"), SMS)
    await outbox.flush()
    assert far.got == [("sms", SMS.to)] * 2, "nothing is tried at a dead address"
    assert await store.transact(lambda unit: ways.revive(unit, Contact("telegram", "bot:jan")))
    await send(store, Contact("telegram", "bot:jan"), SMS)
    await outbox.flush()
    assert far.got[-1] == ("telegram", "bot:jan")


async def test_channel_case_20_one_refused_address_is_no_others_trouble(store: Store, outbox: Outbox, far: Far) -> None:
    far.answers = {"eva@example.org": [CannotSend("recipient refused: 550 5.1.1", dead=True)]}
    await send(store, Contact("email", "eva@example.org"), about="booking:2")
    await send(store, MAIL)
    await outbox.flush()
    assert far.got == [("email", MAIL.to)]
    (lost,) = await fates(store, "booking:2")
    assert (lost.state, lost.dead, lost.shown) == ("failed", True, "e…@example.org")


async def test_channel_case_21_greylisting_is_one_message_and_two_tries(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock
) -> None:
    far.answers = {MAIL.to: [CannotSend("recipient refused: 451 4.7.1")]}
    await send(store, MAIL, SMS)
    await outbox.flush()
    assert far.got == []
    clock.freeze(clock.now() + timedelta(minutes=1))
    await outbox.flush()
    assert far.got == [("email", MAIL.to)]
    (fate,) = await fates(store)
    assert [one.outcome for one in fate.tries] == ["later", "sent"]


async def test_channel_case_22_an_unclear_end_is_repeated_for_a_code_and_never_for_news(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock
) -> None:
    far.answers = {
        MAIL.to: [CannotSend("hung up", unclear=True)],
        "eva@example.org": [CannotSend("hung up", unclear=True)],
    }
    await send(store, MAIL)
    await send(store, Contact("email", "eva@example.org"), purpose="news", about="booking:2")
    for _ in range(3):
        await outbox.flush()
        clock.freeze(clock.now() + timedelta(hours=1))
    assert far.got == [("email", MAIL.to)]
    (news,) = await fates(store, "booking:2")
    assert (news.state, news.tries[0].outcome) == ("unknown", "unknown")


async def test_channel_case_53_what_was_in_a_killed_workers_hands_is_shown_and_not_sent_again(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock
) -> None:
    begun = asyncio.Event()

    async def stuck(message: ChannelMessage) -> None:
        begun.set()
        await asyncio.Event().wait()

    worker = Outbox(store, {"sms": Channel("sms", stuck)}, (), clock)
    await send(store, SMS, repeats=False)
    under_way = asyncio.create_task(worker.flush())
    await begun.wait()
    await outbox.flush()
    assert far.got == [], "a second worker leaves it alone"
    under_way.cancel()
    with pytest.raises(asyncio.CancelledError):
        await under_way
    clock.freeze(clock.now() + LEASE)
    await outbox.flush()
    assert far.got == []
    async with store.reading():
        (shown,) = await resending.undelivered_messages(10)
        assert await undelivered([JAN]) == {JAN}
    assert (shown.state, shown.unknown, shown.text) == ("unknown", 1, "t")
    for _ in range(2):  # a double click is one message
        assert await store.transact(lambda unit: resending.again(unit, shown.id, "sms")) == JAN
    await outbox.flush()
    assert far.got == [("sms", SMS.to)]
    async with store.reading():
        assert await resending.undelivered_messages(10) == ()


async def test_staff_send_what_nobody_knows_of_by_a_way_that_stood_in(store: Store, outbox: Outbox, far: Far) -> None:
    far.answers = {MAIL.to: [CannotSend("hung up", unclear=True)]}
    id = await send(store, MAIL, SMS, repeats=False)
    await outbox.flush()
    async with store.reading():
        assert await resending.ways_of([id]) == {id: [MAIL, SMS]}
    assert await store.transact(lambda unit: resending.again(unit, id, "telegram")) is None
    assert await store.transact(lambda unit: resending.again(unit, id, "sms")) == JAN
    await outbox.flush()
    assert far.got == [("sms", SMS.to)]


async def test_channel_case_06_a_channel_that_is_told_to_wait_rests_and_the_others_go_on(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock
) -> None:
    eva, ivo = Contact("telegram", "bot:eva"), Contact("telegram", "bot:ivo")
    far.answers = {eva.to: [CannotSend("429", wait=timedelta(seconds=35))]}
    await send(store, eva)
    await outbox.flush()
    await send(store, ivo)
    await send(store, MAIL)
    await outbox.flush()
    assert far.got == [("email", MAIL.to)]
    clock.freeze(clock.now() + timedelta(seconds=34))
    await outbox.flush()
    assert far.got == [("email", MAIL.to)]
    clock.freeze(clock.now() + timedelta(seconds=2))
    await outbox.flush()
    assert sorted(far.got[1:]) == [("telegram", eva.to), ("telegram", ivo.to)], "nothing is lost"


async def test_channel_case_16_taken_and_then_lost_takes_the_next_way_and_arrivals_count_once(
    store: Store, outbox: Outbox, far: Far
) -> None:
    first = await send(store, VIBER, SMS)
    await outbox.flush()
    assert await states(store) == [("viber", "sent")]
    for news in (True, False):
        assert await store.transact(lambda unit: ways.lost(unit, first)) is news
    await outbox.flush()
    assert await states(store) == [("viber", "failed"), ("sms", "sent")]
    second = await send(store, VIBER, SMS)
    await outbox.flush()
    for _ in range(3):
        await store.transact(lambda unit: ways.arrived(unit, second))
    await outbox.flush()
    assert far.got == [("viber", VIBER.to), ("sms", SMS.to), ("viber", VIBER.to)]
    async with store.reading():
        assert not await MessageRow.exists().where(MessageRow.state == "spare")


async def test_channel_case_18_who_unsubscribed_is_dead_until_they_write(
    store: Store, outbox: Outbox, far: Far
) -> None:
    await send(store, VIBER, MAIL, send_at=store.clock.now() + timedelta(days=1))
    await store.transact(lambda unit: ways.bury(unit, VIBER, "6: not subscribed"))
    await outbox.flush()
    assert far.got == [("email", MAIL.to)], "what waited for the address goes by the next way"
    assert await store.transact(lambda unit: ways.revive(unit, VIBER))
    async with store.reading():
        assert not await is_dead(VIBER)


async def test_channel_case_17_and_channel_case_19_what_a_messenger_refuses_falls_to_the_text_message(
    store: Store, outbox: Outbox, far: Far
) -> None:
    far.answers = {VIBER.to: [CannotSend("12: too many", permanent=True), CannotSend("24: no balance", permanent=True)]}
    for _ in range(2):
        await send(store, VIBER, SMS)
        await outbox.flush()
    assert far.got == [("sms", SMS.to)] * 2
    async with store.reading():
        assert not await is_dead(VIBER)
        assert await undelivered([JAN]) == frozenset(), "somebody was reached"


async def test_channel_case_23_a_bounce_of_a_letter_that_was_taken_marks_its_address(
    store: Store, outbox: Outbox, far: Far
) -> None:
    id = await send(store, MAIL)
    await outbox.flush()
    assert await store.transact(lambda unit: ways.lost(unit, id, dead=True))
    assert not await store.transact(lambda unit: ways.lost(unit, UUID(int=7), dead=True)), "an unknown id is nobody's"
    (fate,) = await fates(store)
    assert (fate.state, fate.dead) == ("failed", True)


async def test_a_way_that_takes_too_long_gives_way(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock, manners: Manners
) -> None:
    manners.after = timedelta(minutes=10)
    far.answers = {MAIL.to: [CannotSend("451")] * 20}
    await send(store, MAIL, VIBER, SMS)
    await outbox.flush()
    clock.freeze(clock.now() + timedelta(minutes=10))
    await outbox.flush()
    assert await states(store) == [("email", "failed"), ("viber", "sent")]
    clock.freeze(clock.now() + timedelta(minutes=10))
    await outbox.flush()
    assert far.got == [("viber", VIBER.to), ("sms", SMS.to)], "viber never said that it arrived"


async def test_channel_case_52_what_was_undone_leaves_no_message_and_what_stands_has_one(store: Store) -> None:
    store.renderer = Echo()

    async def undone(unit: UnitOfWork) -> Refusal:
        await unit.send(
            "n", channel="email", to=MAIL.to, language="cs", context={}, about=JAN, otherwise=(SMS,)
        )  # fmt: skip
        return Refusal("booking.full")

    await store.transact(undone)
    async with store.reading():
        assert await MessageRow.count() == 0
    await send(store, MAIL)
    assert await states(store) == [("email", "queued")]


async def test_channel_case_55_a_channel_that_the_city_gave_up_ends_in_the_next_way(
    store: Store, far: Far, clock: DemoClock, manners: Manners
) -> None:
    await send(store, VIBER, MAIL)
    await Outbox(store, {"email": far.channel("email")}, (), clock).flush()
    assert far.got == [("email", MAIL.to)]


async def test_channel_case_56_what_expired_is_never_sent_by_any_way(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock
) -> None:
    far.answers = {MAIL.to: [CannotSend("451")]}
    await send(store, MAIL, SMS, expires=clock.now() + timedelta(minutes=5))
    await outbox.flush()
    clock.freeze(clock.now() + timedelta(minutes=6))
    await outbox.flush()
    assert far.got == []
    assert await states(store) == [("email", "failed")]


async def test_the_way_a_person_chose_comes_first_and_the_usual_ones_stand_in(
    store: Store, outbox: Outbox, far: Far, manners: Manners
) -> None:
    async def tell(unit: UnitOfWork, purpose: str = "transaction") -> int:
        said = {"about": JAN, "language": "cs", "context": {}, "usual": [MAIL, SMS], "every": True, "purpose": purpose}
        return len(await unit.notify("booking.moved", **said))  # type: ignore[arg-type]

    assert await store.transact(tell) == 2, "who chose nothing gets both, as ever"
    manners.choice = Chosen((VIBER,))
    far.answers = {VIBER.to: [CannotSend("no", permanent=True)]}
    assert await store.transact(tell) == 1
    await outbox.flush()
    assert sorted(far.got) == sorted([("email", MAIL.to), ("sms", SMS.to), ("email", MAIL.to)])
    manners.choice = Chosen(ended=True)
    assert await store.transact(lambda unit: tell(unit, "reminder")) == 0
    assert await store.transact(tell) == 2, "what must be known is told all the same"


async def test_reminders_wait_for_the_morning_and_transactions_do_not(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock, manners: Manners
) -> None:
    manners.held = clock.now() + timedelta(hours=8)
    await send(store, MAIL, purpose="reminder")
    await send(store, SMS)
    await outbox.flush()
    assert far.got == [("sms", SMS.to)]
    clock.freeze(manners.held)
    await outbox.flush()
    assert far.got == [("sms", SMS.to), ("email", MAIL.to)]


async def test_withdrawn_and_forgotten_messages_take_their_spares_along(store: Store, outbox: Outbox) -> None:
    await send(store, MAIL, SMS)
    assert await store.transact(lambda unit: unit.withdraw(JAN)) == 1
    async with store.reading():
        assert await MessageRow.count() == 0
    await send(store, MAIL, forget=True)
    await outbox.flush()
    (fate,) = await fates(store)
    assert (fate.to, fate.shown) == ("", "j…@example.org")
    await store.transact(lambda unit: unit.forget(JAN))
    (fate,) = await fates(store)
    assert fate.shown == ""


async def test_a_channel_never_begins_more_in_a_second_than_it_may(
    store: Store, clock: DemoClock, far: Far, manners: Manners
) -> None:
    slow = Outbox(store, {"sms": far.channel("sms", per_second=10)}, (), clock)
    for number in range(40):
        await send(store, Contact("sms", f"+42073954{number:04}"))
    began: list[int] = []
    for _ in range(30):
        before = len(far.got)
        await slow.flush()
        began.append(len(far.got) - before)
        clock.freeze(clock.now() + timedelta(milliseconds=100))
    assert max(sum(began[at : at + 10]) for at in range(20)) <= 10
    assert sum(began) >= 25, "and not much less"


def test_the_pace_holds_in_every_second_however_it_is_asked() -> None:
    start = datetime.fromisoformat("2026-11-24T07:00:00+00:00")
    for per_second in (0.5, 1.0, 5.0, 30.0):
        free: datetime | None = None
        begun: list[datetime] = []
        for step in range(400):
            now = start + timedelta(milliseconds=23 * step)
            most = allowed(per_second, free, now).most
            begun += [now] * most
            free = worked_off(per_second, free, now, most) if most else free
        for at in begun:
            assert sum(at <= one < at + timedelta(seconds=1) for one in begun) <= max(1, per_second)
        assert len(begun) >= per_second * 9.2 * 0.7
