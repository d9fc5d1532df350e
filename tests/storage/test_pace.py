"""How fast a channel goes, and when it rests."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from civicore.base.clock import DemoClock
from civicore.contracts.dialog import Contact
from civicore.extension.channels import CannotSend
from civicore.storage.outbox import Outbox
from civicore.storage.pace import allowed, worked_off
from civicore.storage.store import Store
from tests.storage.far_sides import MAIL, Far, Manners, send

pytestmark = pytest.mark.anyio


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
