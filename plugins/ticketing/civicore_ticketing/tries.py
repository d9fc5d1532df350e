"""Tries at codes, counted so that every process counts together (threat T2).

A try is counted before its outcome is known, so that a hundred at once are a hundred; a right code gives its own
back. Five fit into a minute at one device or one stranger's network, and all strangers' networks together may not
try an office without end; the devices of the office stay usable meanwhile.
"""

from __future__ import annotations

from datetime import timedelta

from civicore import Keyring, Refusal, UnitOfWork
from civicore_ticketing import brakes
from civicore_ticketing.brakes import Brake
from civicore_ticketing.config import TRIES, TRIES_OF_STRANGERS
from civicore_ticketing.setting import Setting

MOST, MOST_OF_STRANGERS = TRIES, TRIES_OF_STRANGERS
PAUSE = timedelta(minutes=1)
OPEN = frozenset({"web", "sms", "bot"})  # places where anybody may type
_PURPOSE = "ticketing.try"


async def spend(setting: Setting, office: str, by: str, source: str) -> Refusal | None:
    """Count one try, in a unit of its own: a refused check-in is undone and must not take its try with it."""
    if not setting.runtime.strict:
        return None
    counted = _brakes(setting.runtime.keys, office, by, source)

    async def work(unit: UnitOfWork) -> Refusal | None:
        for brake in counted:
            refused = await brakes.spend(brake, unit.now, "queue.too_many_tries")
            if refused is not None:
                return refused
        return None

    return await brakes.patiently(setting.runtime, work)


async def give_back(setting: Setting, office: str, by: str, source: str) -> None:
    """The code was right, so it was no guess; inside the unit that lets its owner in."""
    if setting.runtime.strict:
        for brake in _brakes(setting.runtime.keys, office, by, source):
            await brakes.give_back(brake)


def _brakes(keys: Keyring, office: str, by: str, source: str) -> list[Brake]:
    own = Brake.named(keys, _PURPOSE, f"{office}|{by}|{source}", MOST, PAUSE)
    strangers = Brake.named(keys, _PURPOSE, f"{office}|strangers", MOST_OF_STRANGERS, PAUSE)
    return [own, strangers] if by in OPEN else [own]
