"""Secret links and confirmations: what opens what, what guesses cost, what looking changes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from civicore_signals import store, tokens
from civicore_signals.access import Account, Holder
from civicore_signals.case import Sender
from civicore_signals.filed import Filed
from civicore_signals.tables import CaseRow, TokenRow

from civicore import Refusal, new_id
from civicore.base.clock import DemoClock
from civicore.storage.tables import AuditRow
from tests.signals.backoffice.office import Office
from tests.signals.intake.test_filing import HOLE, filed

QUESTION = replace(HOLE, kind="question", category="services", answers={}, topic="How", place=None)
GUESSES = 100_000


async def asked(office: Office, **changes: Any) -> tuple[Filed, str]:
    """A question that waits for its address, and the secret of the letter."""
    answer = await filed(office, QUESTION, **changes)
    letter = (await office.letters("confirm"))[-1]
    return answer, letter["text"].split("/signals/confirm/")[1].split()[0]


async def test_signal_case_5_guesses_never_reach_the_store(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = await filed(office)
    reached = 0

    def counted(*_: Any, **__: Any) -> Any:
        nonlocal reached
        reached += 1
        raise AssertionError("a guess reached the store")

    monkeypatch.setattr(TokenRow, "select", counted)
    keys, now = office.runtime.keys, office.runtime.clock.now()
    changed = answer.token[:-1] + ("0" if answer.token[-1] != "0" else "1")
    assert await tokens.opened(keys, tokens.CASE, changed, now) is None
    for number in range(GUESSES):
        assert await tokens.opened(keys, tokens.CASE, f"{number:075d}", now) is None
    for odd in ("", "ж" * 80, "x" * 5000, answer.token[:40]):
        assert await tokens.opened(keys, tokens.CASE, odd, now) is None
    assert reached == 0


async def test_signal_case_5_links_are_kept_as_hashes_end_and_are_revoked(office: Office) -> None:
    answer = await filed(office)
    async with office.store.reading():
        kept = [row["digest"] for row in await TokenRow.select()]
    assert len(answer.token) > 70 and not any(one in answer.token or answer.token in one for one in kept)
    assert await tokens_of(office, tokens.CONFIRM, answer.token) is None, "another purpose"
    await office.cases.revoke(answer.case.id)
    assert await office.cases.by_token(answer.token) is None
    fresh = await office.cases.new_link(answer.case.id)
    assert await office.cases.by_token(fresh) is not None
    office.set("2028-01-01T09:00")
    assert await office.cases.by_token(fresh) is None


async def tokens_of(office: Office, purpose: str, token: str) -> str | None:
    async with office.store.reading():
        return await tokens.opened(office.runtime.keys, purpose, token, office.runtime.clock.now())


async def test_signal_case_6_looking_changes_nothing_and_confirming_twice_is_once(office: Office) -> None:
    answer, secret = await asked(office)
    assert (answer.case.state, answer.case.number) == ("unconfirmed", None)
    for _ in range(3):
        seen = await office.cases.to_confirm(secret)
        assert seen is not None and seen.state == "unconfirmed"
    done = await asyncio.gather(*(office.cases.confirm(secret) for _ in range(5)))
    numbers = {one.case.number for one in done if isinstance(one, Filed)}
    assert numbers == {"СК26-01-1"} and len(await office.letters("registered")) == 1
    assert (await office.kinds(answer.case.id)).count("registered") == 1
    assert isinstance(await office.cases.confirm(secret + "x"), Refusal)


async def test_signal_case_16_confirming_keeps_the_network_no_longer(office: Office) -> None:
    _, secret = await asked(office)
    office.set("2026-11-23T20:00")  # the time of arrival, by which the window is counted, is written anew
    await office.cases.confirm(secret)
    async with office.store.reading():
        assert [row["network"] for row in await CaseRow.select(CaseRow.network)] == [None]


async def test_the_time_of_the_office_begins_with_the_confirmation(office: Office) -> None:
    answer, secret = await asked(office)
    office.set("2026-11-23T20:00")
    done = await office.cases.confirm(secret)
    assert isinstance(done, Filed) and done.case.received_at == office.runtime.clock.now() > answer.case.received_at


async def test_who_has_an_account_or_a_clerk_need_not_confirm(office: Office) -> None:
    assert (await filed(office, QUESTION, sender=Sender(account=new_id(), email="a@b.cz"))).case.number


async def test_signal_case_7_the_link_of_one_case_opens_no_other(office: Office) -> None:
    first, second = await filed(office), await filed(office)
    own = await office.cases.own(Holder(first.token))
    assert own is not None and own.case.id == first.case.id
    assert await office.cases.own(Holder(first.token), second.case.id) is None
    assert await office.cases.own(Account(new_id()), first.case.id) is None
    async with office.store.reading():
        said = str(await AuditRow.select())
    assert first.token not in said


async def test_signal_case_8_known_and_unknown_addresses_are_answered_alike(office: Office) -> None:
    from civicore_signals import own
    from civicore_signals.news import LinksAsked

    from civicore.storage.tables import EventRow as NewsRow
    from civicore.storage.written import load_event

    case = (await filed(office)).case
    before = len(await office.letters())
    for email in ("JANA@example.cz", "nobody@example.cz"):
        assert await office.cases.link_for_mine(email, "cs", "192.0.2.1") is None
        assert len(await office.letters()) == before, "nothing differs while somebody waits for the answer"
    async with office.store.reading():
        news = [row["body"] for row in await NewsRow.select().order_by(NewsRow.position) if "Links" in row["kind"]]
    assert "example.cz" not in str(news)
    for body in [*news, *news]:
        await own.send_links(office.cases.setting, load_event(LinksAsked, body))
    (letter,) = await office.letters("mine")
    assert letter["recipient"] == "jana@example.cz"
    secret = letter["text"].split("/signals/all/")[1].split()[0]
    mine = await office.cases.mine_by_link(secret)
    assert mine is not None and [one.id for one in mine] == [case.id]
    assert (await office.cases.own(Holder(secret), case.id)) is not None
    assert await office.cases.own(Holder(secret)) is None and await office.cases.mine_by_link("x") is None
    stranger = (await filed(office, sender=Sender(email="other@example.cz"))).case
    assert await office.cases.own(Holder(secret), stranger.id) is None


async def test_nobody_s_mailbox_is_filled_and_nobody_learns_of_it(office: Office) -> None:
    from civicore.storage.tables import EventRow as NewsRow

    await filed(office)
    for number in range(6):
        assert await office.cases.link_for_mine("jana@example.cz", "cs", f"192.0.2.{number}") is None
    async with office.store.reading():
        news = [row for row in await NewsRow.select() if "Links" in row["kind"]]
    assert len(news) == 3


async def test_an_account_sees_its_own_by_pages(office: Office, clock: DemoClock) -> None:
    account = Account(new_id(), "jana@example.cz")
    made = []
    for minute in range(5):
        office.set(f"2026-11-23T09:0{minute}")
        made.append((await filed(office, sender=Sender(account=account.id, email="jana@example.cz"))).case.id)
    seen: list[UUID] = []
    cursor: str | None = ""
    while cursor is not None:
        found = await office.cases.mine(account, cursor, 2)
        seen += [one.id for one in found.items]
        cursor = found.next
    assert seen == made[::-1]
    assert await office.cases.own(account, made[0]) is not None
    async with office.store.reading():
        assert set(await store.many(made)) == set(made)


async def test_what_was_filed_at_one_instant_is_on_some_page(office: Office) -> None:
    account = Account(new_id())
    sent = {(await filed(office, sender=Sender(account=account.id, language="cs"))).case.id for _ in range(5)}
    seen, cursor = [], None
    while True:
        page = await office.cases.mine(account, cursor, 2)
        seen += [one.id for one in page.items]
        if (cursor := page.next) is None:
            break
    assert len(seen) == 5 and set(seen) == sent
