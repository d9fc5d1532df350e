"""Coming in by the town's directory, and going with it: a real OpenID provider, both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.people.tables import SessionRow, VisitRow
from civicore.people.team import People
from tests.people.colleague import Colleague, audit
from tests.people.directory.visitor import comes_in, member
from tests.tools.town_directory import Directory

pytestmark = pytest.mark.anyio
LATER = timedelta(minutes=5, seconds=1)


async def test_whoever_the_directory_knows_comes_in_and_is_what_their_groups_say(
    town: Built, browser: Colleague, directory: Directory
) -> None:
    directory.put("anna", "Anna Nová", "Everybody", "Transport", "Registry")
    answer = await comes_in(browser, directory, "anna", "/sign-in/directory?next=/desk/profile")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/desk/profile")
    assert "Anna Nová" in (await browser.get("/profile")).text
    row = await member("anna@town.example", town)
    assert (row.role, row.departments) == ("helper", '["registry","transport"]')
    assert not row.password
    named = f"staff:{row.id}"
    assert (await audit(town))[-2:] == [("staff.added", "directory", named), ("sign_in.done", named, named)]


async def test_new_groups_count_at_once_and_the_keys_may_change(
    town: Built, browser: Colleague, directory: Directory, team: People, clock: DemoClock
) -> None:
    directory.put("anna", "Anna Nová", "Registry")
    await comes_in(browser, directory, "anna")
    assert (await browser.get("/staff")).status_code == 403
    directory.put("anna", "Anna Stará", "IT")
    directory.renew_keys()
    clock.advance(LATER)
    assert team.directory is not None
    await team.directory.ask_again()
    shown = await browser.get("/staff")
    assert (shown.status_code, "Anna Stará" in shown.text) == (200, True)
    assert ("staff.changed", "directory") in [(one, by) for one, by, _ in await audit(town)]


async def test_s46_the_session_ends_with_the_account_in_the_directory(
    town: Built, browser: Colleague, directory: Directory, team: People, clock: DemoClock
) -> None:
    directory.put("anna", "Anna Nová", "Registry")
    await comes_in(browser, directory, "anna")
    directory.drop("anna")
    assert team.directory is not None
    await team.directory.ask_again()  # it is not its turn yet
    assert (await browser.get("")).status_code == 200
    clock.advance(LATER)
    await team.directory.ask_again()
    assert (await browser.get("")).headers["location"] == "/en/desk/sign-in"
    async with town.runtime.store.reading():
        assert not await VisitRow.exists()
        assert not await SessionRow.exists()
    assert (await audit(town))[-1][0] == "sign_in.directory_ended"


async def test_whoever_leaves_all_groups_loses_sessions_and_tokens(
    town: Built, browser: Colleague, directory: Directory, team: People, clock: DemoClock
) -> None:
    directory.put("anna", "Anna Nová", "IT")
    await comes_in(browser, directory, "anna")
    shown = await browser.submit("/tokens", {"whose": "me", "name": "statistics"})
    token = shown.text.partition('class="secret long">')[2].partition("<")[0]
    assert await team.with_token(token) is not None
    directory.put("anna", "Anna Nová", "Gardeners")
    clock.advance(LATER)
    assert team.directory is not None
    await team.directory.ask_again()
    assert await team.with_token(token) is None
    assert (await browser.get("")).status_code == 303


async def test_programs_rest_when_their_owner_stays_away(
    town: Built, browser: Colleague, directory: Directory, team: People, clock: DemoClock
) -> None:
    directory.put("anna", "Anna Nová", "IT")
    await comes_in(browser, directory, "anna")
    shown = await browser.submit("/tokens", {"whose": "me", "name": "statistics"})
    token = shown.text.partition('class="secret long">')[2].partition("<")[0]
    clock.advance(timedelta(days=29))
    assert await team.with_token(token) is not None
    clock.advance(timedelta(days=2))
    assert await team.with_token(token) is None
