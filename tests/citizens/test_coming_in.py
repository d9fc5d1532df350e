"""Registering, confirming, signing in and out."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.citizens.book import Citizens
from civicore.citizens.keeping import retention
from civicore.citizens.pages_entry import inside
from civicore.citizens.tables import CitizenRow, CitizenSessionRow
from tests.citizens.conftest import TOWN
from tests.citizens.resident import AT, EMAIL, PERSON, account, notices, press, register, settled, sign_in
from tests.databases import everywhere_in_soak
from tests.people.colleague import PASSWORD, Colleague, audit, employ, link_in, mails, stranger
from tests.tools.serving import ROOT

pytestmark = pytest.mark.anyio


async def test_a_person_registers_confirms_and_signs_in(town: Built, browser: Colleague) -> None:
    answer = await register(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{AT}/register?sent=true")
    assert (await sign_in(browser)).status_code == 422
    link = link_in((await mails(town, EMAIL))[0])
    for _ in range(2):  # a mail scanner opens it, then the person
        assert "maria@example.org" in (await browser.get(link)).text
    assert [(await press(browser, link)).headers["location"], EMAIL] == [f"{AT}/sign-in?told=verify", EMAIL]
    answer = await sign_in(browser)
    assert answer.headers["location"] == AT
    profile = await browser.get("")
    assert "Maria Petrova" in profile.text
    assert profile.headers["cache-control"] == "no-store"
    owner = await account(town)
    assert [line[0] for line in await audit(town) if line[1] == owner.subject] == ["citizen.opened", "sign_in.done"]


async def test_who_registers_with_the_address_of_another_gets_no_key_to_their_account(
    town: Built, browser: Colleague
) -> None:
    await register(browser)
    link = link_in((await mails(town, EMAIL))[0])
    wrong = await press(browser, link, "what the owner does not know")
    assert wrong.status_code == 422 and 'id="password-error"' in wrong.text
    assert (await sign_in(browser)).status_code == 422, "the address is not confirmed"
    for _ in range(12):
        refused = await press(browser, link, "one guess after the other")
    assert refused.status_code in (422, 429) and (await sign_in(browser)).status_code in (422, 429)


@everywhere_in_soak
async def test_signal_case_06_the_button_may_be_pressed_twice(town: Built, browser: Colleague) -> None:
    await register(browser)
    link = link_in((await mails(town, EMAIL))[0])
    shown = await browser.get(link)
    token = re.search(r'name="_csrf" value="([^"]+)"', shown.text)
    assert token is not None
    for _ in range(2):
        answer = await browser.client.post(f"{AT}{link}", data={"_csrf": token[1], "password": PASSWORD})
        assert answer.headers["location"] == f"{AT}/sign-in?told=verify"
    assert (await browser.get(link)).status_code == 410


@everywhere_in_soak
async def test_a_company_says_its_name_and_who_speaks_for_it(town: Built, browser: Colleague) -> None:
    empty = await register(browser, {**PERSON, "organisation": ""}, "company")
    assert empty.status_code == 422
    firm = await settled(browser, {**PERSON, "organisation": "Lipa Ltd.", "company_number": "831650349"}, "company")
    assert (firm.holder, firm.organisation, firm.company_number) == ("company", "Lipa Ltd.", "831650349")
    await sign_in(browser)
    page = (await browser.client.get("/en/")).text
    assert re.search(r"<summary>.*Lipa Ltd\.</summary>", page)


async def test_a_known_address_is_answered_like_an_unknown_one(town: Built, browser: Colleague) -> None:
    await settled(browser)
    known = await register(browser, {**PERSON, "password": "another good password"})
    new = await register(browser, {**PERSON, "email": "new@example.org"})
    assert (known.status_code, known.headers["location"]) == (new.status_code, new.headers["location"])
    assert await notices(town) == ["citizens.verify", "citizens.known"]
    assert await notices(town, "new@example.org") == ["citizens.verify"]
    assert (await sign_in(browser)).status_code == 303


async def test_registering_for_a_stranger_gives_no_account_and_theirs_kills_the_attempt(
    town: Built, browser: Colleague
) -> None:
    await register(browser, {**PERSON, "password": "the password of a stranger"})
    first = link_in((await mails(town, EMAIL))[0])
    await settled(browser)
    assert (await browser.get(first)).status_code == 410
    assert (await sign_in(browser, password="the password of a stranger")).status_code == 422
    assert (await sign_in(browser)).status_code == 303
    async with town.runtime.store.reading():
        assert await CitizenRow.count() == 1


async def test_signal_case_08_sign_in_and_forgotten_say_the_same_to_known_and_unknown(
    town: Built, browser: Colleague
) -> None:
    await settled(browser)
    said: set[object] = set()
    for email, password in ((EMAIL, "wrong password"), ("nobody@example.org", PASSWORD)):
        answer = await sign_in(browser, email, password)
        assert answer.status_code == 422
        said.add(answer.text.count("The e-mail or the password is not right."))
        asked = await browser.submit("/forgotten", {"email": email}, action="")
        said.add((asked.status_code, asked.headers["location"]))
    assert said == {2, (303, f"{AT}/forgotten?sent=true")}
    assert await notices(town) == ["citizens.verify", "citizens.reset"]
    assert await mails(town, "nobody@example.org") == []


async def test_a_forgotten_password_is_set_by_the_link_and_ends_every_session(town: Built, browser: Colleague) -> None:
    await settled(browser)
    await sign_in(browser)
    async with stranger(town, "192.0.2.9", AT) as other:
        await other.submit("/forgotten", {"email": EMAIL}, action="")
        link = link_in((await mails(town, EMAIL))[-1])
        answer = await other.submit(link, {"password": "a wholly new password"}, action="")
        assert answer.headers["location"] == AT
        assert (await other.get("")).status_code == 200
    assert (await browser.get("")).headers["location"] == f"{AT}/sign-in?next=%2Faccount"
    assert (await notices(town))[-1] == "citizens.changed"


@everywhere_in_soak
async def test_guessing_a_password_is_slowed_and_the_owners_browser_is_not(town: Built, browser: Colleague) -> None:
    await settled(browser)
    await sign_in(browser)
    async with stranger(town, "203.0.113.5", AT) as guesser:
        statuses = [(await sign_in(guesser, password=f"guess number {n}")).status_code for n in range(7)]
    assert statuses == [422] * 5 + [429] * 2
    await browser.submit("", {}, action="/sign-out")
    assert (await sign_in(browser)).status_code == 303


@everywhere_in_soak
async def test_robots_that_register_are_slowed(town: Built, browser: Colleague) -> None:
    answers = [await register(browser, {**PERSON, "email": f"r{n}@example.org"}) for n in range(22)]
    assert [one.status_code for one in answers] == [303] * 20 + [429] * 2
    for n in range(5):
        async with stranger(town, f"198.51.100.{n}", AT) as one:
            await register(one)
    assert await notices(town) == ["citizens.verify"] * 3


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        ("/signals/mine?page=2", "/signals/mine?page=2"),
        ("", "/account"),
        ("/", "/account"),
        ("//evil.example", "/account"),
        ("/\\evil.example", "/account"),
        ("https://evil.example", "/account"),
        ("/desk/staff", "/account"),
        ("/desk?x", "/account"),
        ("/device/hall.kiosk", "/account"),
        ("/api/v1/x", "/account"),
    ],
)
def test_one_is_led_to_a_page_for_citizens_of_this_site_and_nowhere_else(wanted: str, where: str) -> None:
    assert inside(wanted) == where


@everywhere_in_soak
async def test_after_signing_in_one_is_where_one_wanted(book: Citizens, browser: Colleague) -> None:
    await settled(browser)
    assert (await browser.get("/details")).headers["location"] == f"{AT}/sign-in?next=%2Faccount%2Fdetails"
    assert (await sign_in(browser, wanted="/contact?a=1")).headers["location"] == "/en/contact?a=1"


@everywhere_in_soak
async def test_sessions_rotate_end_when_idle_and_end_for_good(
    town: Built, book: Citizens, browser: Colleague, clock: DemoClock
) -> None:
    await settled(browser)
    browser.client.cookies.set("civicore-citizen", "chosen-by-a-stranger", domain="town.test", path="/")
    seen = {"chosen-by-a-stranger"}
    for _ in range(2):
        answer = await sign_in(browser)
        cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("civicore-citizen="))
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        seen.add(cookie.partition(";")[0])
        await browser.submit("", {}, action="/sign-out")
        assert (await browser.get("")).status_code == 303
    assert len(seen) == 3
    await sign_in(browser)
    for _ in range(12):
        clock.freeze(clock.now() + timedelta(hours=1))
        assert (await browser.get("")).status_code == 200
    clock.freeze(clock.now() + timedelta(seconds=1))
    assert (await browser.get("")).status_code == 303
    await sign_in(browser)
    clock.freeze(clock.now() + timedelta(hours=1, seconds=1))
    assert (await browser.get("")).status_code == 303
    await sign_in(browser)
    await browser.submit("", {}, action="/leave-everywhere")
    async with town.runtime.store.reading():
        assert not await CitizenSessionRow.exists().where(CitizenSessionRow.made_at == clock.now())


async def test_a_clerks_and_a_citizens_session_never_mix(town: Built, browser: Colleague) -> None:
    clerk = await employ(town)
    await settled(browser, {**PERSON, "email": clerk.email})
    async with stranger(town, "192.0.2.8") as desk:
        await desk.submit("/sign-in", {"email": clerk.email, "password": PASSWORD})
        staff_cookie = desk.client.cookies["civicore-desk"]
        assert (await desk.client.get(AT)).status_code == 303
        desk.client.cookies.set("civicore-citizen", staff_cookie, domain="town.test", path="/")
        assert (await desk.client.get(AT)).status_code == 303
    await sign_in(browser, clerk.email)
    own = browser.client.cookies["civicore-citizen"]
    browser.client.cookies.set("civicore-desk", own, domain="town.test", path="/")
    assert (await browser.get("")).status_code == 200
    assert (await browser.client.get("/en/desk")).headers["location"] == "/en/desk/sign-in"


async def test_registrations_that_nobody_confirmed_are_forgotten(
    town: Built, browser: Colleague, clock: DemoClock
) -> None:
    await settled(browser)
    await register(browser, {**PERSON, "email": "late@example.org"})
    link = link_in((await mails(town, "late@example.org"))[0])
    clock.freeze(clock.now() + timedelta(days=1, seconds=1))
    assert (await browser.get(link)).status_code == 410
    assert await retention(town.runtime).expire() == 0
    clock.freeze(clock.now() + timedelta(days=1))
    assert await retention(town.runtime).expire() == 1
    async with town.runtime.store.reading():
        assert [row.email for row in await CitizenRow.objects()] == [EMAIL]


@everywhere_in_soak
@pytest.mark.parametrize("written", [TOWN])
async def test_a_town_without_accounts_shows_nothing_of_them(town: Built, browser: Colleague) -> None:
    assert "/account" not in (await browser.client.get("/en/")).text
    assert [(await browser.get(path)).status_code for path in ("", "/sign-in", "/register")] == [404] * 3


@everywhere_in_soak
@pytest.mark.parametrize(
    "written",
    [
        (ROOT / "deployments/minimal.yaml").read_text(encoding="utf-8")
        + "\naccounts: {enabled: true, registration: required}\n"
    ],
)
async def test_where_an_account_is_needed_strangers_see_only_the_citys_own_pages(
    town: Built, browser: Colleague
) -> None:
    language = town.runtime.languages.default
    asked = await browser.client.get(f"/{language}/booking")
    assert asked.headers["location"] == f"/{language}/account/sign-in?next=%2Fbooking"
    assert (await browser.client.get(f"/{language}/contact")).status_code == 200


async def test_whoever_needs_an_account_comes_back_to_the_page_that_asked_for_it(
    town: Built, browser: Colleague
) -> None:
    wanted = "/contact?about=a+letter"
    query = f"?{urlencode({'next': wanted})}"
    entrance = await browser.get(f"/sign-in{query}")
    assert f"{AT}/register?next=" in entrance.text
    asked = await browser.submit(f"/register{query}", PERSON, action=f"/register/person{query}")
    assert asked.headers["location"].endswith(f"sent=true&{query[1:]}")
    pressed = await press(browser, link_in((await mails(town, EMAIL))[-1]))
    assert pressed.headers["location"] == f"{AT}/sign-in?told=verify&{query[1:]}"
    assert (await sign_in(browser, wanted=wanted)).headers["location"] == f"/en{wanted}"


async def test_a_letter_never_leads_to_another_site(town: Built, browser: Colleague) -> None:
    await browser.submit("/register?next=//evil.example/", PERSON, action="/register/person")
    assert "next=" not in link_in((await mails(town, EMAIL))[-1])
