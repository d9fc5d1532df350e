"""The ticket of paper: what stands on it, and what happens without paper."""

from __future__ import annotations

import asyncio

import pytest

from civicore.devices.printer import PrinterState
from civicore.devices.printers import Printers
from tests.ticketing.kiosk.house import House, Kiosk

DEVICE, LIFT = "town_hall.printer_hall", "town_hall.printer_lift"
READY, PAPER_OUT = PrinterState(True), PrinterState.of("paper_out")


def says(monkeypatch: pytest.MonkeyPatch, state: PrinterState, **others: PrinterState) -> None:
    """From now on every printer is in this state, but for ``others`` by their short names."""

    async def told(self: Printers, device: str) -> PrinterState:
        return others.get(device.partition(".")[2], state)

    monkeypatch.setattr(Printers, "state", told)


async def taken(house: House) -> Kiosk:
    """Somebody has taken a number for the cash desk."""
    house.set("09:00:00")
    kiosk = await house.kiosk(DEVICE)
    await kiosk.touch("agenda", "cash")
    return kiosk


@pytest.mark.rule("KOS-04")
async def test_the_slip_bears_what_the_file_lists_and_no_name(kostelec: House) -> None:
    kiosk = await taken(kostelec)
    (job,) = await kostelec.built.runtime.printers.jobs(DEVICE)
    words = [line.text for line in job.slip.lines]
    assert words[0] == kiosk.number == "P001"
    assert words[1] == "Centrální pokladna"
    assert any("9:00" in one for one in words)
    assert words[-1] == "Jste na řadě jako další."
    assert job.slip.lines[0].size == "huge"


async def test_the_slip_speaks_the_language_of_the_screen(big: House) -> None:
    big.set("09:00:00")
    kiosk = await big.kiosk("hall.kiosk")
    await kiosk.open(language="uk")
    await kiosk.touch("department", "registry")
    await kiosk.touch("agenda", "births")
    (job,) = await big.built.runtime.printers.jobs("hall.kiosk")
    assert job.slip.language == "uk"
    assert "Ви наступні." in [line.text for line in job.slip.lines]


async def test_without_paper_the_number_is_on_the_screen_and_nothing_comes_out_later(
    kostelec: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, PrinterState.of("paper_out"))
    kiosk = await taken(kostelec)
    assert kiosk.number == "P001"
    assert "Došel papír." in kiosk.told
    assert [one.get("alt") for one in kiosk.page.all("img") if one.get("alt")] == ["QR kód vašeho čísla"]
    assert await kostelec.built.runtime.printers.jobs(DEVICE) == []
    assert len((await kostelec.queues.queue("town_hall")).line) == 1


async def test_the_start_page_says_that_there_is_no_paper(kostelec: House, monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, PrinterState.of("cover_open"))
    kostelec.set("09:00:00")
    kiosk = await kostelec.kiosk(DEVICE)
    assert "Došel papír. Číslo uvidíte na obrazovce." in kiosk.told


async def test_paper_that_ends_before_the_slip_is_printed_leaves_no_stale_slip(
    kostelec: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(self: Printers, device: str) -> bool:
        return False

    monkeypatch.setattr(Printers, "print_next", never)
    kiosk = await taken(kostelec)
    assert "Vezměte si prosím lístek." in kiosk.told
    says(monkeypatch, PrinterState.of("paper_out"))
    await kiosk.open()
    assert "Došel papír." in kiosk.told
    assert [one.state for one in await kostelec.built.runtime.printers.jobs(DEVICE)] == ["withdrawn"]


async def test_the_browser_prints_once_where_it_is_the_printer(
    kostelec: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, PrinterState(True, prints_here=True))
    kiosk = await taken(kostelec)
    assert 'data-prints="1"' in kiosk.page.source and 'class="k-slip"' in kiosk.page.source
    await kiosk.open()
    assert 'data-prints="0"' in kiosk.page.source and kiosk.number == "P001"


async def states(house: House) -> dict[str, list[str]]:
    """What became of the slips of each printer."""
    jobs = house.built.runtime.printers.jobs
    return {device: [one.state for one in await jobs(device)] for device in (DEVICE, LIFT)}


async def out_of_paper(house: House, monkeypatch: pytest.MonkeyPatch, **others: PrinterState) -> Kiosk:
    """Somebody took a number where there is no paper, while other printers are as they are."""

    async def never(self: Printers, device: str) -> bool:
        return False

    monkeypatch.setattr(Printers, "print_next", never)
    says(monkeypatch, PAPER_OUT, **others)
    return await taken(house)


async def test_f14_another_printer_is_offered_and_prints_the_same_number(
    kostelec: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk = await out_of_paper(kostelec, monkeypatch, printer_lift=READY)
    assert kiosk.choices("elsewhere") == {LIFT: "Vytisknout tam: na chodbě naproti výtahu"}
    await kiosk.touch("elsewhere", LIFT)
    assert kiosk.number == "P001"
    assert "Lístek vyjede tam: na chodbě naproti výtahu" in kiosk.told
    assert kiosk.choices("elsewhere") == {}
    assert await states(kostelec) == {DEVICE: [], LIFT: ["queued"]}
    (job,) = await kostelec.built.runtime.printers.jobs(LIFT)
    assert job.slip.lines[0].text == "P001"
    assert len((await kostelec.queues.queue("town_hall")).line) == 1


async def test_a_finger_that_presses_twice_has_one_slip(kostelec: House, monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk = await out_of_paper(kostelec, monkeypatch, printer_lift=READY)
    await asyncio.gather(kiosk.touch("elsewhere", LIFT), kiosk.touch("elsewhere", LIFT))
    assert await states(kostelec) == {DEVICE: [], LIFT: ["queued"]}
    assert "Lístek vyjede tam" in kiosk.told


async def test_a_printer_that_fails_too_is_withdrawn_and_offered_no_more(
    kostelec: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk = await out_of_paper(kostelec, monkeypatch, printer_lift=READY)
    offered = kiosk.page
    await kiosk.touch("elsewhere", LIFT)
    says(monkeypatch, PAPER_OUT)
    await kiosk.open()
    assert "Došel papír." in kiosk.told and kiosk.choices("elsewhere") == {}
    assert await states(kostelec) == {DEVICE: [], LIFT: ["withdrawn"]}
    kiosk.page = offered
    await kiosk.touch("elsewhere", LIFT)
    assert await states(kostelec) == {DEVICE: [], LIFT: ["withdrawn"]}


async def test_no_printer_is_offered_that_is_not_ready_nor_a_browser(
    kostelec: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk = await out_of_paper(kostelec, monkeypatch, printer_lift=PrinterState(True, prints_here=True))
    assert kiosk.choices("elsewhere") == {}
