"""Times given out by lot at the pages: register, the number of the lot, the draw to be worked out again."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from civicore_booking import drawing

from tests.booking.pages.citizen import WHO, House


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The town, its times given out by lot a week ahead."""
    made = tmp_path / "town.yaml"
    written = Path(__file__).with_name("town.yaml").read_text("utf-8")
    head, _, rest = written.partition("\nbooking:\n")
    rest = re.sub(r"^  (waiting_list|horizon|release):.*\n", "", rest, flags=re.M)
    lot = "  horizon: 7 days\n  waiting_list: {enabled: true}\n  release: {mode: by_lot, at: '09:00'}\n"
    made.write_text(f"{head}\nbooking:\n{lot}{rest}", "utf-8")
    return made


async def test_a_lot_is_registered_drawn_and_worked_out_again(house: House) -> None:
    jana = house.citizen()
    await jana.open("/cs/booking/cards/draws")
    sealed = jana.page.all("code")[0].text
    await jana.open("/cs/booking/cards/waiting?activity=apply&office=hall")
    form = next(form for form in jana.page.forms() if "first_day" in form.choices)
    days = form.choices["first_day"]
    assert max(days) > "2026-12-01", days  # days that cannot be booked yet, but registered for
    drawn = "2026-12-02"
    assert drawn in days
    await jana.press("Přihlásit se do losování", {**WHO, "first_day": drawn, "last_day": drawn})
    await jana.open(await house.link("/booking/waiting/"))
    mine = jana.page.url
    await jana.press("Ano, přihlaste mě")
    assert "Jste zapsáni" in jana.told and "Výsledek losování" not in jana.told
    number = next(code.text for code in jana.page.all("code"))
    house.clock.advance(timedelta(days=1, hours=2))
    await drawing.work(house.bookings.setting)
    await jana.open(mine)
    assert "Výsledek losování" in jana.told and "dostal čas" in jana.told and "1. místo z 1" in jana.told
    await jana.open("/cs/booking/cards/draws")
    codes = [code.text for code in jana.page.all("code")]
    assert number in codes and "dostal čas" in jana.told
    assert any(sha256(str(code).encode()).hexdigest() in codes for code in codes), sealed
    assert await house.link("/booking/confirm/")
