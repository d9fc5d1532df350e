"""Which program sends: by its key, in constant time, and how often it may."""

from __future__ import annotations

from datetime import timedelta

from civicore import Brake, Refusal, same
from civicore_signals import people
from civicore_signals.setting import Setting

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)

GUESSES = Brake(free=20, first=_MINUTE, longest=_HOUR, forget=_HOUR)
"""Wrong keys from one network."""

CLIENT = Brake(free=600, first=_MINUTE, longest=10 * _MINUTE, forget=10 * _MINUTE)
"""What one program sends in a row."""

NETWORK = Brake(free=600, first=_MINUTE, longest=10 * _MINUTE, forget=10 * _MINUTE)
"""What one network sends in a row, whatever its keys."""


def demo_key(name: str) -> str:
    """The key of a program in a demo whose secrets have no values."""
    return f"demo-{name}"


async def client(setting: Setting, key: str | None, network: str | None) -> str | Refusal:
    """The name of the program whose key this is. ``open311.key``, ``signals.too_many``.

    Guesses of a network are counted before the keys are compared, so nobody learns anything by trying on.
    """
    if not key:
        return Refusal("open311.key")
    name = _owner(setting, key)
    if name is None:
        slowed = await people.slowed(setting, "open311.guess", network, GUESSES)
        return slowed or Refusal("open311.key")
    slowed = await people.slowed(setting, "open311.client", name, CLIENT)
    slowed = slowed or await people.slowed(setting, "open311.network", network, NETWORK)
    return slowed or name


def _owner(setting: Setting, key: str) -> str | None:
    """Every key is compared, as keyed hashes of one length, so time tells neither which nor how much was right."""
    runtime, found = setting.runtime, None
    written = runtime.keys.digest("open311.key", key)
    for name, secret in setting.plan.open311.keys.items():
        value = runtime.secret(secret) or (demo_key(name) if runtime.demo else None)
        if value and same(written, runtime.keys.digest("open311.key", value)):
            found = name
    return found
