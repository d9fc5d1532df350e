"""Kryvyi Rih with reports, served; and a visit that somebody booked there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.rules.citizen import Person, confirm, pin
from tests.tools.serving import ROOT, Server, served

CITY = Path(__file__).with_name("city.yaml")
MORNING = "2026-11-24T10:00:00+02:00"
ERRAND, DAY = {"agenda": "any_question", "office": "central"}, "2026-11-26"


@dataclass(frozen=True)
class Visit:
    """A confirmed booking: its code, its own page, whose it is."""

    code: str
    page: str
    person: Person


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("pocket")
    shutil.copytree(ROOT / "deployments/kryvyi_rih", folder / "kryvyi_rih")
    for file in (ROOT / "deployments/kryvyi_rih.yaml", CITY):
        shutil.copy(file, folder)
    with served(folder / CITY.name, folder, clock=MORNING) as server:
        yield server
    assert server.complaints() == []


@pytest.fixture
def visit(town: Server) -> Visit:
    return booked(town)


def booked(town: Server) -> Visit:
    """Book the first free time by the API, in Ukrainian, and confirm by the letter."""
    person = Person("Оксана", "Коваленко")
    told = town.api("GET", "/availability", params={**ERRAND, "from": DAY, "to": DAY}).raise_for_status().json()
    start = next(slot["start"] for slot in told["days"][0]["slots"] if slot["free"] > 0)
    asked = {**ERRAND, "start": start, "fields": person.fields, "language": "uk"}
    town.api("POST", "/bookings", json=asked).raise_for_status()
    page = confirm(town, person)
    return Visit(pin(town, person), page.url.partition("?")[0], person)
