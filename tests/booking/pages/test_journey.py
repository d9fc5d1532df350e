"""The whole way of a citizen: one question a page, forms without script, nothing personal in an address."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar

from tests.booking.pages.citizen import WHO, House

NINE = "2026-11-25T08:00:00Z"  # nine o'clock in the town


async def test_from_the_front_page_to_the_code(house: House) -> None:
    jana = house.citizen()
    page = await jana.open("/cs/booking")
    assert page.one("h1").text == "Objednejte se k nám"
    for words in ("Přijďte včas.", "14 dn", "15 minut", "Matrika", "Kultura"):
        assert words in jana.told
    await jana.follow("Občanské průkazy")
    assert (jana.page.title.split(" – ")[0], "Krok 1 z 5" in jana.told) == ("Co potřebujete vyřídit?", True)
    await jana.press("Pokračovat", {"activity": "apply"})
    assert "Bezbariérový přístup" in jana.told
    await jana.press("Pokračovat", {"office": "hall"})
    await jana.press("Pokračovat", {"start": NINE})
    assert "Středa 25. listopadu 2026 v 9:00" in jana.told
    await jana.press("Pokračovat", WHO)
    for words in ("Jana", "Nováková", "jana@posta.example", "Podání žádosti", "zadní budova", "rodný list"):
        assert words in jana.told
    assert await house.states() == []
    await jana.press("Objednat se")
    assert jana.page.url.startswith("http://city/cs/booking/held/")
    assert "Potvrďte do 8:15" in jana.told
    assert "j…@p….example" in jana.told
    assert WHO["email"] not in jana.page.source
    assert await house.states() == ["held"]
    await jana.open(await house.link("/booking/confirm/"))
    await jana.press("Potvrdit objednávku")
    shown = jana.told
    assert "Jste objednaní" in shown
    assert re.search(r"PIN \d{6} Platí 25\. 11\. 2026 od 8:45 do 9:15", shown)
    for words in (
        "Náměstí 1",
        "zadní budova, přízemí, dveře 183",
        "Bezbariérový přístup",
        "starý průkaz",
        "rodný list",
    ):
        assert words in shown


async def test_nothing_personal_ever_stands_in_an_address(house: House) -> None:
    jana = house.citizen()
    addresses: list[str] = []
    jana.http.event_hooks["request"].append(lambda request: _note(addresses, str(request.url)))
    await jana.to_held()
    await jana.open(await house.link("/booking/confirm/"))
    await jana.press("Potvrdit objednávku")
    for word in ("Jana", "Nov", "jana", "posta"):
        assert not [address for address in addresses if word in address]


async def _note(addresses: list[str], address: str) -> None:
    addresses.append(address)


async def test_the_earliest_time_is_one_button(house: House) -> None:
    jana = house.citizen()
    await jana.to_times()
    assert "Úterý 24. listopadu v 8:30 Vybrat tento čas" in jana.told
    page = await jana.press("Vybrat tento čas")
    assert parse_qs(urlsplit(page.url).query)["start"] == ["2026-11-24T07:30:00Z"]


async def test_days_are_radio_buttons_that_tell_their_day(house: House) -> None:
    page = await house.citizen().to_times()
    radio = [one for one in page.all("input") if one.get("type") == "radio"]
    assert {one.get("name") for one in radio} == {"start"}
    spoken = {one.get("value"): one.get("aria-label", "").replace("\u00a0", " ") for one in radio}
    assert spoken["2026-11-25T08:00:00Z"] == "středa 25. listopadu v 9:00"
    assert len(page.all("details")) >= 2


async def test_times_are_sifted_and_leafed_through(house: House) -> None:
    jana = house.citizen()
    await jana.to_times()
    page = await jana.press("Zobrazit", {"part": "afternoon", "weekday": "2"})
    picked = next(form for form in page.forms() if form.choices.get("start"))
    assert picked.choices["start"][0] == "2026-11-25T11:00:00Z"
    assert all("T11" <= start[10:13] <= "T15" for start in picked.choices["start"])
    await jana.to_times()
    page = await jana.follow("Pozdější dny")
    later = next(form for form in page.forms() if form.choices.get("start")).choices["start"]
    assert later[0] == "2026-11-30T07:00:00Z"
    assert "Dřívější dny" in page.links()


async def test_a_full_day_says_why(house: House) -> None:
    for hour in range(8, 12):
        for minute in ("00", "30"):
            await house.book(f"2026-11-30T{hour:02d}:{minute}:00+01:00", f"p{hour}{minute}@x.example")
    jana = house.citizen()
    await jana.open("/cs/booking/cards/times?activity=apply&office=hall&from=2026-11-30")
    assert "Pondělí 30. listopadu všechny časy jsou obsazené" in jana.told
    await jana.open("/cs/booking/cards/times?activity=apply&office=branch")
    assert "Úterý" not in jana.told


async def test_the_citys_own_questions_are_asked_and_shown(house: House) -> None:
    jana = house.citizen()
    await jana.open("/cs/booking/wedding/times")
    await jana.press("Vybrat tento čas")
    page = await jana.press("Pokračovat", WHO | {"email": "jana@posta.example", "guests": "many"})
    assert page.status == 422
    errors = [words for words in page.links() if "?" in words or "řádem" in words or "hudba" in words]
    assert len(errors) == 3, page.links()
    await jana.press("Pokračovat", {"music": "organ", "guests": "40", "agree": "on"})
    for words in ("Jaká hudba má hrát? Varhany", "Kolik bude hostů? 40", "Souhlasím s řádem síně. Ano"):
        assert words in jana.told.replace("Změnit", " ").replace("?", "? ").replace(".", ". ").replace("  ", " ")
    await jana.press("Objednat se")
    assert await house.states() == ["held"]


async def test_two_people_take_two_times(house: House) -> None:
    jana = house.citizen()
    await jana.open("/cs/booking/cards")
    await jana.press("Pokračovat", {"activity": "apply", "people": "2"})
    page = await jana.press("Pokračovat", {"office": "hall"})
    starts = next(form for form in page.forms() if form.choices.get("start")).choices["start"]
    assert "2026-11-24T10:00:00Z" in starts
    assert "2026-11-24T10:30:00Z" not in starts
    await jana.press("Pokračovat", {"start": "2026-11-24T10:00:00Z"})
    assert "2 osoby" in jana.told


async def test_what_was_typed_is_carried_to_another_time(house: House) -> None:
    jana = house.citizen()
    await jana.to_check(phone="+420 601 234 567")
    await jana.press("Změnit – Kdy")
    assert jana.page.all("details")
    await jana.press("Zobrazit", {"_part": "afternoon"})
    await jana.press("Pokračovat", {"_start": "2026-11-25T13:00:00Z"})
    assert "v 14:00" in jana.told
    for words in ("Jana", "Nováková", "jana@posta.example", "+420601234567"):
        assert words in jana.told.replace(" ", "")
    await jana.press("Objednat se")
    assert await house.states() == ["held"]


async def test_what_was_typed_survives_back_and_a_change_of_language(house: House) -> None:
    jana = house.citizen()
    await jana.to_check()
    await jana.press("English")
    assert jana.page.one("html").get("lang") == "en"
    assert "Check your answers" in jana.told
    assert "jana@posta.example" in jana.told
    await jana.press("Back")
    fields = {one.get("name"): one.get("value") for one in jana.page.all("input")}
    assert {name: fields[name] for name in WHO} == WHO
    await jana.press("Čeština", {"first_name": ""})
    assert jana.page.status == 200
    fields = {one.get("name"): one.get("value") for one in jana.page.all("input")}
    assert (fields["first_name"], fields["last_name"]) == ("", "Nováková")


async def test_case_35_the_same_form_sent_twice_makes_one_booking(house: House) -> None:
    jana = house.citizen()
    check = await jana.to_check()
    first = await jana.press("Objednat se")
    jana.page = check
    again = await jana.press("Objednat se")
    assert again.url == first.url
    assert await house.states() == ["held"]
    assert len(await house.letters()) == 1


async def test_a_form_changed_after_back_is_another_request(house: House) -> None:
    jana = house.citizen()
    check = await jana.to_check(email="jana.wrong@posta.example")
    first = await jana.press("Objednat se")
    jana.page = check
    await jana.press("Změnit – Kdy")
    await jana.press("Pokračovat", {"_start": "2026-11-25T09:00:00Z"})
    await jana.press("Změnit – E-mail")
    await jana.press("Pokračovat", WHO)
    second = await jana.press("Objednat se")
    assert second.url != first.url
    assert await house.states() == ["held", "held"]


@pytest.mark.parametrize(
    ("language", "word"), [("cs", "Chyba:"), ("en", "Error:"), ("uk", "Помилка:"), ("bg", "Грешка:")]
)
async def test_mistakes_are_told_in_every_language(house: House, language: str, word: str) -> None:
    jana = house.citizen()
    await jana.to_times(language=language)
    form = next(form for form in jana.page.forms() if form.choices.get("start"))
    empty = await jana.press(next(iter(form.buttons)))
    assert (empty.status, empty.title.split(" ")[0]) == (422, word)
    assert empty.one("html").get("lang") == language
    [target] = {url.partition("#")[2] for words, url in empty.links().items() if "#start" in url}
    assert any(one.get("id") == target for one in empty.all("input"))
    form = next(form for form in empty.forms() if form.choices.get("start"))
    await jana.press(next(iter(form.buttons)), {"start": NINE})
    form = next(form for form in jana.page.forms() if form.has("email"))
    wrong = await jana.press(
        next(words for words in form.buttons if words not in _LANGUAGES), {"email": "x", "last_name": "Nováková"}
    )
    assert (wrong.status, wrong.title.split(" ")[0]) == (422, word)
    fields = {one.get("name"): one for one in wrong.all("input")}
    assert fields["last_name"].get("value") == "Nováková"
    assert fields["email"].get("value") == "x"
    assert fields["email"].get("aria-invalid") == "true"
    assert [url.partition("#")[2] for url in wrong.links().values() if "#" in url and "#main" not in url] == [
        "first_name",
        "email",
    ]


_LANGUAGES = ("Čeština", "English", "Українська", "Български")


async def test_the_calendar_file_and_the_picture_belong_to_the_booking(house: House) -> None:
    jana = house.citizen()
    await jana.to_held()
    await jana.open(await house.link("/booking/confirm/"))
    await jana.press("Potvrdit objednávku")
    visit = jana.page.url
    entry = await jana.http.get(jana.page.link("Přidat do kalendáře"))
    assert entry.headers["content-type"].startswith("text/calendar")
    [event] = Calendar.from_ical(entry.content).walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2026-11-25T09:00:00+01:00"
    picture = await jana.http.get(f"{visit}/code.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    for answer in (entry, picture):
        assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("no-store", "noindex")


async def test_what_does_not_exist_is_not_found(house: House) -> None:
    jana = house.citizen()
    for address in (
        "/cs/booking/fishing",
        "/cs/booking/fishing/times",
        "/cs/booking/held/7c9e6679-7425-40de-944b-e07fc1f90ae7",
    ):
        assert (await jana.open(address)).status == 404, address
    assert (await jana.open("/cs/booking/cards/check?activity=apply&office=hall")).status == 422
    assert (await jana.open("/cs/booking/cards/details?activity=apply&office=hall&start=nonsense")).status == 422
