"""What happens in the demo's cases: who files what, when, and how far it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from civicore import Principal, maps, settlers
from civicore_signals import rights
from civicore_signals.case import Answer, Place, Sender
from civicore_signals.filed import Filing
from civicore_signals.plan import Outcome, Phase, Question
from civicore_signals.questions import asked
from civicore_signals.setting import Setting

NUMBER = 60
_DAYS = 40
_WORDS = Path(__file__).with_name("samples.yaml")
_EVERYTHING = frozenset(vars(rights)[name] for name in ("SEE", "WORK", "CONTACTS", "PUBLISH", "MERGE", "MANAGE"))
CLERK = Principal("staff", "demo", "Demo", _EVERYTHING)
_ENDS: tuple[Phase, ...] = ("final", "open", "final", "waiting", "final", "new", "open", "final")


@dataclass(frozen=True)
class Story:
    """A case that never was. ``end`` is how far it has come; the newest wait to be looked at (``checked``)."""

    number: int
    filing: Filing
    at: datetime
    end: Phase
    words: Mapping[str, Any]
    checked: bool

    @property
    def owned(self) -> bool:
        """Does it belong to somebody with an account?"""
        return self.filing.sender is not None and self.filing.sender.account is not None

    def said(self, what: str) -> str:
        """One of the prepared sentences."""
        return str(one_of(self.words[what], self.number))

    def answer(self, outcome: Outcome | None) -> str:
        """Words that go with the way it ended."""
        known = self.words["answers"]
        wanted = (outcome.id, outcome.counts_as) if outcome else ()
        return str(one_of(next((known[one] for one in wanted if one in known), known["answered"]), self.number))


def stories(setting: Setting) -> list[Story]:
    """Every case of the demo, the oldest first."""
    return sorted([*_of_strangers(setting), *_of_residents(setting)], key=lambda one: one.at)


def _of_strangers(setting: Setting) -> Iterator[Story]:
    for number in range(NUMBER):
        left = NUMBER - number
        at = setting.now - timedelta(days=_DAYS * left / NUMBER, minutes=number * 7 % 240)
        end = _ENDS[number % len(_ENDS)] if left > 8 else ("new", "open")[number % 2]
        language = _language(setting, number)
        filed = _filing(setting, number, _kind(setting, number), language)
        yield Story(number, filed, at, end, _words()[language], checked=left > 6 and number % 9 != 4)


def _of_residents(setting: Setting) -> Iterator[Story]:
    """Cases of those who have an account in the demo: all kinds, the first one at several steps.

    The first of them waits for its sender, the second has just ended and may be opened again.
    """
    kinds = [one for one in setting.plan.kinds if setting.plan.types(one)]
    steps: list[tuple[str, Phase]] = [(kinds[0], "waiting"), (kinds[0], "final"), (kinds[0], "open")]
    steps += [(kind, ("final", "open")[turn % 2]) for turn, kind in enumerate(kinds[1:])]
    language = _language(setting, 0)
    for place, settler in enumerate(settlers(setting.runtime)):
        sender = Sender(
            account=settler.id,
            holder=settler.holder,
            name=settler.name,
            organisation=settler.organisation,
            email=settler.email,
            language=language,
            email_confirmed=True,
        )
        for turn, (kind, end) in enumerate(steps):
            number = NUMBER + 1 + 2 * (turn + place * len(steps))  # odd: the office's question is not answered yet
            filed = replace(_filing(setting, number, kind, language), sender=sender, origin="web")
            at = setting.now - timedelta(days=8 + turn, hours=place * 3 + 1)
            yield Story(number, filed, at, end, _words()[language], checked=True)


def _language(setting: Setting, number: int) -> str:
    spoken = [one for one in setting.plan.languages if one in _words()] or list(_words())
    return spoken[1] if len(spoken) > 1 and number % 7 == 5 else spoken[0]


def _kind(setting: Setting, number: int) -> str:
    """Mostly the first kind; every fourth is one of the others in turn."""
    kinds = [one for one in setting.plan.kinds if setting.plan.types(one)]
    return kinds[0] if number % 4 or len(kinds) == 1 else kinds[1 + number // 4 % (len(kinds) - 1)]


def _filing(setting: Setting, number: int, kind: str, language: str) -> Filing:
    plan, words = setting.plan, _words()[language]
    asks = plan.kinds[kind].asks
    category = one_of([one for one in plan.types(kind) if one.place != "off"] or plan.types(kind), number * 7)
    place = _place(setting, number, words) if "place" in asks else None
    topic, text = one_of(words["letters"].get(kind) or words["letters"]["any"], number // 4)
    if place is not None:
        told = one_of(words["by_type"].get(category.id.rpartition(".")[2]) or words["any"], number)
        text = told.format(type=category.name.in_(language), area=_area_name(setting, place, language))
    return Filing(
        kind=kind,
        category=category.id,
        text=text,
        language=language,
        topic=topic if "topic" in asks else None,
        answers=_answers(category.questions, number),
        place=place,
        sender=_sender(number, language, words),
        origin="hotline" if number % 5 == 2 else "web",
        operator=CLERK,
    )


def _sender(number: int, language: str, words: Mapping[str, Any]) -> Sender:
    first, last = one_of(words["people"], number)
    phone = f"+000 600 {number:06d}" if number % 5 == 2 else None
    return Sender(name=f"{first} {last}", email=f"citizen{number}@{language}.example", phone=phone, language=language)


def _place(setting: Setting, number: int, words: Mapping[str, Any]) -> Place:
    """Somewhere in one of the areas, the inner ones more often; without a map only in words."""
    where = one_of(words["where"], number)
    atlas = next(iter(setting.runtime.services.all(maps.Atlas)), None)
    if atlas is None or not atlas.areas.all:
        return Place(address=where)
    middle = one_of(atlas.areas.all, number * 5).shape.representative_point()
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
            choice = one_of(list(one.options), number) if one.options else "14"
            said[one.id] = (choice,) if one.kind == "choices" else choice
    return said


def one_of(several: Sequence[Any], number: int) -> Any:
    """They take turns."""
    return several[number % len(several)]


@lru_cache
def _words() -> dict[str, dict[str, Any]]:
    read: dict[str, dict[str, Any]] = yaml.safe_load(_WORDS.read_text("utf-8"))
    return read
