"""What Kryvyi Rih publishes about the queue of its centre «Віза», shown from outside on a running server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.rules.citizen import Person, code_and_letter, confirm, first_letter, free_at, pin
from tests.rules.viza import (
    HOTLINE,
    MONDAY,
    OFFICES,
    TUESDAY,
    Booked,
    Stand,
    at_the_desk,
    book_at_a_kiosk,
    read_back,
    registered,
    with_button,
    write,
)
from tests.stories.journeys import picker, to_check, to_held, to_times
from tests.tools.serving import Server, eventually
from tests.tools.visitor import Page, Visitor, said

pytestmark = pytest.mark.xdist_group("kryvyi_rih")
SUNDAY_NIGHT = "2026-11-29T03:00:00+02:00"
KIOSK = "town.pokrovskyi"


@pytest.fixture
def person(kryvyi_rih: Server) -> Iterator[Visitor]:
    with Visitor(kryvyi_rih.base, "uk") as visitor:
        yield visitor


def is_gone(server: Server, booked: Booked, free: int) -> bool:
    """The time is free again, and the PIN opens nothing."""
    asked = {"code": booked.pin, "last_name": booked.person.last_name}
    again = server.api("POST", "/bookings/cancel", json=asked)
    assert (again.status_code, again.json()["code"]) == (404, "booking.unknown")
    return free_at(server, booked.errand, booked.start) == free + 1


def told_of_cancelling(server: Server, who: Person) -> bool:
    """The holder has a message that the registration is cancelled."""
    return eventually(
        lambda: any(one.subject.startswith("Запис скасовано") for one in server.outbox(who.email)) or None, "the news"
    )


def walk(visitor: Visitor, office: str, who: Person) -> Page:
    """Through the site's pages to what to do now."""
    to_times(visitor, "Прийом до адміністратора")
    assert visitor.page is not None
    page = visitor.submit(visitor.page.form("office"), {"office": office})
    checked = to_check(visitor, picker(page).choices["start"][-1], who)
    assert OFFICES[office] in checked.text
    return to_held(visitor)


def cancel_online(visitor: Visitor, code: str, last_name: str) -> Page:
    """From the front page by «Скасування запису» of the section «Електронна черга»."""
    visitor.open("/uk/")
    section = visitor.follow("Електронна черга")
    page = visitor.open(section.link("Скасування запису"))
    page = visitor.submit(page.form("code"), {"code": code, "last_name": last_name})
    return visitor.submit(with_button(page, "Так, скасувати запис"))


def slip_of(visitor: Visitor, code: str) -> str | None:
    """What the kiosk's printer has put on the paper with this PIN."""
    slips = [one.get("alt", "") for one in visitor.open(f"/demo/printer/{KIOSK}").all("img")]
    return next((words for words in slips if code in words), None)


@pytest.mark.rule("KRY-01")
def test_any_matter_can_be_registered_for_at_the_centre_and_at_each_branch(kryvyi_rih: Server, person: Visitor) -> None:
    front = person.open("/uk/booking")
    assert front.link("Прийом до адміністратораз будь-яких питань")
    page = to_times(person, "Прийом до адміністратора")
    assert page.form("office").choices["office"] == list(OFFICES)
    for office, name in OFFICES.items():
        assert name in page.text
        booked = registered(kryvyi_rih, office)
        letter = code_and_letter(kryvyi_rih, booked.person)[1]
        assert name in letter.text and "Прийом до адміністратора" in letter.text


@pytest.mark.rule("KRY-02")
def test_one_registers_on_the_web_without_script_and_confirms_by_the_link(kryvyi_rih: Server, person: Visitor) -> None:
    who = Person("Їжак", "Ґудзенко-О'Ніл")
    page = walk(person, "metalurhiinyi", who)
    assert page.title.startswith("Підтвердьте до 08:55")
    first = first_letter(kryvyi_rih, who)
    assert "Підтвердьте запис до 08:55" in first.subject
    assert not re.search(r"(?<!\d)\d{6}(?!\d)", first.text), "no PIN before the confirmation"
    visit = confirm(kryvyi_rih, who)
    assert "Вас записано на прийом" in visit.text and f"ПІН-КОД {pin(kryvyi_rih, who)}" in visit.text


@pytest.mark.rule("KRY-03")
def test_the_site_is_an_app_to_install_that_keeps_a_booking(kryvyi_rih: Server, person: Visitor) -> None:
    page = person.open("/uk/app")
    for words in ("Попередня реєстрація в електронній черзі Центру «Віза»", "Безкоштовно", "Android", "iPhone"):
        assert words.casefold() in page.text.casefold()
    assert len(page.all("ol")) >= 3, "steps for each kind of device, and those of Google Play"
    manifest = next(one for one in page.all("link") if one.get("rel") == "manifest").get("href", "")
    told = kryvyi_rih.http.get(manifest).raise_for_status().json()
    assert (told["lang"], told["display"]) == ("uk", "standalone") and "«Віза»" in told["name"]
    for icon in told["icons"]:
        picture = kryvyi_rih.http.get(icon["src"]).raise_for_status()
        assert picture.headers["Content-Type"] == "image/png" and picture.content.startswith(b"\x89PNG")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in told["icons"]}
    assert kryvyi_rih.http.get(told["start_url"], follow_redirects=True).status_code == 200
    worker = kryvyi_rih.http.get("/sw.js").raise_for_status()
    assert worker.headers["Content-Type"] == "text/javascript; charset=utf-8" and "fetch" in worker.text
    who = Person("Олена", "Коваль")
    walk(person, "central", who)
    visit = confirm(kryvyi_rih, who)
    kept = {name: said(one) for one in visit.root.iter() for name in one.attrib if name.startswith("data-kept")}
    assert pin(kryvyi_rih, who) in kept["data-kept-code"] and "data-kept" in kept
    assert "Зберегти на цьому пристрої" in visit.text


@pytest.mark.rule("KRY-04", "KRY-05")
def test_a_kiosk_in_a_district_books_and_prints_the_pin(kryvyi_rih: Server, person: Visitor) -> None:
    kiosks = [one for one in kryvyi_rih.about["devices"] if one.startswith("town.")]
    assert len(kiosks) == len(OFFICES), "one in every district"
    for device in kiosks:
        with Visitor(kryvyi_rih.base, "uk") as passer_by:
            assert passer_by.open(f"/demo/device/{device}").link("Електронна черга")
    stand = book_at_a_kiosk(person, KIOSK, "Територіальний підрозділ: Інгулецький район", "ЇВА", "ҐУЛЬ")
    printed = eventually(lambda: slip_of(person, stand.pin), "the slip")
    assert "ПІН-КОД" in printed and "Інгулецький район" in printed
    with Visitor(kryvyi_rih.base, "uk") as later:
        cancelling = Stand.before(later, "town.ternivskyi")
        cancelling.choose("Скасування запису")
        cancelling.type(stand.pin)
        cancelling.type("ҐУЛЬ")
        cancelling.choose("Скасувати запис")
        assert "Запис скасовано" in cancelling.page.text


@pytest.mark.rule("KRY-05")
def test_every_registration_has_a_pin_of_its_own(kryvyi_rih: Server, person: Visitor) -> None:
    """Made by whatever way; the PIN finds this one alone."""
    office = "dovhyntsivskyi"
    registrations = [registered(kryvyi_rih, office, day) for day in (MONDAY, MONDAY, TUESDAY)]
    names = {one.pin: one.person.last_name for one in registrations}
    kiosk = book_at_a_kiosk(person, KIOSK, "Територіальний підрозділ: Довгинцівський район", "ІВАН", "ФЕЙ")
    names[kiosk.pin] = "Фей"
    assert len(names) == 4 and all(re.fullmatch(r"\d{6}", code) for code in names)
    with at_the_desk(kryvyi_rih, "operator") as desk:
        for code, name in names.items():
            assert name in read_back(desk, "hotline", code).text


@pytest.mark.rule("KRY-06")
def test_who_calls_the_free_hotline_says_the_pin_and_it_is_cancelled(kryvyi_rih: Server, person: Visitor) -> None:
    for address in ("/uk/", "/uk/booking", "/uk/contact", "/uk/pages/electronic_queue"):
        shown = said(person.open(address).one("body"))
        assert f"{HOTLINE} (безкоштовно)" in shown, address
    booked = registered(kryvyi_rih, "ternivskyi", TUESDAY)
    free = free_at(kryvyi_rih, booked.errand, booked.start)
    with at_the_desk(kryvyi_rih, "operator") as desk:
        page = read_back(desk, "hotline", f"{booked.pin[:3]} {booked.pin[3:]}")
        for words in ("Олена Коваль", "Вівторок, 1 грудня 2026 р.", "Тернівський район", "Прийом до адміністратора"):
            assert words in page.text.replace("\u00a0", " "), words
        assert HOTLINE in desk.open("/uk/desk/booking/caller?way=hotline").text
        done = desk.submit(with_button(page, "Скасувати візит"))
        assert "Запис скасовано" in done.text
        assert read_back(desk, "hotline", booked.pin).status == 422
    assert told_of_cancelling(kryvyi_rih, booked.person)
    assert is_gone(kryvyi_rih, booked, free)


@pytest.mark.rule("KRY-07")
@pytest.mark.parametrize(("sits_at", "booked_at"), [("inhuletskyi", "central"), ("central", "pokrovskyi")])
def test_at_any_office_a_registration_of_another_one_is_cancelled(
    kryvyi_rih: Server, sits_at: str, booked_at: str
) -> None:
    booked = registered(kryvyi_rih, booked_at, TUESDAY)
    free = free_at(kryvyi_rih, booked.errand, booked.start)
    with at_the_desk(kryvyi_rih, "administrator") as desk:
        counter = desk.open(f"/uk/desk/counter/{sits_at}.a1")
        assert OFFICES[sits_at] in counter.text
        page = desk.open(counter.link("Дзвінок чи візит"))
        page = desk.open(page.link("Особисто"))
        page = desk.submit(page.form("code"), {"code": booked.pin})
        assert OFFICES[booked_at] in page.text and "Олена Коваль" in page.text
        assert "Запис скасовано" in desk.submit(with_button(page, "Скасувати візит")).text
    assert told_of_cancelling(kryvyi_rih, booked.person)
    assert is_gone(kryvyi_rih, booked, free)


@pytest.mark.rule("KRY-08")
def test_a_letter_with_the_pin_cancels_and_is_answered(kryvyi_rih: Server, person: Visitor) -> None:
    assert "lysty@kr.example" in person.open("/uk/booking").text
    booked = registered(kryvyi_rih, "tsentralno_miskyi")
    free = free_at(kryvyi_rih, booked.errand, booked.start)
    subject, text = f"Не прийду {booked.pin}", f"Вітаю! Скасуйте, будь ласка. ПІН-КОД {booked.pin}. Олена Коваль"
    write(kryvyi_rih, booked.person.email, subject, text)
    with at_the_desk(kryvyi_rih, "administrator") as desk:
        letter = desk.open(desk.open("/uk/desk/letters").link(subject))
        assert "певно" in letter.text and "Центрально-Міський район" in letter.text
        done = desk.submit(with_button(letter, "Скасувати візит"))
        assert "Зроблено, лист опрацьовано." in done.text
        assert subject not in desk.open("/uk/desk/letters").links()
    assert "Ваш візит скасовано, як ви просили." in answer_to(kryvyi_rih, booked.person.email, subject)
    assert is_gone(kryvyi_rih, booked, free)


@pytest.mark.rule("KRY-08")
def test_a_letter_without_the_pin_cancels_what_the_clerk_has_compared(kryvyi_rih: Server) -> None:
    booked = registered(kryvyi_rih, "pokrovskyi", person=Person("Ганна", "Швець"))
    free = free_at(kryvyi_rih, booked.errand, booked.start)
    sender, subject = f"syn.{booked.pin}@posta.example", f"запис мами {booked.pin[:2]}/2026"
    write(kryvyi_rih, sender, subject, f"Скасуйте запис на 30 листопада о {booked.start[11:16]}, Швець Ганна.")
    with at_the_desk(kryvyi_rih, "administrator") as desk:
        letter = desk.open(desk.open("/uk/desk/letters").link(subject))
        assert "спершу порівняйте" in letter.text and "Ганна Швець" in letter.text
        refused = desk.submit(with_button(letter, "Скасувати візит"))
        assert refused.status == 409 and free_at(kryvyi_rih, booked.errand, booked.start) == free
        done = desk.submit(with_button(refused, "Скасувати візит"), {"compared": "on"})
        assert "Зроблено, лист опрацьовано." in done.text
    assert "Ваш візит скасовано, як ви просили." in answer_to(kryvyi_rih, sender, subject)
    assert told_of_cancelling(kryvyi_rih, booked.person)
    assert is_gone(kryvyi_rih, booked, free)


def answer_to(server: Server, sender: str, subject: str) -> str:
    """What the centre wrote back."""
    return eventually(
        lambda: next((one.text for one in server.outbox(sender) if one.subject == f"Re: {subject}"), None), "an answer"
    )


@pytest.mark.rule("KRY-09")
def test_cancelled_online_by_cancelling_in_the_section_of_the_queue(kryvyi_rih: Server, person: Visitor) -> None:
    booked = registered(kryvyi_rih, "central", TUESDAY)
    free = free_at(kryvyi_rih, booked.errand, booked.start)
    done = cancel_online(person, booked.pin, "коваль")
    assert done.status == 200 and "Запис скасовано" in done.text
    assert told_of_cancelling(kryvyi_rih, booked.person)
    assert is_gone(kryvyi_rih, booked, free)


@pytest.mark.rule("KRY-10")
def test_at_three_on_a_sunday_one_books_and_cancels(kryvyi_rih: Server, person: Visitor) -> None:
    always = person.open(person.open("/uk/").link("24/7"))
    assert "24 години на добу та сім днів на тиждень" in always.text
    kryvyi_rih.set_clock(SUNDAY_NIGHT)
    assert "Зараз зачинено" in person.open("/uk/contact").text, "the offices sleep"
    who = Person("Нічна", "Птаха")
    walk(person, "pokrovskyi", who)
    assert "Вас записано на прийом" in confirm(kryvyi_rih, who).text
    kiosk = book_at_a_kiosk(person, KIOSK, "Територіальний підрозділ: Покровський район", "ЮРА", "СОВА")
    assert "Запис скасовано" in cancel_online(person, pin(kryvyi_rih, who), "Птаха").text
    assert "Запис скасовано" in cancel_online(person, kiosk.pin, "Сова").text
