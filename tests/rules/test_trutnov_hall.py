"""What Trutnov's visitors do after they have come: the calling device, the booths, the board, text messages."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.rules.citizen import Errand, Person, free_at
from tests.rules.hall import MINUTE, SECOND, Hall, booked, code_of, number, typed, words_of
from tests.tools.serving import Server, eventually
from tests.tools.visitor import Visitor

pytestmark = pytest.mark.xdist_group("trutnov")
PRAGUE = ZoneInfo("Europe/Prague")
ID_CARD = Errand("id_cards", "apply")
PASSPORT = Errand("passports", "collect")
PRINTER, DISPLAY = "town_hall.printer", "town_hall.display"
MENU = "KLIENTI OBJEDNANÍ Z INTERNETU - WebCall"
BOOTHS = ("town_hall.k1", "town_hall.k2", "town_hall.k3")


@pytest.fixture
def hall(trutnov: Server) -> Hall:
    return Hall(trutnov, PRINTER, DISPLAY)


def morning(day: str, time: str = "07:40") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=PRAGUE)


@pytest.mark.rule("TRU-06")
@pytest.mark.parametrize(
    ("typed", "let_in"),
    [(timedelta(0), True), (-15 * MINUTE, True), (-15 * MINUTE - SECOND, False), (15 * MINUTE, True)],
)
def test_accepted_from_fifteen_minutes_before_to_fifteen_after(hall: Hall, typed: timedelta, let_in: bool) -> None:
    code, start = booked(hall, ID_CARD, "2026-12-01")
    hall.at(start + typed)
    assert hall.check_in(code).is_success is let_in


@pytest.mark.rule("TRU-06")
@pytest.mark.rule("TRU-07")
def test_not_one_second_later(hall: Hall) -> None:
    code, start = booked(hall, ID_CARD, "2026-12-02", "8:00")
    hall.at(start + 15 * MINUTE + timedelta(milliseconds=999))
    for_eight = hall.check_in(code)
    other, _ = booked(hall, ID_CARD, "2026-12-03", "8:00")
    hall.at(morning("2026-12-03", "08:15") + SECOND)
    late = hall.check_in(other)
    assert for_eight.is_success, "8:15:00.999 is still 8:15:00"
    assert code_of(late) == "booking.expired"
    hall.at(morning("2026-12-04", "08:00"))
    assert code_of(hall.check_in(other)) == "booking.unknown_code", "the PIN is not known any more"


@pytest.mark.rule("TRU-08")
def test_before_the_window_the_kiosk_says_invalid_code_and_the_code_stays_good(hall: Hall) -> None:
    code, start = booked(hall, ID_CARD, "2026-12-08", "8:00")
    hall.at(start - 15 * MINUTE - SECOND)
    early = hall.check_in(code)
    assert (code_of(early), words_of(early)) == ("booking.too_early", "NEPLATNÝ KÓD")
    hall.at(start - 15 * MINUTE)
    assert hall.check_in(code).is_success


@pytest.mark.rule("TRU-09")
def test_who_is_in_time_is_called_as_soon_as_the_client_now_served_is_finished(hall: Hall) -> None:
    code, start = booked(hall, ID_CARD, "2026-12-09", "9:00")
    hall.at(start - 30 * MINUTE)
    served, waits = hall.take(ID_CARD), hall.take(ID_CARD)
    assert hall.call(BOOTHS[0]) == served
    hall.at(start - 10 * MINUTE)
    priority = number(hall.check_in(code))
    assert hall.counter(BOOTHS[0], "finish").is_success
    assert [hall.serve(BOOTHS[0]), hall.serve(BOOTHS[0])] == [priority, waits]


@pytest.mark.rule("TRU-12")
def test_the_system_runs_on_office_days_and_calls_to_the_booths(hall: Hall) -> None:
    hall.at(morning("2026-12-05", "09:00"))  # a Saturday
    assert code_of(hall.ask(ID_CARD)) == "queue.closed"
    hall.at(morning("2026-12-10", "09:00"))
    first, second = hall.take(ID_CARD), hall.take(PASSPORT)
    called = [hall.call(booth) for booth in BOOTHS[:2]]
    assert called == [first, second]
    assert set(hall.shown()) == {(first, BOOTHS[0]), (second, BOOTHS[1])}
    names = {call["place"]["cs"] for call in hall.board()["calls"]}
    assert names == {"Kabinka 1", "Kabinka 2"}


@pytest.mark.rule("TRU-13")
def test_the_board_and_the_page_of_the_queue_are_of_this_moment(hall: Hall) -> None:
    hall.at(morning("2026-12-11", "09:00"))
    ticket = hall.take(ID_CARD)
    hall.call(BOOTHS[0])
    assert hall.shown()[0] == (ticket, BOOTHS[0])
    as_of = datetime.fromisoformat(hall.board()["as_of"])
    assert abs(as_of - morning("2026-12-11", "09:00")) <= timedelta(minutes=2)
    with Visitor(hall.server.base, "cs") as visitor:
        assert ticket in visitor.open("/cs/queue/town_hall").text


@pytest.mark.rule("TRU-15")
def test_pin_then_the_ticket_then_the_call(hall: Hall) -> None:
    code, start = booked(hall, PASSPORT, "2026-12-15", "8:00")
    hall.at(start - 5 * MINUTE)
    with Visitor(hall.server.base, "cs") as visitor:
        page = typed(visitor, PRINTER, MENU, code)
    ticket = number(hall.check_in(code))  # the same again: whoever types twice gets the same number
    assert ticket in page.text
    assert hall.call(BOOTHS[2]) == ticket
    assert hall.shown()[0] == (ticket, BOOTHS[2])


@pytest.mark.rule("TRU-16")
def test_who_comes_late_signs_in_as_an_ordinary_client_in_order_of_arrival(hall: Hall) -> None:
    code, start = booked(hall, ID_CARD, "2026-12-16", "8:00")
    hall.at(start + 10 * MINUTE)
    before = hall.take(ID_CARD)
    hall.at(start + 15 * MINUTE + SECOND)
    with Visitor(hall.server.base, "cs") as visitor:
        page = typed(visitor, PRINTER, MENU, code)
        assert "Vaše objednání již vypršelo. Můžete se přihlásit jako běžný klient." in page.text
    late, after = hall.take(ID_CARD), hall.take(ID_CARD)
    assert [hall.serve(BOOTHS[0]) for _ in range(3)] == [before, late, after]


@pytest.mark.rule("TRU-05")
def test_with_a_mobile_number_the_pin_comes_by_text_message_too(hall: Hall) -> None:
    person = Person("Eva", "Malá", phone="+420 739 547 765")
    code, _ = booked(hall, ID_CARD, "2026-12-17", person=person)
    text = hall.server.letter("+420739547765", channel="sms").text
    assert code in text


@pytest.mark.rule("TRU-17")
def test_a_text_message_books_the_time_it_names(hall: Hall) -> None:
    hall.at(morning("2026-11-24", "08:00"))
    start = "2026-12-18T10:00:00+01:00"
    before = free_at(hall.server, ID_CARD, start)
    answer = texted(hall.server, "+420602111222", "obj  zop 18. 12. 10.00 Novák")
    assert "18.12." in answer.replace(" ", "") or "18. 12." in answer
    assert free_at(hall.server, ID_CARD, start) == before - 1


def texted(server: Server, sender: str, words: str) -> str:
    """Write to the city's number; the answer."""
    known = len([one for one in server.outbox(sender) if one.channel == "sms"])
    assert server.http.post("/demo/sms", data={"sender": sender, "text": words}).status_code == 303

    def look() -> str | None:
        answers = [one.text for one in server.outbox(sender) if one.channel == "sms"]
        return answers[-1] if len(answers) > known else None

    return eventually(look, f"an answer to {words!r}")
