"""What staff see of repair notices: the page, the tile, the number in the menu; and who sees them."""

from __future__ import annotations

import pytest

from civicore.app import Built
from civicore.base.text import Text
from civicore.extension.parts import HealthProbe
from civicore.extension.registry import Quarantined
from civicore.people.team import People
from civicore.repairs.repair import Repair
from tests.people.colleague import ROLES, Colleague, employ

pytestmark = pytest.mark.anyio

OLD = Repair(
    "configuration.deprecated:sms",
    "warning",
    "The key %(key)s is written the old way",
    "Write %(new)s instead.",
    where="town.yaml:7:1",
    words={"key": "<sms>", "new": Text({"cs": "psaní", "en": "texting"})},
    breaks_in="0.9",
    learn_more="https://civicore.example/sms",
)


@pytest.fixture
def written(written: str) -> str:
    return written + ROLES


async def test_staff_read_what_is_wrong_and_put_it_aside(town: Built, browser: Colleague) -> None:
    town.runtime.repairs.raise_(OLD)
    await browser.sign_in(await employ(town, role="chief"))
    page = await browser.get("/repairs")
    for said in (
        "The key &lt;sms&gt; is written the old way",
        "Write texting instead.",
        "town.yaml:7:1",
        "version 0.9",
    ):
        assert said in page.text
    assert '<span class="count">1</span>' in (await browser.get("/repairs")).text
    done = await browser.submit("/repairs", {"deed": "ignore"})
    assert done.status_code == 303
    page = await browser.get("/repairs")
    assert "Decided by" in page.text and "Jana Malá" in page.text and 'class="count"' not in page.text
    assert (await browser.submit("/repairs", {"deed": "heed"})).status_code == 303
    assert "Decided by" not in (await browser.get("/repairs")).text


async def test_a_notice_that_went_meanwhile_is_told_as_gone(town: Built, browser: Colleague) -> None:
    town.runtime.repairs.raise_(OLD)
    await browser.sign_in(await employ(town, role="chief"))
    page = await browser.get("/repairs")
    assert page.status_code == 200
    refused = await browser.submit("/repairs", {"deed": "ignore", "id": "no:such"})
    assert refused.status_code == 422
    assert "gone" in refused.text


async def test_a_probe_and_a_plugin_put_aside_are_told_until_they_are_well(
    town: Built, team: People, browser: Colleague
) -> None:
    trouble = ["the lift is stuck"]

    async def lift() -> str | None:
        return trouble[0] if trouble else None

    async def broken() -> str | None:
        raise RuntimeError("canary@example.org")

    probes = [HealthProbe("x.lift", lift), HealthProbe("x.broken", broken, vital=False)]
    team.furnish(team.menu, team.permissions, team.cards, probes, [Quarantined("lostfound", "no file")])
    await browser.sign_in(await employ(town, role="chief"))
    front = (await browser.get("")).text
    assert "Trouble: the lift is stuck" in front and "The plugin lostfound is not used." in front
    assert "Trouble: RuntimeError" in front and "canary" not in front
    trouble.clear()
    assert "the lift is stuck" not in (await browser.get("/repairs")).text


async def test_they_are_only_for_those_who_look_after_the_system(town: Built, browser: Colleague) -> None:
    await browser.sign_in(await employ(town, role="reader"))
    assert (await browser.get("/repairs")).status_code == 403
    assert "/desk/repairs" not in (await browser.get("")).text
