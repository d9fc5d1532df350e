"""Believable bookings for demo and training: the next office days, a few visits on each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache, partial
from itertools import count
from pathlib import Path

import yaml

from civicore import Refusal, Samples, UnitOfWork
from civicore_booking import confirming, finding, holding, store
from civicore_booking.availability import Rules
from civicore_booking.booking import Booking, BookingChannel, BookingRequest
from civicore_booking.setting import Setting

_DAYS = 6  # office days ahead
_A_DAY = 3  # visits of an agenda on a day
_STRIDE = 7  # of the free times every so many-th is taken
_PEOPLE = Path(__file__).with_name("samples.yaml")


def samples(setting: Setting) -> Samples:
    async def make() -> None:
        visitors = _visitors(setting.runtime.city.languages)
        for agenda in setting.runtime.city.agendas:
            for office in setting.plan.offices(agenda):
                await _fill(setting, agenda, office, visitors)

    return Samples("booking.visits", make)


async def _fill(setting: Setting, agenda: str, office: str, visitors: Iterator[dict[str, str]]) -> None:
    activity = tuple(setting.runtime.city.agendas[agenda].activities)[:1]
    rules = setting.rules(agenda, activity, office, 1, "desk")
    if isinstance(rules, Refusal):
        return
    days = [day for day in await finding.days(setting, rules, None, None, "web") if day.slots][:_DAYS]
    for number, day in enumerate(days):
        for slot in day.slots[number % _STRIDE :: _STRIDE][:_A_DAY]:
            await _visit(setting, rules, activity, slot.start, next(visitors))


async def _visit(
    setting: Setting, rules: Rules, activities: tuple[str, ...], start: datetime, visitor: dict[str, str]
) -> None:
    """One confirmed visit, without its messages: nobody is told about people who do not exist."""
    language = visitor.pop("language")
    channel: BookingChannel = "web" if "email" in visitor else "desk"
    wish = BookingRequest(rules.agenda, activities, start, visitor, language, rules.office, channel=channel)
    made = await holding.hold(setting, wish, "demo")
    if isinstance(made, Booking):
        if made.state == "held":
            await confirming.confirm(setting, made.id)
        await setting.runtime.transact(partial(_silently, made))


async def _silently(booking: Booking, unit: UnitOfWork) -> None:
    await unit.withdraw(booking.about)
    await store.reminded(booking, unit.now)


def _visitors(languages: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """One visitor after the other, mostly of the city's first language; every fourth came by telephone."""
    known = _people()
    spoken = [language for language in languages if language in known] or list(known)
    for number in count():
        language = spoken[1] if len(spoken) > 1 and number % 5 == 4 else spoken[0]
        first, last = known[language][number % len(known[language])]
        visitor = {"first_name": first, "last_name": last, "language": language}
        if number % 4 != 3:
            visitor["email"] = f"visitor{number}@{language}.example"
        else:
            visitor["phone"] = f"+000 600 {number:06d}"
        yield visitor


@lru_cache
def _people() -> dict[str, list[tuple[str, str]]]:
    read: dict[str, list[tuple[str, str]]] = yaml.safe_load(_PEOPLE.read_text("utf-8"))
    return read
