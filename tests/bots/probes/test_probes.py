"""Whether bots and their public links work is tried now and then; what does not work disappears until it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from civicore_bots import probing
from civicore_bots.reaching import Reach, opened
from civicore_bots.state import states

from civicore.contracts.dialog import BotLink
from tests.bots.office import Office, read_city
from tests.tools.messengers import Bot, Telegram, Viber

pytestmark = pytest.mark.anyio


@pytest.fixture
def engine_name() -> str:
    """What a database does with it is shown with the bots at work."""
    return "sqlite"


@pytest.fixture
def probed(office: Office, telegram: Telegram, viber: Viber) -> Iterator[Office]:
    """The town whose public links lead to the counterparts."""
    for name, line in office.bots.lines.items():
        link = f"{(telegram if line.via == 'telegram' else viber).url}/open/{line.via}"
        office.bots.lines[name] = replace(line, said=line.said.model_copy(update={"link": link}))
    telegram.links["/open/telegram"] = viber.links["/open/viber"] = 200
    yield office


async def test_a_dead_link_disappears_alarms_and_comes_back_when_it_is_well(
    probed: Office, telegram: Telegram, tg: Bot, vb: Bot, viber: Viber
) -> None:
    await probing.due(probed.bots)
    assert [(one.channel, one.name) for one in await _links(probed)] == [
        ("telegram", "@city_test_bot"),
        ("viber", "city_test_bot"),
    ]
    assert await _alarms(probed) == []

    viber.links["/open/viber"] = 404
    await probing.due(probed.bots)
    assert len(await _links(probed)) == 2, "it is tried every 15 minutes"
    probed.clock.advance(timedelta(minutes=15))
    await probing.due(probed.bots)
    assert [one.channel for one in await _links(probed)] == ["telegram"]
    assert await _alarms(probed) == ["city_test_bot (viber): its link answers 404"]

    viber.links["/open/viber"] = 200
    probed.clock.advance(timedelta(minutes=15))
    await probing.due(probed.bots)
    assert len(await _links(probed)) == 2
    assert await _alarms(probed) == []
    await probed.bots.close()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"method": "getMe", "code": 401, "description": "Unauthorized"}, "refused the bot's token"),
        ({"method": "getMe", "drop": True}, "does not answer"),
    ],
)
async def test_a_bot_that_does_not_answer_is_dead_too(
    probed: Office, tg: Bot, vb: Bot, fault: dict[str, object], words: str
) -> None:
    tg.fail(**fault)
    await probing.probe_all(probed.bots)

    assert [one.channel for one in await _links(probed)] == ["viber"]
    (alarm,) = await _alarms(probed)
    assert words in alarm
    await probed.bots.close()


async def test_a_bot_that_was_renamed_is_not_ours_any_more(probed: Office, tg: Bot, vb: Bot) -> None:
    tg.name = "somebody_elses_bot"
    await probing.probe_all(probed.bots)

    assert [one.channel for one in await _links(probed)] == ["viber"]
    assert "another name" in (await _alarms(probed))[0]
    await probed.bots.close()


async def test_without_its_token_a_bot_is_not_shown(probed: Office, vb: Bot) -> None:
    del probed.secrets["telegram"]
    await probing.probe_all(probed.bots)

    assert [one.channel for one in await _links(probed)] == ["viber"]
    assert "token is missing" in (await _alarms(probed))[0]
    await probed.bots.close()


async def test_channel_case_55_a_channel_that_is_off_is_nowhere(tmp_path: Path, office: Office) -> None:
    written = (tmp_path / "town.yaml").read_text("utf-8")
    off = written.replace("viber: {name:", "viber: {enabled: false, name:")
    assert off != written
    city = read_city(tmp_path, "https://a.example", "https://b.example", written=off)
    smaller = Office(city, office.store, office.clock)

    assert [one.channel for one in await _links(smaller)] == ["telegram"]
    assert [one.id for one in smaller.outbox_channels()] == ["telegram"]


async def test_where_staff_only_want_the_alarm_the_link_stays(tmp_path: Path, office: Office) -> None:
    city = read_city(tmp_path, "https://a.example", "https://b.example", broken="alert")
    alarmed = Office(city, office.store, office.clock)
    alarmed.secrets.clear()
    await probing.probe_all(alarmed.bots)

    assert len(await _links(alarmed)) == 2
    assert len(await _alarms(alarmed)) == 2
    async with alarmed.store.reading():
        assert not any(one.well for one in (await states()).values())


@pytest.mark.parametrize(
    ("link", "via", "whole"),
    [
        ("https://t.me/town_bot", "telegram", "https://t.me/town_bot?start=n_x-1"),
        ("https://chats.viber.com/town", "viber", "https://chats.viber.com/town?context=n_x-1"),
        ("viber://pa?chatURI=town", "viber", "viber://pa?chatURI=town&context=n_x-1"),
    ],
)
async def test_a_deep_link_carries_what_begins(link: str, via: str, whole: str) -> None:
    assert opened(link, via, "n_x-1") == whole
    assert opened(link, via, "") == link


async def _links(office: Office) -> tuple[BotLink, ...]:
    return await Reach(office.bots).links()


async def _alarms(office: Office) -> list[str]:
    """What staff are told."""
    return [said for one in probing.health(office.bots) if (said := await one.probe()) is not None]
