"""Followers: one letter without a word to confirm, nothing that strangers may not read, out with one click."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from civicore_signals import jobs, moving, store_followers
from civicore_signals.access import Account
from civicore_signals.case import Case, Sender
from civicore_signals.following import Followed
from civicore_signals.lifecycle import Given
from civicore_signals.news import CaseNews

from civicore import Refusal, new_id
from civicore.contracts.accounts import AccountAddresses, AddressChanged
from civicore.contracts.letters import LetterReturned
from civicore.extension.parts import Service
from civicore.storage.tables import EventRow as NewsRow
from civicore.storage.written import load_event
from tests.signals.backoffice.office import BOSS, Office, code, sure
from tests.signals.intake.test_filing import HOLE, filed

EVA = "eva@example.cz"
ACCOUNT = Account(UUID(int=55), "jana@example.cz", "cs")
SECRETS = ("jana@example.cz", "Jana", "601 234 567", "A word for the office", "Our plates are stolen")


async def shown(office: Office, **changes: Any) -> Case:
    """A case that everybody may read."""
    case = (await filed(office, HOLE, **changes)).case
    return sure(await office.desk.publish(case.id, ("place", "answer"), BOSS, agreed=True))


async def followed(office: Office, case: Case, email: str = EVA) -> str:
    """Follow by address and confirm; returns the secret of the letter."""
    assert await office.cases.follow(case.number or "", email, "cs", "192.0.2.9") is None
    letter = (await office.letters("follow"))[-1]
    secret: str = letter["text"].split("/signals/follow/")[1].split()[0]
    assert await office.cases.confirm_following(secret) is not None
    return secret


async def spread(office: Office) -> None:
    """Hand every news of cases to the followers, twice, as a crash would."""
    async with office.store.reading():
        rows = [row for row in await NewsRow.select().order_by(NewsRow.position) if row["kind"].endswith("CaseNews")]
    for row in [*rows, *rows]:
        await jobs.told(office.cases.setting, load_event(CaseNews, row["body"]))


async def followers(office: Office, case: Case) -> int:
    async with office.store.reading():
        return (await store_followers.counts([case.id])).get(case.id, 0)


async def test_signal_case_10_one_letter_without_content_and_out_with_one_click(office: Office) -> None:
    case = await shown(office)
    for _ in range(3):
        assert await office.cases.follow(case.number or "", EVA, "cs", "192.0.2.9") is None
    (letter,) = await office.letters("follow")
    assert case.number not in letter["text"] and HOLE.text not in letter["text"] and letter["unsubscribe"] is None
    secret = letter["text"].split("/signals/follow/")[1].split()[0]
    assert await office.cases.to_follow(secret) is not None and await followers(office, case) == 0
    for _ in range(2):
        assert await office.cases.confirm_following(secret) is not None
    assert await followers(office, case) == 1
    office.set("2026-11-23T10:00")
    await office.solved(case)
    await spread(office)
    (news,) = await office.letters("follower")
    stop = news["unsubscribe"].rpartition("/")[2]
    assert news["unsubscribe"].startswith("https://squares.example/hooks/signals/stop/")
    assert f"/signals/stop/{stop}" in news["text"] and await office.cases.to_stop(stop)
    await office.cases.stop_following(stop)
    assert not await office.cases.to_stop(stop) and await followers(office, case) == 0
    await office.cases.stop_following(stop)
    await office.cases.stop_following("guessed")
    assert await office.letters("follower") == [], "what waits to be sent is taken back too"


async def test_signal_case_11_a_follower_reads_what_everybody_may_read(office: Office) -> None:
    sender = Sender(name="Jana Malá", email="jana@example.cz", phone="+420 601 234 567", language="cs")
    case = await shown(office, sender=sender, text="Our plates are stolen", network="192.0.2.1")
    await followed(office, case)
    office.set("2026-11-23T10:00")
    await office.desk.note(case.id, "A word for the office", BOSS)
    await office.desk.update(case.id, "We go there tomorrow.", BOSS)
    await office.solved(case)
    await spread(office)
    letters = await office.letters("follower")
    assert len(letters) == 2 and "We go there tomorrow." in letters[0]["text"]
    for letter in letters:
        said = f"{letter['subject']} {letter['text']} {letter['html']}"
        assert not [one for one in SECRETS if one in said] and letter["recipient"] == EVA
        assert "/signals/mine/" not in said


async def test_signal_case_57_news_told_twice_reaches_a_follower_once(office: Office) -> None:
    case = await shown(office)
    for number in range(3):
        await followed(office, case, f"f{number}@example.cz")
    office.set("2026-11-23T10:00")
    await office.solved(case)
    await asyncio.gather(spread(office), spread(office))
    assert sorted(one["recipient"] for one in await office.letters("follower")) == [
        f"f{number}@example.cz" for number in range(3)
    ]


async def test_who_begins_to_follow_hears_of_what_comes_after(office: Office) -> None:
    case = await shown(office)
    await office.desk.update(case.id, "Old news.", BOSS)
    office.set("2026-11-23T10:00")
    await followed(office, case)
    await spread(office)
    assert await office.letters("follower") == []


async def test_signal_case_4_what_was_hidden_meanwhile_is_told_to_nobody(office: Office) -> None:
    case = await shown(office)
    await followed(office, case)
    office.set("2026-11-23T10:00")
    await office.desk.update(case.id, "Private after all.", BOSS)
    sure(await office.desk.hide(case.id, "It names somebody.", BOSS))
    await spread(office)
    assert await office.letters("follower") == []


async def test_an_account_follows_at_once_and_finds_its_list(office: Office) -> None:
    case, account = await shown(office), Account(new_id(), EVA, "cs")
    found = await office.cases.follow(case.number or "", account, "cs")
    assert isinstance(found, Followed) and found.case is not None and await office.letters("follow") == []
    assert await office.cases.follows(account, case.number or "")
    (one,) = await office.cases.subscriptions(account)
    assert one.case is not None and one.case.number == case.number and one.case.followers == 1
    await office.cases.unfollow(account, case.number or "")
    assert await office.cases.subscriptions(account) == ()


async def test_private_cases_are_followed_by_their_sender_alone(office: Office) -> None:
    account = Account(new_id(), "jana@example.cz")
    foi = replace(HOLE, kind="foi", category="information", answers={}, topic="T", place=None)
    case = (await filed(office, foi, sender=Sender(account=account.id, email="jana@example.cz"))).case
    unknown = await office.cases.follow("СК26-03-999", EVA, "cs")
    assert unknown == await office.cases.follow(case.number or "", EVA, "cs") == Refusal("signals.unknown")
    assert isinstance(await office.cases.follow(case.number or "", account, "cs"), Followed)


async def test_the_file_says_who_may_follow(rebuilt: Callable[..., Office]) -> None:
    office = rebuilt(signals__subscriptions={"who": "registered"})
    office.set("2026-11-23T09:00")
    case = await shown(office)
    assert code(await office.cases.follow(case.number or "", EVA, "cs")) == "signals.account_needed"


async def test_signal_case_56_an_address_that_does_not_exist_is_marked_and_left_in_peace(office: Office) -> None:
    case = await shown(office)
    await followed(office, case)
    (one,) = await every(office, case)
    now = office.runtime.clock.now()
    for about, channel in ((f"signals:{case.id}", "email"), (f"follower:{one}", "email"), ("booking:x", "sms")):
        letter = LetterReturned(about, "signals.registered", channel, now)
        await office.store.transact(lambda unit, it=letter: jobs.returned(it, unit))  # type: ignore[misc]
    before = len(await office.letters())
    office.set("2026-11-23T10:00")
    await office.desk.move(case.id, "solved", Given("Mended.", "solved"), BOSS)
    await spread(office)
    assert len(await office.letters()) == before
    assert await followers(office, case) == 0
    dossier = await office.desk.open(case.id, BOSS)
    assert not isinstance(dossier, Refusal) and dossier.undelivered


async def every(office: Office, case: Case) -> list[UUID]:
    async with office.store.reading():
        return [one.id for one in await store_followers.every(case.id)]


class Moved:
    """Accounts of which each has this address."""

    async def address_of(self, account: UUID) -> str | None:
        return "jana.new@example.cz" if account == ACCOUNT.id else None


async def test_signal_case_9_letters_follow_an_account_to_its_new_address(office: Office) -> None:
    sent = (await filed(office, sender=Sender(account=ACCOUNT.id, email=ACCOUNT.email, language="cs"))).case
    case = await shown(office, sender=None)
    await office.cases.follow(case.number or "", ACCOUNT, "cs")
    await office.cases.follow(case.number or "", "jana.new@example.cz", "cs", "192.0.2.9")
    office.runtime.services.add([Service(AccountAddresses, Moved())])
    for _ in range(2):
        await moving.moved(office.cases.setting, AddressChanged(ACCOUNT.id))
        await moving.moved(office.cases.setting, AddressChanged(new_id()))
    sure(await office.desk.update(sent.id, "We are on our way.", BOSS))
    assert (await office.letters("update"))[-1]["recipient"] == "jana.new@example.cz"
    async with office.store.reading():
        assert [one.email for one in await store_followers.every(case.id)] == ["jana.new@example.cz"]
