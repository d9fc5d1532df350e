"""Nobody holds more than their share (S18), and what the shares are stands in the file (S12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from civicore_booking.tables import BookingRow
from typer.testing import CliRunner

from civicore.cli import app
from tests.faults.town import FILE as TOWN
from tests.faults.town import Wish, some
from tests.security.fortress import FILE, Fortress, running
from tests.tools.reliability import Counted

pytestmark = pytest.mark.anyio
OFFICE = TOWN.with_name("hoarding.yaml")
MANY = 1000
LIVE, HOURLY = 20, 50
LAPSED, HOUR = timedelta(minutes=15, seconds=1), timedelta(hours=1)
LIMITS = {
    "booking.limits": {"active_per_person", "per_agenda_and_day", "unconfirmed_per_person"},
    "security.limits": {"holds_per_address", "holds_per_network", "live_per_network"},
}


@pytest.fixture(scope="module")
async def office() -> AsyncIterator[Fortress]:
    """A town with room for everybody that slows robots down."""
    async with running(OFFICE, strict=True) as town:
        yield town


async def held(office: Fortress) -> int:
    """How many places wait to be confirmed."""
    async with office.built.runtime.store.reading():
        return int(await BookingRow.count().where(BookingRow.state == "held"))


async def told_to(office: Fortress, network: str, wishes: Sequence[Wish]) -> Counter[int]:
    """What somebody there is told who asks for all of these; who has to wait is told how long."""
    robot = office.browser(network=network)
    answers = [await robot.http.post("/api/v1/bookings", json=wish.body) for wish in wishes]
    assert all("retry-after" in one.headers for one in answers if one.status_code == 429)
    return Counter(one.status_code for one in answers)


async def test_s18_one_network_holds_twenty_places_however_often_it_asks(office: Fortress, counted: Counted) -> None:
    """It may ask for fifty in an hour: it is the number of live ones that keeps it at twenty."""
    before = await held(office)
    told = await told_to(office, "203.0.113.7", some(MANY))
    assert await held(office) - before == told[201] == LIVE
    assert set(told) <= {201, 409, 429}, told
    counted(inputs=MANY)


async def test_s18_a_network_that_lets_its_places_lapse_holds_fifty_in_an_hour(office: Fortress) -> None:
    """Never more than twenty at a time: it is the number in an hour that ends this."""
    wishes, rounds = iter(some(MANY)[::-1]), []
    for _ in range(4):
        rounds.append((await told_to(office, "203.0.113.8", [next(wishes) for _ in range(30)]))[201])
        office.clock.advance(LAPSED)
    assert rounds == [LIVE, LIVE, HOURLY - 2 * LIVE, 0]
    office.clock.advance(HOUR)
    assert (await told_to(office, "203.0.113.8", [next(wishes) for _ in range(30)]))[201] == LIVE


async def test_s18_a_thousand_networks_hold_one_place_for_one_address(office: Fortress, counted: Counted) -> None:
    """It may ask seven times in an hour and have nine: it is the number of unconfirmed ones that keeps it at one."""
    fields = {"first_name": "Jan", "last_name": "Novak", "email": "Target+x@Example.org"}
    told: Counter[int] = Counter()
    for number, wish in enumerate(some(MANY)):
        robot = office.browser(network=f"198.{number // 250}.{number % 250}.7")
        spelt = {**fields, "email": ("t.arget@example.org", "target+" + str(number) + "@example.org")[number % 2]}
        told[(await robot.http.post("/api/v1/bookings", json={**wish.body, "fields": spelt})).status_code] += 1
    assert told[201] == 1, told
    letters = [one for one in await office.letters() if one["to"].startswith("t")]
    assert len(letters) <= 1
    counted(inputs=MANY)


WHOM = {
    "One person": {"booking.limits.active_per_person", "booking.limits.per_agenda_and_day", "booking.max_people"},
    "One address": {"security.limits.holds_per_address", "links by e-mail"},
    "One network": {"security.limits.holds_per_network", "security.limits.live_per_network", "wrong passwords"},
    "One device": {"wrong codes when it is enrolled"},
    "One account": {"security.staff.idle", "wrong passwords"},
    "One day": {"booking.limits.unconfirmed_per_day"},
    "The whole town": {"security.puzzle.after", "booking.puzzle", "channels.email.per_hour", "one request"},
}
CITIES = sorted([*(FILE.parents[2] / "deployments").glob("*.yaml"), FILE])


@pytest.mark.parametrize("file", CITIES, ids=lambda file: file.stem)
def test_s12_every_limit_stands_in_one_list_by_whom_it_holds_for(file: Path) -> None:
    said = CliRunner().invoke(app, ["show", str(file), "--limits"])
    assert said.exit_code == 0, said.output
    parts = [part.splitlines() for part in said.output.strip().split("\n\n")]
    for whom, named in WHOM.items():
        lines = next(lines for head, *lines in parts if head.startswith(whom))
        found = {line.strip().partition(":")[0].partition(",")[0] for line in lines}
        assert found >= named, (whom, named - found)
    listed = [line.strip().partition(":")[0] for _, *lines in parts for line in lines]
    assert not [one for one in listed if "statuses" in one]  # what is no limit


def test_s12_the_limits_are_in_the_file_and_shown() -> None:
    for part, named in LIMITS.items():
        said = CliRunner().invoke(app, ["show", str(FILE), "--for", part])
        assert said.exit_code == 0, said.output
        assert {line.partition(":")[0].strip() for line in said.output.splitlines()} >= named
