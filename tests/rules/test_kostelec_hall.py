"""What Kostelec's visitors do after they have come: two ticket printers, seven agendas, counters, boards."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.rules.citizen import Errand
from tests.rules.hall import MINUTE, SECOND, Hall, booked, code_of, number, typed
from tests.tools.serving import Server
from tests.tools.visitor import Visitor

pytestmark = pytest.mark.xdist_group("kostelec")
PRAGUE = ZoneInfo("Europe/Prague")
HALL, LIFT = "town_hall.printer_hall", "town_hall.printer_lift"
CASH, ID_CARD, VEHICLE = Errand("cash"), Errand("id_cards"), Errand("vehicles")
AT_HALL = ("cash", "id_cards", "travel_documents", "population_register")
AT_LIFT = ("vehicles", "drivers", "trades")
CASH_DESK = "town_hall.cash_desk"
A_DAY = 40  # clients at the cash desk on a Tuesday or Thursday, walk-ins and booked together


@pytest.fixture
def hall(kostelec: Server) -> Hall:
    return Hall(kostelec, HALL, "town_hall.display_hall")


def time(day: str, at: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{at}:00").replace(tzinfo=PRAGUE)


@pytest.mark.rule("KOS-01")
def test_one_system_serves_three_workplaces(hall: Hall) -> None:
    hall.at(time("2026-12-01", "08:00"))
    told = hall.server.api("GET", "/agendas", headers={"Accept-Language": "cs"}).json()
    agendas = told if isinstance(told, list) else told["agendas"]
    by_department: dict[str, set[str]] = {}
    for agenda in agendas:
        by_department.setdefault(agenda["department"]["id"], set()).add(agenda["id"])
    assert by_department == {
        "economic": {"cash"},
        "administration": {"id_cards", "travel_documents", "population_register"},
        "transport": {"vehicles", "drivers", "trades"},
    }
    served = {"cash": CASH_DESK, "travel_documents": "town_hall.c1", "trades": "town_hall.c5"}
    for agenda, counter in served.items():
        ticket = hall.take(Errand(agenda), HALL if agenda in AT_HALL else LIFT)
        assert hall.call(counter) == ticket


@pytest.mark.rule("KOS-02")
def test_walk_in_by_how_many_wait_or_booked_at_the_agreed_time(hall: Hall) -> None:
    code, start = booked(hall, VEHICLE, "2026-12-03", "9:00")
    hall.at(start - 40 * MINUTE)
    early = [hall.take(VEHICLE, LIFT) for _ in range(3)]
    assert hall.serve("town_hall.c3") == early[0], "in order of arrival"
    hall.at(start - 10 * MINUTE)
    agreed = number(hall.check_in(code, LIFT))
    hall.at(start)
    assert hall.serve("town_hall.c3") == agreed, "at the agreed time, though two wait longer"
    assert [hall.serve("town_hall.c4"), hall.serve("town_hall.c3")] == early[1:]


@pytest.mark.rule("KOS-03")
@pytest.mark.parametrize(("printer", "own", "other"), [(HALL, AT_HALL, AT_LIFT), (LIFT, AT_LIFT, AT_HALL)])
def test_each_ticket_printer_offers_only_its_own_services(
    hall: Hall, printer: str, own: tuple[str, ...], other: tuple[str, ...]
) -> None:
    hall.at(time("2026-12-08", "08:00"))
    assert all(hall.ask(Errand(agenda), printer).is_success for agenda in own)
    assert all(hall.ask(Errand(agenda), printer).is_client_error for agenda in other)
    names = {
        "cash": "Centrální pokladna",
        "id_cards": "Občanské průkazy",
        "travel_documents": "Cestovní doklady",
        "population_register": "Evidence obyvatel",
        "vehicles": "Registr vozidel",
        "drivers": "Registr řidičů",
        "trades": "Živnostenský registr",
    }
    with Visitor(hall.server.base, "cs") as visitor:
        page = visitor.open(f"/demo/device/{printer}")
        assert all(names[agenda] in page.text for agenda in own)
        assert not any(names[agenda] in page.text for agenda in other)


@pytest.mark.rule("KOS-04")
def test_the_ticket_bears_a_number_that_is_called_to_a_counter(hall: Hall) -> None:
    hall.at(time("2026-12-09", "08:00"))
    ticket = hall.take(ID_CARD)
    assert ticket.startswith("A")
    assert hall.call("town_hall.c2") == ticket
    call = hall.board()["calls"][0]
    assert (call["number"], call["place"]["cs"]) == (ticket, "Přepážka 2")
    assert ticket not in [shown for shown, _ in hall.shown("town_hall.display_lift")]


@pytest.mark.rule("KOS-05")
def test_tickets_until_the_daily_capacity_is_exhausted_then_the_printer_says_so(hall: Hall) -> None:
    hall.at(time("2026-12-10", "08:00"))
    printed = [hall.take(CASH) for _ in range(A_DAY)]
    assert len(set(printed)) == A_DAY
    refused = hall.ask(CASH)
    assert code_of(refused) == "queue.sold_out"
    with Visitor(hall.server.base, "cs") as visitor:
        assert "Denní kapacita pracoviště je vyčerpána." in visitor.open(f"/demo/device/{HALL}").text
    assert hall.ask(ID_CARD).is_success, "the other workplace goes on"
    hall.at(time("2026-12-14", "08:00"))
    assert hall.take(CASH) == printed[0], "numbers and capacity begin anew on the next office day"


@pytest.mark.rule("KOS-05")
@pytest.mark.rule("KOS-06")
def test_what_is_booked_is_not_given_away_and_what_lapses_comes_back(hall: Hall) -> None:
    day = "2026-12-15"
    _, start = booked(hall, CASH, day)
    hall.at(start - 20 * MINUTE)
    for _ in range(A_DAY - 1):
        hall.take(CASH)
    assert code_of(hall.ask(CASH)) == "queue.sold_out", "one place is promised"
    hall.at(start + 15 * MINUTE)
    assert code_of(hall.ask(CASH)) == "queue.sold_out", "up to the last second"
    hall.at(start + 15 * MINUTE + SECOND)
    assert hall.ask(CASH).is_success
    assert code_of(hall.ask(CASH)) == "queue.sold_out"


@pytest.mark.rule("KOS-09")
def test_the_code_is_entered_under_its_button_and_the_call_comes_at_the_agreed_time(hall: Hall) -> None:
    code, start = booked(hall, ID_CARD, "2026-12-17", "9:00")
    hall.at(start - 14 * MINUTE)
    with Visitor(hall.server.base, "cs") as visitor:
        page = typed(visitor, HALL, "Klienti objednaní z internetu", code)
    ticket = number(hall.check_in(code))
    assert ticket in page.text
    walk_in = hall.take(ID_CARD)
    assert hall.serve("town_hall.c1") == walk_in, "before the agreed time those who come without go on being served"
    assert hall.call("town_hall.c1") is None
    later = hall.take(ID_CARD)
    hall.at(start)
    assert [hall.serve("town_hall.c1"), hall.serve("town_hall.c1")] == [ticket, later]


@pytest.mark.rule("KOS-10")
@pytest.mark.parametrize(
    ("after", "let_in"),
    [
        (-15 * MINUTE - SECOND, False),
        (-15 * MINUTE, True),
        (timedelta(0), True),
        (15 * MINUTE, True),
        (15 * MINUTE + SECOND, False),
    ],
)
def test_the_code_is_active_within_fifteen_minutes_of_the_agreed_time(
    hall: Hall, after: timedelta, let_in: bool
) -> None:
    code, start = booked(hall, VEHICLE, "2026-12-21")
    hall.at(start + after)
    assert hall.check_in(code, LIFT).is_success is let_in


@pytest.mark.rule("KOS-10")
def test_not_used_within_it_the_booking_lapses(hall: Hall) -> None:
    code, start = booked(hall, VEHICLE, "2026-12-22")
    hall.at(start + 15 * MINUTE + SECOND)
    late = hall.check_in(code, LIFT)
    assert code_of(late) == "booking.expired"
    assert late.json()["facts"]["then"] == "lapse"
    hall.at(start + timedelta(days=1))
    assert code_of(hall.check_in(code, LIFT)) == "booking.unknown_code"
