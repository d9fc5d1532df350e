"""``civicore plan`` and ``civicore apply`` as city IT calls them, with their exit codes, on a database of its own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.service import Bookings
from litestar.testing import AsyncTestClient
from typer.testing import CliRunner

from civicore.app import build
from civicore.base.calendar import WEEKDAYS
from civicore.base.clock import SystemClock
from civicore.cli import app
from civicore.planning.console import put_in_place
from civicore.planning.written import WrittenPlan
from civicore.reading import Settings
from tests.databases import Databases, on_postgres

FILE = Path(__file__).with_name("city.yaml")
OPEN = "{mon: 08:00-17:00, tue: 08:00-17:00, wed: 08:00-17:00, thu: 08:00-17:00, fri: 08:00-17:00}"
SHORT = "{mon: 08:00-12:00, tue: 08:00-12:00, wed: 08:00-12:00, thu: 08:00-12:00, fri: 08:00-12:00}"
HOURS = re.compile(r"hours: \{mon.*\}")


class Office:
    """Two files in a folder, a database, and the command."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.old, self.new, self.plan = folder / "lipa.yaml", folder / "lipa-new.yaml", folder / "lipa.plan"
        text = FILE.read_text("utf-8").replace("holidays: none", "")
        self.old.write_text(HOURS.sub(f"hours: {OPEN}", text), "utf-8")
        self.new.write_text(HOURS.sub(f"hours: {SHORT}", text), "utf-8")

    def civicore(self, command: str, *more: str, db: bool = False) -> tuple[int, str]:
        """Exit code and output."""
        about = [str(self.old), str(self.new)] if command == "plan" else [str(self.plan)]
        database = ["--db", self.url] if db else []
        answer = CliRunner().invoke(app, [command, *about, *more, *database])
        return answer.exit_code, answer.output

    def book(self) -> str:
        """A visit on an afternoon next week; the path of the hours of that day."""
        return asyncio.run(self._book())

    async def _book(self) -> str:
        built = build(Settings(self.old, database=self.url))
        await built.prepare()
        await built.runtime.store.open()
        day = SystemClock().now().astimezone(built.runtime.city.zone) + timedelta(days=7)
        while day.weekday() > 4 or day.date() in built.runtime.city.holidays_calendar().names:
            day += timedelta(days=1)
        start = day.replace(hour=14, minute=0, second=0, microsecond=0)
        bookings = built.runtime.services.one(Bookings)
        fields = {"first_name": "Jan", "last_name": "Novák", "email": "jan@lipa.example"}
        held = await bookings.hold(BookingRequest("cards", (), start, fields, "cs"))
        assert isinstance(held, Booking), held
        await bookings.confirm(bookings.token(held))
        await built.runtime.store.close()
        return f"offices.hall.hours.{WEEKDAYS[day.weekday()]}"


@pytest.fixture
def office(databases: Databases, tmp_path: Path, engine_name: str) -> Iterator[Office]:
    with databases.empty(engine_name) as url:
        yield Office(tmp_path, url)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_change_is_planned_decided_and_carried_out(office: Office) -> None:
    path = office.book()
    code, said = office.civicore("plan", "--decide", f"{path}=ask", "--out", str(office.plan), db=True)
    assert code == 2 and "decided: ask" in said and "Novák" not in said
    assert "Novák" not in office.plan.read_text("utf-8")
    done = "1 records dealt with as decided, 0 renamed\n"
    assert office.civicore("apply", "--in-place", db=True) == (0, done)
    assert office.old.read_text("utf-8") == office.new.read_text("utf-8")


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_without_a_database_only_the_files_are_compared(office: Office) -> None:
    assert office.civicore("plan")[0] == 0
    weaker = office.new.read_text("utf-8").replace("security:\n", "security:\n  bot_check: 'off'\n")
    office.new.write_text(weaker, "utf-8")
    code, said = office.civicore("plan")
    assert code == 4 and "civicore plan ... lipa-new.yaml --decide security.bot_check=agree" in said
    code, said = office.civicore("plan", "--decide", "security.bot_check=maybe")
    assert code == 1 and "is no choice" in said
    code, said = office.civicore("plan", "--decide", "offices.hall.name=keep")
    assert code == 1 and "no change offices.hall.name" in said
    assert office.civicore("plan", "--decide", "security.bot_check=agree", "--out", str(office.plan))[0] == 0
    office.old.write_text(weaker, "utf-8")
    code, said = office.civicore("apply")
    assert code == 5 and "lipa.yaml says something else" in said


def test_whoever_could_read_the_old_file_can_read_the_new_one(tmp_path: Path) -> None:
    old, new = tmp_path / "lipa.yaml", tmp_path / "lipa-new.yaml"
    for file, mode in ((old, 0o640), (new, 0o600)):
        file.write_text(file.name, "utf-8")
        file.chmod(mode)
    put_in_place(WrittenPlan(old, new, "", "", {}, {}))
    assert (old.read_text("utf-8"), old.stat().st_mode & 0o777) == (new.name, 0o640)
    assert sorted(one.name for one in tmp_path.iterdir()) == [new.name, old.name]


@on_postgres
async def test_a_link_with_an_old_id_leads_on(office: Office, engine_name: str) -> None:
    text = office.old.read_text("utf-8").replace("cards", "id_cards")
    office.old.write_text(text + "renames: {agendas.cards: agendas.id_cards}\n", "utf-8")
    built = build(Settings(office.old, database=office.url))
    await built.prepare()
    async with AsyncTestClient(app=built.app, base_url="https://lipa.example") as client:
        answer: httpx.Response = await client.get("/cs/booking?agenda=cards", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (301, "/cs/booking?agenda=id_cards")
        assert answer.content == b""
        there = await client.get("/cs/booking?agenda=nothing", follow_redirects=False)
        assert there.status_code != 301


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_cannot_be_read_ends_with_one(office: Office) -> None:
    office.new.write_text("civicore: 1\n", "utf-8")
    assert office.civicore("plan")[0] == 1
    office.plan.write_text("{}", "utf-8")
    assert office.civicore("apply")[0] == 1
