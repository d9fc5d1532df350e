"""The migration service's consultation in both messengers, led as the city's file says and looking alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from civicore_bots.consulting import Consultations
from civicore_bots.talking import Talker

from civicore.base.clock import DemoClock
from civicore.contracts.dialog import Intent
from civicore.extension.parts import Service
from civicore.storage.store import Store
from tests.bots.office import TELEGRAM_TOKEN, VIBER_TOKEN, Office
from tests.bots.people import DMS, city_of
from tests.tools.messengers import Bot, Person, Telegram, Viber

pytestmark = pytest.mark.anyio


@pytest.fixture
def engine_name() -> str:
    """What is shown here does not depend on the database."""
    return "sqlite"


@pytest.fixture
async def service(store: Store, clock: DemoClock, telegram: Telegram, viber: Viber) -> AsyncIterator[Office]:
    """The migration service with its own leader of conversations."""
    office = Office(city_of(DMS), store, clock)
    office.secrets.update({"telegram_token": TELEGRAM_TOKEN, "viber_token": VIBER_TOKEN})
    consultations = Consultations(office.runtime)
    office.runtime.services.add([Service(Consultations, consultations), Service(Intent, consultations)])
    office.bots.talker = Talker(office.runtime)
    for name, line in office.bots.lines.items():
        api = (telegram if line.via == "telegram" else viber).url
        office.bots.lines[name] = replace(line, said=line.said.model_copy(update={"api": api}))
    async with office.served():
        await office.register()
        yield office


async def test_the_consultation_is_the_same_in_both_messengers(
    service: Office, telegram: Telegram, viber: Viber, tg: Bot, vb: Bot
) -> None:
    olena, petro = tg.person("501"), vb.person("pe=tro")
    await service.act(telegram, tg, telegram.start, olena)
    await service.act(viber, vb, viber.start, petro)
    assert olena.last() == petro.last()

    for label in ("Консультація", "ID-картка"):
        await service.act(telegram, tg, telegram.press, olena, label)
        await service.act(viber, vb, viber.press, petro, label)
        assert olena.last() == petro.last()
        assert olena.labels() == petro.labels()
    asked = 0
    while answer := _answer(olena):
        asked += 1
        await service.act(telegram, tg, telegram.press, olena, answer)
        await service.act(viber, vb, viber.press, petro, answer)
        assert olena.last() == petro.last()
        assert olena.labels() == petro.labels()
    assert asked >= 2
    assert len(olena.last().splitlines()) > 5, "a list of what to bring"


def _answer(person: Person) -> str | None:
    """The first answer that can be given to the question on the screen."""
    rows = person.screen[-1].get("reply_markup", {}).get("inline_keyboard", [])
    return next((one["text"] for row in rows for one in row if one.get("callback_data", "")[:1] == "a"), None)


async def test_channel_case_05_a_keyboard_of_another_version_is_answered_and_offers_to_begin_again(
    service: Office, telegram: Telegram, tg: Bot
) -> None:
    olena = tg.person("501")
    await service.act(telegram, tg, telegram.start, olena)
    await service.act(telegram, tg, telegram.press, olena, "Консультація")
    keyboard = olena.screen[-1]["reply_markup"]["inline_keyboard"]
    keyboard[0][0]["callback_data"] = "affffff0.id_card"  # what another version wrote there
    await service.act(telegram, tg, telegram.press, olena, keyboard[0][0]["text"])

    assert not tg.open_queries
    assert len(olena.labels()) == 2


@pytest.mark.parametrize("payload", ["n" + "A" * 40, "x1", "____", "zzz"])
async def test_channel_case_11_a_forged_payload_shows_the_menu_and_tells_nothing(
    service: Office, telegram: Telegram, tg: Bot, payload: str
) -> None:
    olena, petro = tg.person("501"), tg.person("502")
    await service.act(telegram, tg, telegram.start, olena)
    await service.act(telegram, tg, telegram.start, petro, payload)

    assert petro.said() == olena.said()
