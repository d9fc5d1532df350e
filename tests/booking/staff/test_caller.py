"""Somebody says their code on the telephone or at any counter: read back, cancelled, moved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.reading import Settings
from tests.booking.staff.office import Office
from tests.databases import everywhere_in_soak

FILE = Path(__file__).with_name("town.yaml")
_BOTH = "hotline: {asks: [code]}, any_office: {asks: [code]}"


@pytest.fixture
async def line(database_url: str, clock: DemoClock, tmp_path: Path) -> AsyncIterator[Office]:
    """The same town with a hotline, and a second hall."""
    written = FILE.read_text("utf-8")
    hall = written[written.index("  hall:") : written.index("agendas:")]
    branch = hall.replace("hall:", "branch:").replace("Town hall", "Branch").replace("Radnice", "Pobočka")
    branch = branch.replace("      car: {serves: [cars]}\n", "")
    file = tmp_path / "town.yaml"
    with_lines = written.replace("agendas:", f"{branch}agendas:", 1).replace("ways: {", f"ways: {{{_BOTH}, ", 1)
    file.write_text(with_lines.replace("channels: {", 'channels: {hotline: {number: "+420 800 500 459"}, ', 1), "utf-8")
    built = build(Settings(file, database=database_url, demo=True, strict=True, served_at="http://city", clock=clock))
    await built.runtime.store.open()
    yield Office(built, clock)
    await built.runtime.store.close()


@pytest.mark.rule("KRY-06")
async def test_a_caller_says_the_pin_hears_the_visit_and_has_it_cancelled(line: Office) -> None:
    visit = await line.visit()
    pin = str(line.bookings.code(visit))
    desk = await line.clerk("registrar")
    page = await desk.open("/en/desk/booking/caller")
    assert "Calls to" in desk.told and "autofocus" in page.source
    await desk.press("Find", {"code": f"{pin[:3]}-{pin[3:]}"})
    assert all(
        words in desk.told
        for words in ("Petr Starý", "Wednesday, 25 November 2026, 09:00", "Identity cards", "Town hall")
    )
    assert f"{pin[:3]} {pin[3:]}" in desk.told and pin not in page.url + desk.page.url
    await desk.press("Cancel the visit")
    assert "The booking is cancelled." in desk.told and "autofocus" in desk.page.source  # ready for the next caller
    assert await line.bookings.get(visit.id) is None
    (told,) = [one for one in await line.letters("petr@posta.example") if one["notice"] == "booking.cancelled"]
    assert "museli" not in str(told["text"])  # they asked for it themselves
    assert ("booking.cancelled", visit.about) in await line.audit("booking.cancelled")
    assert len(await line.audit("booking.found_by_code")) == 1


@pytest.mark.rule("KRY-07")
@everywhere_in_soak
async def test_any_office_of_the_department_finds_visits_of_the_others(line: Office) -> None:
    visit = await line.visit(office="branch")
    desk = await line.clerk("registrar")
    await desk.open("/en/desk/booking/caller?way=any_office")
    await desk.press("Find", {"code": line.bookings.reference(visit)})
    assert "Branch" in desk.told
    await desk.follow("Change the time")
    assert desk.page.status == 200 and "/move" in desk.page.url
    await desk.open(f"/en/desk/booking/caller/{visit.id}?way=any_office")
    await desk.press("Cancel the visit")
    assert "any_office" in desk.page.url and await line.bookings.get(visit.id) is None


@everywhere_in_soak
async def test_a_wrong_code_and_one_of_another_department_look_alike(line: Office) -> None:
    car = await line.bookings.get(await line.book_car())
    assert car is not None
    desk = await line.clerk("registrar")
    await desk.open("/en/desk/booking/caller")
    said = []
    for code in ("000000", str(line.bookings.code(car)), ""):
        await desk.press("Find", {"code": code})
        assert desk.page.status == 422
        said.append(desk.told.replace(code, "…") if code else "")
    assert said[0] == said[1] and "No visit to come has this code" in said[0]
    assert (await desk.open(f"/en/desk/booking/caller/{car.id}")).status == 404


@everywhere_in_soak
async def test_who_may_not_cancel_reads_back_alone(line: Office) -> None:
    visit = await line.visit()
    desk = await line.clerk("viewer")
    await desk.open(f"/en/desk/booking/caller/{visit.id}")
    assert "Read it back" in desk.told and "Cancel the visit" not in desk.page.source


@everywhere_in_soak
async def test_codes_tried_one_after_the_other_are_braked(line: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicore_booking.desk_caller._LOOK_UPS", 2)
    desk = await line.clerk("registrar")
    await desk.open("/en/desk/booking/caller")
    status = [(await desk.press("Find", {"code": f"00000{number}"})).status for number in range(3)]
    assert status == [422, 422, 429]
    line.clock.advance(timedelta(minutes=6))
    assert (await desk.press("Find", {"code": "000009"})).status == 422


@everywhere_in_soak
async def test_without_such_a_way_there_is_no_such_page(office: Office) -> None:
    desk = await office.clerk("registrar")
    assert (await desk.open("/en/desk/booking/caller")).status == 404
    await desk.open("/en/desk/booking")
    assert "Caller or visitor" not in desk.page.source
