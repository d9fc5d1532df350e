"""What the directory's door refuses, and accounts with a password beside it. On one engine: test_door has the rows."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.people.sign_in import Caller, SignedIn
from civicore.people.tables import StaffRow, VisitRow
from civicore.people.team import People
from tests.databases import ENGINES
from tests.people.colleague import ADDRESS, PASSWORD, Colleague, acting, audit, employ, mails
from tests.people.directory.visitor import brings, comes_in, member, sent_back
from tests.tools.town_directory import Directory

pytestmark = pytest.mark.anyio
LATER = timedelta(minutes=5, seconds=1)


@pytest.fixture
def engine_name() -> str:
    return ENGINES[0]


async def test_the_way_holds_state_nonce_and_pkce(browser: Colleague, directory: Directory) -> None:
    doors = [(await browser.get("/sign-in/directory")).headers["location"] for _ in range(2)]
    asked = [parse_qs(urlsplit(door).query) for door in doors]
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert asked[0]["redirect_uri"] == [f"{ADDRESS}/desk/sign-in/directory/back"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[0][name][0]) >= 32
        assert asked[0][name] != asked[1][name]


async def test_another_browsers_answer_opens_nothing(town: Built, browser: Colleague, directory: Directory) -> None:
    directory.put("anna", "Anna Nová", "Registry")
    theirs = await sent_back(browser, directory, "anna")
    await browser.get("/sign-in/directory")  # another way has begun in this browser since
    answer = await brings(browser, theirs)
    assert answer.status_code == 422
    assert "Please start again" in answer.text
    browser.client.cookies.clear()
    assert (await brings(browser, theirs)).status_code == 422
    assert (await browser.get("")).status_code == 303


async def test_an_answer_counts_once_and_for_ten_minutes(
    browser: Colleague, directory: Directory, clock: DemoClock
) -> None:
    directory.put("anna", "Anna Nová", "Registry")
    late = await sent_back(browser, directory, "anna")
    clock.advance(timedelta(minutes=10, seconds=1))
    assert (await brings(browser, late)).status_code == 422


async def test_another_directorys_answer_is_refused(browser: Colleague, directory: Directory) -> None:
    directory.put("anna", "Anna Nová", "Registry")
    mixed = (await sent_back(browser, directory, "anna")).replace("iss=", "iss=https%3A%2F%2Fother.example&x=")
    assert (await brings(browser, mixed)).status_code == 422


async def test_whoever_has_no_group_with_a_role_stays_out(
    town: Built, browser: Colleague, directory: Directory
) -> None:
    directory.put("eva", "Eva Cizí", "Gardeners")
    answer = await comes_in(browser, directory, "eva")
    assert answer.status_code == 422
    assert "no group with a role" in answer.text
    async with town.runtime.store.reading():
        assert not await StaffRow.exists()
    assert (await audit(town))[-1] == ("sign_in.refused", "visitor", "staff:unknown")


async def test_a_silent_directory_ends_sessions_after_its_time_and_not_before(
    browser: Colleague, directory: Directory, team: People, clock: DemoClock
) -> None:
    directory.put("anna", "Anna Nová", "Registry")
    await comes_in(browser, directory, "anna")
    directory.silence(True)
    try:
        assert team.directory is not None
        for minutes, status in ((29, 200), (29, 200), (6, 200), (2, 303)):
            clock.advance(timedelta(minutes=minutes))
            await team.directory.ask_again()
            assert (await browser.get("")).status_code == status
        clock.advance(timedelta(hours=2))
        answer = await browser.get("/sign-in/directory")
        assert (answer.status_code, "does not answer" in answer.text) == (503, True)
    finally:
        directory.silence(False)


async def test_a_password_is_no_back_door(town: Built, browser: Colleague, directory: Directory) -> None:
    account = await employ(town, "Petr Novák", "chief")
    shown = await browser.get("/sign-in")
    assert "Town account" in shown.text
    assert 'type="password"' not in shown.text
    assert (await browser.get("/forgotten")).status_code == 404
    typed = {"email": account.email, "password": PASSWORD, "_csrf": await _csrf(browser, directory)}
    assert (await browser.client.post("/en/desk/sign-in", data=typed)).status_code == 404


async def _csrf(browser: Colleague, directory: Directory) -> str:
    """The token of a form that this browser was shown: the one by which whoever is in signs out."""
    directory.put("anna", "Anna Nová", "Registry")
    await comes_in(browser, directory, "anna")
    return (await browser.get("")).text.partition('name="_csrf" value="')[2].partition('"')[0]


async def test_who_had_a_password_is_out_when_the_file_says_directory_alone(
    town: Built, browser: Colleague, directory: Directory, team: People
) -> None:
    account = await employ(town, "Petr Novák", "chief")
    caller = Caller("192.0.2.7")
    entered = await team.sign_in.with_password(account.email, PASSWORD, caller)
    assert isinstance(entered, SignedIn)
    assert await team.with_session(entered.token) is None


async def test_the_desk_says_how_to_leave_the_directory_as_well(browser: Colleague, directory: Directory) -> None:
    directory.put("anna", "Anna Nová", "Registry")
    await comes_in(browser, directory, "anna")
    answer = await browser.submit("", {}, action="/sign-out")
    assert answer.headers["location"] == "/en/desk/sign-in?left=true"
    shown = await browser.get("/sign-in", left="true")
    assert f"{directory.issuer}/session/end?client_id=civicore" in shown.text


async def test_a_sign_out_at_the_directory_ends_what_it_means_and_nobody_elses(
    town: Built, browser: Colleague, directory: Directory, team: People
) -> None:
    directory.put("anna", "Anna Nová", "Registry")
    await comes_in(browser, directory, "anna")
    assert team.directory is not None
    left, about = team.directory._left, (await member("anna@town.example", town)).directory
    sub = str(about).rpartition(" ")[2]

    async def stays() -> bool:
        return (await browser.get("")).status_code == 200

    await town.runtime.transact(lambda unit: VisitRow.update({VisitRow.named: "s1"}, force=True))
    for claims in ({"sid": "s2"}, {"sid": "s2", "sub": sub}, {"sid": "s1", "sub": "somebody"}, {"sub": "somebody"}):
        await town.runtime.transact(lambda unit, said=claims: left(said, unit))  # type: ignore[misc]
        assert await stays(), claims
    await town.runtime.transact(lambda unit: left({"sid": "s1", "sub": sub}, unit))
    assert not await stays()
    await comes_in(browser, directory, "anna")
    await town.runtime.transact(lambda unit: VisitRow.update({VisitRow.named: ""}, force=True))  # it never said
    await town.runtime.transact(lambda unit: left({"sid": "s3", "sub": sub}, unit))
    assert not await stays()


@pytest.mark.parametrize("more", ["passwords: beside"])
class TestBeside:
    """Accounts with a password, beside the directory."""

    async def test_an_account_under_a_verified_address_becomes_the_persons(
        self, town: Built, browser: Colleague, directory: Directory
    ) -> None:
        account = await employ(town, "Jana Malá", "chief")
        directory.put("jana", "Jana Malá", "Registry", email=account.email)
        assert (await comes_in(browser, directory, "jana")).status_code == 303
        row = await member(account.email, town)
        assert (row.id, row.role) == (account.id, "helper")
        assert not row.password
        await browser.submit("", {}, action="/sign-out")
        answer = await browser.sign_in(account)
        assert answer.status_code == 422
        await browser.submit("/forgotten", {"email": account.email})
        assert await mails(town, account.email) == []

    async def test_an_address_that_nobody_verified_opens_nobodys_account(
        self, town: Built, browser: Colleague, directory: Directory
    ) -> None:
        account = await employ(town, "Jana Malá", "chief")
        directory.put("thief", "Jana Malá", "Registry", email=account.email, verified=False)
        answer = await comes_in(browser, directory, "thief")
        assert answer.status_code == 422
        assert "belongs to another account" in answer.text
        assert (await browser.sign_in(account)).status_code == 303

    async def test_who_was_disabled_here_stays_out(
        self, town: Built, browser: Colleague, directory: Directory, team: People
    ) -> None:
        boss = await employ(town, "Petr Novák", "chief")
        directory.put("anna", "Anna Nová", "IT")
        await comes_in(browser, directory, "anna")
        row = await member("anna@town.example", town)
        await team.staff.set_state(row.id, False, acting(boss))
        assert (await browser.get("")).status_code == 303
        answer = await comes_in(browser, directory, "anna")
        assert (answer.status_code, "was disabled here" in answer.text) == (422, True)
        await team.staff.set_state(row.id, True, acting(boss))
        assert (await comes_in(browser, directory, "anna")).status_code == 303

    async def test_the_directory_alone_says_what_a_person_is(
        self, town: Built, browser: Colleague, directory: Directory
    ) -> None:
        boss = await employ(town, "Petr Novák", "chief")
        directory.put("anna", "Anna Nová", "Registry")
        await comes_in(browser, directory, "anna")
        row = await member("anna@town.example", town)
        await browser.submit("", {}, action="/sign-out")
        await browser.sign_in(boss)
        shown = await browser.get(f"/staff/{row.id}")
        assert "Town account" in shown.text
        assert 'name="role"' not in shown.text
