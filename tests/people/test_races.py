"""Many at once: tries are all counted, a link works once, there is one first account."""

from __future__ import annotations

import asyncio

import pytest

from civicore.app import Built
from civicore.base.refusal import Refusal
from civicore.people.accounts import Account
from civicore.people.attempts import Attempts
from civicore.people.passwords import Passwords
from civicore.people.staff import Person
from civicore.people.team import People
from civicore.people.throttle import ACCOUNT
from tests.people.colleague import PASSWORD, acting, employ, link_in, mails

pytestmark = pytest.mark.anyio


async def test_s38_thirty_guesses_at_once_are_thirty(town: Built) -> None:
    attempts = Attempts(town.runtime.keys)
    spent = await asyncio.gather(
        *(town.runtime.transact(lambda unit: attempts.spend({"account:x": ACCOUNT}, unit)) for _ in range(30))
    )
    assert spent.count(None) == 5


async def test_two_keys_taken_in_any_order_do_not_lock_each_other_out(town: Built) -> None:
    attempts = Attempts(town.runtime.keys)
    orders = [{"a": ACCOUNT, "b": ACCOUNT}, {"b": ACCOUNT, "a": ACCOUNT}]
    spent = await asyncio.gather(
        *(town.runtime.transact(lambda unit, n=n: attempts.spend(orders[n % 2], unit)) for n in range(20))  # type: ignore[misc]
    )
    assert spent.count(None) == 5


async def test_s39_two_console_links_at_once_make_one_account(town: Built, team: People) -> None:
    links = [await team.entrance.first_link("en") for _ in range(2)]
    tokens = [str(link).rpartition("/")[2] for link in links]
    made = await asyncio.gather(
        *(
            team.entrance.found(token, Person(f"P{n}", f"p{n}@town.example", "admin", "en"), "three ordinary words")
            for n, token in enumerate(tokens)
        )
    )
    assert sorted(type(one).__name__ for one in made) == ["Account", "Refusal"]
    assert len(await team.staff.all()) == 1


async def test_s41_a_link_used_twice_at_once_sets_one_password(town: Built, team: People) -> None:
    account = await employ(town)
    await team.entrance.ask_reset(account.email, "192.0.2.1")
    (mail,) = await mails(town)
    token = link_in(mail).rpartition("/")[2]
    done = await asyncio.gather(
        *(
            team.entrance.set_by_link(token, password)
            for password in ("three ordinary words", "four other ordinary words")
        )
    )
    assert len([one for one in done if isinstance(one, Account)]) == 1
    assert [one for one in done if not isinstance(one, Account)] == [Refusal("link.used")]


@pytest.mark.parametrize("by_link", [False, True])
async def test_s46_an_account_disabled_meanwhile_stays_disabled(
    town: Built, team: People, monkeypatch: pytest.MonkeyPatch, by_link: bool
) -> None:
    boss, account = await employ(town, "Petr Novák"), await employ(town)
    await team.entrance.ask_reset(account.email, "192.0.2.1")
    (mail,) = await mails(town)
    hashed = Passwords.hash

    async def slow_hash(self: Passwords, password: str) -> str:
        await team.staff.set_state(account.id, False, acting(boss))
        return await hashed(self, password)

    monkeypatch.setattr(Passwords, "hash", slow_hash)
    if by_link:
        done = await team.entrance.set_by_link(link_in(mail).rpartition("/")[2], "three ordinary words")
    else:
        done = await team.entrance.change(account, PASSWORD, "three ordinary words")  # type: ignore[assignment]
    assert done == Refusal("link.used" if by_link else "password.wrong")
    now = await team.staff.one(account.id)
    assert now is not None
    assert now.state == "disabled"
    assert await team.sessions.all_of(account.id, town.runtime.clock.now()) == []


async def test_s41_a_password_set_by_link_meanwhile_is_not_overwritten(
    town: Built, team: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever knows the old password does not win against its owner's reset."""
    account = await employ(town)
    await team.entrance.ask_reset(account.email, "192.0.2.1")
    (mail,) = await mails(town)
    hashed = Passwords.hash

    async def slow_hash(self: Passwords, password: str) -> str:
        kept = await hashed(self, password)
        if password == "the thief's own":
            await team.entrance.set_by_link(link_in(mail).rpartition("/")[2], "three ordinary words")
        return kept

    monkeypatch.setattr(Passwords, "hash", slow_hash)
    assert await team.entrance.change(account, PASSWORD, "the thief's own") == Refusal("password.wrong")
    assert await team.entrance.confirm(account, "three ordinary words") is None
