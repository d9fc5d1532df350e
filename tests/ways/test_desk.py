"""What staff see of messages that reached nobody, and what they can do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from civicore import ways
from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.contracts.dialog import Contact
from civicore.reading import Settings
from civicore.storage.outbox import Outbox
from civicore.storage.unit_of_work import UnitOfWork
from tests.booking.staff.office import Office
from tests.databases import everywhere_in_soak

pytestmark = [pytest.mark.anyio, everywhere_in_soak]

FILE = Path(__file__).resolve().parents[1] / "booking" / "staff" / "town.yaml"
JAN = Contact("email", "jan@posta.example")


@pytest.fixture
async def office(database_url: str, clock: DemoClock) -> AsyncIterator[Office]:
    built = build(Settings(FILE, database=database_url, demo=True, served_at="http://city", clock=clock))
    async with built.app.lifespan():
        yield Office(built, clock)


async def test_experience_case_46_staff_see_a_lost_message_at_the_list_and_send_it_by_a_way_that_works(
    office: Office,
) -> None:
    runtime = office.built.runtime
    booking, car = await office.visit(), await office.book_car()
    await office.built.outbox.flush()

    async def lose(unit: UnitOfWork) -> None:
        await ways.bury(unit, JAN, "550 5.1.1")
        said = {"language": "en", "context": {"code": "123456"}, "channel": JAN.channel, "to": JAN.to}
        await unit.send("ways.code", about=booking.about, otherwise=[Contact("gone", "x")], **said)  # type: ignore[arg-type]
        await unit.send("ways.code", about=f"booking:{car}", **said)  # type: ignore[arg-type]

    await runtime.transact(lose)
    await office.built.outbox.flush()
    clerk = await office.clerk("chief")
    page = await clerk.open("/en/desk/not-delivered")
    assert clerk.told.count("Dead address") == 1 and "j…@posta.example" in clerk.told
    assert JAN.to not in page.source
    seen = await (await office.clerk("registrar")).open("/en/desk/not-delivered")
    assert seen.status == 403, "without the right to read messages there is no list"
    await runtime.transact(lambda unit: ways.revive(unit, JAN))
    await clerk.open("/en/desk/not-delivered")
    assert "Send again by E-mail" in clerk.page.source.replace("\n", " ")
    await clerk.press("Send again by E-mail")
    assert "It is sent once more." in clerk.told
    await office.built.outbox.flush()
    assert await office.audit("messages.sent_again") != []


async def test_many_failures_in_an_hour_alarm_the_city(office: Office, clock: DemoClock) -> None:
    runtime = office.built.runtime

    async def lose(unit: UnitOfWork) -> None:
        for number in range(20):
            await unit.send(
                "ways.code", channel="pigeon", to=f"{number}", language="en", context={"code": "1"}, about="booking:1"
            )  # fmt: skip

    await runtime.transact(lose)
    await Outbox(runtime.store, {}, (), clock).flush()
    answer = await office.citizen().http.get("/health")
    assert '"ways.failures"' in answer.text
