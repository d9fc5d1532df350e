"""Coming in: passwords, slowing, sessions to the second, cookies."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from argon2 import PasswordHasher

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.people.passwords import Passwords
from civicore.people.sign_in import Caller, SignedIn
from civicore.people.tables import SessionRow
from civicore.people.team import People
from tests.people.colleague import PASSWORD, Colleague, acting, audit, employ, stranger

pytestmark = pytest.mark.anyio

OPTIONAL = "security: {staff: {mfa: optional}}\n"


@pytest.fixture
def written(written: str) -> str:
    return written + OPTIONAL


async def test_the_right_password_opens_the_desk(town: Built, browser: Colleague) -> None:
    account = await employ(town)
    assert (await browser.get("")).headers["location"] == "/en/desk/sign-in"
    answer = await browser.sign_in(account)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/desk")
    front = await browser.get("")
    assert front.status_code == 200
    assert "Jana Malá" in front.text
    assert front.headers["cache-control"] == "no-store"
    assert ("sign_in.done", account.subject, account.subject) in await audit(town)


async def test_whoever_is_sent_to_sign_in_gets_where_they_wanted(town: Built, browser: Colleague) -> None:
    account = await employ(town)
    sent = await browser.get("/audit", action="sign_in.done")
    assert sent.headers["location"] == "/en/desk/sign-in?next=%2Fdesk%2Faudit%3Faction%3Dsign_in.done"
    answer = await browser.submit(
        "/sign-in?next=/desk/audit?action=sign_in.done", {"email": account.email, "password": PASSWORD}
    )
    assert answer.headers["location"] == "/en/desk/audit?action=sign_in.done"


@pytest.mark.parametrize("wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "/cs/", "/desk\t/x"])
async def test_s28_nobody_is_sent_off_the_desk(town: Built, browser: Colleague, wanted: str) -> None:
    account = await employ(town)
    answer = await browser.submit(
        f"/sign-in?{httpx.QueryParams({'next': wanted})}", {"email": account.email, "password": PASSWORD}
    )
    assert answer.headers["location"] == "/en/desk"


async def test_t3_wrong_unknown_invited_and_disabled_sound_alike(town: Built, team: People, browser: Colleague) -> None:
    account, other = await employ(town), await employ(town, "Petr Novák")
    await team.staff.set_state(other.id, False, acting(account))
    said = set()
    for email, password in (
        (account.email, "wrong password"),
        ("nobody@town.example", PASSWORD),
        (other.email, PASSWORD),
    ):
        answer = await browser.submit("/sign-in", {"email": email, "password": password})
        assert answer.status_code == 422
        assert password not in answer.text
        said.add(answer.text.count("The e-mail or the password is not right."))
    assert said == {2}


async def test_s44_the_token_is_new_at_each_sign_in(town: Built, browser: Colleague) -> None:
    account = await employ(town)
    browser.client.cookies.set("civicore-desk", "chosen-by-a-stranger", domain="town.test", path="/")
    seen = set()
    for _ in range(2):
        await browser.submit("/sign-in", {"email": account.email, "password": PASSWORD})
        seen.add(browser.client.cookies["civicore-desk"])
        await browser.submit("", {}, action="/sign-out")
    assert len(seen) == 2
    assert "chosen-by-a-stranger" not in seen


async def test_a_session_is_kept_as_a_hash_only(town: Built, browser: Colleague) -> None:
    await browser.sign_in(await employ(town))
    async with town.runtime.store.reading():
        rows = await SessionRow.select()
    assert len(rows) == 1
    assert browser.client.cookies["civicore-desk"] not in str(rows)


async def test_s45_idle_ends_to_the_second(town: Built, browser: Colleague, clock: DemoClock) -> None:
    await browser.sign_in(await employ(town))
    for _ in range(3):
        clock.advance(timedelta(minutes=30))
        assert (await browser.get("")).status_code == 200
    clock.advance(timedelta(minutes=30, seconds=1))
    assert (await browser.get("")).headers["location"] == "/en/desk/sign-in"


async def test_s45_ten_hours_end_to_the_second_however_busy(town: Built, browser: Colleague, clock: DemoClock) -> None:
    await browser.sign_in(await employ(town))
    for _ in range(20):
        clock.advance(timedelta(minutes=30))
        assert (await browser.get("")).status_code == 200
    clock.advance(timedelta(seconds=1))
    assert (await browser.get("")).headers["location"] == "/en/desk/sign-in"


async def test_s46_signing_out_ends_the_session_for_good(town: Built, browser: Colleague) -> None:
    await browser.sign_in(await employ(town))
    kept = browser.client.cookies["civicore-desk"]
    answer = await browser.submit("", {}, action="/sign-out")
    assert answer.headers["location"] == "/en/desk/sign-in"
    browser.client.cookies.set("civicore-desk", kept, domain="town.test", path="/")
    assert (await browser.get("")).headers["location"] == "/en/desk/sign-in"


async def test_s46_disabling_an_account_ends_its_sessions_at_once(
    town: Built, team: People, browser: Colleague
) -> None:
    boss, account = await employ(town, "Petr Novák"), await employ(town)
    await browser.sign_in(account)
    assert await team.staff.set_state(account.id, False, acting(boss)) is None
    assert (await browser.get("")).headers["location"] == "/en/desk/sign-in"


async def test_s38_guessing_one_account_is_slowed_but_its_owner_comes_in(
    town: Built, browser: Colleague, clock: DemoClock
) -> None:
    account = await employ(town)
    await browser.sign_in(account)
    await browser.submit("", {}, action="/sign-out")
    async with stranger(town, "198.51.100.1") as thief:
        statuses = [(await thief.sign_in(account, f"guess {n}")).status_code for n in range(100)]
        assert statuses == [422] * 5 + [429] * 95
        slowed = await thief.sign_in(account, PASSWORD)
        assert slowed.status_code == 429
        assert int(slowed.headers["retry-after"]) == 61
    assert (await browser.sign_in(account)).status_code == 303
    async with stranger(town, "198.51.100.2") as elsewhere:
        assert (await elsewhere.sign_in(account)).status_code == 429
        clock.advance(timedelta(minutes=1))
        assert (await elsewhere.sign_in(account)).status_code == 303


async def test_s38_another_spelling_of_the_address_is_no_new_start(team: People, town: Built) -> None:
    await employ(town)
    spellings = [
        "jana@town.example",
        "JANA@Town.Example",
        "jana@town。example",
        "jana@ｔｏｗｎ.example",
        "jana@to\u00adwn.example",
    ]
    for n, email in enumerate(spellings):
        guess = await team.sign_in.with_password(email, "a guess", Caller(f"198.51.100.{n}"))
        assert guess == Refusal("sign_in.wrong")
    slowed = await team.sign_in.with_password("jana@town．example", PASSWORD, Caller("198.51.100.77"))
    assert isinstance(slowed, Refusal)
    assert slowed.code == "sign_in.wait"


async def test_s38_what_is_no_address_is_counted_too(team: People, town: Built) -> None:
    tries = [await team.sign_in.with_password("No Address", "a guess", Caller(f"198.51.100.{n}")) for n in range(6)]
    assert [one.code for one in tries if isinstance(one, Refusal)] == ["sign_in.wrong"] * 5 + ["sign_in.wait"]


async def test_s38_one_guess_on_each_of_a_hundred_accounts_is_slowed_too(town: Built) -> None:
    """From one network; and the owner of one of them, who is elsewhere, notices nothing."""
    account = await employ(town)
    async with stranger(town, "198.51.100.1") as thief:
        form, people = {"password": "summer 2026"}, [account.email, *(f"p{n}@town.example" for n in range(99))]
        statuses = [(await thief.submit("/sign-in", {**form, "email": email})).status_code for email in people]
        assert statuses == [422] * 20 + [429] * 80
    async with stranger(town, "198.51.100.2") as neighbour:
        assert (await neighbour.sign_in(account)).status_code == 303


@pytest.mark.parametrize("wrong", [{"email": ""}, {"password": ""}, {"email": "no address"}])
async def test_an_empty_form_comes_back_with_its_errors(town: Built, browser: Colleague, wrong: dict[str, str]) -> None:
    answer = await browser.submit("/sign-in", {"email": "jana@town.example", "password": PASSWORD, **wrong})
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert 'id="errors"' in answer.text


async def test_a_demo_asks_for_no_second_factor_and_slows_nobody(town: Built) -> None:
    account = await employ(town)
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    relaxed = People(town.runtime, enforced=False, passwords=passwords).sign_in
    for _ in range(25):
        assert await relaxed.with_password(account.email, "wrong", Caller("192.0.2.1")) == Refusal("sign_in.wrong")
    entered = await relaxed.with_password(account.email, PASSWORD, Caller("192.0.2.1"))
    assert isinstance(entered, SignedIn)
    assert entered.complete


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:c000:207", "192.0.2.7"),
        ("", ""),
    ],
)
async def test_a_network_is_an_address_or_the_64_of_a_household(address: str, network: str) -> None:
    assert Caller(address).network == network
