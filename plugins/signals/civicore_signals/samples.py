"""Believable cases for demo and training: of all kinds, over forty days, at every step of their way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from civicore import Refusal, Samples, UnitOfWork, files, new_id, settlers
from civicore_signals import filing, letters, lifecycle, people, replying, store, store_followers
from civicore_signals.access import Holder
from civicore_signals.case import Case
from civicore_signals.filed import Filed, Filing
from civicore_signals.lifecycle import Given
from civicore_signals.sample_stories import CLERK, Story, one_of, stories
from civicore_signals.setting import Setting
from civicore_signals.store_followers import Follower
from civicore_signals.work import Desk


def samples(setting: Setting) -> Samples:
    async def make() -> None:
        for story in stories(setting):
            await setting.runtime.transact(partial(_make, setting, story))

    return Samples("signals.cases", make)


async def _make(setting: Setting, story: Story, unit: UnitOfWork) -> None:
    """Live a case through: the unit's time is that of the story, and nobody is told about people who do not exist."""
    now, desk = unit.now, Desk(setting)
    unit.now = story.at
    wanted = await _with_photo(setting, story, unit)
    filed = await filing.file(setting, wanted)
    if isinstance(filed, Refusal):
        return
    case = filed.case
    if story.checked and setting.plan.public(case.kind, case.category) is not None:
        unit.now += timedelta(hours=2)
        await desk.publish(case.id, ("text", "photo", "place", "answer"), CLERK, agreed=True)
    await _work(setting, desk, story, filed, unit, now)
    await unit.withdraw(letters.about(case))
    unit.now = now  # followers hear of what comes after they began, so that nobody is written to about the past
    if story.checked:
        await _follow(setting, story, case, unit)


async def _work(setting: Setting, desk: Desk, story: Story, filed: Filed, unit: UnitOfWork, now: datetime) -> None:
    """Take the case as far as its story goes, a step every other day, never beyond the present."""
    if story.end == "new":
        return
    for phase in ("open", "waiting", "final") if story.end == "waiting" else ("open", story.end):
        unit.now += timedelta(days=1 + story.number % 3, hours=story.number % 6)
        here = await store.get(filed.case.id)
        if here is None or unit.now >= now or (phase == "final" and story.end == "waiting" and story.number % 2):
            return
        if phase == "waiting":
            await desk.ask(here.id, story.said("questions"), CLERK)
            if story.number % 2 == 0 and unit.now + timedelta(days=1) < now:
                unit.now += timedelta(days=1)
                await _reply(setting, story, filed, unit)
        else:
            await _move(setting, desk, story, here, phase)


async def _reply(setting: Setting, story: Story, filed: Filed, unit: UnitOfWork) -> None:
    work = partial(replying.reply, story.said("replies"), (), "")
    await replying.on_own(setting, Holder(filed.token), None, work)


async def _move(setting: Setting, desk: Desk, story: Story, case: Case, phase: str) -> None:
    plan = setting.plan
    possible = [one for one in lifecycle.moves(plan, case, "unit", setting.now) if plan.statuses[one.to].phase == phase]
    if not possible:
        return
    # Most cases that end are answered or put right, the first ways of the file; a few go another way.
    chosen = possible[story.number // 8 % len(possible) if story.number % 3 == 0 else 0]
    outcome = one_of(chosen.outcomes, story.number) if chosen.outcomes else None
    text = story.answer(plan.outcomes.get(outcome or "")) if phase == "final" else ""
    body = story.said("bodies") if outcome and plan.outcomes[outcome].needs_body else None
    await desk.move(case.id, chosen.to, Given(text, outcome, body), CLERK)


async def _with_photo(setting: Setting, story: Story, unit: UnitOfWork) -> Filing:
    """Every third case of a kind that asks for photos has one."""
    if story.number % 3 or "photo" not in setting.plan.kinds[story.filing.kind].asks:
        return story.filing
    owner = f"sample:{story.number}"
    from civicore_signals import sample_photos  # what draws is large, and only a demo is filled

    kept = await files.keep(unit, sample_photos.drawn(story.number), owner)
    return replace(story.filing, files=(kept,), files_of=owner)


async def _follow(setting: Setting, story: Story, case: Case, unit: UnitOfWork) -> None:
    if setting.plan.public(case.kind, case.category) is None:
        return
    for number in range((story.number * 5 + 2) % 4):
        email = f"neighbour{story.number}-{number}@{case.language}.example"
        await _add(setting, case, email, None, unit)
    if story.owned:
        return
    for place, settler in enumerate(settlers(setting.runtime)):
        if story.number % 9 == 5 + place:
            await _add(setting, case, settler.email, settler.id, unit)


async def _add(setting: Setting, case: Case, email: str, account: UUID | None, unit: UnitOfWork) -> None:
    key = people.address_key(setting.runtime.keys, email)
    one = Follower(new_id(), case.id, email, key, case.language, unit.now, account=account, confirmed_at=unit.now)
    await store_followers.add(one)
