"""Links that work once: the first account, invitations, forgotten passwords."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from argon2 import PasswordHasher

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.people.passwords import Passwords
from civicore.people.plugin import PeoplePlugin
from civicore.people.realm import ResetAsked
from civicore.people.tables import LinkRow
from civicore.people.team import People
from civicore.storage.tables import AuditRow, EventRow, MessageRow
from tests.people.colleague import PASSWORD, Colleague, acting, audit, employ, link_in, mails, stranger

pytestmark = pytest.mark.anyio

NEW = "three ordinary words"


@pytest.fixture
def written(written: str) -> str:
    return written + "security: {staff: {mfa: optional}}\n"


async def first_link(town: Built) -> str:
    link = await PeoplePlugin().first_link(town.runtime)
    assert link
    return link.partition("/desk")[2]


async def test_s39_the_first_account_is_made_by_the_link_on_the_console(town: Built, browser: Colleague) -> None:
    link, other = await first_link(town), await first_link(town)
    assert (await browser.get(link)).status_code == 200
    answer = await browser.submit(link, {"name": "Jana Malá", "email": "jana@town.example", "password": NEW})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/desk")
    assert (await browser.get("/staff")).status_code == 200
    assert await PeoplePlugin().first_link(town.runtime) is None
    for dead in (link, other):
        assert (await browser.get(dead)).status_code == 410


async def test_s39_the_link_on_the_console_lasts_an_hour(town: Built, browser: Colleague, clock: DemoClock) -> None:
    link = await first_link(town)
    clock.advance(timedelta(hours=1))
    assert (await browser.get(link)).status_code == 200
    clock.advance(timedelta(seconds=1))
    assert (await browser.get(link)).status_code == 410


async def test_an_invited_colleague_chooses_a_password_and_is_in(town: Built, browser: Colleague) -> None:
    boss = await employ(town)
    await browser.sign_in(boss)
    answer = await browser.submit(
        "/staff/invite",
        {"name": "Petr Novák", "email": "petr@town.example", "role": "clerk", "departments": "registry"},
    )
    assert answer.headers["location"] == "/en/desk/staff?told=invited"
    (mail,) = await mails(town, "petr@town.example")
    assert mail.forget
    async with stranger(town, "198.51.100.3") as petr:
        link = link_in(mail)
        for _ in range(3):  # a mail scanner opens it first
            assert (await petr.get(link)).status_code == 200
        answer = await petr.submit(link, {"password": NEW})
        assert answer.headers["location"] == "/en/desk"
        front = await petr.get("")
        assert "Petr Novák" in front.text
        assert (await petr.get("/staff")).status_code == 403
        assert (await petr.get(link)).status_code == 410


async def test_an_invitation_can_be_sent_again_and_the_first_dies(
    town: Built, team: People, browser: Colleague
) -> None:
    boss = await employ(town)
    await browser.sign_in(boss)
    await browser.submit("/staff/invite", {"name": "Petr", "email": "petr@town.example", "role": "clerk"})
    (petr,) = [one for one in await team.staff.all() if one.email == "petr@town.example"]
    await browser.submit(f"/staff/{petr.id}", {}, action="/invite-again")
    first, second = await mails(town, "petr@town.example")
    assert (await browser.get(link_in(first))).status_code == 410
    assert (await browser.get(link_in(second))).status_code == 200


async def test_s41_a_forgotten_password_is_set_anew_once_and_ends_other_sessions(
    town: Built, team: People, browser: Colleague
) -> None:
    account = await employ(town)
    await browser.sign_in(account)
    async with stranger(town, "198.51.100.3") as elsewhere:
        answer = await elsewhere.submit("/forgotten", {"email": "JANA@town.example"})
        assert answer.headers["location"] == "/en/desk/forgotten?sent=true"
        (mail,) = await mails(town)
        answer = await elsewhere.submit(link_in(mail), {"password": NEW})
        assert answer.headers["location"] == "/en/desk"
        assert (await elsewhere.get(link_in(mail))).status_code == 410
    token = link_in(mail).rpartition("/")[2]
    assert await team.entrance.set_by_link(token, "another good one") == Refusal("link.used")
    assert (await browser.get("")).headers["location"] == "/en/desk/sign-in"
    assert (await browser.sign_in(account)).status_code == 422
    assert (await browser.sign_in(account, NEW)).status_code == 303
    assert [one.notice for one in await mails(town)] == ["people.reset", "people.changed"]


async def test_s41_the_link_lasts_an_hour_to_the_second(town: Built, browser: Colleague, clock: DemoClock) -> None:
    await employ(town)
    await browser.submit("/forgotten", {"email": "jana@town.example"})
    (mail,) = await mails(town)
    clock.advance(timedelta(hours=1))
    assert (await browser.get(link_in(mail))).status_code == 200
    clock.advance(timedelta(seconds=1))
    assert (await browser.get(link_in(mail))).status_code == 410


async def test_s41_unknown_addresses_get_the_same_answer_and_no_mail(town: Built, browser: Colleague) -> None:
    await employ(town)
    answers = [await browser.submit("/forgotten", {"email": f"{who}@town.example"}) for who in ("jana", "nobody")]
    assert len({(one.status_code, one.headers["location"], one.text) for one in answers}) == 1
    assert [one.recipient for one in await mails(town)] == ["jana@town.example"]


async def test_s41_the_request_itself_does_the_same_for_everybody(town: Built, team: People) -> None:
    """What takes longer for a known address, above all the message, comes after the answer."""
    await employ(town)
    left = []
    for who in ("jana", "nobody"):
        await team.entrance.ask_reset(f"{who}@town.example", "192.0.2.1")
        async with town.runtime.store.reading():
            left.append((await EventRow.count(), await MessageRow.count(), len(await AuditRow.select())))
    (_, *known), (_, *unknown) = left
    assert known == unknown
    assert [events for events, *_ in left] == [1, 2]
    assert len(await mails(town)) == 1


async def test_s41_a_wish_that_is_handed_over_twice_is_one_mail(town: Built, team: People) -> None:
    wish = ResetAsked(uuid4(), (await employ(town)).id)
    for _ in range(2):
        await team.entrance.send_reset(wish)
    assert len(await mails(town)) == 1


async def test_a_demo_slows_nobody(town: Built) -> None:
    account = await employ(town)
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    relaxed = People(town.runtime, enforced=False, passwords=passwords).entrance
    for _ in range(8):
        assert await relaxed.confirm(account, "wrong") == Refusal("password.wrong")
        await relaxed.send_reset(ResetAsked(uuid4(), account.id))
    assert await relaxed.confirm(account, PASSWORD) is None
    assert len(await mails(town)) == 8


async def test_t4_nobodys_mailbox_is_filled(town: Built) -> None:
    await employ(town)
    for n in range(10):
        async with stranger(town, f"198.51.100.{n}") as other:
            await other.submit("/forgotten", {"email": "jana@town.example"})
    assert len(await mails(town)) == 3


async def test_a_link_is_kept_as_a_hash_only(town: Built, browser: Colleague) -> None:
    await employ(town)
    await browser.submit("/forgotten", {"email": "jana@town.example"})
    (mail,) = await mails(town)
    async with town.runtime.store.reading():
        kept = str(await LinkRow.select())
    assert link_in(mail).rpartition("/")[2] not in kept


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 8"),
        ("x" * 129, "at most 128"),
        ("password123", "guess"),
        ("jana@town.example", "guess"),
        ("", "Fill in"),
    ],
)
async def test_a_weak_password_is_refused_and_the_link_stays_good(
    town: Built, browser: Colleague, password: str, said: str
) -> None:
    await employ(town)
    await browser.submit("/forgotten", {"email": "jana@town.example"})
    (mail,) = await mails(town)
    answer = await browser.submit(link_in(mail), {"password": password})
    assert answer.status_code == 422
    assert said in answer.text
    assert not password or f'value="{password}"' not in answer.text.replace('value="jana@town.example"', "")
    assert (await browser.submit(link_in(mail), {"password": NEW})).status_code == 303


async def test_a_disabled_account_is_not_reset(town: Built, team: People, browser: Colleague) -> None:
    boss, account = await employ(town, "Petr Novák"), await employ(town)
    await browser.submit("/forgotten", {"email": account.email})
    (mail,) = await mails(town)
    await team.staff.set_state(account.id, False, acting(boss))
    assert (await browser.get(link_in(mail))).status_code == 410
    await browser.submit("/forgotten", {"email": account.email})
    assert len(await mails(town)) == 1


async def test_changing_ones_password_ends_the_other_sessions(town: Built, browser: Colleague) -> None:
    account = await employ(town)
    await browser.sign_in(account)
    async with stranger(town, "198.51.100.3") as elsewhere:
        await elsewhere.sign_in(account)
        answer = await elsewhere.submit("/profile/password", {"password": "wrong one", "new": NEW})
        assert answer.status_code == 422
        answer = await elsewhere.submit("/profile/password", {"password": PASSWORD, "new": NEW})
        assert answer.headers["location"] == "/en/desk/profile?told=password"
        assert (await elsewhere.get("")).status_code == 200
    assert (await browser.get("")).headers["location"] == "/en/desk/sign-in"
    assert ("staff.password_set", account.subject, account.subject) in await audit(town)
