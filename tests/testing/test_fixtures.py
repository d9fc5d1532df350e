"""The fixtures that a plugin's own tests are written with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from civicore import Job, hookimpl
from civicore.testing import Browser, Canary, Cities, Outbox


class Sham:
    """A plugin of one test."""

    def __init__(self) -> None:
        self.ran = 0

    @hookimpl
    def register_jobs(self) -> list[Job]:
        async def run() -> None:
            self.ran += 1

        return [Job("sham.count", timedelta(hours=1), run)]


def test_a_citizen_books_and_the_letter_is_in_the_outbox(client: Browser, outbox: Outbox, canary: Canary) -> None:
    fields = {"first_name": "Ann", "last_name": canary.values["last_name"], "email": canary.email}
    asked = {"agenda": "cards", "activity": "apply", "start": "2026-12-01T10:00:00+01:00", "fields": fields}
    page = client.open("/")
    assert page.status == 200
    assert page.forms or page.links
    asked.pop("activity")
    answer = client.post("/api/v1/bookings", json=asked)
    assert answer.status_code == 201, answer.text
    assert canary.email in [one.to for one in outbox.all]


def test_time_moves_and_jobs_are_done(city: Cities, register_temporarily: Callable[[str, object], None]) -> None:
    sham = Sham()
    register_temporarily("sham", sham)
    town = city("village.yaml")
    before, ran = town.clock.now, sham.ran
    town.clock.advance("1h")
    assert town.clock.now - before == timedelta(hours=1)
    assert sham.ran > ran
