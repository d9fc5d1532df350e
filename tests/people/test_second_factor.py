"""The second factor: required where the file says so, each code once, recovery, slowed guessing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.people.tables import RecoveryRow, StaffRow
from tests.people.colleague import PASSWORD, Colleague, audit, employ, mails, stranger

pytestmark = pytest.mark.anyio


def secret_on(html: str) -> str:
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', html)
    assert found
    return found[1].replace(" ", "")


async def enrolled(browser: Colleague, town: Built) -> tuple[str, list[str]]:
    """Sign in for the first time; the secret and the recovery codes."""
    account = await employ(town)
    answer = await browser.sign_in(account)
    assert answer.headers["location"] == "/en/desk/second-factor?next=%2Fdesk"
    await browser.get("/second-factor")
    shown = await browser.get("/second-factor/set-up")
    secret = secret_on(shown.text)
    fields = dict(re.findall(r'name="(_csrf|enrolment)" value="([^"]+)"', shown.text))
    answer = await browser.client.post(str(shown.url), data={**fields, "code": browser.code_of(secret)})
    codes = re.findall(r'class="secret">([2-9A-Z]{5}-[2-9A-Z]{5})<', answer.text)
    assert len(set(codes)) == 10
    return secret, codes


async def with_password(browser: Colleague) -> None:
    answer = await browser.submit("/sign-in", {"email": "jana@town.example", "password": PASSWORD})
    assert answer.headers["location"].startswith("/en/desk/second-factor")


async def test_s40_a_password_alone_opens_nothing(town: Built, browser: Colleague) -> None:
    await browser.sign_in(await employ(town))
    for path in ("", "/audit", "/staff", "/suspension", "/profile", "/tokens"):
        assert (await browser.get(path)).headers["location"].startswith("/en/desk/sign-in")


async def test_it_is_set_up_at_the_first_sign_in_and_asked_for_afterwards(
    town: Built, browser: Colleague, clock: DemoClock
) -> None:
    secret, _ = await enrolled(browser, town)
    assert (await browser.get("")).status_code == 200
    await browser.submit("", {}, action="/sign-out")
    await with_password(browser)
    assert (await browser.get("")).status_code == 303
    clock.advance(timedelta(seconds=30))
    answer = await browser.submit("/second-factor", {"code": browser.code_of(secret)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/desk")
    assert (await browser.get("")).status_code == 200


async def test_s44_the_session_is_a_new_one_when_rights_rise(town: Built, browser: Colleague, clock: DemoClock) -> None:
    secret, _ = await enrolled(browser, town)
    await browser.submit("", {}, action="/sign-out")
    await with_password(browser)
    half = browser.client.cookies["civicore-desk"]
    clock.advance(timedelta(seconds=30))
    await browser.submit("/second-factor", {"code": browser.code_of(secret)})
    assert browser.client.cookies["civicore-desk"] != half


async def test_a_code_seen_over_the_shoulder_opens_nothing(town: Built, browser: Colleague) -> None:
    secret, _ = await enrolled(browser, town)
    async with stranger(town, "198.51.100.9") as thief:
        await with_password(thief)
        answer = await thief.submit("/second-factor", {"code": thief.code_of(secret)})
        assert answer.status_code == 422
        assert "This code is not right." in answer.text


@pytest.mark.parametrize(("late", "right"), [(0, True), (30, True), (31, True), (60, False), (90, False)])
async def test_a_telephone_may_be_half_a_minute_off(
    town: Built, browser: Colleague, clock: DemoClock, late: int, right: bool
) -> None:
    secret, _ = await enrolled(browser, town)
    await browser.submit("", {}, action="/sign-out")
    clock.advance(timedelta(minutes=2))
    code = browser.code_of(secret)
    clock.advance(timedelta(seconds=late))
    await with_password(browser)
    answer = await browser.submit("/second-factor", {"code": code})
    assert (answer.status_code == 303) is right


async def test_a_recovery_code_works_once(town: Built, browser: Colleague) -> None:
    _, codes = await enrolled(browser, town)
    await browser.submit("", {}, action="/sign-out")
    await with_password(browser)
    answer = await browser.submit("/second-factor", {"code": codes[3].lower().replace("-", " ")})
    assert answer.status_code == 303
    await browser.submit("", {}, action="/sign-out")
    await with_password(browser)
    answer = await browser.submit("/second-factor", {"code": codes[3]})
    assert answer.status_code == 422


async def test_s42_five_codes_then_a_pause(town: Built, browser: Colleague, clock: DemoClock) -> None:
    await enrolled(browser, town)
    await browser.submit("", {}, action="/sign-out")
    await with_password(browser)
    statuses = [(await browser.submit("/second-factor", {"code": f"{n:06}"})).status_code for n in range(7)]
    assert statuses == [422] * 5 + [429] * 2


async def test_neither_secret_nor_codes_are_stored(town: Built, browser: Colleague) -> None:
    secret, codes = await enrolled(browser, town)
    async with town.runtime.store.reading():
        kept = str(await StaffRow.select()) + str(await RecoveryRow.select())
    assert secret not in kept
    assert not any(code.replace("-", "") in kept for code in codes)


async def test_s47_changing_it_asks_for_the_password_and_tells_the_owner(
    town: Built, browser: Colleague, clock: DemoClock
) -> None:
    await enrolled(browser, town)
    shown = await browser.get("/second-factor/set-up")
    fields = dict(re.findall(r'name="(_csrf|enrolment)" value="([^"]+)"', shown.text))
    typed = {**fields, "code": browser.code_of(secret_on(shown.text))}
    assert (await browser.client.post(str(shown.url), data=typed)).status_code == 422
    assert (await browser.client.post(str(shown.url), data={**typed, "password": "wrong"})).status_code == 422
    before = len(await mails(town))
    answer = await browser.client.post(str(shown.url), data={**typed, "password": PASSWORD})
    assert answer.status_code == 200
    assert [mail.notice for mail in (await mails(town))[before:]] == ["people.changed"]


async def test_nobody_does_without_it_where_it_is_required(town: Built, browser: Colleague) -> None:
    await enrolled(browser, town)
    answer = await browser.submit("/profile/second-factor/remove", {"password": PASSWORD})
    assert answer.status_code == 422
    assert "required" in answer.text


async def test_new_recovery_codes_replace_the_old_ones(town: Built, browser: Colleague) -> None:
    _, old = await enrolled(browser, town)
    answer = await browser.submit("/profile/second-factor/codes", {"password": PASSWORD})
    assert len(re.findall(r'class="secret">([2-9A-Z]{5}-[2-9A-Z]{5})<', answer.text)) == 10
    await browser.submit("", {}, action="/sign-out")
    await with_password(browser)
    assert (await browser.submit("/second-factor", {"code": old[0]})).status_code == 422


async def test_another_colleagues_enrolment_shows_no_secret_of_theirs(town: Built, browser: Colleague) -> None:
    secret, _ = await enrolled(browser, town)
    async with town.runtime.store.reading():
        row = await StaffRow.objects().first()
    assert row
    async with stranger(town, "198.51.100.9") as other:
        await other.sign_in(await employ(town, "Petr Novák", "clerk"))
        answer = await other.submit("/second-factor/set-up", {"enrolment": str(row.second_factor), "code": "000000"})
    assert answer.status_code == 422
    assert secret_on(answer.text) != secret


async def test_it_is_written_down(town: Built, browser: Colleague) -> None:
    await enrolled(browser, town)
    assert [action for action, _, _ in await audit(town)] == [
        "staff.added",
        "staff.second_factor_set",
        "staff.recovery_codes_made",
        "sign_in.done",
    ]
