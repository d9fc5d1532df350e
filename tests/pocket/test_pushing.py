"""The channel ``push`` against a push service on the wire, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import pytest

from civicore.base.clock import DemoClock
from civicore.base.codes import Keyring
from civicore.extension.channels import Action, CannotSend, ChannelMessage
from civicore.extension.parts import TableSet
from civicore.pocket import subscriptions
from civicore.pocket.pushing import Pushing, marks
from civicore.pocket.subscriptions import KEPT, Subscription
from civicore.pocket.tables import PUSHES
from civicore.runtime import Runtime
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork
from tests.pocket.push_service import PushService, push_service

WORDS = ChannelMessage("m1", "", "Ваш запис перенесено", "Новий час: 15:20.", None, "uk")


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (PUSHES,)


class Town:
    """A running city with one browser that allowed news."""

    def __init__(self, store: Store, clock: DemoClock, service: PushService) -> None:
        self.store, self.clock, self.service = store, clock, service

    def running(self, *keys: bytes) -> Runtime:
        web = SimpleNamespace(push_services=(self.service.origin,))
        city = SimpleNamespace(
            channels=SimpleNamespace(web=web),
            security=SimpleNamespace(report_to=None),
            deployment=SimpleNamespace(contact=None),
        )
        keyring, transact = Keyring("town", keys or (b"key",)), self.store.transact
        facts = {"city": city, "keys": keyring, "clock": self.clock, "store": self.store, "transact": transact}
        return cast(Runtime, SimpleNamespace(address="https://town.example", **facts))

    async def allow(self, running: Runtime | None = None) -> UUID:
        key = marks(running or self.running()).public
        told = self.service.subscription(key)
        keys = told["keys"]
        found = Subscription(told["endpoint"], keys["p256dh"], keys["auth"])
        return await self.store.transact(lambda unit: subscriptions.take(unit, found, key))

    async def send(self, to: UUID, running: Runtime | None = None, **more: object) -> None:
        message = ChannelMessage(**{**WORDS.__dict__, "to": str(to), **more})
        await Pushing(running or self.running()).send(message)

    async def known(self, id: UUID) -> bool:
        async with self.store.reading():
            return await subscriptions.find(id) is not None


@pytest.fixture
async def town(store: Store, clock: DemoClock) -> AsyncIterator[Town]:
    with push_service() as service:
        yield Town(store, clock, service)


@pytest.mark.anyio
async def test_only_the_browser_reads_what_it_is_told(town: Town) -> None:
    browser = await town.allow()
    opens = (Action("Talk", intent="x"), Action("Open", url="https://town.example/uk/booking/visit/abc"))
    await town.send(browser, actions=opens, expires_at=town.clock.now() + timedelta(minutes=10))
    assert town.service.shown == [
        {
            "title": WORDS.subject,
            "body": WORDS.text,
            "tag": "m1",
            "lang": "uk",
            "url": "https://town.example/uk/booking/visit/abc",
        }
    ]
    assert town.service.heads[0]["ttl"] == "600"
    assert town.service.heads[0]["urgency"] == "high"
    assert town.service.claims["exp"] == int((town.clock.now() + timedelta(hours=12)).timestamp())
    await town.send(browser, purpose="news")
    assert town.service.heads[1]["urgency"] == "low"


@pytest.mark.anyio
async def test_a_long_message_is_cut_to_what_services_take(town: Town) -> None:
    await town.send(await town.allow(), text="ї" * 5000)
    assert town.service.shown[0]["body"].endswith("ї …")
    assert 2500 < int(town.service.heads[0]["content-length"]) <= 4096


@pytest.mark.anyio
@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(town: Town, status: int) -> None:
    browser = await town.allow()
    town.service.answers.append((status, {}))
    for _ in range(2):  # the second time nobody is asked any more
        with pytest.raises(CannotSend) as told:
            await town.send(browser)
        assert told.value.dead
    assert len(town.service.heads) == 1
    assert not await town.known(browser)


@pytest.mark.anyio
async def test_a_busy_service_keeps_the_browser(town: Town) -> None:
    browser = await town.allow()
    town.service.answers.append((429, {"Retry-After": "35"}))
    with pytest.raises(CannotSend) as told:
        await town.send(browser)
    assert told.value.wait == timedelta(seconds=35)
    town.service.answers.append((429, {"Retry-After": "9" * 5000}))
    with pytest.raises(CannotSend) as told:
        await town.send(browser)
    assert told.value.wait == timedelta(hours=1)
    await town.send(browser)
    assert len(town.service.shown) == 1


@pytest.mark.anyio
async def test_a_changed_key_of_the_city_still_reaches_old_browsers(town: Town) -> None:
    browser = await town.allow(town.running(b"old"))
    await town.send(browser, town.running(b"new", b"old"))
    assert len(town.service.shown) == 1
    with pytest.raises(CannotSend) as told:
        await town.send(browser, town.running(b"new"))
    assert told.value.dead


@pytest.mark.anyio
async def test_a_browser_keeps_its_id_until_it_is_forgotten(town: Town) -> None:
    browser = await town.allow()
    assert await town.allow(town.running(b"new")) == browser
    told = town.service.subscription("")["endpoint"]

    async def forget(unit: UnitOfWork) -> UUID | None:
        return await subscriptions.forget(unit, told)

    assert await town.store.transact(forget) == browser
    assert await town.store.transact(forget) is None
    assert not await town.known(browser)


@pytest.mark.anyio
async def test_what_nobody_uses_any_more_is_erased(town: Town) -> None:
    browser = await town.allow()
    town.clock.freeze(town.clock.now() + KEPT)
    assert await town.store.transact(subscriptions.expire) == 0
    await town.send(browser)
    town.clock.freeze(town.clock.now() + KEPT + timedelta(seconds=1))
    assert await town.store.transact(subscriptions.expire) == 1
    assert not await town.known(browser)
