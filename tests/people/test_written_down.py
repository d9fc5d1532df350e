"""Who came in, who was refused, and who looked at people's data leave a line each: who, what, where, when (S69)."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.people.team import People
from civicore.storage.tables import AuditRow
from tests.people.colleague import ROLES, Colleague, employ, stranger
from tests.people.test_second_factor import enrolled, with_password

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
Deed = Callable[[], Awaitable[object]]
Line = tuple[str, str, str]


@pytest.fixture
def written(written: str) -> str:
    return written + ROLES.replace("mfa: optional", "mfa: required")


async def lines(town: Built) -> list[AuditRow]:
    async with town.runtime.store.reading():
        return await AuditRow.objects().order_by(AuditRow.position)


async def follow(town: Built, clock: DemoClock, deeds: list[tuple[Deed, Line]]) -> None:
    """Each deed a second after the one before leaves its line, with its instant in UTC, and no other."""
    for deed, line in deeds:
        clock.advance(timedelta(seconds=1))
        before = len(await lines(town))
        await deed()
        [new] = (await lines(town))[before:]
        assert (new.action, new.actor, new.subject) == line
        assert (new.at, new.at.utcoffset()) == (clock.now(), timedelta(0))


async def test_s69_signing_in_and_refused_passwords_and_codes_each_leave_their_line(
    town: Built, browser: Colleague, clock: DemoClock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.freeze(NOON)
    secret, _ = await enrolled(browser, town)
    who = f"staff:{(await lines(town))[-1].subject.partition(':')[2]}"
    await follow(
        town,
        clock,
        [
            (lambda: browser.submit("", {}, action="/sign-out"), ("sign_in.left", who, who)),
            (
                lambda: browser.submit("/sign-in", {"email": "jana@town.example", "password": "wrong"}),
                ("sign_in.refused", "visitor", who),
            ),
            (
                lambda: browser.submit("/sign-in", {"email": "nobody@town.example", "password": "wrong"}),
                ("sign_in.refused", "visitor", "staff:unknown"),
            ),
        ],
    )
    before = len(await lines(town))
    await with_password(browser)
    assert len(await lines(town)) == before, "half way in is not in"
    code = {"code": "000000"}
    clock.advance(timedelta(minutes=1))
    await follow(
        town,
        clock,
        [
            (lambda: browser.submit("/second-factor", code), ("sign_in.code_refused", "visitor", who)),
            (
                lambda: browser.submit("/second-factor", {"code": browser.code_of(secret)}),
                ("sign_in.done", who, who),
            ),
        ],
    )
    async with stranger(town, "198.51.100.9") as thief:
        for number in range(5):
            await thief.submit("/sign-in", {"email": "jana@town.example", "password": f"guess {number}"})
        caplog.clear()
        with caplog.at_level(logging.INFO, "civicore.refused"):
            await follow(
                town,
                clock,
                [
                    (
                        lambda: thief.submit("/sign-in", {"email": "jana@town.example", "password": "guess"}),
                        ("sign_in.slowed", "visitor", who),
                    )
                ],
            )
    [said] = [one.getMessage() for one in caplog.records if one.name == "civicore.refused"]
    assert said.startswith("visitor 429 ") and " in civicore.people.desk_sign_in." in said


async def test_s69_who_tries_too_many_codes_leaves_a_line_too(
    town: Built, browser: Colleague, clock: DemoClock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.freeze(NOON)
    await enrolled(browser, town)
    await browser.submit("", {}, action="/sign-out")
    await with_password(browser)
    who = (await lines(town))[-1].subject

    async def guess() -> None:
        await browser.submit("/second-factor", {"code": "000000"})

    await follow(town, clock, [(guess, ("sign_in.code_refused", "visitor", who))] * 5)
    with caplog.at_level(logging.INFO, "civicore.refused"):
        await follow(town, clock, [(guess, ("sign_in.slowed", "visitor", who))])
    [said] = [one.getMessage() for one in caplog.records if one.name == "civicore.refused"]
    assert said.startswith("visitor 429 ") and " in civicore.people.desk_sign_in." in said


async def test_s69_who_opens_peoples_data_and_who_is_refused_leave_their_line(
    town: Built, team: People, browser: Colleague, clock: DemoClock, letter: str, caplog: pytest.LogCaptureFixture
) -> None:
    clock.freeze(NOON)
    for name, role, action, subject in (
        ("Jana Malá", "revealer", "messages.revealed", letter),
        ("Petr Novák", "switcher", "access.refused", "permission:messages.read"),
    ):
        account = await employ(town, name, role)
        begun = partial(team.sessions.begin, account.id, complete=True)
        browser.client.cookies.set("civicore-desk", await town.runtime.transact(begun), domain="town.test", path="/")
        page = f"/messages?about={letter}"
        token = re.findall(r'name="_csrf" value="([^"]+)"', (await browser.get("/profile")).text)[0]
        opened = partial(browser.client.post, f"{browser.root}{page}", data={"_csrf": token})
        with caplog.at_level(logging.INFO, "civicore.refused"):
            await follow(town, clock, [(opened, (action, account.subject, subject))])
    [said] = [one.getMessage() for one in caplog.records if one.name == "civicore.refused"]
    assert said.startswith(f"{account.subject} 403 ") and said.endswith(" in civicore.people.desk_messages.reveal")
