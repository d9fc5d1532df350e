"""Days of the picker: drawn once for all who see the same, and never shown to who sees something else."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from civicore_booking.drawn_days import Pen
from civicore_booking.picker import Sieve, pick
from markupsafe import Markup

from civicore.messaging.languages import Languages
from tests.booking.pages.citizen import House
from tests.booking.pages.test_picking import PRAGUE, day

SPEAKS = Languages(cast(Any, SimpleNamespace(languages=("cs", "en"), zone=PRAGUE)), {})


def pen(**changes: Any) -> Pen:
    return replace(Pen(SPEAKS, "cs", PRAGUE, None), **changes)


class Macro:
    """Stands in for the template's; ``drawn`` is what it was asked to draw."""

    def __init__(self) -> None:
        self.drawn = list[tuple[object, ...]]()

    def __call__(self, *given: object) -> Markup:
        self.drawn.append(given)
        return Markup(len(self.drawn))


def test_a_day_is_drawn_anew_for_whatever_changes_it() -> None:
    (shown, other), (fewer,) = (
        pick(days, Sieve(), PRAGUE, None).days for days in ([day(0, 9, 10), day(1, 9)], [day(0, 9)])
    )
    macro, usual = Macro(), pen()
    first = usual.draw(macro, shown, "start", opened=True)
    assert usual.draw(macro, shown, "start", opened=True) == first
    for one, seen, field, opened in (
        (usual, fewer, "start", True),
        (usual, other, "start", True),
        (usual, shown, "_start", True),
        (usual, shown, "start", False),
        (replace(usual, language="en"), shown, "start", True),
        (replace(usual, chosen=shown.slots[0].start), shown, "start", True),
    ):
        assert one.draw(macro, seen, field, opened=opened) != first
    assert len(macro.drawn) == 7


def test_a_time_chosen_on_another_day_is_no_reason_to_draw() -> None:
    shown, other = pick([day(0, 9), day(1, 9)], Sieve(), PRAGUE, None).days
    macro, usual = Macro(), pen()
    usual.draw(macro, shown, "start", opened=True)
    replace(usual, chosen=other.slots[0].start).draw(macro, shown, "start", opened=True)
    assert len(macro.drawn) == 1
    assert cast(Any, macro.drawn[0])[1] == 1


@pytest.mark.anyio
@pytest.mark.parametrize(("spoken", "said"), [("cs", "volný čas"), ("en", "free time"), ("uk", "вільн")])
async def test_each_reads_the_days_in_their_own_language(house: House, spoken: str, said: str) -> None:
    """Asked as one who may be signed in, so that no whole page is kept."""
    transport = httpx.ASGITransport(app=house.built.app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://city") as http:
        for language in ("cs", "en", "uk", spoken):
            headers = {"Accept-Language": language, "Cookie": "civicore-citizen=1"}
            page = await http.get(f"/{language}/booking/wedding/times", headers=headers)
    assert said in page.text and 'type="radio"' in page.text and "&lt;" not in page.text
