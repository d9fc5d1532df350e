"""Where the city has no public address, it asks; one process at a time, and nothing is lost or taken twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from civicore_bots.polling import PollingLane
from civicore_bots.tables import UpdateRow

from civicore.base.clock import DemoClock
from civicore.storage.store import Store
from tests.bots.office import Office, read_city
from tests.tools.messengers import Bot, Telegram

pytestmark = pytest.mark.anyio


@pytest.fixture
def office(store: Store, clock: DemoClock, tmp_path: Path, telegram: Telegram) -> Office:
    return Office(read_city(tmp_path, telegram.url, "https://viber.example", mode="polling"), store, clock)


async def test_what_is_fetched_is_stored_before_it_is_left_behind(office: Office, telegram: Telegram, tg: Bot) -> None:
    tg.webhook = {"url": "http://127.0.0.1:9/hooks/of/earlier"}
    lane = PollingLane(office.bots, office.bots.lines["helper.telegram"], wait=0)
    assert await lane.round() is False  # 409 while Telegram calls somebody

    await office.register()
    office.clock.freeze(office.clock.now().replace(minute=10))
    olena = tg.person("501")
    telegram.say(tg, olena, "first")
    telegram.say(tg, olena, "second")
    assert await lane.round() is True
    await lane.round()
    await office.work.flush()

    assert olena.said() == ["You said first by text", "You said second by text"]
    assert tg.updates == []
    assert len(await office.rows(UpdateRow)) == 2
    await office.bots.close()


async def test_only_one_process_asks_at_a_time(office: Office, telegram: Telegram, tg: Bot) -> None:
    line = office.bots.lines["helper.telegram"]
    one, other = PollingLane(office.bots, line, wait=0), PollingLane(office.bots, line, wait=0)
    await office.runtime.transact(one._lease)
    telegram.say(tg, tg.person("501"), "hello")
    assert await other.round() is False
    assert not tg.calls
    await office.bots.close()
