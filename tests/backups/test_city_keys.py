"""F22: the city's key is lost or changed while it runs; what was given out stays good, or nothing starts at all."""

from __future__ import annotations

from uuid import UUID

import pytest

from civicore.backups.city_keys import forget, known_keys
from civicore.backups.key import BackupKey
from civicore.base.clock import DemoClock
from civicore.base.codes import secret
from civicore.first_steps import CannotStart
from tests.backups.town import Town
from tests.databases import everywhere_in_soak
from tests.tools.reliability import Counted

pytestmark = [pytest.mark.anyio, everywhere_in_soak]

SUBJECT = UUID(int=7)


async def begun_again(town: Town) -> Town:
    """A second process on the same records."""
    again = Town.of(town.home, town.url, town.clock)
    await again.built.prepare()
    return again


async def test_f22_a_link_given_out_under_the_old_key_opens_after_a_rotation(town: Town, counted: Counted) -> None:
    link = town.built.runtime.keys.token("visit", SUBJECT)
    file = town.home / "town.key"
    file.write_text(f"{secret()}\n{file.read_text()}")
    again = await begun_again(town)
    assert again.built.runtime.keys.subject("visit", link) == SUBJECT
    assert again.built.runtime.keys.token("visit", SUBJECT) != link
    known = await known_keys(town.built.runtime.store)
    assert len(known) == 2
    opened = again.built.runtime.keys.subject("visit", link)
    counted(runs=len(known), faults=len(known) - 1, acknowledged=1, lost=int(opened != SUBJECT))


async def test_f22_a_lost_key_stops_the_next_start_and_not_the_running_city(town: Town, counted: Counted) -> None:
    file = town.home / "town.key"
    kept, link = file.read_text(), town.built.runtime.keys.token("visit", SUBJECT)
    file.unlink()
    stopped = 0
    for _start in range(2):
        with pytest.raises(CannotStart, match="put the old one back"):
            await begun_again(town)
        stopped += 1
    assert town.built.runtime.keys.subject("visit", link) == SUBJECT
    assert await town.book(1)
    file.write_text(kept)
    again = await begun_again(town)
    assert again.built.runtime.keys.subject("visit", link) == SUBJECT
    lost = int(again.built.runtime.keys.subject("visit", link) != SUBJECT)
    counted(runs=stopped + 1, faults=stopped, acknowledged=1, lost=lost)


async def test_f22_a_stolen_key_is_given_up_by_a_decision(
    town: Town, key: BackupKey, clock: DemoClock, counted: Counted
) -> None:
    link = town.built.runtime.keys.token("visit", SUBJECT)
    (town.home / "town.key").write_text(secret())
    with pytest.raises(CannotStart, match="civicore keys --forget"):
        await begun_again(town)
    forgotten = await forget(town.built.runtime.store)
    assert forgotten == 1
    assert (await begun_again(town)).built.runtime.keys.subject("visit", link) is None
    counted(runs=1, faults=forgotten)
