"""Slips on a printer that breaks: nothing stale comes out, nothing twice, what is not known is said."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from escpos.printer import Network
from PIL import ImageChops

from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.devices import escpos
from civicore.devices.condition import conditions
from civicore.devices.printer import PrinterState
from civicore.devices.raster import picture_of
from civicore.people.principals import Principal
from civicore.reading import Settings
from civicore.storage.tables import MessageRow
from tests.devices.conftest import BROWSER, PRINTER, SLIP, Office, opened
from tests.tools.escpos import Escpos

STAFF = Principal("staff", "jana")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A printer that says nothing is not waited for as long as in an office."""
    monkeypatch.setattr(escpos, "_ASKED", 0.3)
    monkeypatch.setattr(escpos, "_CUT", 0.5)


async def test_channel_case_41_what_comes_out_is_what_was_drawn(
    office: Office, printer: Escpos, tmp_path: Path
) -> None:
    job = await office.queue()
    await office.print_all()
    assert await office.state_of(job) == "printed"
    came = printer.tickets[0].picture
    drawn = picture_of(SLIP)
    assert came.size == drawn.size
    assert ImageChops.difference(came.convert("L"), drawn.convert("L")).getbbox() is None


async def test_slips_come_out_in_order_and_once(office: Office, printer: Escpos) -> None:
    jobs = [await office.queue(f"ticket:{number}") for number in range(5)]
    await office.print_all()
    await office.print_all()
    assert len(printer.tickets) == 5
    assert [await office.state_of(job) for job in jobs] == ["printed"] * 5
    ended = [(await office.job(job)).ended_at for job in jobs]
    assert None not in ended


async def test_a_slip_of_a_unit_that_was_undone_is_never_printed(office: Office, printer: Escpos) -> None:
    async def work(unit):  # type: ignore[no-untyped-def]
        await office.printers.queue(unit, PRINTER, SLIP, about="ticket:1", expires=unit.now + timedelta(seconds=60))
        return Refusal("queue.sold_out")

    await office.built.runtime.transact(work)
    await office.print_all()
    assert printer.tickets == []


async def test_f14_and_channel_case_39_paper_out_before_the_press_and_nothing_stale_after_refilling(
    office: Office, printer: Escpos, clock: DemoClock
) -> None:
    printer.paper = "out"
    assert await office.printers.state(PRINTER) == PrinterState(False, "paper_out")
    late = await office.queue("ticket:1", lasts=30)
    await office.print_all()
    assert ((await office.job(late)).state, (await office.job(late)).trouble) == ("queued", "paper_out")
    clock.advance(timedelta(seconds=30))
    printer.refill()
    fresh = await office.queue("ticket:2")
    await office.print_all()
    assert (await office.state_of(late), await office.state_of(fresh)) == ("expired", "printed")
    assert len(printer.tickets) == 1


async def test_what_the_screen_has_shown_is_taken_back(office: Office, printer: Escpos) -> None:
    printer.paper = "out"
    job = await office.queue()
    await office.print_all()
    assert await office.built.runtime.transact(lambda unit: office.printers.withdraw(unit, "ticket:1")) == 1
    printer.refill()
    await office.print_all()
    assert await office.state_of(job) == "withdrawn"
    assert printer.tickets == []


async def test_a_slip_is_printed_to_the_last_second_and_not_at_its_end(
    office: Office, printer: Escpos, clock: DemoClock
) -> None:
    first = await office.queue("ticket:1", lasts=60)
    second = await office.queue("ticket:2", lasts=59)
    clock.advance(timedelta(seconds=59))
    await office.print_all()
    assert (await office.state_of(first), await office.state_of(second)) == ("printed", "expired")


@pytest.mark.parametrize("when", ["picture", "cut"])
async def test_f14_and_channel_case_40_a_printer_that_dies_half_way_prints_nothing_twice(
    office: Office, printer: Escpos, when: str
) -> None:
    printer.dies_at = when
    job = await office.queue()
    await office.print_all()
    assert await office.state_of(job) == "unknown"
    assert printer.half > 0
    printer.switch_on()
    await office.print_all()
    assert printer.tickets == []
    again = await office.built.runtime.transact(lambda unit: office.printers.reprint(unit, "ticket:1", by=STAFF))
    assert not isinstance(again, Refusal)
    await office.print_all()
    assert await office.state_of(again) == "printed"
    assert (await office.job(again)).slip == SLIP
    refused = await office.built.runtime.transact(lambda unit: office.printers.reprint(unit, "ticket:1", by=STAFF))
    assert refused == Refusal("printer.twice")
    assert len(printer.tickets) == 1


async def test_what_is_not_over_is_not_printed_again(office: Office) -> None:
    await office.queue()
    transact = office.built.runtime.transact
    waiting = await transact(lambda unit: office.printers.reprint(unit, "ticket:1", by=STAFF))
    nothing = await transact(lambda unit: office.printers.reprint(unit, "ticket:2", by=STAFF))
    assert (waiting, nothing) == (Refusal("printer.still_printing"), Refusal("printer.nothing"))


async def test_paper_that_ends_in_the_middle_leaves_no_rest_for_later(office: Office, printer: Escpos) -> None:
    printer.runs_out_after = 100
    job = await office.queue()
    await office.print_all()
    assert ((await office.job(job)).state, (await office.job(job)).trouble) == ("unknown", "paper_out")
    printer.refill()
    assert printer.half == 100
    assert printer.tickets == []


async def test_the_test_printer_itself_swallows_and_prints_later(printer: Escpos) -> None:
    """What the driver guards against: a job sent without paper comes out when there is some."""
    line = Network(printer.host, printer.port, timeout=2, profile="TM-T20II")
    line.open()
    printer.paper = "out"
    line.image(picture_of(SLIP))
    line.cut()
    line.query_status(b"\x10\x04\x04")
    line.close()
    assert printer.tickets == []
    printer.refill()
    assert len(printer.tickets) == 1


@pytest.mark.parametrize(
    ("fault", "trouble", "ready"),
    [
        ({"paper": "out"}, "paper_out", False),
        ({"paper": "low"}, "paper_low", True),
        ({"cover_open": True}, "cover_open", False),
        ({"silent": True}, "unknown", False),
        ({}, None, True),
    ],
)
async def test_the_state_of_a_printer(
    office: Office, printer: Escpos, fault: dict[str, object], trouble: str | None, ready: bool
) -> None:
    for name, value in fault.items():
        setattr(printer, name, value)
    state = await office.printers.state(PRINTER)
    assert (state.ready, state.trouble, state.prints_here) == (ready, trouble, False)
    job = await office.queue()
    await office.print_all()
    assert await office.state_of(job) == ("printed" if ready else "queued")


async def test_a_printer_that_is_switched_off_is_offline_and_prints_when_it_is_back(
    office: Office, printer: Escpos
) -> None:
    printer.switch_off()
    assert await office.printers.state(PRINTER) == PrinterState(False, "offline")
    job = await office.queue()
    await office.print_all()
    printer.switch_on()
    await office.print_all()
    assert await office.state_of(job) == "printed"


async def test_without_an_address_the_browser_prints(office: Office) -> None:
    assert await office.printers.state(BROWSER) == PrinterState(True, prints_here=True)
    job = await office.queue(device=BROWSER)
    assert await office.state_of(job) == "here"


async def test_what_a_browser_printed_is_not_left_waiting_for_a_printer(office: Office) -> None:
    job = await office.queue("ticket:7", device=BROWSER)
    again = await office.built.runtime.transact(lambda unit: office.printers.reprint(unit, "ticket:7", by=STAFF))
    assert again == Refusal("printer.nothing")
    assert [one.id for one in await office.printers.jobs(BROWSER)] == [job]


@pytest.mark.parametrize("device", [PRINTER, BROWSER])
async def test_no_slip_is_kept_for_ever(office: Office, printer: Escpos, device: str) -> None:
    """Neither one that a browser prints nor one whose printer never came back."""
    printer.switch_off()
    await office.queue(device=device)
    (tidy,) = [one for one in office.built.app.state.jobs if one.id == "devices.tidy"]
    office.clock.advance(timedelta(days=6, hours=23))
    await tidy.run()
    assert len(await office.printers.jobs(device)) == 1
    office.clock.advance(timedelta(hours=2))
    await tidy.run()
    assert await office.printers.jobs(device) == []


async def test_a_restart_prints_what_waited(
    office: Office, settings: Settings, clock: DemoClock, printer: Escpos
) -> None:
    printer.switch_off()
    job = await office.queue()
    await office.print_all()
    await office.built.runtime.store.close()
    printer.switch_on()
    again = await opened(settings, clock)
    await again.print_all()
    assert await again.state_of(job) == "printed"
    await again.built.runtime.store.close()
    await office.built.runtime.store.open()


async def test_staff_are_written_once_for_each_trouble(office: Office, printer: Escpos) -> None:
    printer.paper = "out"
    for _ in range(4):
        await office.printers.ask(PRINTER)
    assert await subjects(office) == ["Printer hall.printer needs somebody"]
    printer.refill()
    await office.printers.ask(PRINTER)
    printer.paper = "out"
    await office.printers.ask(PRINTER)
    assert len(await subjects(office)) == 1
    await office.printers.ask(PRINTER)
    assert len(await subjects(office)) == 2


async def subjects(office: Office) -> list[str]:
    async with office.built.runtime.store.reading():
        rows = await MessageRow.objects().where(MessageRow.recipient == "it@town.example")
    return [row.subject for row in rows]


async def test_a_city_without_printers_is_well(office: Office) -> None:
    async with office.built.runtime.store.reading():
        assert await conditions(()) == {}
