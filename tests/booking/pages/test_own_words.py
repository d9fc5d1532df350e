"""What a city and its plugins add to the pages: a sentence for when all is taken, and kinds of questions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from civicore.extension.parts import FieldType
from civicore.web import plugin as web
from civicore.web.field_types import CORE_TYPES
from tests.booking.pages.citizen import House
from tests.booking.pages.conftest import FILE

NINE = "2026-11-25T08:00:00Z"
OWN = """\
civicore: 1
extends: [./town.yaml]
agendas: {cards: {booking: {form: {dog: {label: {cs: Známka psa, en: Dog tag}, kind: town.dog_tag}}}}}
booking: {sold_out: {cs: Denní kapacita je vyčerpána., en: The day is used up.}}
departments: {registry: {capacity: 2}}
"""
TAG = FieldType("town.dog_tag", check=lambda tag: None if tag.startswith("D-") else "field.wrong")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The town with a question of a kind that only a plugin knows, and with two visits a day at most."""
    monkeypatch.setattr(web, "CORE_TYPES", (*CORE_TYPES, TAG))
    (tmp_path / "town.yaml").write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


async def test_a_question_of_a_plugins_kind_is_asked_judged_and_kept(house: House) -> None:
    jana = house.citizen()
    page = await jana.to_check(NINE, dog="12")
    assert page.status == 422
    await jana.press("Pokračovat", {"dog": "D-12"})
    assert "Známka psaD-12" in jana.told
    await jana.press("Objednat se")
    await jana.open(await house.link("/booking/confirm/"))
    house.clock.advance(timedelta(minutes=15, seconds=1))
    await jana.press("Potvrdit objednávku")
    await jana.press("Vybrat tento čas")
    assert "Známka psaD-12" in jana.told
    await jana.open("/cs/booking/cards/waiting?activity=apply&office=hall")
    assert [one for one in jana.page.all("input") if one.get("name") == "dog"]


async def test_a_full_day_is_told_in_the_citys_words(house: House) -> None:
    jana = house.citizen()
    await jana.to_check(NINE)
    for minute in ("00", "30"):
        await house.book(f"2026-11-25T10:{minute}:00+01:00", f"p{minute}@x.example")
    await jana.press("Objednat se")
    assert jana.page.status == 409
    assert "Denní kapacita je vyčerpána." in jana.told
    await jana.open("/cs/booking/cards/times?activity=apply&office=hall&from=2026-11-23")
    assert "Středa 25. listopadu Denní kapacita je vyčerpána." in jana.told
    assert "všechny časy" not in jana.told


async def test_a_time_with_no_free_day_is_told_in_the_citys_words(house: House) -> None:
    for day in ("2026-11-25", "2026-12-02"):
        for minute in ("00", "30"):
            await house.book(f"{day}T10:{minute}:00+01:00", f"p{day}{minute}@x.example", office="branch")
    jana = house.citizen()
    await jana.open("/cs/booking/cards/times?activity=apply&office=branch")
    assert "není volný žádný čas" in jana.told
    assert "Denní kapacita je vyčerpána." in jana.told
