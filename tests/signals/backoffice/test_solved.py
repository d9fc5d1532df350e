"""Some days after the end the sender is asked whether it is solved; once for each end, and never for nothing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from civicore_signals import solved
from civicore_signals.lifecycle import Given
from civicore_signals.service import Account

from tests.signals.backoffice.office import BOSS, Office, sure

pytestmark = pytest.mark.anyio
JANA = Account(UUID(int=77))


async def test_the_sender_is_asked_by_letter_two_weeks_after_the_end_and_once(office: Office) -> None:
    case = await office.solved(await office.filed())
    office.set("2026-12-07T08:59:59")
    assert await solved.ask(office.cases.setting) == 0
    office.set("2026-12-07T09:00")
    assert await solved.ask(office.cases.setting) == 1
    assert await solved.ask(office.cases.setting) == 0, "once"
    (letter,) = await office.letters("solved")
    assert letter["recipient"] == "jana@example.cz" and "/en/signals/mine/" in letter["text"]
    assert "until Monday, 7 December 2026" in letter["text"].replace("\xa0", " "), "so long it can be opened again"
    assert (await office.now(case.id)).status == "solved", "asking changes nothing"


async def test_who_has_answered_or_gave_no_address_or_was_refused_is_not_asked(office: Office) -> None:
    told = await office.solved(await office.filed())
    sure(await office.cases.feedback(JANA, True, case=told.id))
    await office.solved(await office.filed(sender=None))
    refused = await office.filed(kind="question", category="greenery", topic="Trees", place=None)
    sure(await office.desk.move(refused.id, "answered", Given("No.", "refused"), BOSS))
    office.set("2026-12-09T09:00")
    assert await solved.ask(office.cases.setting) == 0
    assert await office.letters("solved") == []


async def test_opened_again_and_closed_again_it_is_asked_again(office: Office) -> None:
    case = await office.solved(await office.filed())
    office.set("2026-12-07T09:00")
    assert await solved.ask(office.cases.setting) == 1
    sure(await office.cases.reopen(JANA, "The hole is there.", case.id))
    office.set("2026-12-08T09:00")
    await office.solved(await office.now(case.id))
    assert await solved.ask(office.cases.setting) == 0
    office.set("2026-12-22T09:00")
    assert await solved.ask(office.cases.setting) == 1


async def test_a_city_that_begins_to_ask_does_not_dig_up_what_ended_long_ago(
    office: Office, rebuilt: Callable[..., Office]
) -> None:
    await office.solved(await office.filed())
    silent = rebuilt(signals__feedback=None)
    silent.set("2027-03-01T09:00")
    assert await solved.ask(silent.cases.setting) == 0 and solved.jobs(silent.cases.setting) == ()
    assert await solved.ask(office.cases.setting) == 0
