"""What Kostelec nad Orlicí publishes about its booking system, shown from outside on a running server."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from tests.rules.citizen import (
    Errand,
    Person,
    ask,
    book,
    code_and_letter,
    confirm,
    days,
    first_letter,
    free_at,
    pin,
    starts,
)
from tests.tools.serving import Server
from tests.tools.visitor import Page, Visitor, said

pytestmark = pytest.mark.xdist_group("kostelec")
ID_CARD = Errand("id_cards")
TRAVEL = Errand("travel_documents")
CASH = Errand("cash")
VEHICLE = Errand("vehicles")
OUT_OF_SERVICE = "PO DOBU KRIZOVÝCH OPATŘENÍ JE OBJEDNÁVKOVÝ SYSTÉM MIMO PROVOZ."
BY_PHONE_OR_MAIL = "Objednání je do odvolání možné pouze telefonicky nebo e-mailem přímo na příslušných pracovištích."


def free_places(server: Server, errand: Errand, day: str) -> int:
    """Starts of a day that can be booked over the internet."""
    return len(starts(server, errand, day))


@pytest.mark.rule("KOS-06")
def test_a_set_number_of_places_a_day_is_open_to_the_internet(kostelec: Server) -> None:
    day, other_day = "2026-12-15", "2026-12-17"  # Tuesday and Thursday: twelve for the administration
    before = free_places(kostelec, ID_CARD, other_day)
    booked = 0
    while free := starts(kostelec, ID_CARD if booked % 2 else TRAVEL, day):
        book(kostelec, ID_CARD if booked % 2 else TRAVEL, free[0], Person())
        booked += 1
        assert booked <= 12
    assert booked == 12
    assert free_places(kostelec, ID_CARD, day) == 0, "the number is the department's, not the agenda's"
    refused = ask(kostelec, ID_CARD, f"{day}T11:00:00+01:00", Person())
    assert (refused.status_code, refused.json()["code"]) == (409, "booking.sold_out")
    assert free_places(kostelec, CASH, day) > 0, "another department has its own"
    assert free_places(kostelec, ID_CARD, other_day) == before, "and so has another day"


@pytest.mark.rule("KOS-07")
def test_thirty_days_ahead_and_not_one_more(kostelec: Server) -> None:
    kostelec.set_clock("2026-11-16T10:00:00+01:00")
    last, beyond = "2026-12-16", "2026-12-17"  # a Wednesday and a Thursday, both open
    assert (date.fromisoformat(last) - date(2026, 11, 16)).days == 30
    told = days(kostelec, VEHICLE, last, beyond)
    assert told[last]["slots"]
    assert beyond not in told or told[beyond]["slots"] == []
    refused = ask(kostelec, VEHICLE, f"{beyond}T09:00:00+01:00", Person())
    assert refused.status_code == 409
    assert book(kostelec, VEHICLE, f"{last}T09:00:00+01:00", Person())["state"] == "held"


@pytest.mark.rule("KOS-08")
def test_registered_only_after_the_confirmation_then_the_code_and_what_to_do(kostelec: Server) -> None:
    person, start = Person(), "2026-12-07T13:00:00+01:00"
    held = book(kostelec, TRAVEL, start, person, language="cs")
    assert held["state"] == "held"
    first = first_letter(kostelec, person)
    assert "potvrďte" in first.text
    assert not re.search(r"(?<!\d)\d{6}(?!\d)", first.text.replace(" ", "")), "no code before the confirmation"
    assert confirm(kostelec, person).status == 200
    _, last = code_and_letter(kostelec, person)
    for instruction in ("Identifikační kód", "Přijďte s potvrzením o rezervaci termínu", "na tiskárně lístků"):
        assert instruction in " ".join(last.text.split()), instruction


def cancel_by_form(server: Server, code: str, email: str) -> Page:
    """From the front page by «Zrušit objednávku»: fill in the form and confirm."""
    with Visitor(server.base, "cs") as visitor:
        visitor.open("/cs")
        page = visitor.follow("Zrušit objednávku")
        page = visitor.submit(page.form("code"), {"code": code, "email": email})
        return visitor.submit(next(form for form in page.forms() if form.action.endswith("/cancel/confirm")))


@pytest.mark.rule("KOS-11")
def test_cancelled_from_the_front_page_the_booking_is_deleted(kostelec: Server) -> None:
    person, start = Person(last_name="Zrušená"), "2026-12-09T08:30:00+01:00"
    before = free_at(kostelec, VEHICLE, start)
    book(kostelec, VEHICLE, start, person)
    confirm(kostelec, person)
    code = pin(kostelec, person)
    assert found_at_the_desk(kostelec, person)
    assert cancel_by_form(kostelec, code, person.email).status == 200
    assert free_at(kostelec, VEHICLE, start) == before
    assert not found_at_the_desk(kostelec, person)
    again = kostelec.api("POST", "/bookings/cancel", json={"code": code, "email": person.email})
    assert (again.status_code, again.json()["code"]) == (404, "booking.unknown")


def found_at_the_desk(server: Server, person: Person) -> list[Any]:
    """What staff find under a family name."""
    answer = server.api("GET", "/desk/bookings", params={"q": person.last_name}, headers=server.desk)
    told = answer.raise_for_status().json()
    rows: list[Any] = told if isinstance(told, list) else told["bookings"]
    return rows


@pytest.mark.rule("KOS-12")
def test_in_a_crisis_the_site_says_how_else_and_takes_no_booking(kostelec_crisis: Server) -> None:
    with Visitor(kostelec_crisis.base, "cs") as visitor:
        for address in ("/cs", "/cs/booking", "/cs/booking/id_cards"):
            text = said(visitor.open(address).one("body"))
            assert OUT_OF_SERVICE in text, address
            assert BY_PHONE_OR_MAIL in text, address
        page = visitor.open("/cs/booking")
        for contact in ("+420 494 337 221", "doklady@kostelec.example"):
            assert contact in page.text
        assert not [one for one in page.all("input") if one.get("name") == "start"]
    refused = ask(kostelec_crisis, ID_CARD, "2026-12-01T08:00:00+01:00", Person())
    assert (refused.status_code, refused.json()["code"]) == (503, "booking.suspended")


@pytest.mark.rule("KOS-13")
def test_without_graphics_everything_is_text_and_works(kostelec: Server) -> None:
    with Visitor(kostelec.base, "cs") as visitor:
        page = visitor.open("/cs")
        assert graphics(page) != []
        page = switch_graphics(visitor, page)
        for address in ("/cs", "/cs/booking", "/cs/booking/id_cards"):
            page = visitor.open(address)
            assert page.status == 200
            assert graphics(page) == []
        page = switch_graphics(visitor, page)
        assert graphics(page) != []


def graphics(page: Page) -> list[str]:
    """Pictures and scripts of a page."""
    icons = [one.get("href", "") for one in page.all("link") if "icon" in one.get("rel", "")]
    return icons + [
        one.tag for tag in ("img", "svg", "picture", "script", "input") for one in page.all(tag) if drawn(one)
    ]


def drawn(element: Element) -> bool:
    """An input may be a picture too."""
    return element.tag != "input" or element.get("type") == "image"


def switch_graphics(visitor: Visitor, page: Page) -> Page:
    """Press what switches between the two versions, a link or a button."""
    words = next((words for words in page.links() if "grafi" in words.casefold()), None)
    if words:
        return visitor.follow(words)
    form = next(form for form in page.forms() for button in form.buttons if "grafi" in button.casefold())
    return visitor.submit(form)


@pytest.mark.rule("KOS-13")
def test_the_search_finds_pages_by_their_words_without_script(kostelec: Server) -> None:
    with Visitor(kostelec.base, "cs") as visitor:
        page = visitor.open("/cs")
        form = next(form for form in page.forms() if form.method == "GET" and "search" in form.action)
        field = next(name for name, _ in form.values)
        found = visitor.submit(form, {field: "ridicu"})  # typed without diacritics
        assert any("Registr řidičů" in words for words in found.links())
        nothing = visitor.submit(form, {field: "xyzzy"})
        assert nothing.status == 200
        assert not any("Registr řidičů" in words for words in nothing.links())
