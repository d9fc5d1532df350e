"""What the city explains: pages of services and units, found by words however they are inflected."""

from __future__ import annotations

import pytest

from civicore.base.text import fold, holds
from civicore.information import shelf
from civicore.information.pages import article, front, menu, routes, unit, units
from civicore.web.search import search
from tests.web.site import city_of, parsed, site, visitor, words

PAGES = (front, article, units, unit)


async def said(path: str, status: int = 200) -> str:
    async with visitor(site("sofia", PAGES)) as client:
        answer = await client.get(path)
        assert answer.status_code == status, path
        return words(parsed(answer.text).find(".//main"))


@pytest.mark.anyio
@pytest.mark.rule("SOF-03")
async def test_services_procedures_rules_and_contacts_stand_under_their_headings() -> None:
    told = await said("/bg/information")
    order = [told.index(heading) for heading in ("Услуги", "Процедури", "Нормативни разпоредби", "Контакти")]
    assert order == sorted(order)
    assert "Достъп до обществена информация" in told and "Винетен стикер за живущи" in told


@pytest.mark.anyio
@pytest.mark.rule("SOF-03")
async def test_an_article_tells_papers_steps_time_rules_and_who_is_in_charge() -> None:
    told = await said("/bg/information/access_to_information")
    for fact in ("Как протича", "Подайте заявление през профила си.", "14 дни", "чл. 24–41", "Кой отговаря"):
        assert fact in told
    assert "Какво е необходимо" in await said("/bg/information/parking_permit")
    assert "What you need" in await said("/en/information/parking_permit")


@pytest.mark.anyio
@pytest.mark.rule("SOF-03")
async def test_units_tell_what_they_are_for_and_what_they_are_in_charge_of() -> None:
    tree = await said("/bg/information/units")
    assert "Столичен инспекторат" in tree
    told = await said("/bg/information/units/waste")
    assert "Извозване на едрогабаритни отпадъци" in told


@pytest.mark.anyio
async def test_what_there_is_not_is_not_found() -> None:
    for path in ("/bg/information/nothing", "/bg/information/units/nothing"):
        await said(path, 404)


@pytest.mark.anyio
async def test_a_search_that_finds_nothing_says_what_to_do() -> None:
    assert "0 резултата" in await said("/bg/information?q=xyzzy")
    found = await said("/bg/information?q=едрогабаритен отпадък")
    assert "1 резултат" in found and "Извозване на едрогабаритни отпадъци" in found


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("дървета", "Разрешение за отсичане или окастряне на дърво"),
        ("ПАРКИРАНЕ", "Винетен стикер за живущи"),
        ("куче", "Наредба за обществения ред"),
        ("улиците разкопаване", "Разрешение за разкопаване на улица"),
    ],
)
def test_words_are_found_in_other_forms(query: str, title: str) -> None:
    hits = search(city_of("sofia"), "bg", query)
    assert title in [str(one.title) for one in hits]


def test_every_word_must_be_there_and_short_ones_whole() -> None:
    text = fold("Разрешение за отсичане на дърво")
    assert holds(text, fold("дървото разрешения"))
    assert not holds(text, fold("дървото такса")) and not holds(text, "") and not holds(text, fold("дъб"))


def test_a_city_that_explains_nothing_has_no_pages_and_no_entry() -> None:
    assert (routes(city_of("trutnov")), menu(city_of("trutnov"))) == ((), ())
    assert shelf.by_kind(city_of("trutnov")) == {}
