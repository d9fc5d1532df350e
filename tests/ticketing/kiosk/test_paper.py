"""The ticket of paper: what stands on it, and what happens without paper."""

from __future__ import annotations

import pytest

from civicore.devices.printer import PrinterState
from civicore.devices.printers import Printers
from tests.ticketing.kiosk.house import House, Kiosk

DEVICE = "town_hall.printer_hall"


def says(monkeypatch: pytest.MonkeyPatch, state: PrinterState) -> None:
    """From now on every printer is in this state."""

    async def told(self: Printers, device: str) -> PrinterState:
        return state

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
