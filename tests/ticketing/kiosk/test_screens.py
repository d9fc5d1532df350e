"""The kiosk in a browser without script: its screens, one touch after another."""

from __future__ import annotations

import pytest

from tests.ticketing.kiosk.house import OPERATOR, House, Kiosk


async def drivers_gone(big: House) -> Kiosk:
    """The only place of the day for drivers is taken; the next person stands before the kiosk by the lift."""
    lift = await big.kiosk("hall.lift")
    await lift.touch("go", "walk_in")
    await lift.touch("agenda", "drivers")
    await lift.open("/over")
    return lift


@pytest.mark.rule("KOS-03")
async def test_each_printer_offers_its_own_services_alone(kostelec: House) -> None:
    hall = await kostelec.kiosk("town_hall.printer_hall")
    assert list(hall.choices("agenda")) == ["cash", "id_cards", "travel_documents", "population_register"]
    lift = await kostelec.kiosk("town_hall.printer_lift")
    assert list(lift.choices("agenda")) == ["vehicles", "drivers", "trades"]
    assert hall.choices("go")["code"] == lift.choices("go")["code"] == "Klienti objednaní z internetu"


async def test_what_a_printer_does_not_offer_cannot_be_had_there_either(kostelec: House) -> None:
    hall = await kostelec.kiosk("town_hall.printer_hall")
    form = hall.page.form("agenda")
    fields = {**dict(form.values), "agenda": "vehicles"}
    await hall.http.post(form.action, data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    await hall.open()
    assert "agenda" in {name for name, _ in hall.page.form("agenda").buttons.values()}
    assert (await kostelec.queues.queue("town_hall")).line == ()


async def test_languages_come_first_each_in_its_own_words(big: House) -> None:
    kiosk = await big.kiosk("hall.kiosk")
    links = [one for one in kiosk.page.all("a") if one.get("hreflang")]
    assert [(one.get("lang"), one.text) for one in links] == [
        ("en", "English"),
        ("uk", "Українська"),
        ("bg", "Български"),
    ]
    await kiosk.open(language="uk")
    assert kiosk.heading == "Що вам потрібно?"


async def test_what_the_kiosk_keeps_in_other_languages_changes_nobodys_language(big: House) -> None:
    kiosk = await big.kiosk("hall.kiosk")
    for one in big.built.runtime.city.languages:
        await kiosk.open(language=one)
        assert "language" not in str(kiosk.answer.headers.get_list("set-cookie"))


async def test_many_agendas_stand_behind_their_departments_six_to_a_screen(big: House) -> None:
    kiosk = await big.kiosk("hall.kiosk")
    assert list(kiosk.choices("department")) == ["registry", "transport"] and not kiosk.choices("agenda")
    await kiosk.touch("department", "transport")
    assert list(kiosk.choices("agenda")) == ["vehicles", "plates", "drivers", "taxis", "parking", "roads"]
    await kiosk.touch("turn", "later")
    assert list(kiosk.choices("agenda")) == ["buses"]
    await kiosk.touch("turn", "earlier")
    await kiosk.touch("go", "start")
    assert list(kiosk.choices("department")) == ["registry", "transport"]


async def test_people_without_a_booking_have_the_city_s_own_button(big: House) -> None:
    lift = await big.kiosk("hall.lift")
    assert lift.choices("go") == {"code": "Klienti objednaní z internetu", "walk_in": "Klienti bez objednání"}
    await lift.touch("go", "walk_in")
    assert lift.heading == "Klienti bez objednání"


@pytest.mark.rule("TRU-15")
async def test_an_activity_is_asked_for_and_the_ticket_says_it(trutnov: House) -> None:
    trutnov.set("09:00:00")
    kiosk = await trutnov.kiosk()
    await kiosk.touch("agenda", "id_cards")
    assert kiosk.heading == "Občanské průkazy"
    await kiosk.touch("activity", next(iter(kiosk.choices("activity"))))
    assert kiosk.number == "A001"
    assert "Vezměte si prosím lístek." in kiosk.told
    assert kiosk.answer.headers["cache-control"] == "no-store"


async def test_one_form_pressed_twice_gives_one_number(kostelec: House) -> None:
    kostelec.set("09:00:00")
    kiosk = await kostelec.kiosk("town_hall.printer_hall")
    start = kiosk.page
    await kiosk.touch("agenda", "cash")
    first = kiosk.number
    kiosk.page = start
    await kiosk.touch("agenda", "cash")
    assert kiosk.number == first
    assert len((await kostelec.queues.queue("town_hall")).line) == 1


async def test_nothing_is_in_the_address_and_back_shows_the_start(kostelec: House) -> None:
    kostelec.set("09:00:00")
    kiosk = await kostelec.kiosk("town_hall.printer_hall")
    start = kiosk.page.url
    await kiosk.touch("go", "code")
    await kiosk.touch("key", "7", code="")
    assert kiosk.page.url == start
    await kiosk.open("/over")
    assert (kiosk.page.url, kiosk.heading) == (start, "Co potřebujete vyřídit?")
    await kiosk.touch("go", "code")
    assert next(one.get("value") for one in kiosk.page.all("input") if one.get("id") == "code") == ""


async def test_who_went_away_is_forgotten_with_language_and_looks(big: House) -> None:
    kiosk = await big.kiosk("hall.kiosk")
    await kiosk.open(language="bg")
    await kiosk.touch("look", "contrast")
    await kiosk.touch("department", "registry")
    assert "contrast" in str(kiosk.page.one("body").get("class"))
    refresh = [one.get("content", "") for one in kiosk.page.all("meta") if one.get("http-equiv") == "refresh"]
    assert refresh == ["40; url=/bg/device/hall.kiosk/kiosk/over"]
    await kiosk.open("/over", language="bg")
    assert kiosk.page.url.endswith("/cs/device/hall.kiosk/kiosk")
    assert "contrast" not in str(kiosk.page.one("body").get("class"))


async def test_a_visit_does_not_outlive_a_browser_that_never_reset(big: House) -> None:
    kiosk = await big.kiosk("hall.kiosk")
    await kiosk.touch("department", "registry")
    big.later(99)
    await kiosk.open()
    assert kiosk.choices("agenda")
    big.later(100)
    await kiosk.open()
    assert kiosk.choices("department")


async def test_a_changed_cookie_counts_for_nothing(big: House) -> None:
    kiosk = await big.kiosk("hall.kiosk")
    await kiosk.touch("department", "registry")
    for cookie in kiosk.http.cookies.jar:
        if "kiosk-" in cookie.name:
            cookie.value = "A" + str(cookie.value)[1:]
    await kiosk.open()
    assert kiosk.choices("department")


async def test_sold_out_in_the_city_s_own_words(big: House) -> None:
    big.set("09:00:00")
    lift = await drivers_gone(big)
    await lift.touch("go", "walk_in")
    assert "drivers" not in lift.choices("agenda")
    assert "Řidiči Pro dnešek je plno." in lift.told


async def test_when_the_office_is_closed_its_hours_are_told(big: House) -> None:
    big.set("13:00:00")
    kiosk = await big.kiosk("hall.kiosk")
    assert kiosk.heading == "Čísla se teď nevydávají"
    assert "8:00–12:00" in kiosk.told and not kiosk.choices("department")
    big.set("09:00:00", "2026-11-26")
    await kiosk.open()
    assert kiosk.heading == "Dnes je zavřeno"


async def test_while_suspended_the_banner_and_who_to_call(big: House) -> None:
    big.set("09:00:00")
    kiosk = await big.kiosk("hall.kiosk")
    running = big.built.runtime
    await running.transact(lambda unit: running.suspensions.switch("flood", True, OPERATOR, unit))
    await kiosk.open()
    assert "Kvůli povodni neodbavujeme." in kiosk.page.source
    assert kiosk.heading == "Lístky se teď nevydávají"
    assert "+420 499 000 222" in kiosk.told and "tel:" not in kiosk.page.source


async def test_no_link_leads_off_the_kiosk(big: House) -> None:
    big.set("09:00:00")
    kiosk = await big.kiosk("hall.kiosk")
    await kiosk.touch("department", "registry")
    for one in kiosk.page.all("a"):
        assert one.get("href", "").startswith("#") or "/device/hall.kiosk/kiosk" in one.get("href", "")


async def test_a_display_and_another_device_have_no_kiosk(big: House) -> None:
    kiosk = await big.kiosk("hall.kiosk")
    assert (await kiosk.http.get("/cs/device/hall.lift/kiosk", headers={"Accept": "*/*"})).status_code in (401, 404)
    board = big.browser()
    await board.get("/demo/device/hall.board")
    assert (await board.get("/cs/device/hall.board/kiosk")).status_code == 404


async def test_what_other_plugins_offer_stands_below_the_tickets_and_looks_go_along(big: House) -> None:
    kiosk = await big.kiosk("hall.kiosk")
    links = [one.get("href") for one in kiosk.page.all("a") if "k-button" in str(one.get("class"))]
    assert links == ["/cs/device/hall.kiosk/booking"]
    await kiosk.touch("department", "registry")
    await kiosk.touch("look", "contrast")
    await kiosk._get("/cs/device/hall.kiosk/booking")
    assert kiosk.answer.status_code == 200 and "contrast" in str(kiosk.page.one("body").get("class"))
    await kiosk.open()
    assert kiosk.choices("department"), "who went to book and came back begins anew"
