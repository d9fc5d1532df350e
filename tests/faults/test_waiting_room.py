"""The waiting room in trouble: nothing is lost, nothing given twice, nothing spoken twice, and nobody is deceived.

A server killed in the middle of the day, a printer that is off, a board and a kiosk cut off for ten minutes.
They stand together, above 300 lines, because all of them happen in one room: a server behind a wire, five windows.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import httpx
import pytest
import yaml
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from tests.databases import everywhere_in_soak
from tests.rules.citizen import Errand
from tests.rules.hall import Hall
from tests.stories.windows import PATIENT, Windows, opened
from tests.tools.escpos import Escpos, Ticket, escpos_printer
from tests.tools.fixtures import MORNING
from tests.tools.reliability import Counted
from tests.tools.serving import ROOT, Server, eventually, served
from tests.tools.wire import Wire, wire

pytestmark = pytest.mark.xdist_group("waiting room in trouble")
TRUTNOV = ROOT / "deployments" / "trutnov.yaml"
TEN = datetime.fromisoformat("2026-12-01T10:00:00+01:00")
PRINTER, K1, K2 = "town_hall.printer", "town_hall.k1", "town_hall.k2"
ID_CARD, PASSPORT = Errand("id_cards", "apply"), Errand("passports", "collect")
CLIENTS, TICKETS = 4, 24


def port(server: Server) -> int:
    return int(server.base.rpartition(":")[2])


def at_ten(server: Server) -> Hall:
    """An office in the middle of its day, its counters open."""
    hall = Hall(server, PRINTER, "town_hall.display")
    hall.at(TEN)
    for counter in (K1, K2):
        assert hall.counter(counter, "open").is_success
    return hall


def in_the_room(server: Server) -> list[str]:
    """Every number that waits or is at a counter."""
    told = server.api("GET", "/queue", params={"office": "town_hall"}, headers=server.desk).raise_for_status().json()
    called = [one["ticket"]["number"] for one in told["counters"] if one["ticket"]]
    return [*called, *(one["number"] for one in told["waiting"])]


@pytest.fixture
def server(empty_database_url: str, tmp_path: Path) -> Iterator[Server]:
    with served(TRUTNOV, tmp_path, clock=MORNING, database=empty_database_url) as running:
        yield running


@pytest.fixture
def line(server: Server) -> Iterator[Wire]:
    with wire(port(server)) as laid:
        yield laid


@pytest.fixture
def windows(chromium: Browser, server: Server, line: Wire, tmp_path: Path) -> Iterator[Windows]:
    """Five windows behind a wire, at ten o'clock."""
    server.set_clock(TEN.isoformat())
    with opened(chromium, server, tmp_path / "shots", base=line.base) as all_five:
        yield all_five


@everywhere_in_soak
def test_killed_in_the_middle_of_the_day(
    chromium: Browser, server: Server, empty_database_url: str, line: Wire, windows: Windows, tmp_path: Path
) -> None:
    hall = at_ten(server)
    first, second = windows.touch("id_cards", "apply"), hall.take(PASSPORT)
    windows.phone.goto(windows.scanned())
    assert hall.call(K1) == first
    windows.spoken(1)
    hall.at(TEN + timedelta(seconds=10))
    acknowledged = until_killed(server, after=8)
    line.cut()
    with served(TRUTNOV, tmp_path, clock=MORNING, database=empty_database_url) as again:
        hall = Hall(again, PRINTER, "town_hall.display")
        hall.at(TEN + timedelta(seconds=20))
        line.mend(port(again))
        repeated = {key: ask(again, key) for key in range(TICKETS)}
        assert {key: repeated[key] for key in acknowledged} == acknowledged, "what was given is given"
        assert Counter(repeated.values()).most_common(1)[0][1] == 1, "and to nobody else"
        assert sorted(in_the_room(again)) == sorted([first, second, *repeated.values()])
        assert hall.counter(K1, "arrived").is_success
        expect(windows.phone.locator(".own.serving")).to_be_visible(timeout=PATIENT)
        assert hall.call(K2) == second
        windows.on_board(f"{second} → Kabinka 2", f"{first} → Cabin 1")
        windows.spoken(2)
        assert again.complaints() == []


def until_killed(server: Server, *, after: int) -> dict[int, str]:
    """Many people take a number at once; the server is killed after so many. The numbers that were told."""
    told: dict[int, str] = {}
    enough = threading.Event()

    def come(mine: range) -> None:
        for key in mine:
            try:
                told[key] = ask(server, key)
            except httpx.TransportError:
                return
            if len(told) >= after:
                enough.set()

    with ThreadPoolExecutor(CLIENTS) as crowd:
        coming = [crowd.submit(come, range(part, TICKETS, CLIENTS)) for part in range(CLIENTS)]
        assert enough.wait(60)
        server.process.kill()
        for one in coming:
            one.result()
    assert after <= len(told) < TICKETS
    return told


def ask(server: Server, key: int) -> str:
    """A button of the ticket printer is pressed; the mark makes a repeated press recognisable."""
    headers = {"Idempotency-Key": f"visitor-{key:04d}", **Hall(server, PRINTER, "").token(PRINTER)}
    body = {"agenda": "id_cards", "activity": "apply"}
    with httpx.Client(base_url=server.base, timeout=30) as client:
        answer = client.post(f"/api/v1/devices/{PRINTER}/tickets", json=body, headers=headers)
    assert answer.is_success, answer.text
    return str(answer.json()["ticket"]["number"])


@pytest.mark.soak
@everywhere_in_soak
def test_f15_a_board_cut_off_for_ten_minutes(server: Server, line: Wire, windows: Windows, counted: Counted) -> None:
    hall, board = at_ten(server), windows.board
    board.clock.install()
    board.reload()
    board.click("#sound-on")
    numbers = [hall.take(ID_CARD) for _ in range(5)]
    called = [hall.call(K1)]
    windows.on_board(f"{numbers[0]} → Kabinka 1")
    windows.spoken(1)
    line.pull()
    for minutes, counter in ((1, K2), (9, K1), (10, K2)):
        hall.at(TEN + timedelta(minutes=minutes))
        called.append(hall.call(counter))
    board.clock.run_for(60_000)
    expect(board.locator("#stale")).to_contain_text("Tabule není aktuální od 10:00.", timeout=PATIENT)
    board.clock.run_for(540_000)
    expect(board.locator("#stale")).to_contain_text("Tabule není aktuální od 10:00.")
    expect(board.locator("#clock")).to_have_text("10:10")
    windows.on_board(f"{numbers[0]} → Kabinka 1")
    windows.spoken(1)
    line.mend()
    let_run(board, "#stale", hidden=True)
    windows.on_board(f"{numbers[3]} → Kabinka 2", f"{numbers[2]} → Cabin 1")
    windows.spoken(2)
    hall.at(TEN + timedelta(minutes=11))
    called.append(hall.call(K1))
    windows.on_board(f"{numbers[4]} → Kabinka 1", f"{numbers[3]} → Cabin 2")
    windows.spoken(3)
    numbers += [hall.take(ID_CARD) for _ in range(2)]
    line.pull()
    hall.at(TEN + timedelta(minutes=12))
    called.append(hall.call(K2))
    hall.at(TEN + timedelta(minutes=22))
    board.clock.run_for(600_000)
    line.mend()
    let_run(board, "#stale", hidden=True)
    windows.on_board(f"{numbers[5]} → Kabinka 2", f"{numbers[4]} → Cabin 1")
    windows.spoken(3)
    hall.at(TEN + timedelta(minutes=23))
    called.append(hall.call(K1))
    windows.on_board(f"{numbers[6]} → Kabinka 1", f"{numbers[5]} → Cabin 2")
    windows.spoken(4)  # and no gong has rung for a call of ten minutes ago
    counted(runs=1, faults=2, inputs=len(called), acknowledged=len(numbers), lost=len(set(numbers) - set(called)))


def let_run(page: Page, selector: str, *, hidden: bool) -> None:
    """Let the page's clock run until something is to be seen there, or no more."""

    def look() -> bool | None:
        page.clock.run_for(1000)
        return (page.locator(selector).is_hidden() is hidden) or None

    eventually(look, f"{selector} on the page")


@pytest.mark.soak
@everywhere_in_soak
def test_f15_and_case_84_and_channel_case_43_a_kiosk_cut_off_for_ten_minutes(
    server: Server, line: Wire, windows: Windows, counted: Counted
) -> None:
    hall, kiosk = at_ten(server), windows.kiosk
    ready(kiosk)
    before = windows.touch("id_cards", "apply")
    kiosk.goto(f"{line.base}/cs/device/{PRINTER}/kiosk/over")
    line.cut()
    kiosk.click("button[value=passports]")
    expect(kiosk.locator(".k-cut")).to_contain_text("Naposledy připojeno v 10:00")
    alone = [by_itself(kiosk, "Občanské průkazy", "Podání žádosti") for _ in range(3)]
    hall.at(TEN + timedelta(minutes=10))
    meanwhile = hall.take(ID_CARD)
    assert hall.call(K1) == before, "the counters go on"
    line.mend()
    kiosk.wait_for_selector("body.on-start", timeout=PATIENT)
    eventually(lambda: len(in_the_room(server)) == 5 or None, "the numbers of the kiosk")
    assert sorted(in_the_room(server)) == sorted([before, *alone, meanwhile])
    assert len({before, *alone, meanwhile}) == 5
    kiosk.reload()
    after = windows.touch("id_cards", "apply")
    assert sorted(in_the_room(server)) == sorted([before, *alone, meanwhile, after]), "handed in once"
    served_in_turn = [hall.serve(K2) for _ in range(5)]
    assert served_in_turn == [*alone, meanwhile, after], "in the order in which they came"
    given = [before, *alone, meanwhile, after]
    counted(runs=1, faults=1, acknowledged=len(given), lost=len(set(given) - {before, *served_in_turn}))


def ready(kiosk: Page) -> None:
    """The kiosk holds numbers, and its worker the page for the time without network."""
    for true in (
        "Object.keys(localStorage).some(key => key.endsWith(':pack'))",
        "navigator.serviceWorker.controller !== null",
        "caches.keys().then(found => found.length === 2)",
    ):
        eventually(partial(holds, kiosk, true), true)


def holds(page: Page, true: str) -> bool | None:
    """Asked from outside: the policy of the page allows no script that waits inside of it."""
    return page.evaluate(true) or None


def by_itself(kiosk: Page, *choices: str) -> str:
    """A number that the kiosk gives without its server."""
    for one in choices:
        kiosk.click(f"button.k-choice >> text={one}")
    number = kiosk.locator("h1 .k-number").inner_text()
    kiosk.click(".k-done button")
    return number


@pytest.fixture
def printer() -> Iterator[Escpos]:
    with escpos_printer() as switched_on:
        yield switched_on


@pytest.fixture
def with_paper(printer: Escpos, empty_database_url: str, tmp_path: Path) -> Iterator[Server]:
    """Trutnov with a ticket printer on the network."""
    device = {"host": printer.host, "port": printer.port}
    overlay: dict[str, Any] = {
        "civicore": 1,
        "extends": ["./trutnov.yaml"],
        "offices": {"town_hall": {"devices": {"printer": device}}},
    }
    copy(TRUTNOV, tmp_path)
    copytree(TRUTNOV.parent / "trutnov", tmp_path / "trutnov")
    file = tmp_path / "printing.yaml"
    file.write_text(yaml.safe_dump(overlay), "utf-8")
    with served(file, tmp_path, clock=MORNING, database=empty_database_url) as running:
        running.set_clock(TEN.isoformat())
        yield running


@pytest.mark.soak
@everywhere_in_soak
def test_f14_and_case_83_a_printer_that_is_off_keeps_nobody_waiting_and_prints_nothing_later(
    chromium: Browser, with_paper: Server, printer: Escpos, tmp_path: Path, counted: Counted
) -> None:
    with opened(chromium, with_paper, tmp_path / "shots") as windows:
        first = windows.touch("id_cards", "apply")
        eventually(lambda: len(printer.tickets) == 1 or None, "the first ticket on paper")
        printer.switch_off()
        second = windows.touch("id_cards", "apply")
        expect(windows.kiosk.locator(".notice.warn")).to_contain_text("Došel papír", timeout=PATIENT)
        assert windows.scanned().startswith(windows.base), "the number is on the screen, for the telephone too"
        with_paper.advance("5min")
        printer.switch_on()
        third = eventually(lambda: with_its_paper(windows, printer), "a ticket on paper again")
        assert first != second != third
        assert len({address(one) for one in printer.tickets}) == len(printer.tickets) == 2
        assert printer.half == 0, "nothing that was begun"
        given = {first, second, third}
        counted(runs=1, faults=1, acknowledged=len(given), lost=len(given - set(in_the_room(with_paper))))


def with_its_paper(windows: Windows, printer: Escpos) -> str | None:
    """A number whose ticket is printed; None where the kiosk does not know yet that the printer is back."""
    number = windows.touch("passports", "collect")
    if windows.kiosk.locator(".notice.warn").count():
        return None
    eventually(lambda: len(printer.tickets) == 2 or None, f"the ticket {number}")
    return number


def address(ticket: Ticket) -> str:
    """What a telephone reads from a ticket of paper."""
    (read,) = [one.text for one in zxingcpp.read_barcodes(ticket.picture.convert("L"))]
    return str(read)
