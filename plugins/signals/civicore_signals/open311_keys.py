"""Which program sends: by its key, in constant time, and how often it may."""

from __future__ import annotations

from datetime import timedelta

from civicore import Brake, Refusal
from civicore_signals import people
from civicore_signals.program_keys import CLIENT, GUESSES, owner
from civicore_signals.setting import Setting

_MINUTE = timedelta(minutes=1)

NETWORK = Brake(free=600, first=_MINUTE, longest=10 * _MINUTE, forget=10 * _MINUTE)
"""What one network sends in a row, whatever its keys."""


async def client(setting: Setting, key: str | None, network: str | None) -> str | Refusal:
    """The name of the program whose key this is. ``open311.key``, ``signals.too_many``.

    Guesses of a network are counted before the keys are compared, so nobody learns anything by trying on.
    """
    if not key:
        return Refusal("open311.key")
    name = owner(setting, "open311.key", setting.plan.open311.keys, key)
    if name is None:
        slowed = await people.slowed(setting, "open311.guess", network, GUESSES)
        return slowed or Refusal("open311.key")
    slowed = await people.slowed(setting, "open311.client", name, CLIENT)
    slowed = slowed or await people.slowed(setting, "open311.network", network, NETWORK)
    return slowed or name
