"""A town whose bots talk with the strict counterparts, on both databases, with a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest
from civicore_bots.tables import BOTS

from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.storage.store import Store
from tests.bots.office import TELEGRAM_TOKEN, VIBER_TOKEN, Office, read_city
from tests.tables import CORE
from tests.tools.messengers import Bot, Telegram, Viber


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*CORE, BOTS)


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with Telegram() as there:
        there.tokens = {TELEGRAM_TOKEN}
        yield there


@pytest.fixture
def viber() -> Iterator[Viber]:
    with Viber() as there:
        there.tokens = {VIBER_TOKEN}
        yield there


@pytest.fixture
def tg(telegram: Telegram) -> Bot:
    """Our bot as Telegram knows it."""
    return telegram.bot(TELEGRAM_TOKEN)


@pytest.fixture
def vb(viber: Viber) -> Bot:
    """Our bot as Viber knows it."""
    return viber.bot(VIBER_TOKEN)


@pytest.fixture
def office(store: Store, clock: DemoClock, tmp_path: Path, telegram: Telegram, viber: Viber) -> Office:
    """The town, not yet served."""
    return Office(read_city(tmp_path, telegram.url, viber.url), store, clock)


@pytest.fixture
async def open_office(office: Office) -> AsyncIterator[Office]:
    """The town at work: served, and known to the messengers."""
    async with office.served():
        await office.register()
        yield office
