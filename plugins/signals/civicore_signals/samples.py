"""Believable cases for demo and training: of all kinds, over forty days, at every step of their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import yaml

from civicore import Principal, Refusal, Samples, UnitOfWork, files, maps, new_id
from civicore_signals import filing, letters, lifecycle, people, replying, rights, sample_photos, store, store_followers
from civicore_signals.access import Holder
from civicore_signals.case import Answer, Case, Place, Sender
from civicore_signals.filed import Filed, Filing
from civicore_signals.lifecycle import Given
from civicore_signals.plan import Category, Phase, Question
from civicore_signals.questions import asked
from civicore_signals.setting import Setting
from civicore_signals.store_followers import Follower
from civicore_signals.work import Desk

NUMBER = 60
_DAYS = 40
_WORDS = Path(__file__).with_name("samples.yaml")
_EVERYTHING = frozenset(vars(rights)[name] for name in ("SEE", "WORK", "CONTACTS", "PUBLISH", "MERGE", "MANAGE"))
_CLERK = Principal("staff", "demo", "Demo", _EVERYTHING)
_ENDS: tuple[Phase, ...] = ("final", "open", "final", "waiting", "final", "new", "open", "final")


def samples(setting: Setting) -> Samples:
    async def make() -> None:
        for number in range(NUMBER):
            await setting.runtime.transact(partial(_make, setting, _story(setting, number)))

    return Samples("signals.cases", make)


@dataclass(frozen=True)
class Story:
    """A case that never was. ``end`` is how far it has come; the newest wait to be looked at (``checked``)."""

    number: int
    filing: Filing
    at: datetime
    end: Phase
    words: Mapping[str, Any]
    checked: bool

    def said(self, what: str) -> str:
        """One of the prepared sentences."""
        return str(_one(self.words[what], self.number))


def _story(setting: Setting, number: int) -> Story:
    plan, left = setting.plan, NUMBER - number
    language = _language(setting, number)
    words = _words()[language]
    kind = _kind(setting, number)
    category = _one([one for one in plan.types(kind) if one.place != "off"] or plan.types(kind), number * 7)
    at = setting.now - timedelta(days=_DAYS * left / NUMBER, minutes=number * 7 % 240)
    end = _ENDS[number % len(_ENDS)] if left > 8 else ("new", "open")[number % 2]
    filed = _filing(setting, number, kind, category, language, words)
    return Story(number, filed, at, end, words, checked=left > 6 and number % 9 != 4)


def _language(setting: Setting, number: int) -> str:
    spoken = [one for one in setting.plan.languages if one in _words()] or list(_words())
    return spoken[1] if len(spoken) > 1 and number % 7 == 5 else spoken[0]


def _kind(setting: Setting, number: int) -> str:
    """Mostly the first kind; every fourth is one of the others in turn."""
    kinds = [one for one in setting.plan.kinds if setting.plan.types(one)]
    return kinds[0] if number % 4 or len(kinds) == 1 else kinds[1 + number // 4 % (len(kinds) - 1)]


def _filing(
    setting: Setting, number: int, kind: str, category: Category, language: str, words: Mapping[str, Any]
) -> Filing:
    asks = setting.plan.kinds[kind].asks
    place = _place(setting, number, words) if "place" in asks else None
    area = _area_name(setting, place, language)
    told = words["letters"]
    if place is not None:
        told = words["by_type"].get(category.id.rpartition(".")[2]) or words["any"]
    text = _one(told, number).format(type=category.name.in_(language), area=area)
    return Filing(
        kind=kind,
        category=category.id,
        text=text,
        language=language,
        topic=_one(words["topics"], number) if "topic" in asks else None,
        answers=_answers(category.questions, number),
        place=place,
        sender=_sender(number, language, words),
        origin="hotline" if number % 5 == 2 else "web",
        operator=_CLERK,
    )


def _sender(number: int, language: str, words: Mapping[str, Any]) -> Sender:
    first, last = _one(words["people"], number)
    phone = f"+000 600 {number:06d}" if number % 5 == 2 else None
    return Sender(name=f"{first} {last}", email=f"citizen{number}@{language}.example", phone=phone, language=language)


def _place(setting: Setting, number: int, words: Mapping[str, Any]) -> Place:
    """Somewhere in one of the areas, the inner ones more often; without a map only in words."""
    where = _one(words["where"], number)
    atlas = next(iter(setting.runtime.services.all(maps.Atlas)), None)
    if atlas is None or not atlas.areas.all:
        return Place(address=where)
    middle = _one(atlas.areas.all, number * 5).shape.representative_point()
    lat, lon = middle.y + (number % 5 - 2) * 0.0017, middle.x + (number % 7 - 3) * 0.0019
    point = (lat, lon) if atlas.areas.at(maps.Point(lat, lon)).area is not None else (middle.y, middle.x)
    return Place(point=(round(point[0], 6), round(point[1], 6)), address=where)


def _area_name(setting: Setting, place: Place | None, language: str) -> str:
    atlas = next(iter(setting.runtime.services.all(maps.Atlas)), None)
    if atlas is None or place is None or place.point is None:
        return setting.runtime.city.deployment.name.in_(language)
    name = atlas.areas.at(maps.Point(*place.point)).name
    return name.in_(language) if name else setting.runtime.city.deployment.name.in_(language)


def _answers(questions: Sequence[Question], number: int) -> dict[str, Answer]:
    """An answer to every question that must be answered, in order, as far as it is asked."""
    said: dict[str, Answer] = {}
    for one in questions:
        if one in asked(questions, said) and (one.required or one.options):
            choice = _one(list(one.options), number) if one.options else "14"
            said[one.id] = (choice,) if one.kind == "choices" else choice
    return said


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
        await desk.publish(case.id, ("text", "photo", "place", "answer"), _CLERK, agreed=True)
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
            await desk.ask(here.id, story.said("questions"), _CLERK)
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
    outcome = _one(chosen.outcomes, story.number) if chosen.outcomes else None
    text = story.said("answers") if phase == "final" else ""
    body = story.said("bodies") if outcome and plan.outcomes[outcome].needs_body else None
    await desk.move(case.id, chosen.to, Given(text, outcome, body), _CLERK)


async def _with_photo(setting: Setting, story: Story, unit: UnitOfWork) -> Filing:
    """Every third case of a kind that asks for photos has one."""
    if story.number % 3 or "photo" not in setting.plan.kinds[story.filing.kind].asks:
        return story.filing
    owner = f"sample:{story.number}"
    kept = await files.keep(unit, sample_photos.drawn(story.number), owner)
    return replace(story.filing, files=(kept,), files_of=owner)


async def _follow(setting: Setting, story: Story, case: Case, unit: UnitOfWork) -> None:
    for number in range((story.number * 5 + 2) % 4):
        email = f"neighbour{story.number}-{number}@{case.language}.example"
        key = people.address_key(setting.runtime.keys, email)
        await store_followers.add(
            Follower(new_id(), case.id, email, key, case.language, unit.now, confirmed_at=unit.now)
        )


def _one(several: Sequence[Any], number: int) -> Any:
    return several[number % len(several)]


@lru_cache
def _words() -> dict[str, dict[str, Any]]:
    read: dict[str, dict[str, Any]] = yaml.safe_load(_WORDS.read_text("utf-8"))
    return read
